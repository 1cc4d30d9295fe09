package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The key with which the provider signs in is not taken away, in whatever way.
func TestJWKSProviderKey_isNotDeleted(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	key := rsaSigner(t, 0)
	client := s.Okta().AddClient(sandbox.OktaClient{PublicKey: key.Public()})
	s.Okta().AddApp(sandbox.OktaApp{ID: client.ClientID, Keys: []sandbox.OktaAppKey{{KID: "a", PublicKey: key.Public()}, {KID: "b", PublicKey: rsaPublic(t, "b")}}})
	s.Settings = map[string]any{"okta": map[string]any{
		"org_url": s.Okta().URL(), "client_id": client.ClientID, "private_key": acctest.PKCS8(t, key), "scopes": []string{"okta.apps.manage", "okta.apps.read"},
	}}
	w := &setFixture{Sandbox: s, t: t, r: s.RPC(), typeName: appJWKSResourceType, attribute: "app_id", parent: client.ClientID}
	both := w.apply(nil, w.config(rsaKeys(t, "ab")))
	only := w.refreshed(w.apply(nil, w.config(rsaKeys(t, "b"))))
	words := []string{"Unable to remove the provider's own key", client.ClientID, `"a"`, "Sign in with another key first"}
	exclusive := map[string]any{"exclusive": true}
	for name, c := range map[string]struct {
		prior  *acctest.Object
		config map[string]any
	}{
		"not configured any more": {both, w.config(rsaKeys(t, "b"))},
		"inactive":                {both, w.config(with(rsaKeys(t, "b"), "a", acctest.Merge(rsaPEM(t, 0), ofStatus(inactive))))},
		"another key":             {both, w.config(with(rsaKeys(t, "b"), "a", rsaPEM(t, 2)))},
		"destroyed":               {both, nil},
		"deactivated":             {w.apply(both, w.config(rsaKeys(t, "ab"), map[string]any{"on_destroy": "deactivate"})), nil},
		"exclusive":               {only, w.config(rsaKeys(t, "b"), exclusive)},
	} {
		w.t = t
		t.Run(name, func(t *testing.T) {
			w.expectRefusal(c.prior, c.config, words...)
		})
	}
	// -replace: core plans a create, and the destroy is only seen when it comes.
	w.Walk(w.r)
	gone := w.r.Plan(w.typeName, both, nil)
	if gone.Diags.Errors() == 0 {
		t.Error("planned")
	}
	if plan := w.planned(both, w.config(rsaKeys(t, "ab"))); plan.Changes() {
		t.Error("changes")
	}
	replacement := w.planned(nil, w.config(rsaKeys(t, "b")))
	w.Walk(w.r)
	if _, diags := w.r.Apply(w.r.Deletion(both, replacement), nil); !diags.Has(append([]string{"ERROR"}, words...)...) {
		t.Errorf("the delete of -replace:\n%s", diags)
	}
	w.expectEffects()
}

// What a plan cannot know is refused before anything is sent.
func TestJWKSProviderKey_appearsBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	key := rsaSigner(t, 0)
	client := s.Okta().AddClient(sandbox.OktaClient{PublicKey: key.Public()})
	s.Okta().AddApp(sandbox.OktaApp{ID: client.ClientID, Keys: []sandbox.OktaAppKey{{KID: "b", PublicKey: rsaPublic(t, "b")}}})
	s.Settings = map[string]any{"okta": map[string]any{
		"org_url": s.Okta().URL(), "client_id": client.ClientID, "private_key": acctest.PKCS8(t, key), "scopes": []string{"okta.apps.manage", "okta.apps.read"},
	}}
	w := &setFixture{Sandbox: s, t: t, r: s.RPC(), typeName: appJWKSResourceType, attribute: "app_id", parent: client.ClientID}
	set := w.apply(nil, w.config(rsaKeys(t, "b")))
	w.add("a", "x", active) // another key of that kid
	set = w.refreshed(set)
	plan := w.planned(set, w.config(rsaKeys(t, "bc"), map[string]any{"exclusive": true}))
	w.remove("a")
	already := 0
	var quiet func()
	quiet = w.Before(sandbox.OnAppKeys, func() { quiet(); w.add("a", "a", active); already = len(w.effects()) })
	w.Walk(w.r)
	if _, diags := w.r.Apply(plan, nil); !diags.Has("ERROR", "the provider's own key", `"a"`) {
		t.Errorf("want a refusal:\n%s", diags)
	}
	if n := len(w.effects()); n != already {
		t.Errorf("effects %q", w.effects())
	}
}
