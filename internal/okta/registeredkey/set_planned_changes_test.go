package registeredkey

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// testSet is a model of the keys of an app.
type testSet struct{ SetAttributes }

func (*testSet) ParentID() types.String { return types.StringValue("p") }

// testParent has no client.
type testParent struct{}

func (testParent) CheckID(string) error                  { return nil }
func (testParent) Subject(id string) diagnostics.Subject { return diagnostics.OktaAppKeys(id) }
func (testParent) NewAPI(any) (API, error)               { return nil, nil }

// setOf makes a model of these keys.
func setOf(t *testing.T, keys map[string]keyEntry, unmanaged ...string) *testSet {
	t.Helper()
	m := new(testSet)
	encoded, diags := encodeEntries(t.Context(), keys)
	others, more := encodeKIDsNeverNull(t.Context(), unmanaged)
	if diags.HasError() || more.HasError() {
		t.Fatal(diags, more)
	}
	m.Keys, m.UnmanagedKIDs = encoded, others
	return m
}

// The plan of a set follows from configuration and state.
func TestSetResource_planChanges(t *testing.T) {
	t.Parallel()
	text, unknown := types.StringValue, types.StringUnknown()
	one, two := newPublic(t), newPublic(t)
	recorded := func(kid, status string) keyEntry {
		e, _ := entryFromLive(liveKey("id "+kid, kid, status, one))
		return e
	}
	given := func(status types.String) keyEntry {
		e, _ := entryFromLive(liveKey("", "", "", two))
		return keyEntry{Encodings: keyinput.Encodings{PublicKeyPEM: e.PublicKeyPEM}, Status: status}
	}
	notKnown := keyEntry{Encodings: keyinput.Encodings{PublicKeyPEM: unknown}}
	kept := keyEntry{Encodings: keyinput.Encodings{PublicKeyPEM: recorded("a", active).PublicKeyPEM}}
	for name, c := range map[string]struct {
		state, config map[string]keyEntry
		steps         []string
		statuses      map[string]types.String
		changes       bool
	}{
		"nothing changes": {
			map[string]keyEntry{"a": recorded("a", active)}, map[string]keyEntry{"a": kept},
			nil, map[string]types.String{"a": text(active)}, false,
		},
		"a rollover": {
			map[string]keyEntry{"a": recorded("a", active)}, map[string]keyEntry{"b": given(types.StringNull())},
			[]string{`add "b" active`, `deactivate "a"`, `delete "a"`}, map[string]types.String{"b": text(active)}, true,
		},
		"a key that is added inactive": {
			map[string]keyEntry{"a": recorded("a", active)}, map[string]keyEntry{"a": kept, "b": given(text(inactive))},
			[]string{`add "b" inactive`}, map[string]types.String{"a": text(active), "b": text(inactive)}, true,
		},
		"a status that is not known yet": {
			map[string]keyEntry{"a": recorded("a", active)}, map[string]keyEntry{"a": {Encodings: kept.Encodings, Status: unknown}},
			nil, map[string]types.String{"a": unknown}, true,
		},
		"a key that is not known yet, under the kid of another": {
			map[string]keyEntry{"a": recorded("a", active)}, map[string]keyEntry{"a": notKnown},
			nil, map[string]types.String{"a": unknown}, true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := NewSetResource(SetSpec{ParentType: ParentType{
				KeyRules: keyinput.KeyRules{Uses: []string{"sig", "enc"}}, Parent: testParent{},
				Limits: keyplan.Limits{Max: 50, OneActive: []string{"enc"}, AddsActive: true},
			}})
			config, plan := setOf(t, c.config), setOf(t, c.config)
			got, diags := r.planChanges(t.Context(), config, plan, setOf(t, c.state))
			if diags.HasError() {
				t.Fatal(diags)
			}
			if steps := stepTexts(got.plan.Steps); !slices.Equal(steps, c.steps) || got.hasChanges != c.changes {
				t.Errorf("steps %q, changes %v", steps, got.hasChanges)
			}
			for kid, status := range c.statuses {
				if planned := got.desired[kid].entry.Status; !planned.Equal(status) {
					t.Errorf("%q is planned to be %s, want %s", kid, planned, status)
				}
			}
		})
	}
}
