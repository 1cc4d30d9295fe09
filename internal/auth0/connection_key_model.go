package auth0

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// keyModel is one key without its role. It is shared by the resource and the
// data source, so that the two cannot disagree about a key.
type keyModel struct {
	KID          types.String `tfsdk:"kid"`
	Algorithm    types.String `tfsdk:"algorithm"`
	Cert         types.String `tfsdk:"cert"`
	Fingerprint  types.String `tfsdk:"fingerprint"`
	KeyUse       types.String `tfsdk:"key_use"`
	PKCS         types.String `tfsdk:"pkcs"`
	SubjectDN    types.String `tfsdk:"subject_dn"`
	Thumbprint   types.String `tfsdk:"thumbprint"`
	JWKJSON      types.String `tfsdk:"jwk_json"`
	PublicKeyPEM types.String `tfsdk:"public_key_pem"`
}

// keyText describes each attribute of keyModel; schemas take it from here.
var keyText = map[string]string{
	"kid":            "The key ID: the `kid` in the header of what the key signs.",
	"algorithm":      "The signing algorithm, for example `RS256`.",
	"cert":           "The public certificate, as PEM with the line ends that Auth0 sends (CRLF).",
	"fingerprint":    "The SHA-1 fingerprint of the certificate, as hexadecimal pairs separated by colons.",
	"key_use":        "What the key is for, for example `signing`.",
	"pkcs":           "The public certificate in PKCS#7 form, as PEM.",
	"subject_dn":     "The distinguished name of the certificate's subject.",
	"thumbprint":     "The SHA-1 thumbprint of the certificate, as hexadecimal without separators; not the RFC 7638 thumbprint of the key, which the function `jwk_thumbprint` gives.",
	"jwk_json":       "The public key as a JWK (RFC 7517) in JSON, computed from `cert`; null if the certificate cannot be read.",
	"public_key_pem": "The public key as PEM (`PUBLIC KEY`), computed from `cert`; null if the certificate cannot be read.",
}

// keyTypes are the attribute types of keyModel, for objects.
func keyTypes() map[string]attr.Type {
	all := make(map[string]attr.Type, len(keyText))
	for name := range keyText {
		all[name] = types.StringType
	}
	return all
}

// newKeyModel converts a key. What Auth0 did not send is null.
func newKeyModel(key auth0api.ConnectionKey) keyModel {
	m := keyModel{
		KID: nullable.String(key.KID), Algorithm: nullable.String(key.Algorithm), Cert: nullable.String(key.Cert),
		Fingerprint: nullable.String(key.Fingerprint), KeyUse: nullable.String(key.KeyUse), PKCS: nullable.String(key.PKCS),
		SubjectDN: nullable.String(key.SubjectDN), Thumbprint: nullable.String(key.Thumbprint),
	}
	cert, err := jwk.ParseCertificate(key.Cert)
	if err != nil {
		return m
	}
	if text, err := cert.Public.PEM(); err == nil {
		m.PublicKeyPEM = types.StringValue(text)
	}
	if text, err := publicJWK(key, cert); err == nil {
		m.JWKJSON = types.StringValue(string(text))
	}
	return m
}

// key converts back. Roles are added by the caller.
func (m keyModel) key() *auth0api.ConnectionKey {
	if m.KID.IsNull() || m.KID.IsUnknown() {
		return nil
	}
	return &auth0api.ConnectionKey{
		KID: m.KID.ValueString(), Algorithm: m.Algorithm.ValueString(), Cert: m.Cert.ValueString(),
		Fingerprint: m.Fingerprint.ValueString(), KeyUse: m.KeyUse.ValueString(), PKCS: m.PKCS.ValueString(),
		SubjectDN: m.SubjectDN.ValueString(), Thumbprint: m.Thumbprint.ValueString(),
	}
}

func unknownKeyModel() keyModel {
	u := types.StringUnknown()
	return keyModel{KID: u, Algorithm: u, Cert: u, Fingerprint: u, KeyUse: u, PKCS: u, SubjectDN: u, Thumbprint: u, JWKJSON: u, PublicKeyPEM: u}
}

// keyObject is a key as an object, null for nil.
func keyObject(ctx context.Context, key *auth0api.ConnectionKey) (types.Object, diag.Diagnostics) {
	if key == nil {
		return types.ObjectNull(keyTypes()), nil
	}
	return tfmodel.Object(ctx, keyTypes(), newKeyModel(*key))
}

// keyFrom converts an object back; null and unknown are nil.
func keyFrom(ctx context.Context, o types.Object) (*auth0api.ConnectionKey, diag.Diagnostics) {
	if o.IsNull() || o.IsUnknown() {
		return nil, nil
	}
	var m keyModel
	diags := tfmodel.GetObject(ctx, o, &m)
	return m.key(), diags
}

// publicJWK is the key as a JWK. key_use "signing" is "sig" in a JWK, and
// "encryption" is "enc" (RFC 7517 section 4.2).
func publicJWK(key auth0api.ConnectionKey, cert jwk.Certificate) (json.RawMessage, error) {
	use := map[string]string{"signing": "sig", "encryption": "enc"}[key.KeyUse]
	return cert.Public.JSON(jwk.Members{KeyID: key.KID, Algorithm: key.Algorithm, Use: use})
}

// madeAt is when a key was made: the notBefore of its certificate, which Auth0
// sets to its clock in whole seconds, whatever kind of key is in it. It is the zero
// time where that cannot be read.
func madeAt(key *auth0api.ConnectionKey) time.Time {
	if key == nil {
		return time.Time{}
	}
	at, err := jwk.NotBefore(key.Cert)
	if err != nil {
		return time.Time{}
	}
	return at
}
