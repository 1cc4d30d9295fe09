package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// emptyResource keeps two arguments, and copies one of them to an attribute that is known
// after the create only.
type emptyResource struct{}

// resourceModel is the state of the resource.
type resourceModel struct {
	Parent         types.String `tfsdk:"parent"`
	RotateOnCreate types.Bool   `tfsdk:"rotate_on_create"`
	ID             types.String `tfsdk:"id"`
}

// Metadata implements [resource.Resource].
func (emptyResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "empty_resource"
}

// Schema implements [resource.Resource].
func (emptyResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"parent":           schema.StringAttribute{Required: true},
		"rotate_on_create": schema.BoolAttribute{Optional: true},
		"id": schema.StringAttribute{
			Computed:      true,
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}}
}

// Create implements [resource.Resource].
func (emptyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	model.ID = model.Parent
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// Read implements [resource.Resource]. The framework has copied the state already.
func (emptyResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update implements [resource.Resource].
func (emptyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var model resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// Delete implements [resource.Resource]. The framework removes the state.
func (emptyResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
