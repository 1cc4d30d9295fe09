package okta_test

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// lagBackAndForth makes each second read lag.
func lagBackAndForth(s *acctest.Sandbox, first bool) {
	var n atomic.Int64
	if first {
		n.Add(1)
	}
	s.SetLag(sandbox.Lag{By: func(*http.Request) time.Duration {
		if n.Add(1)%2 == 0 {
			return longLag
		}
		return 0
	}})
}

// lags are the ways in which lists can lag.
func lags() map[string]func(*acctest.Sandbox) {
	return map[string]func(*acctest.Sandbox){
		"always":        func(s *acctest.Sandbox) { lag(s, longLag) },
		"first":         func(s *acctest.Sandbox) { lagBackAndForth(s, true) },
		"not the first": func(s *acctest.Sandbox) { lagBackAndForth(s, false) },
	}
}

// A set is created and rolled over while lists lag: each effect is there once, no use is without
// an active key, and refreshes keep what the applies have recorded.
func TestJWKSLag_rollover(t *testing.T) {
	t.Parallel()
	for name, m := range rolloverCases(t) {
		for how, behind := range lags() {
			t.Run(name+", "+how, func(t *testing.T) {
				t.Parallel()
				w := m.newFixture(t)
				w.PassListLag()
				behind(w.Sandbox)
				before := w.config(m.before, m.first)
				object := w.apply(nil, before)
				already := len(w.effects())
				object = w.expectKept(object, before)
				after := w.config(m.after, m.then)
				object = w.apply(object, after)
				if got := w.effects()[already:]; !slices.Equal(got, m.effects) {
					t.Errorf("effects %q\n   want %q", got, m.effects)
				}
				w.neverWithoutActive()
				object = w.expectKept(object, after)
				w.expectTrueState(object)
				w.SetLag(sandbox.Lag{})
				w.expectNoChanges(object, after)
			})
		}
	}
}

// expectKept fails the test unless a refresh keeps the keys as they are recorded, and the plan after it
// has nothing to do.
func (w *setFixture) expectKept(object *acctest.Object, c map[string]any) *acctest.Object {
	w.t.Helper()
	next := w.refreshed(object)
	if was, is := object.Show("keys"), next.Show("keys"); was != is {
		w.t.Errorf("the keys have changed:\n%s\n%s", was, is)
	}
	if plan := w.r.Plan(w.typeName, next, c); plan.Diags.Errors() > 0 || plan.Changes() {
		w.t.Errorf("the plan has changes:\n%s\n%s", plan.Value, plan.Diags)
	}
	return next
}

// A rollover, back and forth again: the list shows the new key of the first rollover, active, and the
// key is gone. It is added before the old one goes.
func TestJWKSLag_backAndForth(t *testing.T) {
	t.Parallel()
	for _, age := range []time.Duration{time.Second, longLag / 2} {
		t.Run(age.String(), func(t *testing.T) {
			t.Parallel()
			w := newAppSet(t, public)
			both, old, next := w.config(rsaKeys(t, "ab")), w.config(rsaKeys(t, "a")), w.config(rsaKeys(t, "b"))
			object := w.apply(nil, old)
			w.PassListLag()
			object = w.apply(w.refreshed(object), both)
			w.Clock().Advance(age)
			object = w.apply(w.refreshed(object), old)
			lag(w.Sandbox, age/2)
			object = w.apply(w.refreshed(object), next)
			w.expectEffects("add a", "add b", "deactivate b", "delete b", "add b", "deactivate a", "delete a")
			w.neverWithoutActive()
			w.SetLag(sandbox.Lag{})
			w.expectNoChanges(object, next)
		})
	}
}

// Whatever answer of a rollover is lost, and while lists lag: in the end each effect is there
// once.
func TestJWKSLag_lostAnswer(t *testing.T) {
	t.Parallel()
	everyStep(t, func(t *testing.T, m rolloverCase, step int) {
		w, object, c, already := m.start(t)
		w.Inject(sandbox.Fault{Match: onWrite, Skip: step, Commit: true, Answer: sandbox.Drop()})
		lag(w.Sandbox, longLag)
		object, diags := w.try(object, c)
		if diags.Errors() != 1 || !diags.Has("ERROR", "outcome unknown") {
			t.Fatalf("unexpected:\n%s", diags)
		}
		object, _ = w.try(w.refreshed(object), c)
		w.neverWithoutActive()
		w.SetLag(sandbox.Lag{})
		w.PassListLag()
		m.finishes(w, object, c, already)
	})
}

// A key that the set has deleted is not deleted again, nor unmanaged, because a list still shows it.
func TestJWKSLag_deletedByTheSet(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		exclusive := map[string]any{"exclusive": true}
		object := w.apply(nil, w.config(rsaKeys(t, "abc"), exclusive))
		w.PassListLag()
		object = w.apply(w.refreshed(object), w.config(rsaKeys(t, "ab"), exclusive))
		w.Clock().Advance(time.Second)
		object = w.apply(w.refreshed(object), w.config(rsaKeys(t, "a"), exclusive))
		lag(w.Sandbox, longLag)
		object = w.expectKept(object, w.config(rsaKeys(t, "a"), exclusive))
		if kids := object.Show("unmanaged_kids"); strings.Contains(kids, `"`) {
			t.Errorf("unmanaged_kids %s", kids)
		}
		w.SetLag(sandbox.Lag{})
		w.expectNoChanges(object, w.config(rsaKeys(t, "a"), exclusive))
	})
}

// exclusive deletes the keys that the plan has named, by their IDs: never one that is registered since
// under such a kid, though the list shows the old one still.
func TestJWKSLag_exclusiveDeletesNoOtherKey(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		exclusive := w.config(rsaKeys(t, "a"), map[string]any{"exclusive": true})
		w.add("x", "b", inactive)
		object := w.apply(nil, exclusive)
		w.PassListLag()
		object = w.refreshed(object)
		plan := w.planned(object, exclusive)
		if !plan.Diags.Has("WARNING", "will be deleted", `"x"`) {
			t.Fatalf("unexpected:\n%s", plan.Diags)
		}
		w.remove("x")
		w.add("x", "b", inactive)
		id := w.key("x").ID
		lag(w.Sandbox, longLag)
		w.Walk(w.r)
		if _, diags := w.r.Apply(plan, nil); !diags.Has("ERROR", "Unable to delete", "HTTP 404", "the list lags behind") {
			t.Errorf("unexpected:\n%s", diags)
		}
		if w.key("x").ID != id {
			t.Error("the other key is gone")
		}
		w.SetLag(sandbox.Lag{})
	})
}

// The list shows the new key, active, and another resource has deleted it. It is added before the old
// one goes.
func TestJWKSLag_deletedByAnotherResource(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	set := w.apply(nil, w.config(rsaKeys(t, "a")))
	one := &keyFixture{Sandbox: w.Sandbox, t: t, r: w.r, typeName: appJWKType}
	key := one.apply(nil, appConfig(w.parent, rsaPEM(t, 1), byKID("b")))
	w.PassListLag()
	one.apply(key, nil)
	lag(w.Sandbox, longLag)
	set = w.apply(w.refreshed(set), w.config(rsaKeys(t, "b")))
	w.expectEffects("add a", "add b", "deactivate b", "delete b", "add b", "deactivate a", "delete a")
	w.neverWithoutActive()
	w.SetLag(sandbox.Lag{})
	w.expectNoChanges(set, w.config(rsaKeys(t, "b")))
}
