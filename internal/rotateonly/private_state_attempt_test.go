package rotateonly

import (
	"context"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// tags is rotate_when_changed with these strings, given as name and value.
func tags(pairs ...string) types.Map {
	values := map[string]attr.Value{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = types.StringValue(pairs[i+1])
	}
	return mapOf(values)
}

// sentFor is what is kept of a rotation that was sent for a trigger.
func sentFor(trigger types.Map) *attemptedRotation {
	return &attemptedRotation{Trigger: knownStrings(trigger)}
}

// An attempt is for one trigger, which an empty map is as well: a map from which
// the last string was taken away asks for a rotation.
func TestAttempt_isKeptAndRecognised(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		attempted *attemptedRotation
		now       types.Map
		want      bool
	}{
		"no attempt":                      {nil, tags("a", "1"), false},
		"no attempt, an empty map":        {nil, tags(), false},
		"for an empty map":                {sentFor(tags()), tags(), true},
		"for an empty map, now another":   {sentFor(tags()), tags("a", "1"), false},
		"for this map":                    {sentFor(tags("a", "1", "b", "")), tags("b", "", "a", "1"), true},
		"for another value":               {sentFor(tags("a", "1")), tags("a", "2"), false},
		"for another name":                {sentFor(tags("a", "1")), tags("b", "1"), false},
		"for a smaller map":               {sentFor(tags("a", "1")), tags("a", "1", "b", "1"), false},
		"for another map, now empty":      {sentFor(tags("a", "1")), tags(), false},
		"for a string that is called so":  {sentFor(tags("trigger", "1")), tags("trigger", "1"), true},
		"for a map with one empty string": {sentFor(tags("a", "")), tags(), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := private{}
			base := baselineState{Baseline: rotation.Baseline{Current: "k1", Next: "k2"}, Attempted: c.attempted}
			if diags := privatestate.Write(t.Context(), kept, privateBase, base); diags.HasError() {
				t.Fatal(diags)
			}
			back, found, diags := privatestate.Read[baselineState](t.Context(), kept, privateBase)
			if !found || diags.HasError() {
				t.Fatalf("kept as %s, found %v, %v", kept, found, diags)
			}
			if got := back.Attempted.wasForTrigger(knownStrings(c.now)); got != c.want {
				t.Errorf("recognised is %v, want %v: kept as %s", got, c.want, kept[privateBase])
			}
		})
	}
}

// A list that may be from before the rotation holds back the next one, whether the outcome is unknown,
// or is confirmed and could not be recorded.
func TestAttempt_holdsUntilTheListShowsARotation(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	clocks := rotation.Clocks{Vendor: at.Add(time.Minute), Local: at.Add(time.Minute)}
	before, after := rotation.Snapshot{Current: "k1", Next: "k2"}, rotation.Snapshot{Current: "k2", Next: "k3", Previous: "k1"}
	for _, confirmed := range []bool{false, true} {
		a := &attemptedRotation{Attempt: rotation.Attempt{Sent: at, Before: rotation.Baseline{Current: "k1", Next: "k2"}}, Confirmed: confirmed}
		if got, want := a.holdUntilListsAreCurrent(rotation.Listing{Snapshot: before}, clocks).Until, at.Add(rotation.ListLag); !got.Equal(want) {
			t.Errorf("confirmed %t: a list from before holds until %s, want %s", confirmed, got, want)
		}
		if got := a.holdUntilListsAreCurrent(rotation.Listing{Snapshot: after}, clocks); got.Active() {
			t.Errorf("confirmed %t: a list that shows a rotation holds %+v", confirmed, got)
		}
	}
}

// plainModel is a model that has no more than what all have.
type plainModel struct{ Attributes }

func (m *plainModel) ParentID() types.String                               { return types.StringNull() }
func (m *plainModel) Copy() Model                                          { c := *m; return &c }
func (m *plainModel) Roles(context.Context) (Roles, diag.Diagnostics)      { return Roles{}, nil }
func (m *plainModel) SetRoles(context.Context, Roles) (d diag.Diagnostics) { return d }
func (m *plainModel) SetNextKeyUnknown()                                   {}
func (m *plainModel) SetAllKeysUnknown()                                   {}

func withTrigger(trigger types.Map) Model { return &plainModel{Attributes{RotateWhenChanged: trigger}} }

// kid is a key that is no more than its identifier.
type kid string

func (k kid) KeyID() string { return string(k) }

// A rotation whose answer was lost turns up later. The plan takes it for the
// one that is asked for, also when it was asked for by emptying the map, and
// whether or not it is recent. Without the attempt it would rotate again.
func TestDecideUpdate_takesALostRotationForTheTriggersOwn(t *testing.T) {
	t.Parallel()
	const k1, k2, k3 = "k1", "k2", "k3"
	once := Roles{Current: kid(k2), Next: kid(k3), Previous: kid(k1)}
	for name, c := range map[string]struct {
		before, after types.Map
		attempted     *attemptedRotation
		roles         Roles
		want          rotation.Intent
	}{
		"emptied, attempted":           {tags("a", "1"), tags(), sentFor(tags()), once, rotation.Adopt},
		"emptied, not attempted":       {tags("a", "1"), tags(), nil, once, rotation.Rotate},
		"emptied, attempted filled":    {tags("a", "1"), tags(), sentFor(tags("a", "2")), once, rotation.Rotate},
		"filled, attempted":            {tags(), tags("a", "1"), sentFor(tags("a", "1")), once, rotation.Adopt},
		"filled, attempted emptied":    {tags("a", "1"), tags("a", "2"), sentFor(tags()), once, rotation.Rotate},
		"emptied, attempted in vain":   {tags("a", "1"), tags(), sentFor(tags()), Roles{Current: kid(k1), Next: kid(k2)}, rotation.Rotate},
		"unchanged although attempted": {tags(), tags(), sentFor(tags()), once, rotation.Keep},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := private{}
			base := baselineState{Baseline: rotation.Baseline{Current: k1, Next: k2}, Attempted: c.attempted}
			if diags := writeBaselineAndObservation(t.Context(), kept, base, rotation.Observation{}); diags.HasError() {
				t.Fatal(diags)
			}
			got, diags := new(Resource).decideUpdate(t.Context(), withTrigger(c.after), withTrigger(c.before), c.roles, kept)
			if diags.HasError() || got.Intent != c.want {
				t.Errorf("got %s, want %s (%v): kept as %s", got.Intent, c.want, diags, kept[privateBase])
			}
		})
	}
}
