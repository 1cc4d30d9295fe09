package okta_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A plan that was overtaken sends nothing: the key was activated, deleted, or registered again.
func TestJWKSActivateAfter_sincePlan(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]struct {
		change func(w *setFixture)
		words  []string
	}{
		"activated":        {func(w *setFixture) { w.set("b", active) }, nil},
		"deleted":          {func(w *setFixture) { w.remove("b") }, []string{"ERROR", `key "b" is not registered any more`}},
		"registered again": {func(w *setFixture) { w.remove("b"); w.add("b", "b", inactive) }, []string{"ERROR", `key "b" is not registered any more`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, object, c := waitingSet(t)
			object = w.apply(object, c)
			w.Clock().Advance(oneDay)
			object = w.refreshed(object)
			plan := w.planned(object, c)
			acctest.Expect(t, plan, map[string]string{status("b"): active})
			m.change(w)
			mark := w.Journal().Len()
			w.Walk(w.r)
			_, diags := w.r.Apply(plan, nil)
			if m.words == nil && diags.Errors() > 0 || m.words != nil && !diags.Has(m.words...) || len(w.writes(mark)) > 0 {
				t.Errorf("sent %q\n%s", w.writes(mark), diags)
			}
		})
	}
}

// A key that somebody has registered again since waits again, and the plan says so.
func TestJWKSActivateAfter_registeredAgain(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]bool{"by somebody": true, "by the provider": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, object, c := waitingSet(t)
			object = w.apply(object, c)
			w.Clock().Advance(oneDay)
			w.remove("b")
			if again {
				w.add("b", "b", inactive)
			}
			object = w.refreshed(object)
			plan := w.planned(object, c)
			acctest.Expect(t, plan, map[string]string{status("a"): active, status("b"): inactive})
			if !again && !plan.Diags.Has("WARNING", `Key "b" waits to be activated`) {
				t.Errorf("the plan that adds the key does not say that it waits:\n%s", plan.Diags)
			}
			object = w.apply(object, c)
			w.expectStatuses(map[string]string{"a": active, "b": inactive})
			object, sent := w.night(object, c)
			if len(sent) != 1 || sent[0] != "POST activate 200" {
				t.Errorf("sent %q", sent)
			}
			w.expectNoChanges(object, c)
		})
	}
}

// While one key waits, another one is named: the one that waited stays inactive, and the time of the other one
// counts.
func TestJWKSActivateAfter_anotherKey(t *testing.T) {
	t.Parallel()
	w, object, c := waitingSet(t)
	object = w.apply(object, c)
	w.Clock().Advance(12 * time.Hour)
	c = w.config(rsaKeys(t, "abc"), activeKID("c"), after("1d"))
	plan := w.planned(w.refreshed(object), c)
	if !plan.Diags.Has("WARNING", `Key "c" waits to be activated`) {
		t.Errorf("planned:\n%s", plan.Diags)
	}
	object = w.apply(w.refreshed(object), c)
	w.Clock().Advance(12 * time.Hour) // b is due by now, and nobody wants it active
	w.expectNoChanges(object, c)
	w.Clock().Advance(12 * time.Hour)
	object = w.apply(w.refreshed(object), c)
	w.expectEffects("add a", "activate a", "add b", "add c", "activate c", "deactivate a")
	w.expectNoChanges(object, c)
	c = w.config(rsaKeys(t, "abc"), activeKID("b"), after("1d")) // which has been registered for long
	object = w.apply(w.refreshed(object), c)
	w.expectStatuses(map[string]string{"a": inactive, "b": active, "c": inactive})
	w.expectNoChanges(object, c)
}

// A delay that is only known after apply: the plan says no status that the apply could contradict.
func TestJWKSActivateAfter_unknown(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]struct {
		known map[string]any
		kids  string
		want  map[string]string
	}{
		"none":              {nil, "ab", map[string]string{"a": inactive, "b": active}},
		"a day":             {after("1d"), "ab", map[string]string{"a": active, "b": inactive}},
		"none, a retires":   {nil, "b", map[string]string{"a": inactive, "b": active}},
		"a day, a retires":  {after("1d"), "b", map[string]string{"a": active, "b": inactive}},
		"no time, a leaves": {after("0s"), "b", map[string]string{"a": inactive, "b": active}},
	} {
		for _, waits := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, waits %t", name, waits), func(t *testing.T) {
				t.Parallel()
				w, object, c := waitingSet(t)
				if waits {
					object = w.apply(object, c)
					w.Clock().Advance(oneDay)
					object = w.refreshed(object)
				}
				config := func(delay map[string]any) map[string]any {
					return w.config(rsaKeys(t, m.kids), activeKID("b"), w.retire("", "5d"), delay)
				}
				plan := w.planned(object, config(map[string]any{"activate_after": acctest.Unknown}))
				acctest.Expect(t, plan, map[string]string{"activates_at": "unknown", status("b"): "unknown"})
				w.Walk(w.r)
				object, diags := w.r.Apply(plan, config(m.known))
				if diags.Errors() > 0 {
					t.Fatal(diags)
				}
				if want := m.want; !waits || name == "none" || name == "none, a retires" || name == "no time, a leaves" {
					w.expectStatuses(want)
				} else { // the delay is what it was, and over
					w.expectStatuses(map[string]string{"a": inactive, "b": active})
				}
				w.expectNoChanges(object, config(m.known))
				w.neverWithoutActive()
			})
		}
	}
}

