package okta_test

import (
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// What on_destroy says is done with the keys of the set, and with no other, be it
// exclusive.
func TestJWKSDestroy_onDestroy(t *testing.T) {
	t.Parallel()
	for how, c := range map[string]struct {
		calls []string
		left  map[string]string
	}{
		"delete":     {[]string{"GET", "POST deactivate 200", "DELETE", "DELETE"}, map[string]string{"x": active}},
		"deactivate": {[]string{"GET", "POST deactivate 200"}, map[string]string{"a": inactive, "b": inactive, "x": active}},
		"abandon":    {nil, map[string]string{"a": active, "b": inactive, "x": active}},
	} {
		both(t, func(t *testing.T, w *setFixture) {
			more := map[string]any{"on_destroy": how, "exclusive": true}
			keys := rsaKeys(t, "ab")
			if w.ofServer() {
				more["active_kid"] = "a"
			} else {
				keys["b"] = acctest.Merge(rsaPEM(t, 1), ofStatus(inactive))
			}
			object := w.apply(nil, w.config(keys, more))
			w.add("x", "x", active) // an unmanaged one; the vendor would not have two active ones at a server
			object = w.refreshed(object)
			plan := w.planned(object, nil)
			if warned := plan.Diags.Has("WARNING", "stay as they are when the resource is destroyed", w.typeName, w.parent, `"a", "b"`); warned != (how == "abandon") {
				t.Errorf("warnings:\n%s", plan.Diags)
			}
			mark := w.Journal().Len()
			w.Walk(w.r)
			if left, diags := w.r.Apply(plan, nil); left.Exists() || diags.Errors() > 0 {
				t.Errorf("still there:\n%s", diags)
			}
			calls := w.Calls(mark)
			if len(calls) != len(c.calls) || !slices.EqualFunc(calls, c.calls, func(got, want string) bool { return got[:len(want)] == want }) {
				t.Errorf("requests %q, want %q", calls, c.calls)
			}
			w.expectStatuses(c.left)
		})
	}
}

func TestJWKSDestroy_goneAlreadyIsDone(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]func(w *setFixture){
		"a key":      func(w *setFixture) { w.remove("a") },
		"the keys":   func(w *setFixture) { w.remove("a"); w.remove("b") },
		"the parent": func(w *setFixture) { w.removeParent() },
		"a key, before it is deactivated": func(w *setFixture) {
			var quiet func()
			quiet = w.Before(onDeactivate, func() { quiet(); w.remove("a") })
		},
		"a key, before it is deleted": func(w *setFixture) {
			var quiet func()
			quiet = w.Before(onDelete, func() { quiet(); w.remove("a") })
		},
		"the parent, before a key is deleted": func(w *setFixture) {
			var quiet func()
			quiet = w.Before(onDelete, func() { quiet(); w.removeParent() })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, w *setFixture) {
				more := map[string]any{}
				if w.ofServer() {
					more["active_kid"] = "a"
				}
				object := w.apply(nil, w.config(rsaKeys(t, "ab"), more))
				plan := w.planned(object, nil)
				gone(w)
				w.Walk(w.r)
				if left, diags := w.r.Apply(plan, nil); left.Exists() || len(diags) > 0 {
					t.Errorf("%s", diags)
				}
				if keys := w.keys(); len(keys) > 0 {
					t.Errorf("left: %v", keys)
				}
			})
		})
	}
}

// A key that is to go and has gone, is no error of an update either.
func TestJWKSDestroy_goneDuringARollover(t *testing.T) {
	t.Parallel()
	for name, match := range map[string]bool{"before it is deactivated": true, "before it is deleted": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newAppSet(t, sandbox.OktaApp{})
			object := w.apply(nil, w.config(rsaKeys(t, "a")))
			on := onDelete
			if match {
				on = onDeactivate
			}
			var quiet func()
			quiet = w.Before(on, func() { quiet(); w.remove("a") })
			after := w.config(rsaKeys(t, "b"))
			object = w.apply(object, after)
			w.expectTrueState(object)
			w.expectNoChanges(object, after)
		})
	}
}

