package okta

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

var _ datasource.DataSourceWithConfigure = (*appJWKSDataSource)(nil)

const appJWKSType = "idpkeys_okta_app_jwks"

// appJWKSDataSource reads the keys of one app.
type appJWKSDataSource struct {
	source
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
	return &appJWKSDataSource{source{typeName: appJWKSType}}
}

// Schema declares the app and its keys.
func (d *appJWKSDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the public keys that are registered at an OAuth 2.0 client app of Okta: those with which it signs " +
			"(`private_key_jwt`, request objects), and those to which Okta encrypts ID tokens.",
		Attributes: map[string]schema.Attribute{
			"id":     schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `app_id`."},
			"app_id": appIDAttribute(),
			"keys": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "All keys, in the order of their `kid`, active or not.",
				NestedObject: schema.NestedAttributeObject{Attributes: keyAttributes()},
			},
			"jwks_json": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "All keys as a JWK set (RFC 7517) in JSON, in the order of `keys`, inactive ones included, each with the `kid` " +
					"that Okta keeps, and without one where Okta keeps none; two keys may have one `kid`. Keys whose members cannot " +
					"be read are left out, with a warning.",
			},
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
	var m appJWKSModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := m.AppID.ValueString()
	keys, err := ask(ctx, &d.source, func(ctx context.Context, c *oktaapi.Client) ([]oktaapi.Key, error) {
		return appKeys(ctx, c, id)
	})
	if err != nil {
		resp.Diagnostics.Append(diagnose.Error("read", diagnose.OktaAppKeys(id), err))
		return
	}
	resp.Diagnostics.Append(m.set(ctx, keys)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func (m *appJWKSModel) set(ctx context.Context, keys []oktaapi.Key) (diags diag.Diagnostics) {
	m.ID, m.Keys = m.AppID, make([]keyModel, 0, len(keys))
	var set []json.RawMessage
	for _, key := range keys {
		listed, more := newKeyModel(ctx, key)
		diags.Append(more...)
		m.Keys = append(m.Keys, listed)
		set = appendJWK(set, listed.JWKJSON)
	}
	text, err := jwk.Set(set)
	if err != nil {
		diags.AddError("Unable to write the JWK set", err.Error())
	}
	m.JWKSJSON = types.StringValue(text)
	return diags
}
