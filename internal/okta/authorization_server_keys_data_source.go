package okta

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

var _ datasource.DataSourceWithConfigure = (*serverKeysDataSource)(nil)

// serverKeysDataSource reads the signing keys of one authorization server.
type serverKeysDataSource struct {
	dataSourceBase
}

// serverKeysListModel is the data source.
type serverKeysListModel struct {
	ID           types.String            `tfsdk:"id"`
	ServerID     types.String            `tfsdk:"authorization_server_id"`
	Keys         []listedSigningKeyModel `tfsdk:"keys"`
	ActiveKey    *listedSigningKeyModel  `tfsdk:"active_key"`
	NextKey      *listedSigningKeyModel  `tfsdk:"next_key"`
	ExpiredKeys  []listedSigningKeyModel `tfsdk:"expired_keys"`
	JWKSJSON     types.String            `tfsdk:"jwks_json"`
	RotationMode types.String            `tfsdk:"rotation_mode"`
	LastRotated  timetypes.RFC3339       `tfsdk:"last_rotated"`
	NextRotation timetypes.RFC3339       `tfsdk:"next_rotation"`
}

// listedSigningKeyModel is one key as Okta lists it.
type listedSigningKeyModel struct {
	signingKeyModel

	Links types.Map `tfsdk:"links"`
}

const linksText = "The links that Okta sends with the key (`_links`), from relation to URL."

// NewAuthorizationServerKeysDataSource makes the data source
// idpkeys_okta_authorization_server_keys.
func NewAuthorizationServerKeysDataSource() datasource.DataSource {
	return &serverKeysDataSource{dataSourceBase{typeName: serverKeysType}}
}

// Schema declares the server, its keys and their times.
func (d *serverKeysDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	role := func(text string) schema.SingleNestedAttribute {
		return schema.SingleNestedAttribute{Computed: true, Attributes: listedSigningKeyAttributes(), MarkdownDescription: text}
	}
	list := func(text string) schema.ListNestedAttribute {
		return schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: text,
			NestedObject: schema.NestedAttributeObject{Attributes: listedSigningKeyAttributes()},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the keys with which a custom authorization server of Okta signs its tokens, and when they were last " +
			"rotated and will be next. It never rotates.",
		Attributes: map[string]schema.Attribute{
			"id":                      schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `authorization_server_id`."},
			"authorization_server_id": serverIDAttribute(),
			"keys":                    list("All keys, in the order `ACTIVE`, `NEXT`, `EXPIRED`."),
			"active_key":              role("The key that signs now."),
			"next_key":                role("The key that the next rotation activates; null if Okta has not made it yet."),
			"expired_keys":            list("The keys that signed before and are still listed, in the order of their `kid`."),
			"jwks_json": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "All keys as a JWK set (RFC 7517) in JSON, public members only, in the order of `keys`. " +
					"Keys whose members cannot be read are left out, with a warning.",
			},
			"rotation_mode": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "`AUTO` if Okta rotates the keys by itself, `MANUAL` if not.",
			},
			"last_rotated": schema.StringAttribute{
				Computed: true, CustomType: timetypes.RFC3339Type{},
				MarkdownDescription: "When the keys were last rotated, in RFC 3339 form; before the first rotation, when they were made.",
			},
			"next_rotation": schema.StringAttribute{
				Computed: true, CustomType: timetypes.RFC3339Type{},
				MarkdownDescription: "When Okta rotates the keys next, in RFC 3339 form; null in mode `MANUAL`.",
			},
		},
	}
}

// Read lists the keys. A server that is not found is an error here.
func (d *serverKeysDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	d.read(ctx, new(serverKeysListModel), req, resp)
}

func (m *serverKeysListModel) subject() diagnostics.Subject {
	return diagnostics.OktaAuthorizationServerKeys(m.ServerID.ValueString())
}

func (m *serverKeysListModel) load(ctx context.Context, client *oktaapi.Client) (diags diag.Diagnostics, err error) {
	answer, err := askServer(ctx, client, m.ServerID.ValueString())
	if err != nil {
		return nil, err
	}
	return m.set(ctx, answer), nil
}

// askServer reads the keys of a server, and its record.
func askServer(ctx context.Context, c *oktaapi.Client, id string) (serverAnswer, error) {
	keys, err := signingKeys(ctx, c, id)
	switch {
	case err != nil:
		return serverAnswer{}, err
	case keys.Active() == nil:
		// An empty answer, published, would empty the keys of every verifier.
		return serverAnswer{}, &apierr.Error{
			Kind: apierr.Unavailable, Sent: true, Message: "the list of keys holds no key that signs (ACTIVE)",
			Hint: "Run again. If the error stays, check the server's keys in the Admin Console (Security > API).",
		}
	}
	server, err := c.AuthorizationServer(ctx, id)
	return serverAnswer{keys, server}, withKeys(err)
}

// serverAnswer is what Okta says of a server and its keys.
type serverAnswer struct {
	keys   oktaapi.SigningKeys
	server oktaapi.AuthorizationServer
}

// set fills in what the list and the server say.
func (m *serverKeysListModel) set(ctx context.Context, answer serverAnswer) (diags diag.Diagnostics) {
	list := func(keys ...oktaapi.SigningKey) (models []listedSigningKeyModel, jwksJSON types.String) {
		models, jwksJSON, more := modelsAndJWKS(ctx, m.subject(), keys, newListedSigningKeyModel, func(key listedSigningKeyModel) types.String { return key.JWKJSON })
		diags.Append(more...)
		return models, jwksJSON
	}
	role := func(key *oktaapi.SigningKey) *listedSigningKeyModel {
		if key == nil {
			return nil
		}
		one, _ := list(*key)
		return &one[0]
	}
	keys, server := answer.keys, answer.server
	m.ID = m.ServerID
	m.Keys, m.JWKSJSON = list(keys.Keys...)
	m.ActiveKey, m.NextKey = role(keys.Active()), role(keys.Next())
	m.ExpiredKeys, _ = list(keys.Expired()...)
	m.RotationMode = nullable.String(server.RotationMode)
	m.LastRotated, m.NextRotation = nullable.Time(server.LastRotated), nullable.Time(server.NextRotation)
	return diags
}

func newListedSigningKeyModel(ctx context.Context, s diagnostics.Subject, key oktaapi.SigningKey) (listedSigningKeyModel, diag.Diagnostics) {
	links, diags := linksOf(ctx, key.Links)
	diags.Append(signingKeyWarnings(s, key)...)
	return listedSigningKeyModel{signingKeyModel: newSigningKeyModel(key), Links: links}, diags
}

func serverIDAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		Validators:          []validator.String{serverIDValidator},
		MarkdownDescription: "The ID of the custom authorization server (`aus...`), or `default`.",
	}
}

func listedSigningKeyAttributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"links": schema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: linksText},
	}
	for name, text := range signingKeyText {
		attributes[name] = schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	return attributes
}
