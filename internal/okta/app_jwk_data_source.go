package okta

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

var (
	_ datasource.DataSourceWithConfigure        = (*appJWKDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*appJWKDataSource)(nil)
)

// appJWKDataSource reads one key of an app. It takes it from the list, which one
// request serves to all of them.
type appJWKDataSource struct {
	dataSourceBase
}

// appJWKModel is the data source.
type appJWKModel struct {
	keyModel

	AppID types.String `tfsdk:"app_id"`
}

// NewAppJWKDataSource makes the data source idpkeys_okta_app_jwk.
func NewAppJWKDataSource() datasource.DataSource {
	return &appJWKDataSource{dataSourceBase{typeName: "idpkeys_okta_app_jwk"}}
}

// ConfigValidators want the key to be named in one way.
func (d *appJWKDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("kid"))}
}

// Schema declares the app and the key.
func (d *appJWKDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := oneKeyAttributes(appParents, "pks")
	attributes["app_id"] = appIDAttribute()
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads one of the public keys that are registered at an OAuth 2.0 client app of Okta, by `id` or `kid`. All " +
			"data sources for one app share one request. " + lagText,
		Attributes: attributes,
	}
}

// Read finds the key in the list. A key or app that is not found is an error.
func (d *appJWKDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	d.read(ctx, new(appJWKModel), req, resp)
}

func (m *appJWKModel) subject() diagnostics.Subject {
	return diagnostics.OktaAppKeys(m.AppID.ValueString())
}

func (m *appJWKModel) load(ctx context.Context, client *oktaapi.Client) (diags diag.Diagnostics, err error) {
	list, err := appKeys(ctx, client, m.AppID.ValueString())
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

// oneKey finds the key with the ID or the kid. It names the keys that there are
// where it finds none, and those that it cannot choose between.
func oneKey(keys []oktaapi.Key, id, kid string) (oktaapi.Key, error) {
	what := "this id" // and not the value: it may be a secret in the wrong argument
	if id == "" {
		what = "this kid"
	}
	var found, all []oktaapi.Key
	for _, key := range keys {
		all = append(all, key)
		if id != "" && key.ID == id || id == "" && key.KID == kid {
			found = append(found, key)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return oktaapi.Key{}, &apierr.Error{
			Kind: apierr.NotFound, Message: fmt.Sprintf("no key with %s is registered. Registered: %s", what, named(all)),
			Hint: "Check id or kid, and the ID of the parent.",
		}
	default:
		return oktaapi.Key{}, &apierr.Error{
			Kind: apierr.Invalid, Message: fmt.Sprintf("several keys have %s: %s", what, named(found)),
			Hint: "Set id in place of kid.",
		}
	}
}

// named names keys in a sentence.
func named(keys []oktaapi.Key) string {
	if len(keys) == 0 {
		return "no key at all"
	}
	parts := make([]string, 0, len(keys))
	for _, key := range keys {
		parts = append(parts, fmt.Sprintf("%s (%s, %s)", quotedKID(key.KID), key.ID, key.Status))
	}
	return strings.Join(parts, ", ")
}
