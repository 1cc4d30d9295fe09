package tfmodel

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// withTexts is an identity with these texts. ok is false where an attribute is none of a text.
func withTexts(ctx context.Context, identity *tfsdk.ResourceIdentity, texts map[string]string) (raw tftypes.Value, ok bool) {
	object, ok := identity.Schema.Type().TerraformType(ctx).(tftypes.Object)
	if !ok {
		return tftypes.Value{}, false
	}
	var before map[string]tftypes.Value
	if identity.Raw.IsKnown() && !identity.Raw.IsNull() && identity.Raw.As(&before) != nil {
		return tftypes.Value{}, false
	}
	values := maps.Clone(before) // As hands out the value's own map
	if values == nil {
		values = map[string]tftypes.Value{}
		for name, typ := range object.AttributeTypes {
			values[name] = tftypes.NewValue(typ, nil)
		}
	}
	for name, text := range texts {
		if typ, declared := object.AttributeTypes[name]; !declared || !typ.Equal(tftypes.String) {
			return tftypes.Value{}, false
		}
		values[name] = tftypes.NewValue(tftypes.String, text)
	}
	return tftypes.NewValue(object, values), true
}