// A key in use is deactivated only where Okta would let it be: the plan says what
// needs it.
func TestJWKSDestroy_needed(t *testing.T) {
	t.Parallel()
	encrypted := newServerSet(t, encrypting)
	object := encrypted.apply(nil, encrypted.config(rsaKeys(t, "ab"), activeKID("a")))
	client := newAppSet(t, sandbox.OktaApp{})
	keys := client.apply(nil, client.config(rsaKeys(t, "a")))
	token := newAppSet(t, sandbox.OktaApp{TokenEndpointAuthMethod: "none", IDTokenEncryptedResponseAlg: encryption})
	encryptor := map[string]any{"a": acctest.Merge(rsaPEM(t, 0), map[string]any{"use": "enc"})}
	tokens := token.apply(nil, token.config(encryptor))
	none := map[string]any{}
	inactiveKey := func(key map[string]any) map[string]any {
		return map[string]any{"a": acctest.Merge(key, ofStatus(inactive))}
	}
	for _, c := range []struct {
		w       *setFixture
		object  *acctest.Object
		config  map[string]any
		setting string
	}{
		{encrypted, object, nil, "access tokens are encrypted (" + encryption + ")"},
		{encrypted, object, encrypted.config(none), "access tokens are encrypted (" + encryption + ")"},
		{encrypted, object, encrypted.config(rsaKeys(t, "b")), "access tokens are encrypted (" + encryption + ")"},
		{client, keys, nil, "private_key_jwt"},
		{client, keys, client.config(none), "private_key_jwt"},
		{client, keys, client.config(inactiveKey(rsaPEM(t, 0))), "private_key_jwt"},
		{token, tokens, nil, "ID tokens for the app are encrypted (" + encryption + ")"},
		{token, tokens, token.config(none), "ID tokens for the app are encrypted (" + encryption + ")"},
	} {
		if c.config != nil {
			c.w.expectRefusal(c.object, c.config, "Unable to remove the last active key", c.w.parent, c.setting, "documents that it refuses", "Nothing was sent", "-refresh=false")
			continue
		}
		// A destroy is only warned of: an error would also block that of everything else.
		plan := c.w.planned(c.object, nil)
		if !plan.Diags.Has("WARNING", `Key "a" is the last active one`, c.w.parent, c.setting, "documents that it refuses", `on_destroy = "delete_if_unneeded"`) {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
		before := len(c.w.effects())
		c.w.Walk(c.w.r)
		if _, diags := c.w.r.Apply(plan, nil); !diags.Has("ERROR", "Unable to deactivate", `key "a" stays as it is`) || len(c.w.effects()) != before {
			t.Errorf("the apply did %q:\n%s", c.w.effects()[before:], diags)
		}
	}
	// Abandoned, they may be destroyed.
	kept := encrypted.apply(object, encrypted.config(rsaKeys(t, "ab"), activeKID("a"), map[string]any{"on_destroy": "abandon"}))
	encrypted.apply(kept, nil)
	encrypted.expectStatuses(map[string]string{"a": active, "b": inactive})
}

// Another active key that is somebody else's lets ours go.
func TestJWKSDestroy_needIsMetBySomebodyElse(t *testing.T) {
	t.Parallel()
	for _, c := range []map[string]any{nil, {}, rsaKeys(t, "b")} {
		w := newAppSet(t, sandbox.OktaApp{})
		object := w.apply(nil, w.config(rsaKeys(t, "a")))
		w.add("x", "x", active)
		object = w.refreshed(object)
		config := w.config(c)
		if c == nil {
			config = nil
		}
		if len(c) == 1 {
			config = w.config(map[string]any{"a": acctest.Merge(rsaPEM(t, 0), ofStatus(inactive))})
		}
		w.apply(object, config)
		w.neverWithoutActive()
	}
}
