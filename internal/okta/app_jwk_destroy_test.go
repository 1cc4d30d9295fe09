package okta_test

import (
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestAppJWKDestroy_onDestroy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		how, status string
		calls, left []string
	}{
		{"delete", active, []string{"GET jwks 200", "GET jwks 200", "POST deactivate 200", "DELETE ID 204"}, nil},
		{"delete", inactive, []string{"GET jwks 200", "DELETE ID 204"}, nil},
		{"deactivate", active, []string{"GET jwks 200", "GET jwks 200", "POST deactivate 200"}, []string{inactive}},
		{"deactivate", inactive, []string{"GET jwks 200"}, []string{inactive}},
		{"abandon", active, nil, []string{active}},
	} {
		w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old"}}})
		object := w.apply(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "a", "on_destroy": c.how}, ofStatus(c.status)))
		for i := range c.calls {
			if c.calls[i] == "DELETE ID 204" {
				c.calls[i] = "DELETE " + object.Show("id") + " 204"
			}
		}
		plan := w.planned(object, nil)
		if c.how == "abandon" && !plan.Diags.Has("WARNING", "stays as it is when its resource is destroyed", appJWKType, w.app, `"a"`) {
			t.Errorf("no warning:\n%s", plan.Diags)
		}
		mark := w.Journal().Len()
		if left := w.apply(object, nil); left.Exists() {
			t.Error("still there")
		}
		w.ExpectCalls(mark, c.calls...)
		want := map[string]string{"old": active}
		for _, status := range c.left {
			want["a"] = status
		}
		w.expectStatuses(want)
	}
}

func TestAppJWKDestroy_goneAlreadyIsDone(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]func(w *appFixture){
		"the key": func(w *appFixture) { w.Okta().RemoveAppKey(w.app, w.keyID("a")) },
		"the app": func(w *appFixture) { w.Okta().RemoveApp(w.app) },
		"between the list and the request": func(w *appFixture) {
			id := w.keyID("a")
			var once func()
			once = w.Before(sandbox.OnAppKeyDeactivate, func() { w.Okta().RemoveAppKey(w.app, id); once() })
		},
		"between deactivation and deletion": func(w *appFixture) {
			id := w.keyID("a")
			var once func()
			once = w.Before(sandbox.OnAppKeyDelete, func() { w.Okta().RemoveAppKey(w.app, id); once() })
		},
	} {
		w := newAppFixture(t, public)
		object := w.apply(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}))
		plan := w.planned(object, nil)
		gone(w)
		w.Walk(w.r)
		if left, diags := w.r.Apply(plan, nil); left.Exists() || len(diags) > 0 {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
}

func TestAppJWKDestroy_refusalsSayWhatToDoFirst(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		app   sandbox.OktaApp
		more  map[string]any
		words string
	}{
		"the only key":              {sandbox.OktaApp{}, map[string]any{"kid": "a"}, "only active JSON Web Key"},
		"encryption is on":          {sandbox.OktaApp{IDTokenEncryptedResponseAlg: encryption, Keys: []sandbox.OktaAppKey{{KID: "old"}}}, enc("a"), "active encryption key"},
		"request objects":           {sandbox.OktaApp{RequestObjectSigningAlg: "RS256", TokenEndpointAuthMethod: "none"}, map[string]any{"kid": "a"}, "request_object"},
		"the only key, deactivated": {sandbox.OktaApp{}, map[string]any{"kid": "a", "on_destroy": "deactivate"}, "only active JSON Web Key"},
	} {
		w := newAppFixture(t, c.app)
		object := w.apply(nil, w.config(rsaPEM(t, 0), c.more))
		left, diags := w.try(object, nil)
		if !left.Exists() || !diags.Has("ERROR", "Unable to deactivate Okta app keys", c.words, "HTTP 400", "request ID", `key "a" stays as it is`,
			"Activate another key first", `on_destroy = "delete_if_unneeded"`) || diags.Has("create_before_destroy") {
			t.Errorf("%s:\n%s", name, diags)
		}
		w.expectEffects("add a")
	}
}

// ownApps is a sandbox with a provider that signs in with key 0 of the process: its
// own app, and another one.
func ownApps(t *testing.T) (s *acctest.Sandbox, own, other string) {
	t.Helper()
	s = acctest.NewSandbox(t)
	key := rsaSigner(t, 0)
	client := s.Okta().AddClient(sandbox.OktaClient{PublicKey: key.Public()})
	s.Okta().AddApp(sandbox.OktaApp{ID: client.ClientID, Keys: []sandbox.OktaAppKey{{KID: "other"}}})
	other = s.Okta().AddApp(sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "other"}}})
	s.Settings = map[string]any{"okta": map[string]any{
		"org_url": s.Okta().URL(), "client_id": client.ClientID, "private_key": acctest.PKCS8(t, key), "scopes": []string{"okta.apps.manage", "okta.apps.read"},
	}}
	return s, client.ClientID, other
}

