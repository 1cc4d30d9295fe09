package okta_test

import (
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

const lastForSig = `is the last active one for "sig"`

// newSigningFixture is an app with the keys a and b, each a resource of its own.
func newSigningFixture(t *testing.T, app sandbox.OktaApp) (w *appFixture, a, b *acctest.Object) {
	t.Helper()
	w = newAppFixture(t, app)
	return w, w.apply(nil, w.config(sigPair(t, 0))), w.apply(nil, w.config(sigPair(t, 1)))
}

// Several single keys of one app are taken away in one plan: each of them sees the others
// active in the list, and the one that is planned last says that none is left.
func TestAppJWKLastActive_severalAreTakenAwayInOnePlan(t *testing.T) {
	t.Parallel()
	w, a, b := newSigningFixture(t, sandbox.OktaApp{})
	inactiveKey := func(i int) map[string]any { return w.config(sigPair(t, i), ofStatus(inactive)) }
	for name, plans := range map[string][2]planOf{
		"destroyed":         {{appJWKType, a, nil}, {appJWKType, b, nil}},
		"deactivated":       {{appJWKType, a, inactiveKey(0)}, {appJWKType, b, inactiveKey(1)}},
		"one of each":       {{appJWKType, a, nil}, {appJWKType, b, inactiveKey(1)}},
		"replaced inactive": {{appJWKType, a, w.config(rsaPEM(t, 2), map[string]any{"kid": "c"}, ofStatus(inactive))}, {appJWKType, b, nil}},
	} {
		for _, order := range [][]int{{0, 1}, {1, 0}} {
			w.Walk(w.r)
			first := w.r.Plan(appJWKType, plans[order[0]].prior, plans[order[0]].config)
			second := w.r.Plan(appJWKType, plans[order[1]].prior, plans[order[1]].config)
			if first.Diags.Has(lastForSig) || first.Diags.Errors()+second.Diags.Errors() > 0 || !second.Diags.Has("WARNING", lastForSig, w.app,
				"the app can no longer sign in", "the app authenticates with private_key_jwt", "documents that it refuses") {
				t.Errorf("%s, order %v:\n%s\n%s", name, order, first.Diags, second.Diags)
			}
		}
	}
	w.expectEffects("add a", "add b")
}

// What the warning says is what the apply then does: the first key goes, and Okta keeps the last.
func TestAppJWKLastActive_whatIsSaidHappens(t *testing.T) {
	t.Parallel()
	w, a, b := newSigningFixture(t, sandbox.OktaApp{})
	w.Walk(w.r)
	pa, pb := w.r.Plan(appJWKType, a, nil), w.r.Plan(appJWKType, b, nil)
	w.Walk(w.r)
	_, first := w.r.Apply(pa, nil)
	left, second := w.r.Apply(pb, nil)
	if first.Errors() > 0 || !left.Exists() || !second.Has("ERROR", "Unable to deactivate", `key "b" stays as it is`) {
		t.Errorf("%s\n%s", first, second)
	}
	w.expectStatuses(map[string]string{"b": active})
}

// An app that does not authenticate with its keys lets the last one go: no refusal is spoken of.
func TestAppJWKLastActive_withoutANeed(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	object := w.apply(nil, w.config(sigPair(t, 0)))
	plan := w.planned(object, nil)
	if !plan.Diags.Has("WARNING", `Key "a" `+lastForSig, "Okta accepts nothing any more that the app signs") || plan.Diags.Has("refuse") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	w.apply(object, nil)
	w.expectEffects("add a", "deactivate a", "delete a")
}

// Okta documents its refusal for the last key of any use: with an encryption key beside, it
// is not said to refuse.
func TestAppJWKLastActive_anotherUseIsActive(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "e", Use: "enc"}}})
	object := w.apply(nil, w.config(sigPair(t, 0)))
	if plan := w.planned(object, nil); !plan.Diags.Has("WARNING", lastForSig, "the app can no longer sign in") || plan.Diags.Has("documents") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	w.apply(object, nil)
	w.expectStatuses(map[string]string{"e": active})

	set := newAppSet(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "e", Use: "enc"}}})
	keys := set.refreshed(set.apply(nil, set.config(rsaKeys(t, "a"))))
	if plan := set.planned(keys, set.config(map[string]any{})); !plan.Diags.Has("WARNING", lastForSig, "the app can no longer sign in") || plan.Diags.Has("documents") {
		t.Errorf("the plan of the set says:\n%s", plan.Diags)
	}
}

