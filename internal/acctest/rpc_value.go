package acctest

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type unknown struct{}

// Unknown stands for a value that is only known after apply.
var Unknown = unknown{}

// build makes a value of a schema's type from Go values: nil, string, bool,
// int, []string, map[string]any, map[string]string, Unknown. What is not named is
// null.
func build(t testing.TB, typ tftypes.Type, from any) tftypes.Value {
	t.Helper()
	switch v := from.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case map[string]string:
		entries := map[string]any{}
		for key, text := range v {
			entries[key] = text
		}
		return build(t, typ, entries)
	case map[string]any:
		return buildMap(t, typ, v)
	case []string:
		return buildSet(t, typ, v)
	case string, bool:
		return tftypes.NewValue(typ, v)
	case int:
		return tftypes.NewValue(typ, int64(v))
	default:
		t.Fatalf("no value of type %T can be built", from)
		return tftypes.Value{}
	}
}

func buildMap(t testing.TB, typ tftypes.Type, from map[string]any) tftypes.Value {
	t.Helper()
	values := map[string]tftypes.Value{}
	switch typ := typ.(type) {
	case tftypes.Object:
		for name, attribute := range typ.AttributeTypes {
			values[name] = build(t, attribute, from[name])
		}
		for name := range from {
			if _, ok := typ.AttributeTypes[name]; !ok {
				t.Fatalf("no attribute %q", name)
			}
		}
	case tftypes.Map:
		for key, value := range from {
			values[key] = build(t, typ.ElementType, value)
		}
	default:
		t.Fatalf("a %s cannot be built from a map", typ)
	}
	return tftypes.NewValue(typ, values)
}

func buildSet(t testing.TB, typ tftypes.Type, from []string) tftypes.Value {
	t.Helper()
	set, ok := typ.(tftypes.Set)
	if !ok {
		t.Fatalf("a %s cannot be built from texts", typ)
	}
	values := make([]tftypes.Value, len(from))
	for i, text := range from {
		values[i] = build(t, set.ElementType, text)
	}
	return tftypes.NewValue(typ, values)
}

// propose is core's proposed new state: the configuration, and for computed
// attributes that it leaves out the prior value.
func propose(t testing.TB, schema *tfprotov6.Schema, prior, config tftypes.Value) tftypes.Value {
	t.Helper()
	var before, wanted map[string]tftypes.Value
	if err := config.As(&wanted); err != nil {
		t.Fatalf("the configuration: %v", err)
	}
	wanted = maps.Clone(wanted) // As hands out the value's own map
	if !prior.IsNull() {
		if err := prior.As(&before); err != nil {
			t.Fatalf("the prior state: %v", err)
		}
	}
	for _, attribute := range schema.Block.Attributes {
		old, had := before[attribute.Name]
		if attribute.Computed && wanted[attribute.Name].IsNull() && had {
			wanted[attribute.Name] = old
		}
	}
	return tftypes.NewValue(config.Type(), wanted)
}

// Show is an attribute as text: "null", "unknown", or the value. Nested
// attributes are separated by dots.
func Show(t testing.TB, v tftypes.Value, path string) string {
	t.Helper()
	for _, name := range strings.Split(path, ".") {
		if v.IsNull() {
			return "null"
		}
		if !v.IsKnown() {
			return "unknown"
		}
		var members map[string]tftypes.Value
		if err := v.As(&members); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		member, ok := members[name]
		if !ok {
			t.Fatalf("no attribute %s", path)
		}
		v = member
	}
	return text(t, v)
}

func text(t testing.TB, v tftypes.Value) string {
	t.Helper()
	switch {
	case v.IsNull():
		return "null"
	case !v.IsKnown():
		return "unknown"
	case v.Type().Is(tftypes.String):
		var s string
		if err := v.As(&s); err != nil {
			t.Fatal(err)
		}
		return s
	case v.Type().Is(tftypes.Bool):
		var b bool
		if err := v.As(&b); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(b)
	default:
		return v.String()
	}
}

// Diags are the diagnostics of a call.
type Diags []*tfprotov6.Diagnostic

// Errors counts the errors.
func (d Diags) Errors() int { return d.count(tfprotov6.DiagnosticSeverityError) }

// Warnings counts the warnings.
func (d Diags) Warnings() int { return d.count(tfprotov6.DiagnosticSeverityWarning) }

func (d Diags) count(severity tfprotov6.DiagnosticSeverity) (n int) {
	for _, one := range d {
		if one.Severity == severity {
			n++
		}
	}
	return n
}

// String is all of them as text, a paragraph each.
func (d Diags) String() string {
	var out strings.Builder
	for _, one := range d {
		fmt.Fprintf(&out, "%s: %s\n%s\n", one.Severity, one.Summary, one.Detail)
	}
	return out.String()
}

// Has reports whether one of the diagnostics holds all of the words.
func (d Diags) Has(words ...string) bool {
	for _, one := range d {
		text := one.Severity.String() + ": " + one.Summary + "\n" + one.Detail
		all := true
		for _, word := range words {
			all = all && strings.Contains(text, word)
		}
		if all {
			return true
		}
	}
	return false
}
