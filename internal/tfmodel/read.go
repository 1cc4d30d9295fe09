package tfmodel

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// GetConfig reads a configuration into a model, a pointer to a struct.
func GetConfig(ctx context.Context, config tfsdk.Config, model any) diag.Diagnostics {
	if Read(ctx, config.Schema.Type(), config.Raw, model) {
		return nil
	}
	return config.Get(ctx, model)
}

// GetPlan reads a plan into a model, a pointer to a struct.
func GetPlan(ctx context.Context, plan tfsdk.Plan, model any) diag.Diagnostics {
	if Read(ctx, plan.Schema.Type(), plan.Raw, model) {
		return nil
	}
	return plan.Get(ctx, model)
}

// GetState reads a state into a model, a pointer to a struct.
func GetState(ctx context.Context, state tfsdk.State, model any) diag.Diagnostics {
	if Read(ctx, state.Schema.Type(), state.Raw, model) {
		return nil
	}
	return state.Get(ctx, model)
}

// GetObject reads a known object into a model, a pointer to a struct.
func GetObject(ctx context.Context, object types.Object, model any) diag.Diagnostics {
	values := object.Attributes()
	found := func(f field) (attr.Value, bool) {
		value, ok := values[f.name]
		return value, ok
	}
	if target, ok := structOf(model); ok && !object.IsNull() && !object.IsUnknown() && fill(target, len(values), found) {
		return nil
	}
	return object.As(ctx, model, basetypes.ObjectAsOptions{})
}

// Read reads a value of this type into a model, a pointer to a struct. If ok is false, only the
// framework can, or says why it cannot, and the model is as it was.
func Read(ctx context.Context, typ attr.Type, raw tftypes.Value, model any) (ok bool) {
	target, isStruct := structOf(model)
	object, isObject := typ.(attr.TypeWithAttributeTypes)
	var values map[string]tftypes.Value
	if !isStruct || !isObject || raw.IsNull() || !raw.IsKnown() || raw.As(&values) != nil {
		return false
	}
	attributes := object.AttributeTypes()
	return fill(target, len(values), func(f field) (attr.Value, bool) {
		value, there := values[f.name]
		typ, declared := attributes[f.name]
		if !there || !declared || !f.isValue {
			// A slice or a pointer is nil where there is no value, as it is already.
			return nil, there && declared && value.IsNull() && (f.typ.Kind() == reflect.Slice || f.typ.Kind() == reflect.Pointer)
		}
		converted, err := typ.ValueFromTerraform(ctx, value)
		return converted, err == nil && isValid(ctx, converted)
	})
}

// fill replaces all fields of a struct by what found gives for each of them, where nil is the zero
// value. If ok is false, the struct is as it was. count is how many attributes there are.
func fill(target reflect.Value, count int, found func(field) (valueOrNil attr.Value, ok bool)) (ok bool) {
	fields := fieldsOf(target.Type())
	if len(fields) != count {
		return false
	}
	next := reflect.New(target.Type()).Elem()
	for _, f := range fields {
		value, ok := found(f)
		switch {
		case !ok, value != nil && reflect.TypeOf(value) != f.typ:
			return false
		case value != nil:
			next.FieldByIndex(f.index).Set(reflect.ValueOf(value))
		}
	}
	target.Set(next)
	return true
}

// structOf is the struct that a model points to.
func structOf(model any) (target reflect.Value, ok bool) {
	pointer := reflect.ValueOf(model)
	if pointer.Kind() != reflect.Pointer || pointer.IsNil() || pointer.Elem().Kind() != reflect.Struct {
		return reflect.Value{}, false
	}
	return pointer.Elem(), true
}

// isValid reports whether a value of a type with rules of its own, such as a time, follows them.
func isValid(ctx context.Context, value attr.Value) bool {
	checked, ok := value.(xattr.ValidateableAttribute)
	if !ok {
		return true
	}
	var resp xattr.ValidateAttributeResponse
	checked.ValidateAttribute(ctx, xattr.ValidateAttributeRequest{}, &resp)
	return len(resp.Diagnostics) == 0
}
