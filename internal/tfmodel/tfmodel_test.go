package tfmodel_test

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel/modeltest"
)

// shared is a part of a model.
type shared struct {
	At     timetypes.RFC3339 `tfsdk:"at"`
	Labels types.Map         `tfsdk:"labels"`
}

// model is one of each kind of field.
type model struct {
	shared
	Name types.String `tfsdk:"name"`
	List []element    `tfsdk:"list"`
	One  *element     `tfsdk:"one"`

	noAttribute string
}

type element struct {
	On types.Bool `tfsdk:"on"`
}

func newSchema() schema.Schema {
	inner := map[string]schema.Attribute{"on": schema.BoolAttribute{Computed: true}}
	return schema.Schema{Attributes: map[string]schema.Attribute{
		"at":     schema.StringAttribute{Optional: true, CustomType: timetypes.RFC3339Type{}},
		"labels": schema.MapAttribute{Optional: true, ElementType: types.StringType},
		"name":   schema.StringAttribute{Required: true},
		"list":   schema.ListNestedAttribute{Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: inner}},
		"one":    schema.SingleNestedAttribute{Computed: true, Attributes: inner},
	}}
}

func TestReadAndWriteAsTheFramework(t *testing.T) {
	t.Parallel()
	modeltest.Compare(t, tfsdk.State{Schema: newSchema()}, func() any { return &model{noAttribute: "set before"} })
}

// What cannot be converted is left to the framework, with its errors.
func TestErrorsOfTheFramework(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), newSchema()
	typ := s.Type().TerraformType(ctx)
	object, _ := typ.(tftypes.Object)
	with := func(at string) tfsdk.State {
		values := map[string]tftypes.Value{}
		for name, attribute := range object.AttributeTypes {
			values[name] = tftypes.NewValue(attribute, nil)
		}
		values["at"] = tftypes.NewValue(tftypes.String, at)
		return tfsdk.State{Schema: s, Raw: tftypes.NewValue(typ, values)}
	}
	valid := with("2026-03-01T10:00:00Z")
	for name, test := range map[string]struct {
		state tfsdk.State
		model func() any
	}{
		"a time that is none":     {with("soon"), func() any { return new(model) }},
		"a model with less":       {valid, func() any { return new(shared) }},
		"a field of another type": {valid, func() any { return new(wrongType) }},
		"no pointer":              {valid, func() any { return model{} }},
		"no struct":               {valid, func() any { return new(string) }},
		"no state":                {tfsdk.State{Schema: s, Raw: tftypes.NewValue(typ, nil)}, func() any { return new(model) }},
	} {
		ours, theirs := test.model(), test.model()
		got, want := tfmodel.GetState(ctx, test.state, ours), test.state.Get(ctx, theirs)
		if !isSameError(got, want) || !reflect.DeepEqual(ours, theirs) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	for name, wrong := range map[string]any{
		"a model with less": new(shared), "a field of another type": new(wrongType), "no struct": new(string),
		"a time that is none": &model{Name: types.StringValue("a"), shared: shared{At: timetypes.RFC3339{StringValue: types.StringValue("soon")}, Labels: types.MapNull(types.StringType)}},
	} {
		ours, theirs := valid, valid
		got, want := tfmodel.SetState(ctx, &ours, wrong), theirs.Set(ctx, wrong)
		if !isSameError(got, want) || !ours.Raw.Equal(valid.Raw) {
			t.Errorf("writing %s: %v, want %v", name, got, want)
		}
	}
}

// isSameError compares errors but for their details: the framework names attributes in any order.
func isSameError(got, want diag.Diagnostics) bool {
	return len(got) == 1 && len(want) == 1 && want.HasError() && got.HasError() && got[0].Summary() == want[0].Summary()
}

// wrongType is model with another type of name.
type wrongType struct {
	shared
	Name types.Int64 `tfsdk:"name"`
	List []element   `tfsdk:"list"`
	One  *element    `tfsdk:"one"`
}

func TestObjects(t *testing.T) {
	t.Parallel()
	ctx, attributes := t.Context(), map[string]attr.Type{"on": types.BoolType}
	for _, value := range []types.Bool{types.BoolNull(), types.BoolUnknown(), types.BoolValue(true)} {
		got, diags := tfmodel.Object(ctx, attributes, element{value})
		want, _ := types.ObjectValueFrom(ctx, attributes, element{value})
		if diags.HasError() || !got.Equal(want) {
			t.Errorf("%s, want %s: %v", got, want, diags)
		}
		var back element
		if diags := tfmodel.GetObject(ctx, got, &back); diags.HasError() || back.On != value {
			t.Errorf("read %v, want %v: %v", back, value, diags)
		}
	}
	other := map[string]attr.Type{"on": types.StringType}
	if _, diags := tfmodel.Object(ctx, other, element{types.BoolValue(true)}); !diags.HasError() {
		t.Error("an attribute of another type is written")
	}
	for name, object := range map[string]types.Object{"null": types.ObjectNull(attributes), "another type": types.ObjectValueMust(other, map[string]attr.Value{"on": types.StringValue("a")})} {
		var ours, theirs element
		got, want := tfmodel.GetObject(ctx, object, &ours), object.As(ctx, &theirs, basetypes.ObjectAsOptions{})
		if !isSameError(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestMaps(t *testing.T) {
	t.Parallel()
	ctx, typ := t.Context(), types.ObjectType{AttrTypes: map[string]attr.Type{"on": types.BoolType}}
	for name, models := range map[string]map[string]element{
		"nil": nil, "none": {}, "some": {"a": {types.BoolNull()}, "b": {types.BoolUnknown()}, "c": {types.BoolValue(true)}},
	} {
		got, diags := tfmodel.Map(ctx, typ, models)
		want, _ := types.MapValueFrom(ctx, typ, models)
		if diags.HasError() || !got.Equal(want) {
			t.Errorf("%s: %s, want %s: %v", name, got, want, diags)
		}
	}
	other := types.ObjectType{AttrTypes: map[string]attr.Type{"on": types.StringType}}
	if got, diags := tfmodel.Map(ctx, other, map[string]element{"a": {types.BoolValue(true)}}); !diags.HasError() || !got.IsUnknown() {
		t.Errorf("an attribute of another type is written: %s", got)
	}
}

func TestSetIdentity(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"a": identityschema.StringAttribute{RequiredForImport: true}, "b": identityschema.StringAttribute{RequiredForImport: true},
		"n": identityschema.Int64Attribute{OptionalForImport: true},
	}}
	identity := tfsdk.ResourceIdentity{Schema: s, Raw: tftypes.NewValue(s.Type().TerraformType(ctx), nil)}
	for _, texts := range []map[string]string{{"a": "1"}, {"b": "2"}, {"a": "3", "b": "4"}} {
		wanted := identity
		for name, text := range texts {
			if diags := wanted.SetAttribute(ctx, path.Root(name), text); diags.HasError() {
				t.Fatal(diags)
			}
		}
		before := identity.Raw
		if diags := tfmodel.SetIdentity(ctx, &identity, texts); diags.HasError() || !identity.Raw.Equal(wanted.Raw) {
			t.Errorf("%s, want %s: %v", identity.Raw, wanted.Raw, diags)
		}
		if before.Equal(identity.Raw) {
			t.Error("the value that was there has been changed")
		}
	}
	if diags := tfmodel.SetIdentity(ctx, &identity, map[string]string{"n": "1"}); !diags.HasError() {
		t.Error("a text is written into a number")
	}
}
