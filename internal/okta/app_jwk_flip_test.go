package okta_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// statusOrders are the orders in which core may apply a change-over.
func statusOrders() map[string]func(first, second func()) {
	return map[string]func(deactivate, activate func()){
		"in parallel": func(deactivate, activate func()) {
			acctest.Parallel(2, func(i int) { []func(){deactivate, activate}[i]() })
		},
		"activate first": func(deactivate, activate func()) { activate(); deactivate() },
		"activate a bit later": func(deactivate, activate func()) {
			acctest.Parallel(2, func(i int) {
				if i == 1 {
					<-time.After(10 * time.Millisecond) // a second of the test's fast clock
				}
				[]func(){deactivate, activate}[i]()
			})
		},
	}
}

func TestAppJWKStatus_flipInOneApply(t *testing.T) {
	t.Parallel()
	for name, order := range statusOrders() {
		for _, alg := range []string{"", encryption} {
			t.Run(fmt.Sprintf("%s, encryption %q", name, alg), func(t *testing.T) {
				t.Parallel()
				w := newAppFixture(t, sandbox.OktaApp{}, idpkeys.WithWaiter(fastWait))
				a, b := encPair(w)
				w.Okta().SetIDTokenEncryption(w.app, alg)
				ca, cb := w.config(rsaPEM(t, 0), enc("a"), ofStatus(inactive)), w.config(rsaPEM(t, 1), enc("b"), ofStatus(active))
				w.Walk(w.r)
				pa, pb := w.r.Plan(appJWKType, a, ca), w.r.Plan(appJWKType, b, cb)
				w.Walk(w.r)
				var da, db acctest.Diags
				order(func() { a, da = w.r.Apply(pa, nil) }, func() { b, db = w.r.Apply(pb, nil) })
				if da.Errors()+db.Errors() > 0 {
					t.Fatalf("%s\n%s", da, db)
				}
				w.expectStatuses(map[string]string{"a": inactive, "b": active})
				w.expectNoChanges(a, ca)
				w.expectNoChanges(b, cb)
				if n := len(w.Okta().AppKeyEffects(w.app)); n != 4 {
					t.Errorf("effects %q", w.Okta().AppKeyEffects(w.app))
				}
			})
		}
	}
}

// Okta keeps the last active signing key of an app that signs in with one. So the
// order decides, and the one that is to go waits.
func TestAppJWKStatus_signingKeysFlipInOneApply(t *testing.T) {
	t.Parallel()
	for name, order := range statusOrders() {
		for what, next := range map[string]func(w *appFixture) map[string]any{
			"flipped": func(w *appFixture) map[string]any { return w.config(sigPair(t, 0), ofStatus(inactive)) },
			"removed": func(*appFixture) map[string]any { return nil },
		} {
			for given, other := range map[string]map[string]any{"": nil, ", the other one write-only": writeOnly(t, 1, 1)} {
				t.Run(what+", "+name+given, func(t *testing.T) {
					t.Parallel()
					w := newAppFixture(t, sandbox.OktaApp{}, idpkeys.WithWaiter(fastWait))
					a := w.apply(nil, w.config(sigPair(t, 0), ofStatus(active)))
					cb := w.config(sigPair(t, 1), ofStatus(active))
					var b *acctest.Object
					if other == nil {
						b = w.apply(nil, w.config(sigPair(t, 1), ofStatus(inactive)))
					} else {
						cb = w.config(other, map[string]any{"kid": "b"}) // added by the same apply
					}
					w.Walk(w.r)
					pa, pb := w.r.Plan(appJWKType, a, next(w)), w.r.Plan(appJWKType, b, cb)
					w.Walk(w.r)
					var da, db acctest.Diags
					order(func() { a, da = w.r.Apply(pa, nil) }, func() { b, db = w.r.Apply(pb, nil) })
					if da.Errors()+db.Errors() > 0 {
						t.Fatalf("%s\n%s", da, db)
					}
					want := map[string]string{"b": active}
					if what == "flipped" {
						want["a"] = inactive
						w.expectNoChanges(a, next(w))
					}
					w.expectStatuses(want)
					w.expectNoChanges(b, cb)
				})
			}
		}
	}
}

// sigPair are the arguments of one of two signing keys.
func sigPair(t *testing.T, i int) map[string]any {
	t.Helper()
	return acctest.Merge(rsaPEM(t, i), map[string]any{"kid": []string{"a", "b"}[i]})
}

