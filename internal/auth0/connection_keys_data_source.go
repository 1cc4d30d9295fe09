package auth0

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

var _ datasource.DataSourceWithConfigure = (*connectionKeysDataSource)(nil)

// readTimeout bounds a read, waiting for rate limits included.
const readTimeout = 2 * time.Minute

// connectionKeysDataSource reads the keys of one enterprise connection.
type connectionKeysDataSource struct {
	// client is set by Configure, or clientErr says why there is none.
	client    *auth0api.Client
	clientErr error
}

// connectionKeysListModel is the data source.
type connectionKeysListModel struct {
	ID           types.String     `tfsdk:"id"`
	ConnectionID types.String     `tfsdk:"connection_id"`
	Keys         []listedKeyModel `tfsdk:"keys"`
	CurrentKey   *listedKeyModel  `tfsdk:"current_key"`
	NextKey      *listedKeyModel  `tfsdk:"next_key"`
	PreviousKey  *listedKeyModel  `tfsdk:"previous_key"`
	JWKSJSON     types.String     `tfsdk:"jwks_json"`
}

// listedKeyModel is one key with its role.
type listedKeyModel struct {
	keyModel

	Current      types.Bool   `tfsdk:"current"`
	Next         types.Bool   `tfsdk:"next"`
	Previous     types.Bool   `tfsdk:"previous"`
	CurrentSince types.String `tfsdk:"current_since"`
}

// NewConnectionKeysDataSource makes the data source idpkeys_auth0_connection_keys.
func NewConnectionKeysDataSource() datasource.DataSource { return new(connectionKeysDataSource) }

func (d *connectionKeysDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "idpkeys_auth0_connection_keys"
}

func (d *connectionKeysDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.client, d.clientErr = clientFrom(req.ProviderData)
}

func (d *connectionKeysDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	role := func(text string) schema.SingleNestedAttribute {
		return schema.SingleNestedAttribute{Computed: true, Attributes: listedKeyAttributes(), MarkdownDescription: text}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the keys with which Auth0 signs its client assertions (`private_key_jwt`) at the identity provider " +
			"of an OpenID Connect or Okta Workforce connection. It never rotates.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `connection_id`."},
			"connection_id": schema.StringAttribute{
				Required:            true,
				Validators:          []validator.String{connectionIDValidator{}},
				MarkdownDescription: "The ID of the enterprise connection (`con_...`).",
			},
			"keys": schema.ListNestedAttribute{
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: listedKeyAttributes()},
				MarkdownDescription: "All keys, in the order current, next, previous.",
			},
			"current_key":  role("The key that signs now."),
			"next_key":     role("The key that the next rotation makes current."),
			"previous_key": role("The key that signed before the last rotation; null before the first."),
			"jwks_json": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "All keys as a JWK set (RFC 7517) in JSON, public members only, in the order of `keys`. " +
					"Keys whose certificate cannot be read are left out.",
			},
		},
	}
}

// Read lists the keys. A connection that is not found is an error here.
func (d *connectionKeysDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m connectionKeysListModel
	resp.Diagnostics.Append(tfmodel.GetConfig(ctx, req.Config, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	keys, err := d.keys(ctx, m.ConnectionID.ValueString())
	if err != nil {
		resp.Diagnostics.Append(diagnostics.ErrCallFailed("read", diagnostics.Auth0ConnectionKeys(m.ConnectionID.ValueString()), err))
		return
	}
	resp.Diagnostics.Append(warnOfContradiction(diagnostics.Auth0ConnectionKeys(m.ConnectionID.ValueString()), keys)...)
	resp.Diagnostics.Append(m.set(keys)...)
	resp.Diagnostics.Append(tfmodel.SetState(ctx, &resp.State, &m)...)
}

func (d *connectionKeysDataSource) keys(ctx context.Context, id string) (auth0api.ConnectionKeys, error) {
	if d.client == nil && d.clientErr == nil {
		_, d.clientErr = clientFrom(nil)
	}
	if d.clientErr != nil {
		return auth0api.ConnectionKeys{}, d.clientErr
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	return d.client.ConnectionKeys(ctx, id)
}

// set fills in what the list says.
func (m *connectionKeysListModel) set(keys auth0api.ConnectionKeys) (diags diag.Diagnostics) {
	m.ID = m.ConnectionID
	m.Keys = []listedKeyModel{}
	var set []json.RawMessage
	for _, key := range keys.Keys {
		listed := newListedKeyModel(&key)
		m.Keys = append(m.Keys, *listed)
		if !listed.JWKJSON.IsNull() {
			set = append(set, json.RawMessage(listed.JWKJSON.ValueString()))
		}
	}
	m.CurrentKey = newListedKeyModel(keys.Current())
	m.NextKey = newListedKeyModel(keys.Next())
	m.PreviousKey = newListedKeyModel(keys.Previous())
	text, err := jwk.Set(set)
	if err != nil {
		diags.Append(diagnostics.ErrJWKSetNotWritten(err))
	}
	m.JWKSJSON = types.StringValue(text)
	return diags
}

func newListedKeyModel(key *auth0api.ConnectionKey) *listedKeyModel {
	if key == nil {
		return nil
	}
	return &listedKeyModel{
		keyModel:     newKeyModel(*key),
		Current:      types.BoolValue(key.Current),
		Next:         types.BoolValue(key.Next),
		Previous:     types.BoolValue(key.Previous),
		CurrentSince: nullable.String(key.CurrentSince),
	}
}

func listedKeyAttributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"current":       schema.BoolAttribute{Computed: true, MarkdownDescription: "True if this is the current key: the one that signs."},
		"next":          schema.BoolAttribute{Computed: true, MarkdownDescription: "True if this is the next key."},
		"previous":      schema.BoolAttribute{Computed: true, MarkdownDescription: "True if this is the previous key."},
		"current_since": schema.StringAttribute{Computed: true, MarkdownDescription: "When the key became current, as Auth0 reports it."},
	}
	for name, text := range keyText {
		attributes[name] = schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	return attributes
}
