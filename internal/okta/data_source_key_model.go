package okta

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta/registeredkey"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// The uses of a key (RFC 7517 section 4.2).
const (
	useSig = "sig"
	useEnc = "enc"
)

// keyModel is a key that is registered at Okta, as it lists it.
type keyModel struct {
	ID           types.String `tfsdk:"id"`
	KID          types.String `tfsdk:"kid"`
	Status       types.String `tfsdk:"status"`
	Kty          types.String `tfsdk:"kty"`
	Use          types.String `tfsdk:"use"`
	Alg          types.String `tfsdk:"alg"`
	N            types.String `tfsdk:"n"`
	E            types.String `tfsdk:"e"`
	Crv          types.String `tfsdk:"crv"`
	X            types.String `tfsdk:"x"`
	Y            types.String `tfsdk:"y"`
	Created      types.String `tfsdk:"created"`
	LastUpdated  types.String `tfsdk:"last_updated"`
	Links        types.Map    `tfsdk:"links"`
	JWKJSON      types.String `tfsdk:"jwk_json"`
	PublicKeyPEM types.String `tfsdk:"public_key_pem"`
}

// keyText describes each attribute of keyModel but links; schemas take it from
// here.
var keyText = map[string]string{
	"id":           "Okta's ID of the key (`pks...`, of a resource server `apk...`).",
	"kid":          "The key ID, by which a token names the key; null for a key that was registered without one.",
	"status":       "`ACTIVE` if Okta uses the key, `INACTIVE` if not.",
	"kty":          "The key type: `RSA` or `EC`.",
	"use":          "What the key is for: `sig` or `enc`; null if it was registered without one.",
	"alg":          "The algorithm that the key was registered for; null if it was registered without one.",
	"n":            "The modulus of an RSA key, as base64url without padding.",
	"e":            "The public exponent of an RSA key, as base64url without padding.",
	"crv":          "The curve of an EC key, such as `P-256`; null if Okta stores none. `jwk_json` names it nevertheless.",
	"x":            "The x coordinate of an EC key, as base64url without padding.",
	"y":            "The y coordinate of an EC key, as base64url without padding.",
	"created":      "When the key was registered, in Okta's own format.",
	"last_updated": "When the key was last changed, in Okta's own format.",
	"jwk_json": "The public key as a JWK (RFC 7517) in JSON, with the `kid`, `use` and `alg` that Okta stores; null if its members cannot " +
		"be read, or if Okta stores a `kid` or `alg` that functions and resources refuse: a `kid` with other characters than printable ASCII, " +
		"an `alg` that does not fit the key.",
	"public_key_pem": "The public key as PEM (`PUBLIC KEY`); null if its members cannot be read.",
}

// rsaKeyText replaces descriptions of keyText where all keys are RSA.
var rsaKeyText = map[string]string{
	"kty": "The key type: `RSA`.",
	"crv": "The curve of an EC key." + keyinput.NoECKeys,
	"x":   keyText["x"] + keyinput.NoECKeys,
	"y":   keyText["y"] + keyinput.NoECKeys,
}

// keyAttributes are the schema of keyModel for the keys of one kind of parent.
func keyAttributes(kind registeredkey.ParentType) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"links": schema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: linksText},
	}
	for name, text := range keyText {
		if kind.TakesOnlyRSA() {
			text = cmp.Or(rsaKeyText[name], text)
		}
		attributes[name] = schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	return attributes
}

// keysAttribute is a list of keys.
func keysAttribute(kind registeredkey.ParentType) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: "All keys, in the order of their `kid`, active or not.",
		NestedObject: schema.NestedAttributeObject{Attributes: keyAttributes(kind)},
	}
}

// keySetAttribute is the list as a JWK set.
func keySetAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "All keys as a JWK set (RFC 7517) in JSON, in the order of `keys`, inactive ones included, each with the `kid` " +
			"that Okta stores, or without one if Okta stores none; two keys may have the same `kid`. Keys whose " +
			"`jwk_json` is null are left out, with a warning.",
	}
}