// requestObjects is an app whose keys of one kind Okta does not let go.
var requestObjects = sandbox.OktaApp{RequestObjectSigningAlg: "RS256", TokenEndpointAuthMethod: "none"}

// A key that was active when Okta refused cannot help: nothing is sent again.
func TestAppJWKStatus_aKeyThatIsActiveAlreadyIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, requestObjects)
	a := w.apply(nil, w.config(sigPair(t, 0), ofStatus(active)))
	curve := w.config(givenPEM(acctest.PublicPEM(t, ecSigner(t).Public())), map[string]any{"kid": "b"})
	b := w.apply(nil, acctest.Merge(curve, ofStatus(inactive)))
	w.Walk(w.r)
	pa, pb := w.r.Plan(appJWKType, a, w.config(sigPair(t, 0), ofStatus(inactive))), w.r.Plan(appJWKType, b, acctest.Merge(curve, ofStatus(active)))
	if _, diags := w.r.Apply(pb, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	mark := w.Journal().Len()
	_, diags := w.r.Apply(pa, nil)
	if !diags.Has("ERROR", "Unable to deactivate Okta app keys", `key "a" stays as it is`) || diags.Has("not active in time") {
		t.Errorf("the error says:\n%s", diags)
	}
	w.ExpectCalls(mark, "GET jwks 200", "GET jwks 200", "POST deactivate 400") // the plan looks too
}

// Of two keys that come, only the second one helps. Before the first one is active nothing is
// sent, and after each of them it is tried.
func TestAppJWKStatus_triedAfterEachActivation(t *testing.T) {
	t.Parallel()
	var come []func()
	w := newAppFixture(t, requestObjects, idpkeys.WithWaiter(func(ctx context.Context, _ time.Duration) error {
		if len(come) > 0 {
			next := come[0]
			come = come[1:]
			next()
		}
		return ctx.Err()
	}))
	a := w.apply(nil, w.config(sigPair(t, 0), ofStatus(active)))
	curve := w.config(givenPEM(acctest.PublicPEM(t, ecSigner(t).Public())), map[string]any{"kid": "c"})
	ca, cb := w.config(sigPair(t, 0), ofStatus(inactive)), w.config(sigPair(t, 1))
	b, c := w.apply(nil, acctest.Merge(cb, ofStatus(inactive))), w.apply(nil, acctest.Merge(curve, ofStatus(inactive)))
	w.Walk(w.r)
	pa := w.r.Plan(appJWKType, a, ca)
	for _, p := range []*acctest.Planned{
		w.r.Plan(appJWKType, c, acctest.Merge(curve, ofStatus(active))), w.r.Plan(appJWKType, b, acctest.Merge(cb, ofStatus(active))),
	} {
		come = append(come, func() {
			if _, diags := w.r.Apply(p, nil); diags.Errors() > 0 {
				t.Error(diags)
			}
		})
	}
	mark := w.Journal().Len()
	a, diags := w.r.Apply(pa, nil)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	w.expectStatuses(map[string]string{"a": inactive, "b": active, "c": active})
	refused := 0
	for _, call := range w.Calls(mark) {
		if call == "POST deactivate 400" {
			refused++
		}
	}
	if refused != 1 {
		t.Errorf("refused %d times: %q", refused, w.Calls(mark))
	}
	w.expectNoChanges(a, ca)
}

// The active key leaves the configuration and the other takes over, in one apply.
func TestAppJWKStatus_removedWhileAnotherIsActivated(t *testing.T) {
	t.Parallel()
	for name, order := range statusOrders() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newAppFixture(t, sandbox.OktaApp{}, idpkeys.WithWaiter(fastWait))
			a, b := encPair(w)
			w.Okta().SetIDTokenEncryption(w.app, encryption)
			w.Walk(w.r)
			pa, pb := w.r.Plan(appJWKType, a, nil), w.r.Plan(appJWKType, b, w.config(rsaPEM(t, 1), enc("b"), ofStatus(active)))
			w.Walk(w.r)
			var da, db acctest.Diags
			order(func() { _, da = w.r.Apply(pa, nil) }, func() { _, db = w.r.Apply(pb, nil) })
			if da.Errors()+db.Errors() > 0 {
				t.Fatalf("%s\n%s", da, db)
			}
			w.expectStatuses(map[string]string{"b": active})
		})
	}
}
