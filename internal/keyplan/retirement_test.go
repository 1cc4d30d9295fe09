package keyplan

import (
	"testing"
	"time"
)

func TestStageAt(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	past, never, later := now.Add(-time.Hour), time.Time{}, now.Add(time.Second)
	for name, c := range map[string]struct {
		now, deactivateAt, deleteAt time.Time
		active                      bool
		want                        Stage
	}{
		"nothing is due":                 {now, later, later, true, Stays},
		"never":                          {now, never, never, true, Stays},
		"deactivation":                   {now, past, later, true, Deactivates},
		"deactivation, at the very time": {now, now, never, true, Deactivates},
		"deactivated already":            {now, past, later, false, Stays},
		"deletion":                       {now, past, now, true, Deletes},
		"deletion alone":                 {now, never, past, false, Deletes},
		"the time is not known":          {never, past, past, true, Stays},
	} {
		if got := StageAt(c.now, c.deactivateAt, c.deleteAt, c.active); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestDelays(t *testing.T) {
	t.Parallel()
	since, day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), 24*time.Hour
	both := Delays{Deactivate: &day, Delete: &day}
	if got := both.DeactivateAt(since); !got.Equal(since.Add(day)) || !both.DeleteAt(since).Equal(got) {
		t.Errorf("due at %s", got)
	}
	if (Delays{}).DeleteAt(since) != (time.Time{}) || both.DeleteAt(time.Time{}) != (time.Time{}) {
		t.Error("a time from no delay, or from a time that is not known")
	}
}

// What Retire makes of keys leads Plan to the steps of their stages, in its order, whatever else is
// to be done, and twice is as once.
func TestRetire(t *testing.T) {
	t.Parallel()
	app := Limits{Max: 3, AddsActive: true}
	key := func(kid string, active bool) Key {
		return Key{ID: "id " + kid, KID: kid, Thumbprint: "t " + kid, Use: "sig", Active: active, Removable: true}
	}
	want := func(kid, thumbprint string) Desired {
		return Desired{KID: kid, Thumbprint: thumbprint, Use: "sig", Status: Active}
	}
	for name, c := range map[string]struct {
		stages  map[string]Stage
		desired []Desired
		steps   []string
	}{
		"stays":                     {map[string]Stage{"id a": Stays}, []Desired{want("b", "t b")}, []string{`add "b" active`}},
		"is deactivated":            {map[string]Stage{"id a": Deactivates}, []Desired{want("b", "t b")}, []string{`add "b" active`, `deactivate "a"`}},
		"is deleted":                {map[string]Stage{"id a": Deletes}, []Desired{want("b", "t b")}, []string{`add "b" active`, `deactivate "a"`, `delete "a"`}},
		"is desired again":          {map[string]Stage{"id a": Deletes}, []Desired{want("a", "t a"), want("b", "t b")}, []string{`add "b" active`}},
		"its kid is another key's":  {map[string]Stage{"id a": Stays}, []Desired{want("a", "t c"), want("b", "t b")}, []string{`add "b" active`, `deactivate "a"`, `delete "a"`, `add "a" active`}},
		"another key has the stage": {map[string]Stage{"id z": Stays}, []Desired{want("b", "t b")}, []string{`add "b" active`, `deactivate "a"`, `delete "a"`}},
	} {
		registered, desired := Retire([]Key{key("a", true)}, c.desired, c.stages)
		registered, desired = Retire(registered, desired, c.stages)
		result, err := Plan(registered, desired, app)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got := make([]string, 0, len(result.Steps))
		for _, step := range result.Steps {
			got = append(got, step.String())
		}
		if len(got) != len(c.steps) {
			t.Errorf("%s: steps %q, want %q", name, got, c.steps)
			continue
		}
		for i := range got {
			if got[i] != c.steps[i] {
				t.Errorf("%s: steps %q, want %q", name, got, c.steps)
			}
		}
	}
}

// The error for no room names the keys that retire.
func TestRetire_noRoom(t *testing.T) {
	t.Parallel()
	registered, desired := Retire([]Key{{ID: "1", KID: "a", Thumbprint: "a", Use: "enc", Removable: true}}, []Desired{{KID: "b", Thumbprint: "b", Use: "enc"}}, map[string]Stage{"1": Stays})
	_, err := Plan(registered, desired, Limits{Max: 1})
	const want = `there is no room for "b": 1 keys can be registered at most. These keys are retiring, and not due to be deleted yet: "a"`
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
