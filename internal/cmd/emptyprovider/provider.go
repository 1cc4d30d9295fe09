package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// emptyProvider has no arguments and no client.
type emptyProvider struct{}

func newProvider() provider.Provider { return emptyProvider{} }

// Metadata implements [provider.Provider].
func (emptyProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "empty"
}

// Schema implements [provider.Provider]. It has no arguments.
func (emptyProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

// Configure implements [provider.Provider]. There is nothing to configure.
func (emptyProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

// Resources implements [provider.Provider].
func (emptyProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return emptyResource{} }}
}

// DataSources implements [provider.Provider].
func (emptyProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return emptyDataSource{} }}
}
