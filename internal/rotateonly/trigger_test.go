package rotateonly

import (
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

func mapOf(values map[string]attr.Value) types.Map {
	return types.MapValueMust(types.StringType, values)
}

// Only a change from one map to another asks for a rotation: a map that is new
// or gone is an argument that somebody began or ceased to write.
func TestTrigger_everyPair(t *testing.T) {
	t.Parallel()
	text, null, unknown := types.StringValue, types.StringNull(), types.StringUnknown()
	all := map[string]types.Map{
		"null":     types.MapNull(types.StringType),
		"unknown":  types.MapUnknown(types.StringType),
		"empty":    mapOf(map[string]attr.Value{}),
		"a=1":      mapOf(map[string]attr.Value{"a": text("1")}),
		"a=2":      mapOf(map[string]attr.Value{"a": text("2")}),
		"b=1":      mapOf(map[string]attr.Value{"b": text("1")}),
		"a=1, b=1": mapOf(map[string]attr.Value{"a": text("1"), "b": text("1")}),
		"a=null":   mapOf(map[string]attr.Value{"a": null}),
		"a=''":     mapOf(map[string]attr.Value{"a": text("")}),
		"a=?":      mapOf(map[string]attr.Value{"a": unknown}),
		"a=1, b=?": mapOf(map[string]attr.Value{"a": text("1"), "b": unknown}),
	}
	undecided := []string{"unknown", "a=?", "a=1, b=?"}
	for before := range all {
		if slices.Contains(undecided, before) {
			continue // a state holds no unknown values
		}
		for after := range all {
			want := rotation.Changed
			switch {
			case before == "null" || after == "null" || before == after:
				want = rotation.Unchanged
			case slices.Contains(undecided, after):
				want = rotation.Unknown
			}
			if got := compareTriggers(all[before], all[after]); got != want {
				t.Errorf("from %s to %s: %d, want %d", before, after, got, want)
			}
		}
	}
}

func TestStringsOf_theKnownStrings(t *testing.T) {
	t.Parallel()
	got := knownStrings(mapOf(map[string]attr.Value{"a": types.StringValue("1"), "b": types.StringValue("")}))
	if want := map[string]string{"a": "1", "b": ""}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for name, m := range map[string]types.Map{"null": types.MapNull(types.StringType), "empty": mapOf(nil)} {
		if got := knownStrings(m); got == nil || len(got) != 0 {
			t.Errorf("%s: got %#v, want an empty map", name, got)
		}
	}
}
