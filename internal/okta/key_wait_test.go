package okta_test

import (
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// waitFixtures are parents that keep their last active key, and what is said of each key there.
func waitFixtures(t *testing.T) map[string]func() (*setFixture, map[string]any) {
	t.Helper()
	of := func(more map[string]any, add func(*sandbox.OktaOrg) string, typeName, attribute string) func() (*setFixture, map[string]any) {
		return func() (*setFixture, map[string]any) {
			s := acctest.NewSandbox(t)
			return &setFixture{Sandbox: s, t: t, r: s.RPC(idpkeys.WithWaiter(fastWait)), typeName: typeName, attribute: attribute, parent: add(s.Okta())}, more
		}
	}
	return map[string]func() (*setFixture, map[string]any){
		"signing": of(nil, func(o *sandbox.OktaOrg) string { return o.AddApp(sandbox.OktaApp{}) }, appJWKSResourceType, "app_id"),
		"encryption": of(map[string]any{"use": "enc"}, func(o *sandbox.OktaOrg) string {
			app := o.AddApp(public)
			o.SetIDTokenEncryption(app, encryption)
			return app
		}, appJWKSResourceType, "app_id"),
		"server": of(nil, func(o *sandbox.OktaOrg) string { return o.AddAuthorizationServer(encrypting) }, resourceServerJWKSType, "authorization_server_id"),
	}
}

// holder is the configuration of a resource that has one key, active: a set, or a single key.
func (w *setFixture) holder(set bool, kid string, more map[string]any) (typeName string, c map[string]any) {
	w.t.Helper()
	if !set {
		return w.single(), w.one(kid, more, ofStatus(active))
	}
	c = w.config(map[string]any{kid: acctest.Merge(rsaKeys(w.t, kid)[kid].(map[string]any), more)})
	if w.ofServer() {
		c["active_kid"] = kid
	}
	return w.typeName, c
}

// A resource is removed, and another one brings the next key in the same apply: what Okta keeps
// until then is waited for, be it a single key or a set on either side.
func TestKeyWait_removedWhileAnotherComes(t *testing.T) {
	t.Parallel()
	for name, readErrorCase := range waitFixtures(t) {
		for _, fromSet := range []bool{false, true} {
			for _, toSet := range []bool{false, true} {
				for inOrder, order := range statusOrders() {
					t.Run(fmt.Sprintf("%s, from a set %v, to a set %v, %s", name, fromSet, toSet, inOrder), func(t *testing.T) {
						t.Parallel()
						w, more := readErrorCase()
						w.t = t
						oldType, oldConfig := w.holder(fromSet, "a", more)
						newType, newConfig := w.holder(toSet, "b", more)
						w.Walk(w.r)
						old, diags := w.r.Apply(w.r.Plan(oldType, nil, oldConfig), nil)
						if diags.Errors() > 0 {
							t.Fatal(diags)
						}
						w.Walk(w.r)
						gone, come := w.r.Plan(oldType, old, nil), w.r.Plan(newType, nil, newConfig)
						w.Walk(w.r)
						var away, here acctest.Diags
						order(func() { _, away = w.r.Apply(gone, nil) }, func() { _, here = w.r.Apply(come, nil) })
						if away.Errors()+here.Errors() > 0 {
							t.Fatalf("%s\n%s", away, here)
						}
						w.expectStatuses(map[string]string{"b": active})
						w.neverWithoutActive()
					})
				}
			}
		}
	}
}

// Where none comes, the set says what to do about a block that is not there any more.
func TestKeyWait_noOtherComes(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	object := w.apply(nil, w.config(rsaKeys(t, "ab")))
	_, diags := w.try(object, nil)
	if diags.Errors() != 1 || !diags.Has("ERROR", `key "b" stays as it is`, "apply again once", "in the configuration again") || !diags.Has("WARNING", `done: deactivate "a"`) {
		t.Errorf("said:\n%s", diags)
	}
}