// Where another key is active in the end, nothing is said.
func TestAppJWKLastActive_noFalseAlarm(t *testing.T) {
	t.Parallel()
	w, a, b := newSigningFixture(t, sandbox.OktaApp{})
	c := map[string]any{"kid": "c"}
	for name, plans := range map[string][]planOf{
		"another one stays":             {{appJWKType, a, nil}, {appJWKType, b, w.config(sigPair(t, 1))}},
		"replaced by another key":       {{appJWKType, b, nil}, {appJWKType, a, w.config(rsaPEM(t, 2), c)}},
		"another one is planned before": {{appJWKType, nil, w.config(rsaPEM(t, 2), c)}, {appJWKType, a, nil}, {appJWKType, b, nil}},
		"a set brings one":              {{appJWKSResourceType, nil, w.config(map[string]any{"keys": map[string]any{"c": rsaPEM(t, 2)}})}, {appJWKType, a, nil}, {appJWKType, b, nil}},
	} {
		w.Walk(w.r)
		for _, p := range plans {
			if plan := w.r.Plan(p.typeName, p.prior, p.config); plan.Diags.Has("last active") || plan.Diags.Errors() > 0 {
				t.Errorf("%s:\n%s", name, plan.Diags)
			}
		}
	}
	// The one that is replaced is said to be the only active one, which it is for a moment.
	w.apply(b, nil)
	w.Walk(w.r)
	if plan := w.r.Plan(appJWKType, a, w.config(rsaPEM(t, 2), c)); !plan.Diags.Has("WARNING", "will be replaced", "It is the only active key of its use", "create_before_destroy") || plan.Diags.Has(lastForSig) {
		t.Errorf("replaced:\n%s", plan.Diags)
	}
}

// A single key and a set on one app: the rule counts both, in either order.
func TestAppJWKLastActive_besideASet(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	set := w.apply(nil, w.config(rsaKeys(t, "a")))
	w.Walk(w.r)
	one, diags := w.r.Apply(w.r.Plan(appJWKType, nil, w.one("b")), nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	set = w.refreshed(set)
	plans := []planOf{{w.typeName, set, w.config(map[string]any{})}, {appJWKType, one, nil}}
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		w.Walk(w.r)
		var said []bool
		for _, i := range order {
			plan := w.r.Plan(plans[i].typeName, plans[i].prior, plans[i].config)
			said = append(said, plan.Diags.Has("WARNING", lastForSig))
		}
		if !slices.Equal(said, []bool{false, true}) {
			t.Errorf("order %v: said %v", order, said)
		}
	}
}

// Whether another key is active is not known if the keys cannot be read: the plan says so.
func TestAppJWKLastActive_theKeysCannotBeRead(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	object := w.apply(nil, w.config(sigPair(t, 0)))
	w.Inject(sandbox.Fault{Match: sandbox.OnAppKeys, Times: -1, Answer: sandbox.Status(403)})
	if plan := w.planned(object, nil); !plan.Diags.Has("WARNING", "may lose their last active key", "it is not known whether another key stays active") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
}

// A set that is created takes over an active key, and is to have it inactive.
func TestJWKSLastActive_takenOverToBeInactive(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	w.add("a", "a", active)
	c := w.config(map[string]any{"a": acctest.Merge(rsaPEM(t, 0), ofStatus(inactive))})
	if plan := w.planned(nil, c); !plan.Diags.Has("WARNING", `Key "a" `+lastForSig) {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	w.apply(nil, c)
	w.expectEffects("add a", "deactivate a")
}
