package sandbox

import (
	"crypto/rsa"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// resourceServerFixture is a fixture whose server has keys to encrypt access tokens to.
type resourceServerFixture struct{ *oktaFixture }

// newResourceServerFixture starts a sandbox with these keys on its server.
func newResourceServerFixture(t *testing.T, keys ...OktaResourceServerKey) resourceServerFixture {
	t.Helper()
	w := resourceServerFixture{newOktaFixture(t)}
	w.server = w.org.AddAuthorizationServer(OktaAuthorizationServer{ResourceServerKeys: keys})
	return w
}

// url is where the keys are, or what is below them.
func (w resourceServerFixture) url(below ...string) string {
	return strings.Join(append([]string{w.serverPath(), "resourceservercredentials", "keys"}, below...), "/")
}

// body is that of a good add, with other members.
func (w resourceServerFixture) body(change map[string]any) string {
	w.t.Helper()
	members := map[string]any{"use": "enc", "kid": "new"}
	for name, value := range change {
		members[name] = value
	}
	return jwk(w.t, members)
}

// send is one of the operations on a key: "activate", "deactivate" or "delete".
func (w resourceServerFixture) send(operation, id string) answer {
	w.t.Helper()
	if operation == "delete" {
		return w.do(w.request(http.MethodDelete, w.url(id), ""))
	}
	return w.post(w.url(id, "lifecycle", operation), "")
}

// keys lists the keys over HTTP, as raw members.
func (w resourceServerFixture) keys() []map[string]any {
	w.t.Helper()
	return decode[[]map[string]any](w.t, w.get(w.url()).expect(w.t, http.StatusOK))
}

// statuses is the kid and status of each key.
func (w resourceServerFixture) statuses() string {
	w.t.Helper()
	var out []string
	for _, k := range w.org.ResourceServerKeys(w.server) {
		out = append(out, k.KID+" "+k.Status)
	}
	return strings.Join(out, ", ")
}

// done checks what has happened to the keys.
func (w resourceServerFixture) done(want ...string) {
	w.t.Helper()
	equal(w.t, "effects", strings.Join(w.org.ResourceServerKeyEffects(w.server), ", "), strings.Join(want, ", "))
}

func TestOktaResourceServerKeyList(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t)
	a := w.get(w.url())
	a.is(t, http.StatusOK, "[]")
	equal(t, "content type", a.header.Get("Content-Type"), "application/json")
	var bodies []string
	for _, name := range []string{"b", "a"} {
		id := w.org.AddResourceServerKey(w.server, OktaResourceServerKey{KID: name})
		bodies = append(bodies, w.get(w.url(id)).expect(t, http.StatusOK))
	}
	w.get(w.url()).is(t, http.StatusOK, "["+strings.Join(bodies, ",")+"]")
}

func TestOktaResourceServerKeyMembers(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{KID: "a"}, OktaResourceServerKey{Status: "ACTIVE", Alg: "RSA-OAEP-256"})
	for i, want := range []struct {
		names       string
		status, kid any
	}{
		{"_links created e id kid kty lastUpdated n status use", "INACTIVE", "a"},
		{"created e id kid kty lastUpdated n status use", "ACTIVE", nil},
	} {
		k, stored := w.keys()[i], w.org.ResourceServerKeys(w.server)[i]
		equal(t, "members", memberNames(t, k), want.names)
		n, e := rsaMembers(stored.PublicKey)
		for name, value := range map[string]any{
			"kty": "RSA", "use": "enc", "status": want.status, "kid": want.kid, "n": n, "e": e, "id": stored.ID,
			"created": "2026-03-01T12:00:00.000Z", "lastUpdated": "2026-03-01T12:00:00.000Z",
		} {
			equal(t, name, k[name], value)
		}
		if !regexp.MustCompile(`^apk[0-9A-Za-z]{17}$`).MatchString(stored.ID) {
			t.Errorf("id %s", stored.ID)
		}
	}
}

func TestOktaResourceServerKeyLinks(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{ID: "off", KID: "a"}, OktaResourceServerKey{ID: "on", KID: "b", Status: "ACTIVE"})
	for _, alg := range []string{"", "RSA-OAEP-256"} {
		w.org.SetAccessTokenEncryption(w.server, alg)
		off, on := w.keys()[0], w.keys()[1]
		_, there := on["_links"]
		equal(t, "links of the ACTIVE key are there", there, false)
		equal(t, "links", memberNames(t, off["_links"]), "activate delete")
		for name, want := range map[string][2]string{
			"activate": {w.url("off", "lifecycle", "activate"), http.MethodPost}, "delete": {w.url("off"), http.MethodDelete},
		} {
			equal(t, name, part(t, off, "_links", name, "href"), any(w.org.URL()+want[0]))
			equal(t, name+" allows", part(t, off, "_links", name, "hints", "allow").([]any)[0], any(want[1]))
		}
	}
}

