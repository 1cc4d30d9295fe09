package sandbox

import (
	"crypto/elliptic"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

const resourceServerKeyActive = "Keys cannot be created with an ''ACTIVE'' status. Create an ''INACTIVE'' key and then activate it."

func TestOktaResourceServerKeyIsAddedInactive(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t)
	w.post(w.url(), w.body(map[string]any{"status": "ACTIVE"})).keyRefused(t, resourceServerKeyActive)
	w.done()
	equal(t, "keys", w.statuses(), "")
}

func TestOktaResourceServerKeyLimit(t *testing.T) {
	t.Parallel()
	text := func(limit int) string {
		return fmt.Sprintf("You can't create a new key. You have reached the maximum number of keys allowed (%d). To add another key, you must first delete an existing one.", limit)
	}
	w := newResourceServerFixture(t)
	add := func(name string) answer { return w.post(w.url(), w.body(kid(name))) }
	for i := range 5 {
		add(fmt.Sprint(i)).expect(t, http.StatusCreated)
	}
	add("more").keyRefused(t, text(5))
	w.send("delete", w.org.ResourceServerKeys(w.server)[0].ID).expect(t, http.StatusNoContent)
	add("more").expect(t, http.StatusCreated)
	w.org.SetResourceServerKeyLimit(50)
	add("and more").expect(t, http.StatusCreated)
	w.org.SetResourceServerKeyLimit(1)
	add("too many").keyRefused(t, text(1))
	equal(t, "adds", w.org.ResourceServerKeyAdds(w.server), 7)
	equal(t, "keys", len(w.keys()), 6)
}

func TestOktaResourceServerKeyKIDs(t *testing.T) {
	t.Parallel()
	const text = "Each key must have a unique ''kid''."
	type keys = []OktaResourceServerKey
	for name, c := range map[string]struct {
		keys    keys
		kid     any
		refused bool
	}{
		"first without":       {nil, nil, true},
		"empty":               {nil, "", true},
		"another":             {keys{{KID: "a"}}, "b", false},
		"another case":        {keys{{KID: "a"}}, "A", false},
		"second without":      {keys{{KID: "a"}}, nil, true},
		"taken":               {keys{{KID: "b"}, {KID: "a"}}, "a", true},
		"taken by the active": {keys{{KID: "a", Status: "ACTIVE"}}, "a", true},
		"existing without":    {keys{{}}, "a", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newResourceServerFixture(t, c.keys...)
			a := w.post(w.url(), w.body(map[string]any{"kid": c.kid}))
			if c.refused {
				a.keyRefused(t, text)
			} else {
				a.expect(t, http.StatusCreated)
			}
			equal(t, "added", w.org.ResourceServerKeyAdds(w.server) == 1, !c.refused)
		})
	}
}

// TestOktaResourceServerKeySameMaterial: one key under two kids is two keys.
func TestOktaResourceServerKeySameMaterial(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t)
	w.post(w.url(), w.body(kid("a"))).expect(t, http.StatusCreated)
	w.post(w.url(), w.body(kid("b"))).expect(t, http.StatusCreated)
	equal(t, "n", w.keys()[0]["n"], w.keys()[1]["n"])
}

// TestOktaResourceServerKeyOrderOfRefusals: ACTIVE before the limit, the limit
// before the kid.
func TestOktaResourceServerKeyOrderOfRefusals(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{KID: "a"})
	w.org.SetResourceServerKeyLimit(1)
	w.post(w.url(), w.body(map[string]any{"kid": "a", "status": "ACTIVE"})).keyRefused(t, resourceServerKeyActive)
	a := w.post(w.url(), w.body(kid("a")))
	equal(t, "limit", strings.Contains(a.body, "maximum number of keys"), true)
}

func TestOktaResourceServerKeyDeactivation(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{ID: "on", KID: "on", Status: "ACTIVE"}, OktaResourceServerKey{ID: "off", KID: "off"})
	w.org.SetAccessTokenEncryption(w.server, "RSA-OAEP-256")
	w.send("deactivate", "on").keyRefused(t, "You cannot deactivate the active key when access token encryption is enabled.")
	w.done()
	w.send("activate", "off").expect(t, http.StatusOK) // and takes its place
	w.done("activate off", "deactivate on")
	w.org.SetAccessTokenEncryption(w.server, "")
	w.send("deactivate", "off").expect(t, http.StatusOK)
	w.done("activate off", "deactivate on", "deactivate off")
}

func TestOktaResourceServerKeyDeleteNeedsInactive(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{ID: "on", KID: "on", Status: "ACTIVE"})
	w.send("delete", "on").keyRefused(t, "''ACTIVE'' keys cannot be deleted. Activate another key before deleting this one.")
	w.send("deactivate", "on").expect(t, http.StatusOK)
	w.send("delete", "on").expect(t, http.StatusNoContent)
	w.done("deactivate on", "delete on")
}