// oneKeyAttributes are those of a key that is found by its id or kid.
func oneKeyAttributes(kind registeredkey.ParentType, idPrefix string) map[string]schema.Attribute {
	attributes := keyAttributes(kind)
	for name, text := range map[string]string{
		"id":  "Okta's ID of the key (`" + idPrefix + "...`). Set either this or `kid`.",
		"kid": "The key ID, by which a token or whoever encrypts names the key. Set either this or `id`.",
	} {
		attributes[name] = schema.StringAttribute{
			Optional: true, Computed: true, MarkdownDescription: text,
			Validators: []validator.String{keyinput.KID},
		}
	}
	return attributes
}

// jwk is the key in that form.
func (m keyModel) jwk() types.String { return m.JWKJSON }

// newKeyModel converts a key of a parent. What Okta did not send, or sent as null, is
// null. The members of the key are in the form that resources take, however somebody
// once sent them.
func newKeyModel(ctx context.Context, s diagnostics.Subject, key oktaapi.Key) (keyModel, diag.Diagnostics) {
	links, diags := linksOf(ctx, key.Links)
	p := key.Params()
	m := keyModel{
		ID: nullable.String(key.ID), KID: nullable.String(key.KID), Status: nullable.String(key.Status),
		Kty: nullable.String(key.Kty), Use: nullable.String(key.Use), Alg: nullable.String(key.Alg),
		N: nullable.String(p.N), E: nullable.String(p.E),
		Crv: nullable.String(key.Crv), X: nullable.String(p.X), Y: nullable.String(p.Y),
		Created: nullable.String(key.Created), LastUpdated: nullable.String(key.LastUpdated), Links: links,
	}
	var err error
	m.JWKJSON, m.PublicKeyPEM, err = forms(p, key.Members())
	diags.Append(unreadable(s, key.KID, key.ID, err)...)
	return m, diags
}

// forms are the JWK and the PEM of a key. Both are null for one that cannot be
// read. The JWK alone is null where a member beside the key is one that functions and
// resources refuse, as they would refuse the whole JWK. The error says why.
func forms(p jwk.Params, m jwk.Members) (jwkJSON, publicKeyPEM types.String, err error) {
	public, err := jwk.FromParams(p.Canonical())
	if err != nil {
		return types.StringNull(), types.StringNull(), err
	}
	pem, err := public.PEM()
	if err != nil {
		return types.StringNull(), types.StringNull(), err
	}
	if err := public.Check(m); err != nil {
		return types.StringNull(), types.StringValue(pem), refusedMemberError{err}
	}
	text, err := public.JSON(m)
	if err != nil {
		return types.StringNull(), types.StringNull(), err
	}
	return types.StringValue(string(text)), types.StringValue(pem), nil
}

// refusedMemberError is about a kid or alg of a key that can be read.
type refusedMemberError struct{ error }

// unreadable warns of a key of which forms has an error; there is nothing to say
// without one.
func unreadable(s diagnostics.Subject, kid, id string, err error) (diags diag.Diagnostics) {
	var member refusedMemberError
	switch {
	case err == nil:
	case errors.As(err, &member):
		diags.Append(diagnostics.WarnKeyWithoutJWK(s, kid, id, err))
	default:
		diags.Append(diagnostics.WarnUnreadableKey(s, kid, id, err))
	}
	return diags
}

// quotedKID names a key in a sentence.
func quotedKID(kid string) string {
	if kid == "" {
		return "without kid"
	}
	return fmt.Sprintf("%q", kid)
}

func linksOf(ctx context.Context, links map[string]string) (types.Map, diag.Diagnostics) {
	if links == nil {
		links = map[string]string{}
	}
	return types.MapValueFrom(ctx, types.StringType, links)
}
