package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// newOneMaterial is a parent at which one key is registered under the kids a, b and c,
// all of them active at an app, a at a server.
func newOneMaterial(t *testing.T, w *setFixture) map[string]any {
	t.Helper()
	keys := map[string]any{}
	for _, kid := range []string{"a", "b", "c"} {
		status := active
		if w.ofServer() && kid != "a" {
			status = inactive
		}
		w.add(kid, "k", status)
		keys[kid] = rsaKeys(t, "k")["k"]
	}
	return keys
}

// One key that is registered under several kids is imported as it is: nothing is to be
// done, and one kid that is taken out of the set goes alone.
func TestJWKSOneMaterial_importedAndChanged(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		keys := newOneMaterial(t, w)
		if diags := w.r.Validate(w.typeName, w.config(keys)); len(diags) > 0 {
			t.Fatal(diags)
		}
		registered := w.effects()
		object := w.imported(w.parent)
		w.expectNoChanges(object, w.config(keys))
		mark := w.Journal().Len()
		object = w.apply(object, w.config(keys))
		w.ExpectCalls(mark)

		delete(keys, "c")
		plan := w.planned(object, w.config(keys))
		if !plan.Diags.Has("WARNING", "will be deleted", `"c"`) || plan.Diags.Has(`"a"`) || plan.Diags.Has(`"b"`) {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
		object = w.apply(object, w.config(keys))
		want := append(registered, "deactivate c", "delete c")
		if w.ofServer() {
			want = append(registered, "delete c")
		}
		w.expectEffects(want...)
		w.expectNoChanges(object, w.config(keys))
	})
}

// A kid more of the same key is added, and a destroy takes each kid away once.
func TestJWKSOneMaterial_addedAndDestroyed(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		keys := newOneMaterial(t, w)
		object := w.imported(w.parent)
		keys["d"] = keys["a"]
		object = w.apply(object, w.config(keys))
		w.expectTrueState(object)
		w.expectNoChanges(object, w.config(keys))
		w.apply(w.refreshed(object), nil)
		if left := w.keys(); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	})
}

// Resources of one key each, for one key under several kids: each manages its own kid.
func TestAppJWKOneMaterial_oneResourcePerKID(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	a, b := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}), w.config(rsaPEM(t, 0), map[string]any{"kid": "b"})
	first, second := w.apply(nil, a), w.apply(nil, b)
	w.expectNoChanges(first, a)
	w.expectNoChanges(second, b)
	w.apply(first, nil)
	w.expectNoChanges(second, b)
	w.expectEffects("add a", "add b", "deactivate a", "delete a")
}

// The key under another kid is one that a deactivation can wait for.
func TestAppJWKOneMaterial_oneKIDTakesOverFromAnother(t *testing.T) {
	t.Parallel()
	for name, order := range statusOrders() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newAppFixture(t, sandbox.OktaApp{}, idpkeys.WithWaiter(fastWait))
			off, on := ofStatus(inactive), ofStatus(active)
			ca, cb := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}), w.config(rsaPEM(t, 0), map[string]any{"kid": "b"})
			a, b := w.apply(nil, acctest.Merge(ca, on)), w.apply(nil, acctest.Merge(cb, off))
			w.Walk(w.r)
			pa, pb := w.r.Plan(appJWKType, a, acctest.Merge(ca, off)), w.r.Plan(appJWKType, b, acctest.Merge(cb, on))
			w.Walk(w.r)
			var da, db acctest.Diags
			order(func() { _, da = w.r.Apply(pa, nil) }, func() { _, db = w.r.Apply(pb, nil) })
			if da.Errors()+db.Errors() > 0 {
				t.Fatalf("%s\n%s", da, db)
			}
			w.expectStatuses(map[string]string{"a": inactive, "b": active})
		})
	}
}
