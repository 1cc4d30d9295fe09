package okta_test

import (
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// At the cap: fifty keys make room for fifty others, with one list.
func TestAppJWKSResource_fiftyToFifty(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	before, after := map[string]any{}, map[string]any{}
	for i := range 50 {
		before[fmt.Sprintf("a%02d", i)] = givenPEM(acctest.PublicPEM(t, ecSigner(t).Public()))
		after[fmt.Sprintf("b%02d", i)] = givenPEM(acctest.PublicPEM(t, ecSigner(t).Public()))
	}
	mark := w.Journal().Len()
	object := w.apply(nil, w.config(before))
	if calls := w.Calls(mark); len(calls) != 52 { // a list in each of the two walks
		t.Errorf("%d requests to create", len(calls))
	}
	plan := w.planned(object, w.config(after))
	acctest.Expect(t, plan, map[string]string{status("b00"): active, status("b49"): active})
	mark = w.Journal().Len()
	object = w.apply(object, w.config(after))
	if calls := w.Calls(mark); len(calls) != 151 {
		t.Errorf("%d requests to roll over", len(calls))
	}
	w.neverWithoutActive()
	w.expectNoChanges(object, w.config(after))
}

// Okta encrypts ID tokens meanwhile: the old key is in use until the new one is.
func TestAppJWKSResource_encryptionKeyRollsOver(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	of := func(kids string) map[string]any {
		keys := rsaKeys(t, kids)
		for kid, key := range keys {
			keys[kid] = acctest.Merge(key.(map[string]any), map[string]any{"use": "enc"})
		}
		return acctest.Merge(keys, map[string]any{"s": rsaKeys(t, "s")["s"]})
	}
	object := w.apply(nil, w.config(of("a")))
	w.expectEffects("add a", "add s")
	w.Okta().SetIDTokenEncryption(w.parent, encryption)
	plan := w.planned(object, w.config(of("b")))
	acctest.Expect(t, plan, map[string]string{status("b"): active, status("s"): active})
	if !plan.Diags.Has("WARNING", `Activating key "b" deactivates key "a"`) {
		t.Errorf("no warning:\n%s", plan.Diags)
	}
	object = w.apply(object, w.config(of("b")))
	w.expectEffects("add a", "add s", "add b", "activate b", "deactivate a", "delete a")
	w.neverWithoutActive()
	w.expectNoChanges(object, w.config(of("b")))
}

// Statuses change places in one apply, the activation first.
func TestAppJWKSResource_statusesFlip(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	of := func(a, b string) map[string]any {
		return w.config(map[string]any{"a": acctest.Merge(rsaPEM(t, 0), ofStatus(a)), "b": acctest.Merge(rsaPEM(t, 1), ofStatus(b))})
	}
	object := w.apply(nil, of(active, inactive))
	plan := w.planned(object, of(inactive, active))
	acctest.Expect(t, plan, map[string]string{status("a"): inactive, status("b"): active, "keys.a.id": w.key("a").ID, "keys.b.created": object.Show("keys.b.created")})
	mark := w.Journal().Len()
	object = w.apply(object, of(inactive, active))
	w.ExpectCalls(mark, "GET jwks 200", "POST activate 200", "POST deactivate 200")
	w.neverWithoutActive()
	w.expectNoChanges(object, of(inactive, active))
}

// An activation that was to come by default is still to come, and the plan shows it.
func TestAppJWKSResource_activationByDefaultIsNotForgotten(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	of := func(kid string) map[string]any {
		return w.config(map[string]any{kid: acctest.Merge(rsaKeys(t, kid)[kid].(map[string]any), map[string]any{"use": "enc"})})
	}
	object := w.apply(nil, of("a"))
	w.Inject(sandbox.Fault{Match: onActivate, Answer: sandbox.Status(403)})
	object, diags := w.try(object, of("b"))
	if diags.Errors() != 1 {
		t.Fatal(diags)
	}
	acctest.Expect(t, object, map[string]string{status("a"): active, status("b"): "null", "keys.b.id": w.key("b").ID})
	object = w.refreshed(object)
	acctest.Expect(t, object, map[string]string{status("b"): "null"})
	acctest.Expect(t, w.planned(object, of("b")), map[string]string{status("b"): active, "keys.b.id": w.key("b").ID})
	// Somebody does it: nothing is left but the old key.
	w.set("b", active)
	object = w.refreshed(object)
	acctest.Expect(t, object, map[string]string{status("b"): active, status("a"): inactive})
	mark, gone := w.Journal().Len(), w.key("a").ID
	object = w.apply(object, of("b"))
	w.ExpectCalls(mark, "GET jwks 200", "DELETE "+gone+" 204")
	w.expectNoChanges(object, of("b"))
}
