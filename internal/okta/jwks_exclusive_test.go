package okta_test

import (
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// only is a set of these keys that deletes others.
func (w *setFixture) only(kids string) map[string]any {
	return w.config(rsaKeys(w.t, kids), map[string]any{"exclusive": true})
}

// What exclusive deletes is the key that the plan has named, and no other one that somebody has
// registered under its kid since.
func TestJWKSExclusive_anotherKeyUnderTheNamedKID(t *testing.T) {
	t.Parallel()
	for _, status := range []string{active, inactive} {
		both(t, func(t *testing.T, w *setFixture) {
			object := w.apply(nil, w.only("a"))
			w.add("x", "x", inactive)
			object = w.refreshed(object)
			plan := w.planned(object, w.only("a"))
			if !plan.Diags.Has("WARNING", "will be deleted", `"x"`) {
				t.Fatalf("planned:\n%s", plan.Diags)
			}
			w.remove("x")
			w.add("x", "d", status)
			mark := w.Journal().Len()
			w.Walk(w.r)
			object, diags := w.r.Apply(plan, nil)
			if diags.Errors() > 0 || diags.Has("will be deleted") || !diags.Has("WARNING", `Key "x" was left in place`, "another key") {
				t.Errorf("applied:\n%s", diags)
			}
			if sent := w.writes(mark); len(sent) > 0 || !listContains(object.Show("unmanaged_kids"), "x") {
				t.Errorf("sent %q", sent)
			}
			object = w.refreshed(object)
			if plan := w.planned(object, w.only("a")); !plan.Diags.Has("WARNING", "will be deleted", `"x"`) {
				t.Errorf("the next plan does not name it:\n%s", plan.Diags)
			}
			w.expectNoChanges(w.apply(object, w.only("a")), w.only("a"))
		})
	}
}

// A wanted key does not take the place of such a key either.
func TestJWKSExclusive_anotherKeyInTheWay(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object := w.apply(nil, w.only("a"))
		w.add("b", "x", inactive)
		object = w.refreshed(object)
		plan := w.planned(object, w.only("ab"))
		w.remove("b")
		w.add("b", "d", inactive)
		mark := w.Journal().Len()
		w.Walk(w.r)
		if _, diags := w.r.Apply(plan, nil); diags.Has("will be deleted") || !diags.Has("ERROR", `a key "b" is registered already`) {
			t.Errorf("applied:\n%s", diags)
		}
		if sent := w.writes(mark); len(sent) > 0 {
			t.Errorf("sent %q", sent)
		}
	})
}

// Where no refresh has recorded which key a kid was, none is deleted, and the plan says so.
func TestJWKSExclusive_notRecorded(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		w.add("x", "x", inactive)
		object := w.apply(nil, w.config(rsaKeys(t, "a")))
		object.Private = nil
		plan := w.planned(object, w.only("ab"))
		if plan.Diags.Has("will be deleted") || !plan.Diags.Has("WARNING", `"x"`, "stay for now", "Plan again, without -refresh=false") {
			t.Errorf("planned:\n%s", plan.Diags)
		}
		w.Walk(w.r)
		object, diags := w.r.Apply(plan, nil)
		if diags.Errors() > 0 || w.key("x").Status != inactive {
			t.Errorf("applied:\n%s", diags)
		}
		w.expectNoChanges(w.apply(w.refreshed(object), w.only("ab")), w.only("ab"))
		w.expectStatuses(map[string]string{"a": w.key("a").Status, "b": w.key("b").Status})
	})
}

// An apply that fails records what it has seen, so that the next plan names it.
func TestJWKSExclusive_afterAFailedApply(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object := w.apply(nil, w.only("a"))
		plan := w.planned(object, w.only("ab"))
		w.add("x", "x", inactive)
		w.Inject(sandbox.Fault{Match: onWrite, Answer: sandbox.Status(403)})
		w.Walk(w.r)
		object, diags := w.r.Apply(plan, nil)
		if diags.Errors() != 1 {
			t.Fatal(diags)
		}
		if plan := w.planned(object, w.only("ab")); !plan.Diags.Has("WARNING", "will be deleted", `"x"`) {
			t.Errorf("planned without a refresh:\n%s", plan.Diags)
		}
		acctest.Expect(t, object, map[string]string{"id": w.parent})
	})
}

// A wanted key that is only known after apply may be the registered one of its kid.
func TestJWKSExclusive_materialKnownLater(t *testing.T) {
	t.Parallel()
	for material, effect := range map[string]string{"b": "", "c": "delete b"} {
		both(t, func(t *testing.T, w *setFixture) {
			object := w.apply(nil, w.only("a"))
			w.add("b", "b", inactive)
			object = w.refreshed(object)
			later := acctest.Merge(w.only("a"), map[string]any{"keys": with(rsaKeys(t, "a"), "b", map[string]any{"public_key_pem": acctest.Unknown})})
			final := acctest.Merge(w.only("a"), map[string]any{"keys": with(rsaKeys(t, "a"), "b", rsaKeys(t, material)[material])})
			plan := w.planned(object, later)
			if plan.Diags.Has("the apply deletes \"b\"") || !plan.Diags.Has("WARNING", "if others are to take their place", `"b"`) {
				t.Errorf("planned:\n%s", plan.Diags)
			}
			w.Walk(w.r)
			object, diags := w.r.Apply(plan, final)
			if diags.Errors() > 0 || slices.Contains(w.effects(), "delete b") != (effect != "") {
				t.Errorf("%q:\n%s", w.effects(), diags)
			}
			w.expectNoChanges(w.refreshed(object), final)
		})
	}
}

// Under -replace the new resource deletes nothing that is unmanaged, and the plan says so.
func TestJWKSExclusive_replaced(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object := w.apply(nil, w.only("a"))
		w.add("x", "x", inactive)
		next, diags := w.replaced(w.refreshed(object), w.only("a"), nil)
		if diags.Errors() > 0 || !diags.Has("WARNING", "the apply deletes \"x\"", "(-replace), this is different: \"x\" not deleted") || !listContains(next.Show("unmanaged_kids"), "x") {
			t.Errorf("said:\n%s", diags)
		}
	})
}
