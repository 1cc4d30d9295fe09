// Package keyinput is the arguments by which a resource takes a public key: PEM
// or certificate, JWK, the members of a JWK, or PEM that is never stored. All are
// forms of one key. What is written is kept as it is written; the other forms
// are filled in, so that each can be read from any.
package keyinput

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
)

// Encodings are the arguments that a state keeps.
type Encodings struct {
	PublicKeyPEM types.String `tfsdk:"public_key_pem"`
	JWKJSON      types.String `tfsdk:"jwk_json"`
	Kty          types.String `tfsdk:"kty"`
	N            types.String `tfsdk:"n"`
	E            types.String `tfsdk:"e"`
	Crv          types.String `tfsdk:"crv"`
	X            types.String `tfsdk:"x"`
	Y            types.String `tfsdk:"y"`
}

// Model are the arguments. A resource's model embeds it.
type Model struct {
	Encodings

	PublicKeyPEMWO        types.String `tfsdk:"public_key_pem_wo"`
	PublicKeyPEMWOVersion types.Int64  `tfsdk:"public_key_pem_wo_version"`
}

// SchemaAttributes are the schema of Model. A resource adds its own to the map.
func (r KeyRules) SchemaAttributes() map[string]schema.Attribute {
	attributes := r.FormSchemaAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"public_key_pem_wo": schema.StringAttribute{
			Optional: true, Sensitive: true, WriteOnly: true,
			MarkdownDescription: "The public key or X.509 certificate as PEM, write-only (from Terraform 1.11 or OpenTofu 1.11 on), for the public key of an " +
				"ephemeral `tls_private_key`. Set `public_key_pem_wo_version` beside it. The plan then shows the key as known after apply.",
		},
		"public_key_pem_wo_version": schema.Int64Attribute{
			Optional: true,
			MarkdownDescription: "The version of `public_key_pem_wo`. Another version takes the key in `public_key_pem_wo`, which replaces the resource. While " +
				"the version stays the same, a changed `public_key_pem_wo` is ignored.",
		},
	})
	return attributes
}

// NoECKeys ends the description of a member of EC keys where all keys are RSA.
const NoECKeys = " Always null: Okta takes only RSA keys here."

// FormSchemaAttributes are the schema of Encodings. Where every key is for encryption, and
// so RSA, the descriptions say that the members of EC keys are always null.
func (r KeyRules) FormSchemaAttributes() map[string]schema.Attribute {
	const one = " Set one form of the key; the others are filled in."
	texts := map[string]string{
		"public_key_pem": "The public key (`PUBLIC KEY` or `RSA PUBLIC KEY`) or an X.509 certificate, as PEM." + one,
		"jwk_json": "The public key as a JWK (RFC 7517) in JSON. Its `kid`, `use` and `alg` are taken where the arguments of these names are " +
			"not set." + one,
		"kty": "The key type, `RSA` or `EC`: with `n` and `e`, or with `crv`, `x` and `y`." + one,
		"n":   "The modulus of an RSA key, as base64url without padding.",
		"e":   "The public exponent of an RSA key, as base64url without padding: usually `AQAB`.",
		"crv": "The curve of an EC key: `P-256`, `P-384` or `P-521`.",
		"x":   "The x coordinate of an EC key, as base64url without padding.",
		"y":   "The y coordinate of an EC key, as base64url without padding.",
	}
	if r.TakesOnlyRSA() {
		texts["kty"] = "The key type: always `RSA`, with `n` and `e`." + one
		for _, name := range []string{"crv", "x", "y"} {
			texts[name] += NoECKeys
		}
	}
	attributes := map[string]schema.Attribute{}
	for name, text := range texts {
		attributes[name] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: text}
	}
	return attributes
}

// Names are the arguments that hold the key, in any form.
func Names() []string {
	return []string{"public_key_pem", "jwk_json", "kty", "n", "e", "crv", "x", "y", "public_key_pem_wo_version"}
}

// members are the arguments of the form of that name.
func (m *Encodings) members() []*types.String {
	return []*types.String{&m.Kty, &m.N, &m.E, &m.Crv, &m.X, &m.Y}
}

// Encode is all forms of a key: those that are configured as they are written, the
// others computed. named are the members of a computed JWK.
func Encode(config Model, key jwk.Public, named jwk.Members) (Model, error) {
	pem, err := key.PEM()
	if err != nil {
		return Model{}, err
	}
	text, err := key.JSON(named)
	if err != nil {
		return Model{}, err
	}
	p := key.Params()
	spelled := Model{Encodings: Encodings{
		PublicKeyPEM: types.StringValue(pem), JWKJSON: types.StringValue(string(text)),
		Kty: nullable.String(p.Kty), N: nullable.String(p.N), E: nullable.String(p.E),
		Crv: nullable.String(p.Crv), X: nullable.String(p.X), Y: nullable.String(p.Y),
	}}
	spelled.keep(config)
	return spelled, nil
}

// Unknown is a key that is only known after apply: what is configured is as it
// is written, the rest unknown.
func Unknown(config Model) Model {
	m := Model{Encodings: Encodings{PublicKeyPEM: types.StringUnknown(), JWKJSON: types.StringUnknown()}}
	for _, member := range m.members() {
		*member = types.StringUnknown()
	}
	m.keep(config)
	return m
}

// keep takes over what is configured. The write-only argument is never kept.
func (m *Model) keep(config Model) {
	written := append(config.members(), &config.PublicKeyPEM, &config.JWKJSON)
	for i, kept := range append(m.members(), &m.PublicKeyPEM, &m.JWKJSON) {
		if !written[i].IsNull() {
			*kept = *written[i]
		}
	}
	m.PublicKeyPEMWO, m.PublicKeyPEMWOVersion = types.StringNull(), config.PublicKeyPEMWOVersion
}

// Recorded is the key that a state holds; ok is false where it holds none, as
// right after an import.
func (m Encodings) Recorded() (key jwk.Public, ok bool) {
	if m.Kty.IsNull() || m.Kty.IsUnknown() {
		return jwk.Public{}, false
	}
	key, err := jwk.FromParams(m.params())
	return key, err == nil
}

func (m Encodings) params() jwk.Params {
	return jwk.Params{
		Kty: m.Kty.ValueString(), N: m.N.ValueString(), E: m.E.ValueString(),
		Crv: m.Crv.ValueString(), X: m.X.ValueString(), Y: m.Y.ValueString(),
	}
}
