package okta_test

import (
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestResourceServerJWKDestroy_onDestroy(t *testing.T) {
	t.Parallel()
	// What both plans ask: whether another key is active, and what needs one.
	const lookups = "GET keys 200, GET server 200, GET keys 200, GET server 200, "
	for _, c := range []struct {
		how, status, calls, effects, left string
	}{
		{"delete", active, lookups + "GET keys 200, POST deactivate 200, DELETE ID 204", "deactivate a, delete a", ""},
		{"delete", inactive, "GET keys 200, DELETE ID 204", "delete a", ""},
		{"deactivate", active, lookups + "GET keys 200, POST deactivate 200", "deactivate a", inactive},
		{"deactivate", inactive, "GET keys 200", "", inactive},
		{"abandon", active, "", "", active},
	} {
		w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
		object := w.apply(nil, w.config(0, "a", map[string]any{"on_destroy": c.how}, ofStatus(c.status)))
		done, mark := len(w.Okta().ResourceServerKeyEffects(w.id)), w.Journal().Len()
		plan := w.planned(object, nil)
		if c.how == "abandon" && !plan.Diags.Has("WARNING", "stays as it is when its resource is destroyed", resourceServerJWKType, w.id, `"a"`) {
			t.Errorf("no warning:\n%s", plan.Diags)
		}
		if left := w.apply(object, nil); left.Exists() {
			t.Error("still there")
		}
		calls := strings.ReplaceAll(strings.Join(w.Calls(mark), ", "), object.Show("id"), "ID")
		effects := strings.Join(w.Okta().ResourceServerKeyEffects(w.id)[done:], ", ")
		if calls != c.calls || effects != c.effects {
			t.Errorf("%s of an %s key: %q, %q", c.how, c.status, calls, effects)
		}
		want := map[string]string{"a": c.left}
		if c.left == "" {
			want = nil
		}
		w.expectStatuses(want)
	}
}

func TestResourceServerJWKDestroy_goneAlreadyIsDone(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]func(w *serverFixture){
		"the key":    func(w *serverFixture) { w.Okta().RemoveResourceServerKey(w.id, w.keyID("a")) },
		"the server": func(w *serverFixture) { w.Okta().RemoveAuthorizationServer(w.id) },
		"between the list and the request": func(w *serverFixture) {
			id := w.keyID("a")
			var once func()
			once = w.Before(sandbox.OnResourceServerKeyDeactivate, func() { w.Okta().RemoveResourceServerKey(w.id, id); once() })
		},
		"between deactivation and deletion": func(w *serverFixture) {
			id := w.keyID("a")
			var once func()
			once = w.Before(sandbox.OnResourceServerKeyDelete, func() { w.Okta().RemoveResourceServerKey(w.id, id); once() })
		},
	} {
		w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
		plan := w.planned(w.apply(nil, w.config(0, "a", ofStatus(active))), nil)
		gone(w)
		w.Walk(w.r)
		if left, diags := w.r.Apply(plan, nil); left.Exists() || len(diags) > 0 {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
}

// With encryption on, the active key cannot go.
func TestResourceServerJWKDestroy_theActiveKeyWithEncryptionOn(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"delete", "deactivate"} {
		w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
		object := w.apply(nil, w.config(0, "a", map[string]any{"on_destroy": how}, ofStatus(active)))
		w.Okta().SetAccessTokenEncryption(w.id, encryption)
		mark := w.Journal().Len()
		left, diags := w.try(object, nil)
		if !left.Exists() || !diags.Has("ERROR", "Unable to deactivate Okta resource server keys", "when access token encryption is enabled", "HTTP 400",
			`key "a" stays as it is`, "Activate another key first", "turn off what needs the key", `on_destroy = "delete_if_unneeded"`) || diags.Has("create_before_destroy") {
			t.Errorf("%s:\n%s", how, diags)
		}
		w.ExpectCalls(mark, "GET keys 200", "GET server 200", "GET keys 200", "POST deactivate 400")
		w.expectStatuses(map[string]string{"a": active})
		// What the error says helps.
		w.Okta().SetAccessTokenEncryption(w.id, "")
		if left := w.apply(left, nil); left.Exists() {
			t.Error("still there")
		}
	}
}

// A key that somebody activates in between is not deleted, and the next apply
// deactivates it first.
func TestResourceServerJWKDestroy_activatedInBetween(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	object := w.apply(nil, w.config(0, "a"))
	id := w.keyID("a")
	var once func()
	once = w.Before(sandbox.OnResourceServerKeyDelete, func() { w.Okta().SetResourceServerKeyStatus(w.id, id, active); once() })
	left, diags := w.try(object, nil)
	if !left.Exists() || !diags.Has("ERROR", "Unable to delete Okta resource server keys", `key "a" stays registered`, "Apply again") {
		t.Fatalf("unexpected:\n%s", diags)
	}
	w.apply(left, nil)
	w.expectEffects("add a", "activate a", "deactivate a", "delete a")
}
