package okta_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestResourceServerJWKStatus_setIsEnforced(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	c := w.config(0, "a", ofStatus(active))
	object := w.apply(nil, c)
	w.Okta().AddResourceServerKey(w.id, sandbox.OktaResourceServerKey{KID: "b"})
	w.Okta().SetResourceServerKeyStatus(w.id, w.keyID("b"), active)
	object, diags := w.refreshed(object)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	acctest.Expect(t, object, map[string]string{"status": inactive})
	plan := w.r.Plan(resourceServerJWKType, object, c)
	if plan.Replace || !plan.Diags.Has("WARNING", "will be deactivated", `Activating key "a" deactivates key "b"`) {
		t.Fatalf("unexpected:\n%s", plan.Diags)
	}
	onlyUnknown(t, plan, "last_updated")
	mark := w.Journal().Len()
	object = w.apply(object, c)
	w.ExpectCalls(mark, "GET keys 200", "GET keys 200", "GET keys 200", "POST activate 200") // a list per walk, and one by the update
	w.expectEffects("add a", "activate a", "add b", "activate b", "deactivate a", "activate a", "deactivate b")
	w.expectNoChanges(object, c)
}

func TestResourceServerJWKStatus_unsetIsObserved(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	c := w.config(0, "a")
	object := w.apply(nil, c)
	for _, status := range []string{active, inactive} {
		w.PassListLag()
		w.Okta().SetResourceServerKeyStatus(w.id, w.keyID("a"), status)
		w.expectNoChanges(object, c)
		object, _ = w.refreshed(object)
		acctest.Expect(t, object, map[string]string{"status": status})
	}
	// A sibling takes its place: no difference either.
	w.Okta().SetResourceServerKeyStatus(w.id, w.keyID("a"), active)
	w.PassListLag()
	w.apply(nil, w.config(1, "b", ofStatus(active)))
	w.expectNoChanges(object, c)
	// Set from now on, it is enforced.
	object, _ = w.refreshed(object)
	if plan := w.planned(object, w.config(0, "a", ofStatus(active))); !plan.Changes() || !plan.Diags.Has("WARNING", `Activating key "a" deactivates key "b"`) {
		t.Errorf("no warning:\n%s", plan.Diags)
	}
}

func TestResourceServerJWKStatus_twoActivesAreRefusedAtPlan(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	a, b := w.keyPair()
	mark := w.Journal().Len()
	w.Walk(w.r)
	first := w.r.Plan(resourceServerJWKType, a, w.config(0, "a", ofStatus(active)))
	second := w.r.Plan(resourceServerJWKType, b, w.config(1, "b", ofStatus(active)))
	if first.Diags.Errors() > 0 || !second.Diags.Has("ERROR", "More than one active key for one use", w.id, `"a" and "b"`, "Set status = \"INACTIVE\"") {
		t.Errorf("not refused:\n%s", second.Diags)
	}
	w.Walk(w.r)
	w.r.Plan(resourceServerJWKType, nil, w.config(2, "c", ofStatus(active)))
	third := w.r.Plan(resourceServerJWKType, nil, w.config(3, "d", map[string]any{"use": "enc"}, ofStatus(active)))
	if !third.Diags.Has("ERROR", "More than one active key for one use", `"c" and "d"`) {
		t.Errorf("two new ones:\n%s", third.Diags)
	}
	if w.RotationRequests(mark) > 0 {
		t.Error("a plan has changed something")
	}
}

func TestResourceServerJWKStatus_twoActivesNoFalsePositives(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	a, b := w.keyPair()
	other := serverConfig(w.AuthorizationServer(), rsaPEM(t, 3), byKID("d"), ofStatus(active))
	type step struct {
		prior  *acctest.Object
		config map[string]any
	}
	for name, steps := range map[string][]step{
		"flip":               {{a, w.config(0, "a", ofStatus(inactive))}, {b, w.config(1, "b", ofStatus(active))}},
		"flip, other order":  {{b, w.config(1, "b", ofStatus(active))}, {a, w.config(0, "a", ofStatus(inactive))}},
		"replacement":        {{a, w.config(2, "c", ofStatus(active))}, {nil, w.config(2, "c", ofStatus(active))}},
		"removed":            {{a, nil}, {b, w.config(1, "b", ofStatus(active))}},
		"observed and set":   {{a, w.config(0, "a")}, {b, w.config(1, "b", ofStatus(active))}},
		"new ones, no word":  {{nil, w.config(2, "c")}, {nil, w.config(3, "d")}, {a, w.config(0, "a", ofStatus(active))}},
		"another server":     {{a, w.config(0, "a", ofStatus(active))}, {nil, other}},
		"an unknown server":  {{a, w.config(0, "a", ofStatus(active))}, {nil, acctest.Merge(other, serverConfig(acctest.Unknown))}},
		"an unknown key":     {{a, w.config(0, "a", ofStatus(active))}, {nil, w.config(2, "c", ofStatus(active), map[string]any{"public_key_pem": acctest.Unknown})}},
		"of an unknown word": {{a, w.config(0, "a", ofStatus(active))}, {b, w.config(1, "b", map[string]any{"status": acctest.Unknown})}},
	} {
		w.Walk(w.r)
		for i, s := range steps {
			if plan := w.r.Plan(resourceServerJWKType, s.prior, s.config); plan.Diags.Errors() > 0 {
				t.Errorf("%s, step %d:\n%s", name, i, plan.Diags)
			}
		}
	}
}

