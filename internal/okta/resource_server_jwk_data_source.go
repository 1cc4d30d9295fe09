package okta

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

var (
	_ datasource.DataSourceWithConfigure        = (*resourceServerJWKDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*resourceServerJWKDataSource)(nil)
)

const resourceServerJWKType = "idpkeys_okta_resource_server_jwk"

// resourceServerJWKDataSource reads one encryption key of an authorization server.
// It takes it from the list, which one request serves to all of them.
type resourceServerJWKDataSource struct {
	dataSourceBase
}

// resourceServerJWKModel is the data source.
type resourceServerJWKModel struct {
	keyModel

	ServerID types.String `tfsdk:"authorization_server_id"`
}

// NewResourceServerJWKDataSource makes the data source
// idpkeys_okta_resource_server_jwk.
func NewResourceServerJWKDataSource() datasource.DataSource {
	return &resourceServerJWKDataSource{dataSourceBase{typeName: resourceServerJWKType}}
}

// ConfigValidators want the key to be named in one way.
func (d *resourceServerJWKDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("kid"))}
}

// Schema declares the server and the key.
func (d *resourceServerJWKDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := oneKeyAttributes(resourceServerParents, "apk")
	attributes["authorization_server_id"] = serverIDAttribute()
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads one of the public keys to which a custom authorization server of Okta encrypts access tokens for its " +
			"resource server, by `id` or `kid`. All data sources for one server share one request. " + lagText,
		Attributes: attributes,
	}
}

// Read finds the key in the list. A key or server that is not found is an error.
func (d *resourceServerJWKDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	d.read(ctx, new(resourceServerJWKModel), req, resp)
}

func (m *resourceServerJWKModel) subject() diagnostics.Subject {
	return diagnostics.OktaResourceServerKeys(m.ServerID.ValueString())
}

func (m *resourceServerJWKModel) load(ctx context.Context, client *oktaapi.Client) (diags diag.Diagnostics, err error) {
	list, err := resourceServerKeys(ctx, client, m.ServerID.ValueString())
	if err != nil {
		return nil, err
	}
	key, err := oneKey(list.Keys, m.ID.ValueString(), m.KID.ValueString())
	if err != nil {
		return nil, err
	}
	m.keyModel, diags = newKeyModel(ctx, m.subject(), key)
	return diags, nil
}
