package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A key is called the only active one if no other is, an unmanaged one included: beside
// an active unmanaged key, other material under its kid needs no other kid.
func TestJWKSLastActive_anUnmanagedKeyIsActive(t *testing.T) {
	t.Parallel()
	for _, exclusive := range []bool{false, true} {
		w := newAppSet(t, sandbox.OktaApp{})
		more := map[string]any{"exclusive": exclusive}
		object := w.apply(nil, w.config(map[string]any{"p1": rsaPEM(t, 0)}, more))
		w.add("x", "x", active)
		object = w.refreshed(object)
		after := w.config(map[string]any{"p1": rsaPEM(t, 1)}, more)
		plan := w.planned(object, after)
		acctest.Expect(t, plan, map[string]string{status("p1"): active, "keys.p1.id": "unknown"})
		if plan.Diags.Has("only active key") || !plan.Diags.Has("WARNING", "will be deleted", `"p1"`) {
			t.Errorf("exclusive %v, the plan says:\n%s", exclusive, plan.Diags)
		}
		object = w.apply(object, after)
		w.expectNoChanges(object, after)
		w.neverWithoutActive()
		if got := w.effects()[2:5]; got[0] != "deactivate p1" || got[1] != "delete p1" || got[2] != "add p1" {
			t.Errorf("exclusive %v: effects %q", exclusive, got)
		}
	}
}

// If none is, or one of another use, the key is the only active one, and the plan says
// so. If that cannot be known, it says that.
func TestJWKSLastActive_noUnmanagedKeyIsActive(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]sandbox.OktaRegisteredKey{
		"an inactive one": {KID: "x", Status: inactive},
		"another use":     {KID: "x", Use: "enc", Status: active},
	} {
		w := newAppSet(t, sandbox.OktaApp{})
		object := w.apply(nil, w.config(map[string]any{"p1": rsaPEM(t, 0)}))
		w.Okta().AddAppKey(w.parent, other)
		object = w.refreshed(object)
		after := w.config(map[string]any{"p1": rsaPEM(t, 1)})
		w.expectRefusal(object, after, `"p1" is the only active key for "sig"`, "Give the new key another kid")
		w.Inject(sandbox.Fault{Match: sandbox.OnAppKeys, Times: -1, Answer: sandbox.Status(403)})
		if plan := w.plan(object, after); plan.Diags.Errors() != 1 || !plan.Diags.Has("ERROR", "Unable to read Okta app keys") || plan.Diags.Has("only active") {
			t.Errorf("%s, and the keys cannot be read:\n%s", name, plan.Diags)
		}
	}
}

// An update that takes over the only active key of a use as an inactive one says so.
func TestJWKSLastActive_takenOverInactive(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	object := w.apply(nil, w.config(rsaKeys(t, "a")))
	w.Okta().AddAppKey(w.parent, sandbox.OktaAppKey{KID: "c", Use: "enc", PublicKey: rsaPublic(t, "c")})
	object = w.refreshed(object)
	off := acctest.Merge(rsaPEM(t, 2), map[string]any{"use": "enc"}, ofStatus(inactive))
	plan := w.planned(object, w.config(with(rsaKeys(t, "a"), "c", off)))
	if !plan.Diags.Has("WARNING", "is the last active one for", `"c"`) {
		t.Errorf("no warning:\n%s", plan.Diags)
	}
	w.Okta().AddAppKey(w.parent, sandbox.OktaAppKey{KID: "d", Use: "enc", PublicKey: rsaPublic(t, "d")})
	if plan := w.planned(object, w.config(with(rsaKeys(t, "a"), "c", off))); plan.Diags.Has("is the last active one") {
		t.Errorf("a warning though another one is active:\n%s", plan.Diags)
	}
}
