package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// after is the argument activate_after.
func after(delay string) map[string]any { return map[string]any{"activate_after": delay} }

// waitingSet is a server whose key a is active, and whose key b has just been added and waits a day.
func waitingSet(t *testing.T) (*setFixture, *acctest.Object, map[string]any) {
	t.Helper()
	w := newServerSet(t, encrypting)
	object := w.refreshed(w.apply(nil, w.config(rsaKeys(t, "a"), activeKID("a"))))
	c := w.config(rsaKeys(t, "ab"), activeKID("b"), after("1d"))
	return w, object, c
}

// A new active_kid is added INACTIVE, and activated by the first apply after it has been registered that long.
func TestJWKSActivateAfter_waits(t *testing.T) {
	t.Parallel()
	w, object, c := waitingSet(t)
	plan := w.planned(object, c)
	acctest.Expect(t, plan, map[string]string{"active_kid": "b", status("a"): active, status("b"): inactive, "activates_at": "unknown"})
	if !plan.Diags.Has("WARNING", `Key "b" waits to be activated`, `activate_after is "1d"`) || len(plan.Diags) != 1 {
		t.Errorf("the plan does not name the key:\n%s", plan.Diags)
	}
	object = w.apply(object, c)
	created, err := time.Parse(time.RFC3339, object.Show("keys.b.created"))
	if err != nil {
		t.Fatal(err)
	}
	acctest.Expect(t, object, map[string]string{
		"active_kid": "b", status("a"): active, status("b"): inactive, "activates_at": created.Add(oneDay).UTC().Format("2006-01-02T15:04:05Z"),
	})
	w.expectNoChanges(object, c)
	w.Clock().Advance(23 * time.Hour)
	w.expectNoChanges(object, c)
	w.Clock().Advance(time.Hour)
	if plan := w.planned(object, c); plan.Changes() {
		t.Errorf("a plan without a refresh looks at the clock:\n%s", plan.Value)
	}
	object = w.refreshed(object)
	plan = w.planned(object, c)
	acctest.Expect(t, plan, map[string]string{status("a"): inactive, status("b"): active, "activates_at": "null"})
	if !plan.Diags.Has("WARNING", `Activating key "b" deactivates key "a"`) {
		t.Errorf("the plan does not say what happens:\n%s", plan.Diags)
	}
	mark := w.Journal().Len()
	object = w.apply(object, c)
	w.ExpectCalls(mark, "GET keys 200", "POST activate 200")
	w.neverWithoutActive()
	w.expectNoChanges(object, c)
}

// With retire, one change of the configuration does the whole rollover.
func TestJWKSActivateAfter_withRetire(t *testing.T) {
	t.Parallel()
	w, object, _ := waitingSet(t)
	c := w.config(rsaKeys(t, "b"), activeKID("b"), after("2d"), w.retire("", "5d"))
	object = w.apply(object, c)
	want := map[int]string{2: "POST activate 200", 5: "DELETE " + w.key("a").ID + " 204"}
	for night := 1; night <= 7; night++ {
		var sent []string
		object, sent = w.night(object, c)
		if len(sent) > 1 || len(sent) == 1 && sent[0] != want[night] || len(sent) == 0 && want[night] != "" {
			t.Errorf("night %d sends %q, want %q", night, sent, want[night])
		}
	}
	w.expectStatuses(map[string]string{"b": active})
	w.neverWithoutActive()
	w.expectNoChanges(object, c)
}

// The active key is not taken away while the next one waits: refused, or left until then.
func TestJWKSActivateAfter_activeKeyStays(t *testing.T) {
	t.Parallel()
	w, object, _ := waitingSet(t)
	w.expectRefusal(object, w.config(rsaKeys(t, "b"), activeKID("b"), after("1d")), `key "a" is active`, `key "b"`, "set retire")
	c := w.config(rsaKeys(t, "b"), activeKID("b"), after("3d"), w.retire("", "1d"))
	object = w.apply(object, c)
	w.expectEffects("add a", "activate a", "add b")
	for range 2 {
		object, _ = w.night(object, c)
	}
	w.expectEffects("add a", "activate a", "add b")
	object, _ = w.night(object, c)
	object, _ = w.night(object, c)
	w.expectEffects("add a", "activate a", "add b", "activate b", "deactivate a", "delete a")
	w.neverWithoutActive()
	w.expectNoChanges(object, c)
}

