package performance_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// This file measures the framework alone: a plan that changes nothing, of a resource without
// code. It needs nothing of this provider, so its maintainers can run it. A plan transforms
// the whole object several times. Each time the schema is asked for the attribute of each
// value, and copies the map of attributes of each level on the way to it.

// attributesPerElement is about as many as a key of a set has.
const attributesPerElement = 12

// planningProvider has one resource, and no code that a plan runs.
type planningProvider struct{ schema schema.Schema }

func (planningProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "planning"
}
func (planningProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}
func (planningProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}
func (planningProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }
func (p planningProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return planningResource(p) }}
}

// planningResource is only planned.
type planningResource struct{ schema schema.Schema }

func (planningResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "planning_resource"
}
func (r planningResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema
}
func (planningResource) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}
func (planningResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse)       {}
func (planningResource) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}
func (planningResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// nestedSchema is a map of elements, each with [attributesPerElement] strings.
func nestedSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	for i := range attributesPerElement {
		attributes[fmt.Sprintf("attribute_%02d", i)] = schema.StringAttribute{Optional: true}
	}
	return schema.Schema{Attributes: map[string]schema.Attribute{
		"elements": schema.MapNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{Attributes: attributes}},
	}}
}

// objectSchema has the same values in an attribute whose type is a map of objects.
func objectSchema() schema.Schema {
	elements := nestedSchema().Attributes["elements"].GetType().(types.MapType)
	return schema.Schema{Attributes: map[string]schema.Attribute{
		"elements": schema.MapAttribute{Optional: true, ElementType: elements.ElementType()},
	}}
}

// objectOf is an object of the schema with so many elements.
func objectOf(ctx context.Context, tb testing.TB, of schema.Schema, elements int) *tfprotov6.DynamicValue {
	tb.Helper()
	object := of.Type().TerraformType(ctx).(tftypes.Object)
	elementsType := object.AttributeTypes["elements"].(tftypes.Map)
	all := map[string]tftypes.Value{}
	for i := range elements {
		values := map[string]tftypes.Value{}
		for name := range elementsType.ElementType.(tftypes.Object).AttributeTypes {
			values[name] = tftypes.NewValue(tftypes.String, name)
		}
		all[fmt.Sprint(i)] = tftypes.NewValue(elementsType.ElementType, values)
	}
	value, err := tfprotov6.NewDynamicValue(object, tftypes.NewValue(object, map[string]tftypes.Value{
		"elements": tftypes.NewValue(elementsType, all),
	}))
	if err != nil {
		tb.Fatal(err)
	}
	return &value
}

// planFunc plans an object that does not change. It has made sure that the plan is that object.
func planFunc(tb testing.TB, of schema.Schema, elements int) func() {
	tb.Helper()
	ctx := tb.Context()
	server := providerserver.NewProtocol6(planningProvider{of})()
	object := objectOf(ctx, tb, of, elements)
	plan := func() *tfprotov6.DynamicValue {
		resp, err := server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
			TypeName: "planning_resource", PriorState: object, ProposedNewState: object, Config: object,
		})
		if err != nil || len(resp.Diagnostics) > 0 {
			tb.Fatal(err, resp)
		}
		return resp.PlannedState
	}
	before, err := object.Unmarshal(of.Type().TerraformType(ctx))
	if err != nil {
		tb.Fatal(err)
	}
	if after, err := plan().Unmarshal(of.Type().TerraformType(ctx)); err != nil || !after.Equal(before) {
		tb.Fatalf("the plan of %s is %s: %v", before, after, err)
	}
	return func() { plan() }
}

func BenchmarkFrameworkPlan(b *testing.B) {
	for name, of := range map[string]schema.Schema{"nested attribute": nestedSchema(), "object type": objectSchema()} {
		for _, elements := range []int{1, 10, 50} {
			b.Run(fmt.Sprintf("%s, %d elements", name, elements), func(b *testing.B) {
				plan := planFunc(b, of, elements)
				b.ReportAllocs()
				for b.Loop() {
					plan()
				}
			})
		}
	}
}
