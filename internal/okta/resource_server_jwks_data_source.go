package okta

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

var _ datasource.DataSourceWithConfigure = (*resourceServerJWKSDataSource)(nil)

const resourceServerJWKSType = "idpkeys_okta_resource_server_jwks"

// resourceServerJWKSDataSource reads the encryption keys of one authorization
// server.
type resourceServerJWKSDataSource struct {
	dataSourceBase
}

// resourceServerJWKSModel is the data source.
type resourceServerJWKSModel struct {
	ID        types.String `tfsdk:"id"`
	ServerID  types.String `tfsdk:"authorization_server_id"`
	Keys      []keyModel   `tfsdk:"keys"`
	ActiveKey *keyModel    `tfsdk:"active_key"`
	JWKSJSON  types.String `tfsdk:"jwks_json"`
}

// NewResourceServerJWKSDataSource makes the data source
// idpkeys_okta_resource_server_jwks.
func NewResourceServerJWKSDataSource() datasource.DataSource {
	return &resourceServerJWKSDataSource{dataSourceBase{typeName: resourceServerJWKSType}}
}

// Schema declares the server and its keys.
func (d *resourceServerJWKSDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the public keys to which a custom authorization server of Okta encrypts access tokens for its resource " +
			"server. The keys with which it signs are those of `" + serverKeysType + "`. " + lagText,
		Attributes: map[string]schema.Attribute{
			"id":                      schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `authorization_server_id`."},
			"authorization_server_id": serverIDAttribute(),
			"keys":                    keysAttribute(resourceServerParents),
			"active_key": schema.SingleNestedAttribute{
				Computed: true, Attributes: keyAttributes(resourceServerParents),
				MarkdownDescription: "The key to which access tokens are encrypted, if encryption is on; null if none is active.",
			},
			"jwks_json": keySetAttribute(),
		},
	}
}

// Read lists the keys. A server that is not found is an error here.
func (d *resourceServerJWKSDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	d.read(ctx, new(resourceServerJWKSModel), req, resp)
}

func (m *resourceServerJWKSModel) subject() diagnostics.Subject {
	return diagnostics.OktaResourceServerKeys(m.ServerID.ValueString())
}

func (m *resourceServerJWKSModel) load(ctx context.Context, client *oktaapi.Client) (diags diag.Diagnostics, err error) {
	list, err := resourceServerKeys(ctx, client, m.ServerID.ValueString())
	if err != nil {
		return nil, err
	}
	m.ID = m.ServerID
	m.Keys, m.JWKSJSON, diags = modelsAndJWKS(ctx, m.subject(), list.Keys, newKeyModel, keyModel.jwk)
	for _, key := range m.Keys {
		if key.Status.ValueString() == oktaapi.StatusActive {
			m.ActiveKey = &key
		}
	}
	return diags, nil
}
