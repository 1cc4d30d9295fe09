package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestAppJWKStatus_setIsEnforced(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	c := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}, ofStatus(active))
	object := w.apply(nil, c)
	w.PassListLag()
	w.Okta().SetAppKeyStatus(w.app, w.keyID("a"), inactive)
	object, diags := w.refreshed(object)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	plan := w.r.Plan(appJWKType, object, c)
	if plan.Replace {
		t.Fatal("a drift of the status replaces")
	}
	onlyUnknown(t, plan, "last_updated")
	acctest.Expect(t, plan, map[string]string{"status": active})
	mark := w.Journal().Len()
	object = w.apply(object, c)
	w.ExpectCalls(mark, "GET jwks 200", "POST activate 200")
	w.expectNoChanges(object, c)
	w.expectEffects("add a", "deactivate a", "activate a")
}

func TestAppJWKStatus_unsetIsObserved(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	c := w.config(rsaPEM(t, 0), enc("a"))
	object := w.apply(nil, c)
	acctest.Expect(t, object, map[string]string{"status": active})
	w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "b", Use: "enc", Status: inactive})
	w.Okta().SetAppKeyStatus(w.app, w.keyID("b"), active)
	w.expectNoChanges(object, c)
	object, _ = w.refreshed(object)
	acctest.Expect(t, object, map[string]string{"status": inactive})
	// Set from now on, it is enforced.
	plan := w.planned(object, acctest.Merge(c, ofStatus(active)))
	if !plan.Changes() || !plan.Diags.Has("WARNING", "will be deactivated", `Activating key "a" deactivates key "b"`) {
		t.Errorf("no warning:\n%s", plan.Diags)
	}
}

// encPair are two encryption keys under management, the first of them active.
func encPair(w *appFixture) (a, b *acctest.Object) {
	w.t.Helper()
	a = w.apply(nil, w.config(rsaPEM(w.t, 0), enc("a"), ofStatus(active)))
	return a, w.apply(nil, w.config(rsaPEM(w.t, 1), enc("b"), ofStatus(inactive)))
}

func TestAppJWKStatus_twoActivesAreRefusedAtPlan(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	a, b := encPair(w)
	w.Walk(w.r)
	first := w.r.Plan(appJWKType, a, w.config(rsaPEM(t, 0), enc("a"), ofStatus(active)))
	second := w.r.Plan(appJWKType, b, w.config(rsaPEM(t, 1), enc("b"), ofStatus(active)))
	if first.Diags.Errors() > 0 || !second.Diags.Has("ERROR", "More than one active key for one use", w.app, `"a" and "b"`, "Set status = \"INACTIVE\"") {
		t.Errorf("not refused:\n%s", second.Diags)
	}
	// The kid of one may be another one, once a JWK beside it is known.
	w.Walk(w.r)
	w.r.Plan(appJWKType, a, w.config(rsaPEM(t, 0), enc("a"), ofStatus(active)))
	fourth := w.r.Plan(appJWKType, nil, w.config(rsaPEM(t, 3), map[string]any{"use": "enc", "jwk_json": acctest.Unknown}))
	if !fourth.Diags.Has("ERROR", "More than one active key for one use", `"a"`, thumbprint(t, rsaSigner(t, 3).Public())) {
		t.Errorf("not refused, or without a name:\n%s", fourth.Diags)
	}
	// New ones are active by default.
	w.Walk(w.r)
	w.r.Plan(appJWKType, nil, w.config(rsaPEM(t, 2), enc("c")))
	if third := w.r.Plan(appJWKType, nil, w.config(rsaPEM(t, 3), enc("d"))); !third.Diags.Has("ERROR", "More than one active key for one use", `"c" and "d"`) {
		t.Errorf("two new ones:\n%s", third.Diags)
	}
}

