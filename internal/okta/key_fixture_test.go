package okta_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// keyFixture is a parent of keys, and a provider that manages them one by one.
type keyFixture struct {
	*acctest.Sandbox
	t *testing.T
	r *acctest.RPC
	// typeName is the resource type.
	typeName string
	// keys are the registered ones, happened is what was done to them.
	keys     func() []sandbox.OktaRegisteredKey
	happened func() []string
}

// plan plans in a walk of its own.
func (w *keyFixture) plan(prior *acctest.Object, c map[string]any) *acctest.Planned {
	w.t.Helper()
	w.Walk(w.r)
	return w.r.Plan(w.typeName, prior, c)
}

// planned is plan without errors.
func (w *keyFixture) planned(prior *acctest.Object, c map[string]any) *acctest.Planned {
	w.t.Helper()
	plan := w.plan(prior, c)
	if plan.Diags.Errors() > 0 {
		w.t.Fatal(plan.Diags)
	}
	return plan
}

// try plans and applies, in walks of their own. It ends with what the plan refuses.
func (w *keyFixture) try(prior *acctest.Object, c map[string]any) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	plan := w.plan(prior, c)
	if plan.Diags.Errors() > 0 {
		return prior, plan.Diags
	}
	if plan.Replace {
		w.t.Fatal("the plan replaces")
	}
	w.Walk(w.r)
	return w.r.Apply(plan, nil)
}

// apply is try without errors; without a configuration it destroys.
func (w *keyFixture) apply(prior *acctest.Object, c map[string]any) *acctest.Object {
	w.t.Helper()
	object, diags := w.try(prior, c)
	if diags.Errors() > 0 {
		w.t.Fatal(diags)
	}
	return object
}

// replace replaces as core does, in both orders.
func (w *keyFixture) replace(prior *acctest.Object, c map[string]any, createFirst bool) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	if plan := w.planned(prior, c); !plan.Replace {
		w.t.Fatal("the plan does not replace")
	}
	return w.applyReplacement(prior, c, createFirst)
}

// applyReplacement is the apply of a replacement, or of -replace. The delete gets the private
// state that the plan of the create has written, and a create that comes first is
// followed by the plan of the delete, in the walk of the apply.
func (w *keyFixture) applyReplacement(prior *acctest.Object, c map[string]any, createFirst bool) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	create := w.r.Plan(w.typeName, nil, c) // of the same walk
	if create.Diags.Errors() > 0 {
		return prior, create.Diags
	}
	w.Walk(w.r)
	if createFirst {
		object, diags := w.r.Apply(create, nil)
		diags = append(create.Diags, diags...)
		if diags.Errors() > 0 {
			return prior, diags
		}
		gone := w.r.Plan(w.typeName, prior, nil)
		diags = append(diags, gone.Diags...)
		if diags.Errors() > 0 {
			return object, diags
		}
		_, more := w.r.Apply(gone, nil)
		return object, append(diags, more...)
	}
	_, diags := w.r.Apply(w.r.Deletion(prior, create), nil)
	diags = append(create.Diags, diags...)
	if diags.Errors() > 0 {
		return prior, diags
	}
	object, more := w.r.Apply(create, nil)
	return object, append(diags, more...)
}

// refreshed reads in a walk of its own; nil is an object that left the state.
func (w *keyFixture) refreshed(object *acctest.Object) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	w.Walk(w.r)
	return w.r.Read(object)
}

// expectNoChanges fails the test unless a refresh and a plan find nothing to do and to say.
func (w *keyFixture) expectNoChanges(object *acctest.Object, c map[string]any) {
	w.t.Helper()
	object, diags := w.refreshed(object)
	if len(diags) > 0 || !object.Exists() {
		w.t.Fatalf("refresh:\n%s", diags)
	}
	if plan := w.r.Plan(w.typeName, object, c); plan.Changes() || len(plan.Diags) > 0 {
		w.t.Errorf("the plan is not clean:\n%s\n%s", plan.Value, plan.Diags)
	}
}

// expectEffects fails the test unless exactly this has happened to the keys.
func (w *keyFixture) expectEffects(want ...string) {
	w.t.Helper()
	if got := w.happened(); !slices.Equal(got, want) {
		w.t.Fatalf("effects %q, want %q", got, want)
	}
}

// expectStatuses fails the test unless these are the keys, by kid.
func (w *keyFixture) expectStatuses(want map[string]string) {
	w.t.Helper()
	expectStatuses(w.t, w.keys(), want)
}

func expectStatuses(t *testing.T, keys []sandbox.OktaRegisteredKey, want map[string]string) {
	t.Helper()
	if len(keys) != len(want) {
		t.Errorf("%d keys, want %d", len(keys), len(want))
	}
	for _, key := range keys {
		if want[key.KID] != key.Status {
			t.Errorf("key %s is %s, want %q", key.KID, key.Status, want[key.KID])
		}
	}
}

// keyID is Okta's ID of a key.
func (w *keyFixture) keyID(kid string) string {
	w.t.Helper()
	for _, key := range w.keys() {
		if key.KID == kid {
			return key.ID
		}
	}
	w.t.Fatalf("no key %s", kid)
	return ""
}

// sentOnce fails the test unless one request that matches was sent since mark.
func (w *keyFixture) sentOnce(mark int, match func(*http.Request) bool) {
	w.t.Helper()
	n := 0
	for _, entry := range w.Journal().Since(mark) {
		r, err := http.NewRequestWithContext(w.t.Context(), entry.Method, "http://okta"+entry.Path, http.NoBody)
		if err == nil && match(r) {
			n++
		}
	}
	if n != 1 {
		w.t.Errorf("sent %d times:\n%s", n, w.Journal().Since(mark))
	}
}

// expectConvergence applies again, with the state of before, and expects these effects in
// all.
func (w *keyFixture) expectConvergence(effects []string, object *acctest.Object, c map[string]any) {
	w.t.Helper()
	if object.Exists() {
		next, diags := w.refreshed(object)
		if diags.Errors() > 0 {
			w.t.Fatal(diags)
		}
		object = next
	}
	if c == nil && !object.Exists() {
		w.expectEffects(effects...)
		return
	}
	object = w.apply(object, c)
	w.expectEffects(effects...)
	if c != nil {
		w.expectNoChanges(object, c)
	}
}