// The key with which the provider signs in is not taken away.
func TestAppJWKDestroy_theProvidersOwnKey(t *testing.T) {
	t.Parallel()
	s, ownApp, other := ownApps(t)
	for _, app := range []string{ownApp, other} {
		w := appFixtureAt(t, s, s.RPC(), app)
		object := w.apply(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "own"}))
		own := app == ownApp
		for verb, c := range map[string]map[string]any{
			"deactivate": w.config(rsaPEM(t, 0), ofStatus(inactive)), "replace": w.config(rsaPEM(t, 1)), "delete": nil,
		} {
			plan := w.plan(object, c)
			refused := plan.Diags.Has("ERROR", "Unable to "+verb+" the provider's own key", app, `"own"`, "Sign in with another key first")
			if refused != own || (plan.Diags.Errors() > 0) != own {
				t.Errorf("%s at the app of the provider %v:\n%s", verb, own, plan.Diags)
			}
		}
		kept := w.apply(object, w.config(rsaPEM(t, 0), map[string]any{"on_destroy": "abandon"}))
		for verb, c := range map[string]map[string]any{"replace": w.config(rsaPEM(t, 1)), "delete": nil} {
			if plan := w.plan(kept, c); plan.Diags.Errors() > 0 {
				t.Errorf("%s is refused though it is abandoned:\n%s", verb, plan.Diags)
			}
		}
		if fmt.Sprint(w.Okta().AppKeyEffects(app)) != "[add own]" {
			t.Errorf("effects %q", w.Okta().AppKeyEffects(app))
		}
	}
}

// -replace and a taint ask no plan, and the state may be old: the apply looks at
// the key that is there.
func TestAppJWKDestroy_theProvidersOwnKeyInTheApply(t *testing.T) {
	t.Parallel()
	s, ownApp, other := ownApps(t)
	for _, app := range []string{ownApp, other} {
		for _, c := range []struct {
			onDestroy, refused string
			effects            []string
		}{
			{"delete", "Unable to delete the provider's own key", []string{"add own", "deactivate own", "delete own"}},
			{"deactivate", "Unable to delete the provider's own key", []string{"add own", "deactivate own"}},
			{"abandon", "", []string{"add own"}},
			{"", "Unable to deactivate the provider's own key", []string{"add own", "deactivate own"}}, // an update
		} {
			w := appFixtureAt(t, s, s.RPC(), app)
			before := len(w.Okta().AppKeyEffects(app))
			config, next := w.config(writeOnly(t, 0, 1), map[string]any{"kid": "own"}), map[string]any(nil)
			if c.onDestroy == "" {
				next = acctest.Merge(config, ofStatus(inactive))
			} else {
				config["on_destroy"] = c.onDestroy
			}
			object := w.apply(nil, config)
			own := app == ownApp && c.refused != ""
			plan := w.planned(object.WithNulls("kty", "n", "e"), next) // which key it is, this plan cannot tell
			w.Walk(w.r)
			mark := w.Journal().Len()
			left, diags := w.r.Apply(plan, nil)
			if diags.Has("ERROR", c.refused, app, `"own"`, "Sign in with another key first") != own || (diags.Errors() > 0) != own {
				t.Errorf("%s, own %v:\n%s", c.onDestroy, own, diags)
			}
			effects := w.Okta().AppKeyEffects(app)[before:]
			if own {
				calls := []string{"POST token 200", "GET jwks 200"}
				if c.onDestroy == "" {
					calls = append(calls, "GET jwks 200") // the plan looks whether another key stays active
				}
				w.ExpectCalls(mark, calls...)
				c.effects = c.effects[:1]
				if !left.Exists() {
					t.Error("the key left the state")
				}
			}
			if fmt.Sprint(effects) != fmt.Sprint(c.effects) {
				t.Errorf("%s, own %v: effects %q", c.onDestroy, own, effects)
			}
			for _, key := range w.Okta().AppKeys(app) {
				if key.KID == "own" {
					w.Okta().RemoveAppKey(app, key.ID)
				}
			}
		}
	}
}

// With the CLI: -replace and a taint, in the order that is Terraform's default, leave
// the key where it is; another key in its place is refused.
func TestAccAppJWKDestroy_theProvidersOwnKeyReplacedByOrder(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	s, own, _ := ownApps(t)
	w := &cliFixture{appFixture: appFixtureAt(t, s, nil, own), CLI: cli, t: t}
	cli.Write("main.tf", fmt.Sprintf(`variable "private_key" {
  type      = string
  sensitive = true
}

provider "idpkeys" {
  okta = {
    org_url     = %q
    client_id   = %q
    private_key = var.private_key
    scopes      = ["okta.apps.read", "okta.apps.manage"]
  }
}

`, s.Okta().URL(), own)+w.block("k", attr("public_key_pem", pemOf(t, 0)), attr("kid", "own")))
	cli.Env = append(cli.Env, "TF_VAR_private_key="+acctest.PKCS8(t, rsaSigner(t, 0)))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	stays := []string{"keys stay where they are", `"own"`, "1 added, 0 changed, 1 destroyed"}
	w.must(0, stays, "apply", "-auto-approve", "-replace="+appJWKType+".k")
	w.must(0, nil, "taint", appJWKType+".k")
	w.must(0, stays, "apply", "-auto-approve")
	w.noChanges()
	w.expectEffects("add own")
}