func TestAppJWKStatus_twoActivesNoFalsePositives(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	a, b := encPair(w)
	config := func(i int, kid, status string) map[string]any {
		return w.config(rsaPEM(t, i), enc(kid), ofStatus(status))
	}
	other := appFixtureAt(t, w.Sandbox, w.r, w.Okta().AddApp(sandbox.OktaApp{}))
	type step struct {
		prior  *acctest.Object
		config map[string]any
	}
	for name, steps := range map[string][]step{
		"flip":                      {{a, config(0, "a", inactive)}, {b, config(1, "b", active)}},
		"flip, other order":         {{b, config(1, "b", active)}, {a, config(0, "a", inactive)}},
		"replacement":               {{a, config(2, "c", active)}, {nil, config(2, "c", active)}},
		"replacement, same kid":     {{a, config(2, "a", active)}, {nil, config(2, "a", active)}},
		"-replace":                  {{a, config(0, "a", active)}, {nil, config(0, "a", active)}},
		"-replace with another kid": {{a, config(0, "z", active)}, {nil, config(0, "z", active)}},
		"removed":                   {{a, nil}, {b, config(1, "b", active)}},
		"observed and set":          {{a, w.config(rsaPEM(t, 0), enc("a"))}, {b, config(1, "b", active)}},
		"signing keys":              {{nil, w.config(rsaPEM(t, 2), ofStatus(active))}, {nil, w.config(rsaPEM(t, 3), ofStatus(active))}},
		"another app":               {{nil, config(2, "c", active)}, {nil, other.config(rsaPEM(t, 3), enc("d"))}},
		"unknown keys":              {{nil, config(2, "c", active)}, {nil, w.config(enc("d"), map[string]any{"public_key_pem": acctest.Unknown})}},
		"unknown app":               {{nil, config(2, "c", active)}, {nil, acctest.Merge(config(3, "d", active), map[string]any{"app_id": acctest.Unknown})}},
		"unknown status":            {{a, config(0, "a", active)}, {b, w.config(rsaPEM(t, 1), enc("b"), map[string]any{"status": acctest.Unknown})}},
	} {
		w.Walk(w.r)
		for i, s := range steps {
			if plan := w.r.Plan(appJWKType, s.prior, s.config); plan.Diags.Errors() > 0 {
				t.Errorf("%s, step %d:\n%s", name, i, plan.Diags)
			}
		}
	}
	// Many walks of one process.
	for range 3 {
		w.expectNoChanges(a, config(0, "a", active))
		w.planned(b, config(1, "b", active))
	}
	w.Walk(w.r)
	imported, diags := w.r.Import(appJWKType, w.app+"/"+w.keyID("a"))
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	if plan := w.r.Plan(appJWKType, imported, config(0, "a", active)); plan.Changes() || len(plan.Diags) > 0 {
		t.Errorf("import:\n%s", plan.Diags)
	}
}

// With -parallelism=1 the other resource is not even planned: the error says so,
// and soon.
func TestAppJWKStatus_refusedDeactivationDoesNotWaitForNobody(t *testing.T) {
	t.Parallel()
	for use, pair := range map[string]func(w *appFixture) (map[string]any, map[string]any){
		"enc": func(w *appFixture) (map[string]any, map[string]any) {
			return w.config(rsaPEM(t, 0), enc("a")), w.config(rsaPEM(t, 1), enc("b"))
		},
		"sig": func(w *appFixture) (map[string]any, map[string]any) {
			return w.config(sigPair(t, 0)), w.config(sigPair(t, 1))
		},
	} {
		w := newAppFixture(t, sandbox.OktaApp{}, idpkeys.WithWaiter(fastWait))
		first, second := pair(w)
		a := w.apply(nil, acctest.Merge(first, ofStatus(active)))
		w.apply(nil, acctest.Merge(second, ofStatus(inactive)))
		w.Okta().SetIDTokenEncryption(w.app, encryption)
		mark := w.Journal().Len()
		begin := time.Now()
		a, diags := w.try(a, acctest.Merge(first, ofStatus(inactive)))
		if !diags.Has("ERROR", "Unable to deactivate Okta app keys", `key "a" stays as it is`, "HTTP 400", "-parallelism=1", "Activate another key") {
			t.Errorf("%s: the error says:\n%s", use, diags)
		}
		if took := time.Since(begin); took > time.Second {
			t.Errorf("%s: it took %v, of a clock that runs a hundred times as fast", use, took)
		}
		w.ExpectCalls(mark, "GET jwks 200", "GET "+w.app+" 200", "GET jwks 200", "GET "+w.app+" 200", "GET jwks 200", "POST deactivate 400")
		w.expectNoChanges(a, acctest.Merge(first, ofStatus(active)))
	}
}

// The other key is claimed, and its activation fails.
func TestAppJWKStatus_waitingIsBounded(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	a, b := encPair(w)
	w.Okta().SetIDTokenEncryption(w.app, encryption)
	ca, cb := w.config(rsaPEM(t, 0), enc("a"), ofStatus(inactive)), w.config(rsaPEM(t, 1), enc("b"), ofStatus(active))
	plan := w.planned(a, ca)
	w.Walk(w.r)
	w.r.Plan(appJWKType, b, cb)
	mark := w.Journal().Len()
	_, diags := w.r.Apply(plan, nil)
	if !diags.Has("ERROR", "Unable to deactivate", `key "b", which this apply is to activate`, "was not active in time", "-parallelism=1") {
		t.Errorf("the error says:\n%s", diags)
	}
	if n := len(w.Calls(mark)); n > 5 {
		t.Errorf("%d requests while waiting: %q", n, w.Calls(mark))
	}
}