// The active key is set to INACTIVE and another one to ACTIVE, in one apply. With
// encryption on, Okta refuses the first until the second has happened.
func TestResourceServerJWKStatus_flipInOneApply(t *testing.T) {
	t.Parallel()
	for name, order := range statusOrders() {
		for _, alg := range []string{"", encryption} {
			t.Run(fmt.Sprintf("%s, encryption %q", name, alg), func(t *testing.T) {
				t.Parallel()
				w := newServerFixture(t, sandbox.OktaAuthorizationServer{}, idpkeys.WithWaiter(fastWait))
				a, b := w.keyPair()
				w.Okta().SetAccessTokenEncryption(w.id, alg)
				ca, cb := w.config(0, "a", ofStatus(inactive)), w.config(1, "b", ofStatus(active))
				w.Walk(w.r)
				pa, pb := w.r.Plan(resourceServerJWKType, a, ca), w.r.Plan(resourceServerJWKType, b, cb)
				w.Walk(w.r)
				var da, db acctest.Diags
				order(func() { a, da = w.r.Apply(pa, nil) }, func() { b, db = w.r.Apply(pb, nil) })
				if da.Errors()+db.Errors() > 0 {
					t.Fatalf("%s\n%s", da, db)
				}
				w.expectStatuses(map[string]string{"a": inactive, "b": active})
				w.expectNoChanges(a, ca)
				w.expectNoChanges(b, cb)
				if n := len(w.Okta().ResourceServerKeyEffects(w.id)); n != 5 { // add a, activate a, add b, and the two
					t.Errorf("effects %q", w.Okta().ResourceServerKeyEffects(w.id))
				}
				if alg != "" && w.Okta().ResourceServerWasWithoutActiveKey(w.id) {
					t.Error("the server was without an active key")
				}
			})
		}
	}
}

// The active key leaves the configuration and the other takes over, in one apply.
func TestResourceServerJWKStatus_removedWhileAnotherIsActivated(t *testing.T) {
	t.Parallel()
	for name, order := range statusOrders() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newServerFixture(t, sandbox.OktaAuthorizationServer{}, idpkeys.WithWaiter(fastWait))
			a, b := w.keyPair()
			w.Okta().SetAccessTokenEncryption(w.id, encryption)
			w.Walk(w.r)
			pa, pb := w.r.Plan(resourceServerJWKType, a, nil), w.r.Plan(resourceServerJWKType, b, w.config(1, "b", ofStatus(active)))
			w.Walk(w.r)
			var da, db acctest.Diags
			order(func() { _, da = w.r.Apply(pa, nil) }, func() { b, db = w.r.Apply(pb, nil) })
			if da.Errors()+db.Errors() > 0 {
				t.Fatalf("%s\n%s", da, db)
			}
			w.expectStatuses(map[string]string{"b": active})
			w.expectEffects("add a", "activate a", "add b", "activate b", "deactivate a", "delete a")
			w.expectNoChanges(b, w.config(1, "b", ofStatus(active)))
		})
	}
}

// Nothing in this walk takes the key's place: the error says what to do, and soon.
func TestResourceServerJWKStatus_aRefusedDeactivationSaysWhatToDo(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{}, idpkeys.WithWaiter(fastWait))
	a, _ := w.keyPair()
	w.Okta().SetAccessTokenEncryption(w.id, encryption)
	mark, begin := w.Journal().Len(), time.Now()
	a, diags := w.try(a, w.config(0, "a", ofStatus(inactive)))
	if !diags.Has("ERROR", "Unable to deactivate Okta resource server keys", `key "a" stays as it is`, "when access token encryption is enabled", "HTTP 400",
		"request ID", "Activate another key first, or leave status ACTIVE", "-parallelism=1", "turn off what needs the key") || diags.Has("ERROR", "on_destroy") ||
		!diags.Has("WARNING", `Key "a" is the last active one for "enc"`, "can no longer encrypt access tokens", "documents that it refuses") {
		t.Errorf("the error says:\n%s", diags)
	}
	if took := time.Since(begin); took > time.Second {
		t.Errorf("it took %v, of a clock that runs a hundred times as fast", took)
	}
	w.ExpectCalls(mark, "GET keys 200", "GET server 200", "GET keys 200", "GET server 200", "GET keys 200", "POST deactivate 400")
	w.expectEffects("add a", "activate a", "add b")
	w.expectNoChanges(a, w.config(0, "a", ofStatus(active)))
	// Encryption is turned off: the same apply goes through.
	w.Okta().SetAccessTokenEncryption(w.id, "")
	w.expectNoChanges(w.apply(a, w.config(0, "a", ofStatus(inactive))), w.config(0, "a", ofStatus(inactive)))
}

// The other key is claimed, and its activation does not come.
func TestResourceServerJWKStatus_waitingIsBounded(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	a, b := w.keyPair()
	w.Okta().SetAccessTokenEncryption(w.id, encryption)
	plan := w.planned(a, w.config(0, "a", ofStatus(inactive)))
	w.Walk(w.r)
	w.r.Plan(resourceServerJWKType, b, w.config(1, "b", ofStatus(active)))
	mark := w.Journal().Len()
	_, diags := w.r.Apply(plan, nil)
	if !diags.Has("ERROR", "Unable to deactivate", "Apply again", `key "b", which this apply is to activate`, "was not active in time", "-parallelism=1") {
		t.Errorf("the error says:\n%s", diags)
	}
	if n := len(w.Calls(mark)); n > 5 {
		t.Errorf("%d requests while waiting: %q", n, w.Calls(mark))
	}
}
