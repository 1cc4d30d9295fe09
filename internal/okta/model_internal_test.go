package okta

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel/modeltest"
)

// Each model is read and written as the framework reads and writes it.
func TestModels(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		resource resource.Resource
		newModel func() any
	}{
		"authorization_server_keys": {NewAuthorizationServerKeysResource(), func() any { return new(serverKeysModel) }},
		"app_jwk":                   {NewAppJWKResource(), func() any { return new(appJWKResourceModel) }},
		"app_jwks":                  {NewAppJWKSResource(), func() any { return new(appJWKSResourceModel) }},
		"resource_server_jwk":       {NewResourceServerJWKResource(), func() any { return new(resourceServerJWKResourceModel) }},
		"resource_server_jwks":      {NewResourceServerJWKSResource(), func() any { return new(resourceServerJWKSResourceModel) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var resp resource.SchemaResponse
			test.resource.Schema(t.Context(), resource.SchemaRequest{}, &resp)
			modeltest.Compare(t, tfsdk.State{Schema: resp.Schema}, test.newModel)
		})
	}
}

// The same of the data sources.
func TestDataSourceModels(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		source   datasource.DataSource
		newModel func() any
	}{
		"authorization_server_keys": {NewAuthorizationServerKeysDataSource(), func() any { return new(serverKeysListModel) }},
		"authorization_server_key":  {NewAuthorizationServerKeyDataSource(), func() any { return new(serverKeyModel) }},
		"app_jwk":                   {NewAppJWKDataSource(), func() any { return new(appJWKModel) }},
		"app_jwks":                  {NewAppJWKSDataSource(), func() any { return new(appJWKSModel) }},
		"app_connection_jwks":       {NewConnectionJWKSDataSource(), func() any { return new(connectionJWKSModel) }},
		"resource_server_jwk":       {NewResourceServerJWKDataSource(), func() any { return new(resourceServerJWKModel) }},
		"resource_server_jwks":      {NewResourceServerJWKSDataSource(), func() any { return new(resourceServerJWKSModel) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var resp datasource.SchemaResponse
			test.source.Schema(t.Context(), datasource.SchemaRequest{}, &resp)
			modeltest.Compare(t, tfsdk.State{Schema: resp.Schema}, test.newModel)
		})
	}
}
