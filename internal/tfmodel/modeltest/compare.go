// Package modeltest is for tests: it compares tfmodel with the framework, model by model.
package modeltest

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// kinds are what all attributes of a value can be.
var kinds = []string{"null", "unknown", "known", "known with nulls inside", "known with unknowns inside"}

// Compare fails the test unless tfmodel reads values into a model and writes them as the framework
// does, and does so itself: with all attributes null, unknown and known. empty has the schema;
// newModel makes a pointer to a model.
//
// The model of a data source has slices and pointers. The framework reads them where they have a
// value, which the configuration of a computed attribute never has.
func Compare(t *testing.T, empty tfsdk.State, newModel func() any) {
	t.Helper()
	ctx, typ := t.Context(), empty.Schema.Type()
	object, ok := typ.TerraformType(ctx).(tftypes.Object)
	if !ok {
		t.Fatalf("%s is no object", typ)
	}
	for _, kind := range kinds {
		state := empty
		state.Raw = valueOf(t, object, kind)
		ours, theirs := newModel(), newModel()
		wanted := state.Get(ctx, theirs)
		if got := tfmodel.GetState(ctx, state, ours); got.HasError() != wanted.HasError() { // the framework ends at any of several
			t.Errorf("%s: %v, want %v", kind, got, wanted)
		}
		if !reflect.DeepEqual(ours, theirs) {
			t.Errorf("%s: read\n%+v\nwant\n%+v", kind, ours, theirs)
		}
		if wanted.HasError() {
			continue // a slice or a pointer cannot be unknown
		}
		if read := tfmodel.Read(ctx, typ, state.Raw, newModel()); !read && (kind == "null" || !hasGoValues(theirs)) {
			t.Errorf("%s: left to the framework", kind)
		}
		compareWrite(t, kind, empty, theirs)
	}
	compareSet(t, "the zero value", empty, newModel())
}

// compareWrite compares how a model is written that the framework has read.
func compareWrite(t *testing.T, kind string, empty tfsdk.State, model any) {
	t.Helper()
	if _, written := tfmodel.Write(t.Context(), empty.Schema.Type(), model); !written {
		t.Errorf("%s: writing is left to the framework", kind)
	}
	compareSet(t, kind, empty, model)
}

func compareSet(t *testing.T, kind string, empty tfsdk.State, model any) {
	t.Helper()
	ctx, ours, theirs := t.Context(), empty, empty
	wanted := theirs.Set(ctx, model)
	if got := tfmodel.SetState(ctx, &ours, model); got.HasError() != wanted.HasError() {
		t.Errorf("%s: writing gives %v, want %v", kind, got, wanted)
	}
	if !ours.Raw.Equal(theirs.Raw) {
		t.Errorf("%s: written\n%s\nwant\n%s", kind, ours.Raw, theirs.Raw)
	}
}

// hasGoValues reports whether a model has slices or pointers.
func hasGoValues(model any) bool {
	typ := reflect.TypeOf(model).Elem()
	for _, f := range reflect.VisibleFields(typ) {
		if kind := f.Type.Kind(); kind == reflect.Slice || kind == reflect.Pointer {
			return true
		}
	}
	return false
}

// valueOf is an object whose attributes are of a kind.
func valueOf(t *testing.T, object tftypes.Object, kind string) tftypes.Value {
	t.Helper()
	values := map[string]tftypes.Value{}
	for name, typ := range object.AttributeTypes {
		values[name] = attributeOf(t, typ, kind)
	}
	return tftypes.NewValue(object, values)
}

func attributeOf(t *testing.T, typ tftypes.Type, kind string) tftypes.Value {
	t.Helper()
	inner := map[string]string{"known with nulls inside": "null", "known with unknowns inside": "unknown"}[kind]
	if inner == "" {
		inner = kind
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		if kind != "null" && kind != "unknown" {
			return valueOf(t, typ, inner)
		}
	case tftypes.Map:
		if kind != "null" && kind != "unknown" {
			return tftypes.NewValue(typ, map[string]tftypes.Value{"a": attributeOf(t, typ.ElementType, inner), "b": attributeOf(t, typ.ElementType, "known")})
		}
	case tftypes.List:
		if kind != "null" && kind != "unknown" {
			return tftypes.NewValue(typ, []tftypes.Value{attributeOf(t, typ.ElementType, inner), attributeOf(t, typ.ElementType, "known")})
		}
	}
	switch {
	case kind == "null":
		return tftypes.NewValue(typ, nil)
	case kind == "unknown":
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case typ.Is(tftypes.String):
		return tftypes.NewValue(typ, "2026-03-01T10:00:00Z") // also for times
	case typ.Is(tftypes.Bool):
		return tftypes.NewValue(typ, true)
	case typ.Is(tftypes.Number):
		return tftypes.NewValue(typ, 7)
	default:
		t.Fatalf("no value of %s", typ)
		return tftypes.Value{}
	}
}
