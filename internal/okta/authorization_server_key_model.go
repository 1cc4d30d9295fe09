package okta

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// signingKeyModel is one signing key of an authorization server. It is shared by
// the resource and the data sources, so that they cannot disagree about a key.
type signingKeyModel struct {
	KID          types.String `tfsdk:"kid"`
	Status       types.String `tfsdk:"status"`
	Alg          types.String `tfsdk:"alg"`
	Kty          types.String `tfsdk:"kty"`
	Use          types.String `tfsdk:"use"`
	N            types.String `tfsdk:"n"`
	E            types.String `tfsdk:"e"`
	JWKJSON      types.String `tfsdk:"jwk_json"`
	PublicKeyPEM types.String `tfsdk:"public_key_pem"`
}

// signingKeyText describes each attribute of signingKeyModel; schemas take it
// from here.
var signingKeyText = map[string]string{
	"kid":            "The key ID: the `kid` in the header of the tokens that the key signs.",
	"status":         "`ACTIVE` for the key that signs, `NEXT` for the one that the next rotation activates, `EXPIRED` for one that signed before.",
	"alg":            "The algorithm that the key signs with, for example `RS256`.",
	"kty":            "The key type, for example `RSA`.",
	"use":            "What the key is for: `sig`, to sign.",
	"n":              "The modulus of an RSA key, as base64url without padding.",
	"e":              "The public exponent of an RSA key, as base64url without padding.",
	"jwk_json":       "The public key as a JWK (RFC 7517) in JSON; null if its members cannot be read.",
	"public_key_pem": "The public key as PEM (`PUBLIC KEY`); null if its members cannot be read.",
}

// signingKeyTypes are the attribute types of signingKeyModel, for objects.
func signingKeyTypes() map[string]attr.Type {
	all := make(map[string]attr.Type, len(signingKeyText))
	for name := range signingKeyText {
		all[name] = types.StringType
	}
	return all
}

// newSigningKeyModel converts a key. What Okta did not send is null. The members of
// the key are in the form that resources take.
func newSigningKeyModel(key oktaapi.SigningKey) signingKeyModel {
	p := jwk.Params{Kty: key.Kty, N: key.N, E: key.E}.Canonical()
	m := signingKeyModel{
		KID: nullable.String(key.KID), Status: nullable.String(key.Status), Alg: nullable.String(key.Alg),
		Kty: nullable.String(key.Kty), Use: nullable.String(key.Use), N: nullable.String(p.N), E: nullable.String(p.E),
	}
	m.JWKJSON, m.PublicKeyPEM, _ = signingKeyForms(key)
	return m
}

func signingKeyForms(key oktaapi.SigningKey) (jwkJSON, publicKeyPEM types.String, err error) {
	return forms(jwk.Params{Kty: key.Kty, N: key.N, E: key.E}, jwk.Members{KeyID: key.KID, Algorithm: key.Alg, Use: key.Use})
}

// signingKeyWarnings says that a key cannot be read, if so.
func signingKeyWarnings(s diagnostics.Subject, key oktaapi.SigningKey) diag.Diagnostics {
	_, _, err := signingKeyForms(key)
	return unreadable(s, key.KID, "", err)
}

// key converts back; it is nil for a null or unknown key.
func (m signingKeyModel) key() *oktaapi.SigningKey {
	if m.KID.IsNull() || m.KID.IsUnknown() {
		return nil
	}
	return &oktaapi.SigningKey{
		KID: m.KID.ValueString(), Status: m.Status.ValueString(), Alg: m.Alg.ValueString(), Kty: m.Kty.ValueString(),
		Use: m.Use.ValueString(), N: m.N.ValueString(), E: m.E.ValueString(),
	}
}

func unknownSigningKeyModel() signingKeyModel {
	u := types.StringUnknown()
	return signingKeyModel{KID: u, Status: u, Alg: u, Kty: u, Use: u, N: u, E: u, JWKJSON: u, PublicKeyPEM: u}
}

// signingKeyObject is a key as an object, null for nil.
func signingKeyObject(ctx context.Context, key *oktaapi.SigningKey) (types.Object, diag.Diagnostics) {
	if key == nil {
		return types.ObjectNull(signingKeyTypes()), nil
	}
	return tfmodel.Object(ctx, signingKeyTypes(), newSigningKeyModel(*key))
}

// signingKeyFrom converts an object back; null and unknown are nil.
func signingKeyFrom(ctx context.Context, o types.Object) (*oktaapi.SigningKey, diag.Diagnostics) {
	if o.IsNull() || o.IsUnknown() {
		return nil, nil
	}
	var m signingKeyModel
	diags := tfmodel.GetObject(ctx, o, &m)
	return m.key(), diags
}
