package okta

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

var _ datasource.DataSourceWithConfigure = (*connectionJWKSDataSource)(nil)

// connectionJWKSDataSource reads the keys with which an app's provisioning
// connection authenticates.
type connectionJWKSDataSource struct {
	dataSourceBase
}

// connectionJWKSModel is the data source.
type connectionJWKSModel struct {
	ID       types.String         `tfsdk:"id"`
	AppID    types.String         `tfsdk:"app_id"`
	Keys     []connectionKeyModel `tfsdk:"keys"`
	JWKSJSON types.String         `tfsdk:"jwks_json"`
}

// connectionKeyModel is one key.
type connectionKeyModel struct {
	KID          types.String `tfsdk:"kid"`
	Kty          types.String `tfsdk:"kty"`
	Use          types.String `tfsdk:"use"`
	N            types.String `tfsdk:"n"`
	E            types.String `tfsdk:"e"`
	X5C          types.List   `tfsdk:"x5c"`
	X5TS256      types.String `tfsdk:"x5t_s256"`
	Created      types.String `tfsdk:"created"`
	LastUpdated  types.String `tfsdk:"last_updated"`
	ExpiresAt    types.String `tfsdk:"expires_at"`
	JWKJSON      types.String `tfsdk:"jwk_json"`
	PublicKeyPEM types.String `tfsdk:"public_key_pem"`
}

// connectionKeyText describes each string attribute of connectionKeyModel.
var connectionKeyText = map[string]string{
	"kid":            "The key ID, by which the other org names the key.",
	"kty":            "The key type, for example `RSA`.",
	"use":            "What the key is for, for example `sig`.",
	"n":              "The modulus of the RSA key, as base64url without padding.",
	"e":              "The public exponent of the RSA key, as base64url without padding.",
	"x5t_s256":       "The SHA-256 thumbprint of the certificate (`x5t#S256`), as base64url.",
	"created":        "When the key was made, in Okta's own format.",
	"last_updated":   "When the key was last changed, in Okta's own format.",
	"expires_at":     "When the certificate expires, in Okta's own format.",
	"jwk_json":       "The public key as a JWK (RFC 7517) in JSON, ready to register at the other side; null if its members cannot be read.",
	"public_key_pem": "The public key as PEM (`PUBLIC KEY`); null if its members cannot be read.",
}

// NewConnectionJWKSDataSource makes the data source
// idpkeys_okta_app_connection_jwks.
func NewConnectionJWKSDataSource() datasource.DataSource {
	return &connectionJWKSDataSource{dataSourceBase{typeName: "idpkeys_okta_app_connection_jwks"}}
}

// Schema declares the app and the keys of its connection.
func (d *connectionJWKSDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	key := map[string]schema.Attribute{
		"x5c": schema.ListAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "The chain of certificates, each as base64 of its DER form; null if Okta sends none.",
		},
	}
	for name, text := range connectionKeyText {
		key[name] = schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the public keys with which the default provisioning connection of an app authenticates at the other side, " +
			"for example those of an Org2Org app at the hub. Okta stores the private keys.",
		Attributes: map[string]schema.Attribute{
			"id":     schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `app_id`."},
			"app_id": appIDAttribute(),
			"keys": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "All keys, in the order of their `kid`.",
				NestedObject: schema.NestedAttributeObject{Attributes: key},
			},
			"jwks_json": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "All keys as a JWK set (RFC 7517) in JSON, public members only, in the order of `keys`, with the `kid` that " +
					"Okta gives them. Keys whose members cannot be read are left out, with a warning.",
			},
		},
	}
}

// Read lists the keys. An app without such a connection is an error.
func (d *connectionJWKSDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	d.read(ctx, new(connectionJWKSModel), req, resp)
}

func (m *connectionJWKSModel) subject() diagnostics.Subject {
	return diagnostics.OktaConnectionKeys(m.AppID.ValueString())
}

func (m *connectionJWKSModel) load(ctx context.Context, client *oktaapi.Client) (diags diag.Diagnostics, err error) {
	keys, err := connectionKeys(ctx, client, m.AppID.ValueString())
	if err != nil {
		return nil, err
	}
	m.ID = m.AppID
	m.Keys, m.JWKSJSON, diags = modelsAndJWKS(ctx, m.subject(), keys, newConnectionKeyModel, func(key connectionKeyModel) types.String { return key.JWKJSON })
	return diags, nil
}

// newConnectionKeyModel converts a key. Its alg is left out: Okta's example has
// "RSA" there, which is no algorithm of RFC 7518, and its schema has none.
func newConnectionKeyModel(ctx context.Context, s diagnostics.Subject, key oktaapi.ConnectionKey) (connectionKeyModel, diag.Diagnostics) {
	p := jwk.Params{Kty: key.Kty, N: key.N, E: key.E}.Canonical()
	m := connectionKeyModel{
		KID: nullable.String(key.KID), Kty: nullable.String(key.Kty), Use: nullable.String(key.Use),
		N: nullable.String(p.N), E: nullable.String(p.E), X5C: types.ListNull(types.StringType),
		X5TS256: nullable.String(key.X5TS256), Created: nullable.String(key.Created),
		LastUpdated: nullable.String(key.LastUpdated), ExpiresAt: nullable.String(key.ExpiresAt),
	}
	var diags diag.Diagnostics
	if key.X5C != nil {
		m.X5C, diags = types.ListValueFrom(ctx, types.StringType, key.X5C)
	}
	var err error
	m.JWKJSON, m.PublicKeyPEM, err = forms(p, jwk.Members{KeyID: key.KID, Use: key.Use})
	diags.Append(unreadable(s, key.KID, "", err)...)
	return m, diags
}
