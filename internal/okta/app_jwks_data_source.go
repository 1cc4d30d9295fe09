package okta

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

var _ datasource.DataSourceWithConfigure = (*appJWKSDataSource)(nil)

const appJWKSType = "idpkeys_okta_app_jwks"

// appJWKSDataSource reads the keys of one app.
type appJWKSDataSource struct {
	dataSourceBase
}

// appJWKSModel is the data source.
type appJWKSModel struct {
	ID       types.String `tfsdk:"id"`
	AppID    types.String `tfsdk:"app_id"`
	Keys     []keyModel   `tfsdk:"keys"`
	JWKSJSON types.String `tfsdk:"jwks_json"`
}

// NewAppJWKSDataSource makes the data source idpkeys_okta_app_jwks.
func NewAppJWKSDataSource() datasource.DataSource {
	return &appJWKSDataSource{dataSourceBase{typeName: appJWKSType}}
}

// Schema declares the app and its keys.
func (d *appJWKSDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the public keys that are registered at an OAuth 2.0 client app of Okta: those with which it signs " +
			"(`private_key_jwt`, request objects), and those to which Okta encrypts ID tokens. " + lagText,
		Attributes: map[string]schema.Attribute{
			"id":        schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `app_id`."},
			"app_id":    appIDAttribute(),
			"keys":      keysAttribute(appParents),
			"jwks_json": keySetAttribute(),
		},
	}
}

func appIDAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		Validators:          []validator.String{appIDValidator},
		MarkdownDescription: "The ID of the app (`0oa...`).",
	}
}

// Read lists the keys. An app that is not found is an error here.
func (d *appJWKSDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	d.read(ctx, new(appJWKSModel), req, resp)
}

func (m *appJWKSModel) subject() diagnostics.Subject {
	return diagnostics.OktaAppKeys(m.AppID.ValueString())
}

func (m *appJWKSModel) load(ctx context.Context, client *oktaapi.Client) (diags diag.Diagnostics, err error) {
	list, err := appKeys(ctx, client, m.AppID.ValueString())
	if err != nil {
		return nil, err
	}
	m.ID = m.AppID
	m.Keys, m.JWKSJSON, diags = modelsAndJWKS(ctx, m.subject(), list.Keys, newKeyModel, keyModel.jwk)
	return diags, nil
}