// TestOktaResourceServerKeysByAlias: the alias of the default server is as good
// as its id, for requests and for tests.
func TestOktaResourceServerKeysByAlias(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t)
	w.server = w.org.AddAuthorizationServer(OktaAuthorizationServer{Default: true})
	id := w.server
	w.server = "default"
	added := decode[map[string]any](t, w.post(w.url(), w.body(nil)).expect(t, http.StatusCreated))["id"].(string)
	equal(t, "link", part(t, w.keys()[0], "_links", "delete", "href"), any(w.org.URL()+w.url(added)))
	w.org.SetResourceServerKeyStatus("default", added, "ACTIVE")
	w.org.SetAccessTokenEncryption("default", "RSA-OAEP-256")
	byAlias := w.get(w.url()).expect(t, http.StatusOK)
	w.server = id
	w.get(w.url()).is(t, http.StatusOK, byAlias)
	w.done("add new", "activate new")
	w.server = "default"
	w.done("add new", "activate new")
	w.org.RemoveResourceServerKey("default", added)
	equal(t, "adds", w.org.ResourceServerKeyAdds("default"), 1)
}

// TestOktaServerWithEncryption: the server shows how it encrypts, and the keys
// without dates and links.
func TestOktaServerWithEncryption(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t)
	server := func() map[string]any {
		return decode[map[string]any](t, w.get(w.serverPath()).expect(t, http.StatusOK))
	}
	equal(t, "algorithm", server()["accessTokenEncryptedResponseAlgorithm"], nil)
	equal(t, "jwks", server()["jwks"], nil)
	updated := server()["lastUpdated"]
	w.Clock().Advance(time.Hour)
	w.org.AddResourceServerKey(w.server, OktaResourceServerKey{ID: "apk1", KID: "a", Status: "ACTIVE"})
	w.org.AddResourceServerKey(w.server, OktaResourceServerKey{KID: "b"})
	equal(t, "algorithm", server()["accessTokenEncryptedResponseAlgorithm"], nil)
	w.org.SetAccessTokenEncryption(w.server, "RSA-OAEP-512")
	equal(t, "algorithm", server()["accessTokenEncryptedResponseAlgorithm"], any("RSA-OAEP-512"))
	keys := part(t, server(), "jwks", "keys").([]any)
	equal(t, "number of keys", len(keys), 2)
	for i, status := range []string{"ACTIVE", "INACTIVE"} {
		equal(t, "members", memberNames(t, keys[i]), "e id kid kty n status use")
		equal(t, "status", part(t, keys[i], "status"), any(status))
		equal(t, "id", part(t, keys[i], "id"), any(w.org.ResourceServerKeys(w.server)[i].ID))
	}
	equal(t, "lastUpdated", server()["lastUpdated"], updated)
	w.org.SetAccessTokenEncryption(w.server, "")
	equal(t, "algorithm", server()["accessTokenEncryptedResponseAlgorithm"], nil)
}

func TestOktaResourceServerKeyNotFound(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{ID: "apk1", KID: "a"})
	every := func(check func(answer)) {
		check(w.get(w.url("a")))
		for _, operation := range []string{"activate", "deactivate", "delete"} {
			check(w.send(operation, "a"))
		}
	}
	every(func(a answer) { // asked for by its kid
		a.refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: a (JsonWebKey)")
	})
	w.server = "default" // of which there is none
	noServer := func(a answer) {
		a.refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: default (AuthorizationServer)")
	}
	every(noServer)
	noServer(w.get(w.url()))
	noServer(w.post(w.url(), w.body(nil)))
}

// TestOktaResourceServerKeysAreCopies: what a test was given does not change with
// the org, nor the org with it.
func TestOktaResourceServerKeysAreCopies(t *testing.T) {
	t.Parallel()
	given := []OktaResourceServerKey{{KID: "a", PublicKey: rsaKeys.rsaKey(1).Public()}}
	w := newResourceServerFixture(t, given...)
	given[0].KID = "changed"
	w.org.ResourceServerKeys(w.server)[0].KID = "changed"
	equal(t, "keys", w.statuses(), "a INACTIVE")
	equal(t, "key", w.org.ResourceServerKeys(w.server)[0].PublicKey.(*rsa.PublicKey).Equal(rsaKeys.rsaKey(1).Public()), true)
	w.org.RemoveAuthorizationServer(w.server)
	equal(t, "keys of a server that is gone", len(w.org.ResourceServerKeys(w.server)), 0)
	equal(t, "its effects", len(w.org.ResourceServerKeyEffects(w.server)), 0)
}