// TestOktaConcurrentResourceServerKeyActivations: whoever comes last is active,
// alone.
func TestOktaConcurrentResourceServerKeyActivations(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{ID: "a", KID: "a", Status: "ACTIVE"}, OktaResourceServerKey{ID: "b", KID: "b"}, OktaResourceServerKey{ID: "c", KID: "c"})
	var wait sync.WaitGroup
	for range 3 {
		for _, id := range []string{"a", "b", "c"} {
			wait.Go(func() { w.send("activate", id) })
		}
	}
	wait.Wait()
	equal(t, "active keys", strings.Count(w.statuses(), " ACTIVE"), 1)
	equal(t, "without one", w.org.ResourceServerWasWithoutActiveKey(w.server), false)
}

// TestOktaWithoutActiveKey: a parent is without an active key of a use from when
// it had one.
func TestOktaWithoutActiveKey(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t)
	server := func(want bool) {
		t.Helper()
		equal(t, "server", w.org.ResourceServerWasWithoutActiveKey(w.server), want)
	}
	w.org.AddResourceServerKey(w.server, OktaResourceServerKey{ID: "a", KID: "a"})
	server(false) // never had one
	w.org.SetResourceServerKeyStatus(w.server, "a", "ACTIVE")
	w.org.AddResourceServerKey(w.server, OktaResourceServerKey{ID: "b", KID: "b"})
	w.send("activate", "b").expect(t, http.StatusOK) // takes the place at once
	w.org.RemoveResourceServerKey(w.server, "a")
	server(false)
	w.send("deactivate", "b").expect(t, http.StatusOK)
	w.send("activate", "b").expect(t, http.StatusOK)
	server(true) // for a moment, which counts
	w.server = w.org.AddAuthorizationServer(OktaAuthorizationServer{ResourceServerKeys: []OktaResourceServerKey{{ID: "a", Status: "ACTIVE"}}})
	server(false)
	w.org.RemoveResourceServerKey(w.server, "a")
	server(true)

	app := w.org.AddApp(OktaApp{TokenEndpointAuthMethod: "client_secret_basic", Keys: []OktaAppKey{{ID: "sig", KID: "sig"}, {ID: "enc", KID: "enc", Use: "enc", Status: "INACTIVE"}}})
	uses := func(sig, enc bool) {
		t.Helper()
		equal(t, "sig", w.org.AppWasWithoutActiveKey(app, "sig"), sig)
		equal(t, "enc", w.org.AppWasWithoutActiveKey(app, "enc"), enc)
	}
	uses(false, false)
	w.activate(app, "enc").expect(t, http.StatusOK)
	w.deactivate(app, "sig").expect(t, http.StatusOK)
	uses(true, false) // the other use does not help
	w.deactivate(app, "enc").expect(t, http.StatusOK)
	uses(true, true)
}

// TestOktaResourceServerKeyDirectChanges: what tests do looks as if requests had
// done it, but is not in the journal.
func TestOktaResourceServerKeyDirectChanges(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{ID: "first", KID: "first", Status: "ACTIVE"})
	id := w.org.AddResourceServerKey(w.server, OktaResourceServerKey{})
	w.org.SetResourceServerKeyStatus(w.server, id, "ACTIVE")
	w.org.SetResourceServerKeyStatus(w.server, id, "ACTIVE")
	w.org.RemoveResourceServerKey(w.server, "first")
	w.done("add "+id, "activate "+id, "deactivate first", "delete first")
	equal(t, "adds", w.org.ResourceServerKeyAdds(w.server), 1)
	equal(t, "journal", w.Journal().Len(), 0)
	w.org.ResourceServerKeyEffects(w.server)[0] = "changed"
	equal(t, "effects are copies", w.org.ResourceServerKeyEffects(w.server)[0], "add "+id)
}

func TestOktaImpossibleResourceServerKeysPanic(t *testing.T) {
	t.Parallel()
	org := New().Okta()
	server := org.AddAuthorizationServer(OktaAuthorizationServer{ResourceServerKeys: []OktaResourceServerKey{{ID: "apk1"}}})
	app := org.AddApp(OktaApp{})
	mustPanic(t, map[string]func(){
		"add to no server": func() { org.AddResourceServerKey("ausNone", OktaResourceServerKey{}) },
		"add twice":        func() { org.AddResourceServerKey(server, OktaResourceServerKey{ID: "apk1"}) },
		"add to sign with": func() { org.AddResourceServerKey(server, OktaResourceServerKey{Use: "sig"}) },
		"add an EC key": func() {
			org.AddResourceServerKey(server, OktaResourceServerKey{PublicKey: newECKey(elliptic.P256()).Public()})
		},
		"status":               func() { org.SetResourceServerKeyStatus(server, "apk1", "NEXT") },
		"status of no key":     func() { org.SetResourceServerKeyStatus(server, "apk2", "ACTIVE") },
		"remove no key":        func() { org.RemoveResourceServerKey(server, "apk2") },
		"encryption of none":   func() { org.SetAccessTokenEncryption("ausNone", "") },
		"without, no server":   func() { org.ResourceServerWasWithoutActiveKey("ausNone") },
		"without, no app":      func() { org.AppWasWithoutActiveKey("0oaNone", "sig") },
		"without, no such use": func() { org.AppWasWithoutActiveKey(app, "both") },
	})
}