// Changes in the middle: another delay, no delay, another key, and somebody who activates it.
func TestJWKSActivateAfter_changes(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]struct {
		config func(w *setFixture) map[string]any
		sends  int
		want   map[string]string
	}{
		"no delay":      {func(w *setFixture) map[string]any { return w.config(rsaKeys(t, "ab"), activeKID("b")) }, 1, map[string]string{"a": inactive, "b": active}},
		"another delay": {func(w *setFixture) map[string]any { return w.config(rsaKeys(t, "ab"), activeKID("b"), after("1h")) }, 0, map[string]string{"a": active, "b": inactive}},
		"back":          {func(w *setFixture) map[string]any { return w.config(rsaKeys(t, "ab"), activeKID("a"), after("1d")) }, 0, map[string]string{"a": active, "b": inactive}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, object, c := waitingSet(t)
			object = w.apply(object, c)
			w.Clock().Advance(2 * time.Hour)
			object = w.refreshed(object)
			mark := w.Journal().Len()
			object = w.apply(object, m.config(w))
			if sent := w.writes(mark); len(sent) != m.sends {
				t.Errorf("sent %q", sent)
			}
			w.expectStatuses(m.want)
			if name == "another delay" { // which takes effect at the next plan
				object = w.apply(w.refreshed(object), m.config(w))
				w.expectStatuses(map[string]string{"a": inactive, "b": active})
			}
			w.expectNoChanges(object, m.config(w))
		})
	}
	w, object, c := waitingSet(t)
	object = w.apply(object, c)
	w.set("b", active)
	object = w.refreshed(object)
	acctest.Expect(t, object, map[string]string{"activates_at": "null", "active_kid": "b", status("a"): inactive})
	w.expectNoChanges(object, c)
}

// A clock that cannot be trusted activates nothing, and the plan says so.
func TestJWKSActivateAfter_clockNotTrusted(t *testing.T) {
	t.Parallel()
	for name, age := range acctest.UnknownAges(nil) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, object, c := waitingSet(t)
			object = w.apply(object, c)
			w.Clock().Advance(2 * oneDay)
			age.Begin(w.Sandbox, w.parent)
			object = w.refreshed(object)
			if plan := w.planned(object, c); plan.Changes() || !plan.Diags.Has("WARNING", "are not checked for what is due", `"b"`) {
				t.Errorf("planned %s:\n%s", plan.Value, plan.Diags)
			}
			age.End(w.Sandbox, w.parent)
			w.apply(w.refreshed(object), c)
			w.expectEffects("add a", "activate a", "add b", "activate b", "deactivate a")
		})
	}
}

// A new set, the first key included; and what cannot be meant.
func TestJWKSActivateAfter_create(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	c := w.config(rsaKeys(t, "ab"), activeKID("a"), after("1d"))
	object := w.apply(nil, c)
	w.expectEffects("add a", "add b")
	w.expectNoChanges(object, c)
	object, sent := w.night(object, c)
	if len(sent) != 1 {
		t.Errorf("sent %q", sent)
	}
	w.expectStatuses(map[string]string{"a": active, "b": inactive})
	w.expectNoChanges(object, c)
	for words, config := range map[string]map[string]any{
		"Invalid activate_after": w.config(rsaKeys(t, "a"), after("1d")),
		"Invalid duration":       w.config(rsaKeys(t, "a"), activeKID("a"), after("-1d")),
	} {
		if diags := w.r.Validate(w.typeName, config); !diags.Has("ERROR", words) {
			t.Errorf("want %q:\n%s", words, diags)
		}
	}
}
