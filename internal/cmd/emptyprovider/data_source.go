package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// emptyDataSource keeps its argument, and copies it to an attribute.
type emptyDataSource struct{}

// dataSourceModel is what the data source reads.
type dataSourceModel struct {
	Parent types.String `tfsdk:"parent"`
	ID     types.String `tfsdk:"id"`
}

// Metadata implements [datasource.DataSource].
func (emptyDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "empty_data_source"
}

// Schema implements [datasource.DataSource].
func (emptyDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"parent": schema.StringAttribute{Required: true},
		"id":     schema.StringAttribute{Computed: true},
	}}
}

// Read implements [datasource.DataSource].
func (emptyDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model dataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	model.ID = model.Parent
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
