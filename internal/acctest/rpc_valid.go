package acctest

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// refuseInvalid is core's refusal of a plan that contradicts its configuration.
func (p *Planned) refuseInvalid(schema *tfprotov6.Schema, config tftypes.Value) {
	if p.config == nil {
		return
	}
	if problem := invalid(schema.Block.Attributes, p.prior.value(p.Value.Type()), config, p.Value); problem != "" {
		p.Diags = append(p.Diags, coreError("Provider produced invalid plan", problem))
	}
}

// invalid names the first planned attribute that core refuses ("Provider produced
// invalid plan"): one that is neither as configured, nor as it was, nor left to the
// provider.
func invalid(attributes []*tfprotov6.SchemaAttribute, prior, config, planned tftypes.Value) string {
	for _, a := range attributes {
		was, wanted, got := memberOf(prior, a.Name), memberOf(config, a.Name), memberOf(planned, a.Name)
		same := got.Equal(wanted) || got.Equal(was) && !was.IsNull() && !wanted.IsNull()
		if same || a.Computed && (!a.Optional || wanted.IsNull()) || a.WriteOnly && got.IsNull() {
			continue
		}
		if a.NestedType == nil || a.NestedType.Nesting != tfprotov6.SchemaObjectNestingModeMap || !got.IsKnown() || !wanted.IsKnown() {
			return fmt.Sprintf("%s: planned %s, configured %s, was %s", a.Name, got, wanted, was)
		}
		if problem := invalidMap(a.NestedType.Attributes, was, wanted, got); problem != "" {
			return a.Name + "." + problem
		}
	}
	return ""
}

func invalidMap(attributes []*tfprotov6.SchemaAttribute, prior, config, planned tftypes.Value) string {
	was, wanted, got := membersOf(prior), membersOf(config), membersOf(planned)
	if len(wanted) != len(got) {
		return fmt.Sprintf("%d elements planned, %d configured", len(got), len(wanted))
	}
	for key, value := range got {
		if _, ok := wanted[key]; !ok {
			return key + " is not configured"
		}
		if problem := invalid(attributes, was[key], wanted[key], value); problem != "" {
			return key + "." + problem
		}
	}
	return ""
}

// memberOf is an attribute of an object; that of one that is unknown is unknown,
// that of none is null.
func memberOf(object tftypes.Value, name string) tftypes.Value {
	typ, ok := object.Type().(tftypes.Object)
	switch {
	case !ok || object.IsNull():
		return tftypes.Value{}
	case !object.IsKnown():
		return tftypes.NewValue(typ.AttributeTypes[name], tftypes.UnknownValue)
	default:
		return membersOf(object)[name]
	}
}

func membersOf(v tftypes.Value) map[string]tftypes.Value {
	var members map[string]tftypes.Value
	if v.IsKnown() && !v.IsNull() {
		_ = v.As(&members) // of another type it has none
	}
	return members
}