// A time of registration that cannot be right, or cannot be read, activates nothing.
func TestJWKSActivateAfter_createdNotUsable(t *testing.T) {
	t.Parallel()
	for name, created := range map[string]time.Time{
		"1970": time.Unix(0, 0), "the year 1": time.Time{}.Add(time.Hour), "the year 9999": time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := encrypting
			server.ResourceServerKeys = []sandbox.OktaResourceServerKey{{KID: "b", PublicKey: rsaPublic(t, "b"), Created: created, LastUpdated: time.Now()}}
			w := newServerSet(t, server)
			object := w.apply(nil, w.config(rsaKeys(t, "ab"), activeKID("a")))
			c := w.config(rsaKeys(t, "ab"), activeKID("b"), after("1d"))
			object = w.apply(w.refreshed(object), c)
			for range 3 {
				object, _ = w.night(object, c)
			}
			w.expectStatuses(map[string]string{"a": active, "b": inactive})
			plan := w.planned(w.refreshed(object), c)
			if plan.Changes() || !plan.Diags.Has("WARNING", `Key "b" waits to be activated`, "cannot be used", "remove activate_after") {
				t.Errorf("planned %s:\n%s", plan.Value, plan.Diags)
			}
			acctest.Expect(t, object, map[string]string{"activates_at": "null"})
			w.apply(object, w.config(rsaKeys(t, "ab"), activeKID("b")))
			w.expectStatuses(map[string]string{"a": inactive, "b": active})
		})
	}
}

// exclusive does not take the active key of somebody else away while the next one waits. The plan refuses it.
func TestJWKSActivateAfter_exclusive(t *testing.T) {
	t.Parallel()
	server := encrypting
	server.ResourceServerKeys = []sandbox.OktaResourceServerKey{{KID: "x", Status: active}}
	w := newServerSet(t, server)
	shared := w.config(rsaKeys(t, "b"), activeKID("b"), after("1d"))
	c := acctest.Merge(shared, map[string]any{"exclusive": true})
	object := w.refreshed(w.apply(nil, shared))
	w.expectRefusal(object, c, `key "x" is active`, `key "b"`, "exclusive")
	object, _ = w.night(object, shared)
	w.expectStatuses(map[string]string{"b": active, "x": inactive})
	object = w.apply(w.refreshed(object), c)
	w.expectStatuses(map[string]string{"b": active})
	w.neverWithoutActive()
	w.expectNoChanges(object, c)
}

// -replace while a key waits changes nothing about it. Where it would delete the active key, the create sends nothing.
func TestJWKSActivateAfter_replaced(t *testing.T) {
	t.Parallel()
	w, object, c := waitingSet(t)
	object = w.apply(object, c)
	object, diags := w.replaced(w.refreshed(object), c, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	w.expectStatuses(map[string]string{"a": active, "b": inactive})
	c = w.config(rsaKeys(t, "b"), activeKID("b"), after("1d"), w.retire("", "5d"))
	object = w.apply(w.refreshed(object), c)
	mark := w.Journal().Len()
	if _, diags := w.replaced(w.refreshed(object), c, nil); !diags.Has("ERROR", `key "a" is active`, `key "b"`) {
		t.Errorf("replaced:\n%s", diags)
	}
	if sent := w.writes(mark); len(sent) > 0 {
		t.Errorf("sent %q", sent)
	}
	w.neverWithoutActive()
}

// Whatever answer is lost, and while lists lag: the key is added once, and activated once.
func TestJWKSActivateAfter_lostAnswer(t *testing.T) {
	t.Parallel()
	for name, answer := range lostAnswers(200) {
		for _, executed := range []bool{true, false} {
			for _, activation := range []bool{true, false} {
				full := fmt.Sprintf("%s, executed %t, activation %t", name, executed, activation)
				if acctest.LeaveOut(full) {
					continue
				}
				t.Run(full, func(t *testing.T) {
					t.Parallel()
					w, object, c := waitingSet(t)
					if activation {
						object = w.apply(object, c)
						w.Clock().Advance(oneDay)
						object = w.refreshed(object)
					}
					w.Inject(sandbox.Fault{Match: onWrite, Commit: executed, Answer: answer})
					object, _ = w.try(object, c)
					object = w.apply(w.refreshed(object), c)
					object, _ = w.night(object, c)
					w.expectEffects("add a", "activate a", "add b", "activate b", "deactivate a")
					w.neverWithoutActive()
					w.expectNoChanges(object, c)
				})
			}
		}
	}
	for how, behind := range lags() {
		t.Run("lag "+how, func(t *testing.T) {
			t.Parallel()
			w, object, c := waitingSet(t)
			behind(w.Sandbox)
			for range 3 {
				object = w.apply(w.refreshed(object), c)
			}
			w.Clock().Advance(oneDay)
			for range 3 {
				object = w.apply(w.refreshed(object), c)
			}
			w.expectEffects("add a", "activate a", "add b", "activate b", "deactivate a")
		})
	}
}
