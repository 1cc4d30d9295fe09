package okta_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// One key is to take the place of another in one apply, and Okta does not keep the old one. If
// the new one does not become active, the old one stays.
func TestKeyWait_theOldKeyStaysIfTheNewOneFails(t *testing.T) {
	t.Parallel()
	for _, removed := range []bool{false, true} {
		t.Run(fmt.Sprintf("removed %v", removed), func(t *testing.T) {
			t.Parallel()
			w := newAppFixture(t, sandbox.OktaApp{TokenEndpointAuthMethod: "none"}, idpkeys.WithWaiter(fastWait))
			a := w.apply(nil, w.config(sigPair(t, 0), ofStatus(active)))
			b := w.apply(nil, w.config(sigPair(t, 1), ofStatus(inactive)))
			ca, cb := w.config(sigPair(t, 0), ofStatus(inactive)), w.config(sigPair(t, 1), ofStatus(active))
			if removed {
				ca = nil
			}
			w.Walk(w.r)
			pa, pb := w.r.Plan(appJWKType, a, ca), w.r.Plan(appJWKType, b, cb)
			w.Inject(sandbox.Fault{Match: sandbox.OnAppKeyActivate, Answer: sandbox.Status(403)})
			w.Walk(w.r)
			mark := w.Journal().Len()
			_, db := w.r.Apply(pb, nil)
			if db.Errors() == 0 {
				t.Fatal("the activation did not fail")
			}
			_, da := w.r.Apply(pa, nil)
			if !da.Has("ERROR", "Unable to deactivate Okta app keys", `key "a" stays as it is`, "nothing was sent to deactivate it", `key "b"`) {
				t.Errorf("the error says:\n%s", da)
			}
			if calls := w.Calls(mark); slices.Contains(calls, "POST deactivate 200") {
				t.Errorf("the only active key was deactivated: %q", calls)
			}
			w.expectStatuses(map[string]string{"a": active, "b": inactive})

			w.Walk(w.r)
			pa, pb = w.r.Plan(appJWKType, a, ca), w.r.Plan(appJWKType, b, cb)
			w.Walk(w.r)
			for _, p := range []*acctest.Planned{pb, pa} {
				if _, diags := w.r.Apply(p, nil); diags.Errors() > 0 {
					t.Fatal(diags)
				}
			}
			want := map[string]string{"a": inactive, "b": active}
			if removed {
				delete(want, "a")
			}
			w.expectStatuses(want)
		})
	}
}

// The same where a set or a single key is removed, and a single key comes that cannot be added.
func TestKeyWait_theOldKeyStaysIfTheNewOneCannotBeAdded(t *testing.T) {
	t.Parallel()
	for _, fromSet := range []bool{false, true} {
		for _, onDestroy := range []string{"delete", "delete_if_unneeded"} {
			t.Run(fmt.Sprintf("from a set %v, %s", fromSet, onDestroy), func(t *testing.T) {
				t.Parallel()
				s := acctest.NewSandbox(t)
				w := &setFixture{
					Sandbox: s, t: t, r: s.RPC(idpkeys.WithWaiter(fastWait)), typeName: appJWKSResourceType, attribute: "app_id",
					parent: s.Okta().AddApp(sandbox.OktaApp{TokenEndpointAuthMethod: "none"}),
				}
				oldType, oldConfig := w.holder(fromSet, "a", nil)
				newType, newConfig := w.holder(false, "b", nil)
				oldConfig["on_destroy"] = onDestroy
				w.Walk(w.r)
				old, diags := w.r.Apply(w.r.Plan(oldType, nil, oldConfig), nil)
				if diags.Errors() > 0 {
					t.Fatal(diags)
				}
				w.Walk(w.r)
				gone, come := w.r.Plan(oldType, old, nil), w.r.Plan(newType, nil, newConfig)
				w.Inject(sandbox.Fault{Match: sandbox.OnAppKeyAdd, Answer: sandbox.Status(403)})
				w.Walk(w.r)
				if _, diags := w.r.Apply(come, nil); diags.Errors() == 0 {
					t.Fatal("the addition did not fail")
				}
				old, diags = w.r.Apply(gone, nil)
				if !diags.Has("ERROR", "Unable to deactivate Okta app keys", `key "a" stays as it is`, "nothing was sent to deactivate it") {
					t.Errorf("the error says:\n%s", diags)
				}
				w.expectStatuses(map[string]string{"a": active})

				w.Walk(w.r)
				gone, come = w.r.Plan(oldType, old, nil), w.r.Plan(newType, nil, newConfig)
				w.Walk(w.r)
				for _, p := range []*acctest.Planned{come, gone} {
					if _, diags := w.r.Apply(p, nil); diags.Errors() > 0 {
						t.Fatal(diags)
					}
				}
				w.expectStatuses(map[string]string{"b": active})
				w.neverWithoutActive()
			})
		}
	}
}
