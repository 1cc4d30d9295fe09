package tfmodel

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// SetPlan writes a model, a pointer to a struct, into a plan.
func SetPlan(ctx context.Context, plan *tfsdk.Plan, model any) diag.Diagnostics {
	if raw, ok := Write(ctx, plan.Schema.Type(), model); ok {
		plan.Raw = raw
		return nil
	}
	return plan.Set(ctx, model)
}

// SetState writes a model, a pointer to a struct, into a state.
func SetState(ctx context.Context, state *tfsdk.State, model any) diag.Diagnostics {
	if raw, ok := Write(ctx, state.Schema.Type(), model); ok {
		state.Raw = raw
		return nil
	}
	return state.Set(ctx, model)
}

// SetIdentity writes texts into an identity, by attribute. Other attributes stay as they are.
func SetIdentity(ctx context.Context, identity *tfsdk.ResourceIdentity, texts map[string]string) diag.Diagnostics {
	if raw, ok := withTexts(ctx, identity, texts); ok {
		identity.Raw = raw
		return nil
	}
	var diags diag.Diagnostics
	for name, text := range texts {
		diags.Append(identity.SetAttribute(ctx, path.Root(name), text)...)
	}
	return diags
}

// Object is a model, a struct or a pointer to one, as an object with these attributes.
func Object(ctx context.Context, attributes map[string]attr.Type, model any) (types.Object, diag.Diagnostics) {
	source := reflect.Indirect(reflect.ValueOf(model))
	if source.Kind() != reflect.Struct {
		return types.ObjectValueFrom(ctx, attributes, model)
	}
	fields := fieldsOf(source.Type())
	values := make(map[string]attr.Value, len(fields))
	for _, f := range fields {
		value, ok := source.FieldByIndex(f.index).Interface().(attr.Value)
		if !ok || !isValid(ctx, value) {
			return types.ObjectValueFrom(ctx, attributes, model)
		}
		values[f.name] = value
	}
	return types.ObjectValue(attributes, values)
}

// Map is models, structs, as a map of objects of this type; null for a nil map.
func Map[T any](ctx context.Context, element types.ObjectType, models map[string]T) (encoded types.Map, diags diag.Diagnostics) {
	if models == nil {
		return types.MapNull(element), nil
	}
	values := make(map[string]attr.Value, len(models))
	for name, model := range models {
		object, more := Object(ctx, element.AttrTypes, model)
		diags.Append(more...)
		values[name] = object
	}
	if diags.HasError() {
		return types.MapUnknown(element), diags
	}
	return types.MapValue(element, values)
}

// Write is a model, a pointer to a struct, as a value of this type. If ok is false, only the framework
// can make it, or says why it cannot.
func Write(ctx context.Context, typ attr.Type, model any) (raw tftypes.Value, ok bool) {
	source, ok := structOf(model)
	if !ok {
		return tftypes.Value{}, false
	}
	return valueOf(ctx, typ, typ.TerraformType(ctx), source)
}

// valueOf is a field, or the model itself, as a value of the protocol. ok is false for what is not
// of that type, or does not follow the rules of its type.
func valueOf(ctx context.Context, typ attr.Type, want tftypes.Type, source reflect.Value) (raw tftypes.Value, ok bool) {
	if value, ok := source.Interface().(attr.Value); ok {
		return attributeOf(ctx, want, value)
	}
	switch source.Kind() {
	case reflect.Struct:
		return objectOf(ctx, typ, want, source)
	case reflect.Slice:
		return listOf(ctx, typ, want, source)
	case reflect.Pointer:
		if source.IsNil() {
			return tftypes.NewValue(want, nil), true
		}
		return valueOf(ctx, typ, want, source.Elem())
	default:
		return tftypes.Value{}, false
	}
}

// attributeOf is a value of the framework as a value of the protocol. The zero value of a map, a list
// or an object has no type, and cannot be converted.
func attributeOf(ctx context.Context, want tftypes.Type, value attr.Value) (raw tftypes.Value, ok bool) {
	if isCollection(want) && !value.Type(ctx).TerraformType(ctx).Equal(want) {
		return tftypes.Value{}, false
	}
	raw, err := value.ToTerraformValue(ctx)
	return raw, err == nil && raw.Type().Equal(want) && isValid(ctx, value)
}

func isCollection(typ tftypes.Type) bool {
	return typ.Is(tftypes.Object{}) || typ.Is(tftypes.Map{}) || typ.Is(tftypes.List{})
}

func objectOf(ctx context.Context, typ attr.Type, want tftypes.Type, source reflect.Value) (raw tftypes.Value, ok bool) {
	declared, isObject := typ.(attr.TypeWithAttributeTypes)
	object, alsoObject := want.(tftypes.Object)
	fields := fieldsOf(source.Type())
	if !isObject || !alsoObject || len(object.AttributeTypes) != len(fields) {
		return tftypes.Value{}, false
	}
	attributes, values := declared.AttributeTypes(), make(map[string]tftypes.Value, len(fields))
	for _, f := range fields {
		if attributes[f.name] == nil {
			return tftypes.Value{}, false
		}
		value, ok := valueOf(ctx, attributes[f.name], object.AttributeTypes[f.name], source.FieldByIndex(f.index))
		if !ok {
			return tftypes.Value{}, false
		}
		values[f.name] = value
	}
	return tftypes.NewValue(want, values), true
}

func listOf(ctx context.Context, typ attr.Type, want tftypes.Type, source reflect.Value) (raw tftypes.Value, ok bool) {
	declared, isList := typ.(attr.TypeWithElementType)
	list, alsoList := want.(tftypes.List)
	if !isList || !alsoList {
		return tftypes.Value{}, false
	}
	if source.IsNil() {
		return tftypes.NewValue(want, nil), true
	}
	element, values := declared.ElementType(), make([]tftypes.Value, source.Len())
	for i := range values {
		value, ok := valueOf(ctx, element, list.ElementType, source.Index(i))
		if !ok {
			return tftypes.Value{}, false
		}
		values[i] = value
	}
	return tftypes.NewValue(want, values), true
}
