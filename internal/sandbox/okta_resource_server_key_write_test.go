package sandbox

import (
	"crypto/elliptic"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestOktaResourceServerKeyLife: two keys, and one takes the other's place.
func TestOktaResourceServerKeyLife(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t)
	var ids []string
	for _, change := range []map[string]any{{"kid": "a", "status": "INACTIVE"}, {"kid": "b"}, {"kid": "c", "status": nil}} {
		added := w.post(w.url(), w.body(change)).expect(t, http.StatusCreated)
		id := decode[map[string]any](t, added)["id"].(string)
		w.get(w.url(id)).is(t, http.StatusOK, added)
		ids = append(ids, id)
	}
	equal(t, "keys", w.statuses(), "a INACTIVE, b INACTIVE, c INACTIVE")
	for _, id := range ids[:2] {
		activated := w.send("activate", id).expect(t, http.StatusOK)
		w.get(w.url(id)).is(t, http.StatusOK, activated)
		equal(t, "members", memberNames(t, decode[map[string]any](t, activated)), "created e id kid kty lastUpdated n status use")
	}
	equal(t, "keys", w.statuses(), "a INACTIVE, b ACTIVE, c INACTIVE")
	deactivated := w.send("deactivate", ids[1]).expect(t, http.StatusOK)
	w.get(w.url(ids[1])).is(t, http.StatusOK, deactivated)
	w.send("delete", ids[0]).is(t, http.StatusNoContent, "")
	w.get(w.url(ids[0])).refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: "+ids[0]+" (JsonWebKey)")
	equal(t, "keys", w.statuses(), "b INACTIVE, c INACTIVE")
	w.done("add a", "add b", "add c", "activate a", "activate b", "deactivate a", "deactivate b", "delete a")
	equal(t, "adds", w.org.ResourceServerKeyAdds(w.server), 3)
	for _, e := range w.Journal().Entries() {
		equal(t, "committed "+e.String(), e.Committed, e.Method != http.MethodGet)
	}
}

func TestOktaResourceServerKeyBody(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t)
	type change = map[string]any
	ec := keyBody(t, newECKey(elliptic.P256()).Public(), change{"use": "enc", "kid": "ec"})
	for _, c := range []struct{ body, wrong string }{
		{w.body(change{"kty": nil}), "kty"},
		{w.body(change{"kty": "EC"}), "kty"},
		{ec, "kty"},
		{w.body(change{"use": "sig"}), "use"},
		{w.body(change{"use": nil}), "use"},
		{`{"use":null,` + w.body(change{"use": nil})[1:], "use"},
		{keyBody(t, newECKey(elliptic.P256()).Public(), change{"kid": "ec"}), "use"},
		{w.body(change{"status": "NEXT"}), "status"},
		{w.body(change{"n": nil}), "n"},
		{w.body(change{"e": "AQ"}), "e"},
	} {
		w.post(w.url(), c.body).keyRefused(t, "Invalid value specified for key '"+c.wrong+"' parameter")
	}
	w.post(w.url(), w.body(change{"n": base64.RawURLEncoding.EncodeToString([]byte{1, 1})})).
		keyRefused(t, "RSA key length in the 'jwks' is less than '2,048' bits for the given key.")
	w.post(w.url(), "[]").refused(t, http.StatusBadRequest, "E0000003", "The request body was not well-formed.")
	w.done()
}

// TestOktaResourceServerKeyMembersOfRequests: what is no member of such a key is
// not kept, alg included; material comes back as it was sent.
func TestOktaResourceServerKeyMembersOfRequests(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t)
	exponent := base64.URLEncoding.EncodeToString([]byte{0, 1, 0, 1})
	added := decode[map[string]any](t, w.post(w.url(), w.body(map[string]any{
		"alg": "RSA-OAEP-256", "id": "apkMine", "created": "2020-01-01T00:00:00.000Z", "d": "secret", "x": "x", "e": exponent,
	})).expect(t, http.StatusCreated))
	equal(t, "members", memberNames(t, added), "_links created e id kid kty lastUpdated n status use")
	equal(t, "e", added["e"], any(exponent))
	equal(t, "id is made up", added["id"] == any("apkMine"), false)
	equal(t, "created", added["created"] == any("2020-01-01T00:00:00.000Z"), false)
	equal(t, "alg", w.org.ResourceServerKeys(w.server)[0].Alg, "")
}

// TestOktaResourceServerKeyChangesNothing: what is so already stays as it is,
// with encryption on too.
func TestOktaResourceServerKeyChangesNothing(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{ID: "on", KID: "a", Status: "ACTIVE"}, OktaResourceServerKey{ID: "off", KID: "b"})
	w.org.SetAccessTokenEncryption(w.server, "RSA-OAEP-256")
	before := w.get(w.url()).body
	w.Clock().Advance(time.Hour)
	w.send("activate", "on").is(t, http.StatusOK, w.get(w.url("on")).body)
	w.send("deactivate", "off").is(t, http.StatusOK, w.get(w.url("off")).body)
	w.get(w.url()).is(t, http.StatusOK, before)
	w.done()
	for _, e := range w.Journal().Entries() {
		equal(t, "committed", e.Committed, false)
	}
}

func TestOktaResourceServerKeyLastUpdated(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{ID: "on", KID: "a", Status: "ACTIVE"}, OktaResourceServerKey{ID: "off", KID: "b"}, OktaResourceServerKey{KID: "c"})
	w.Clock().Advance(time.Hour)
	w.send("activate", "off").expect(t, http.StatusOK)
	for i, moved := range []bool{true, true, false} {
		k := w.org.ResourceServerKeys(w.server)[i]
		equal(t, "lastUpdated of "+k.KID, k.LastUpdated.After(k.Created), moved)
		equal(t, "whole seconds", k.LastUpdated.Nanosecond(), 0)
	}
}

func TestOktaResourceServerKeyScopes(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{ID: "off", KID: "off"})
	reads := func() []answer { return []answer{w.get(w.url()), w.get(w.url("off"))} }
	writes := func() []answer {
		return []answer{w.post(w.url(), w.body(nil)), w.send("activate", "off"), w.send("deactivate", "off"), w.send("delete", "off")}
	}
	needs := func(scope string, answers []answer) {
		t.Helper()
		for _, a := range answers {
			equal(t, "status", a.status, http.StatusForbidden)
			equal(t, "scope", strings.Contains(a.header.Get("WWW-Authenticate"), `scope="`+scope+`", error="insufficient_scope"`), true)
		}
	}
	succeed := func(answers []answer) {
		t.Helper()
		for _, a := range answers {
			equal(t, "success", a.status/100, 2)
		}
	}
	w.auth = "Bearer " + w.org.AccessToken("okta.apps.manage")
	needs("okta.authorizationServers.read", reads())
	w.auth = "Bearer " + w.org.AccessToken("okta.authorizationServers.read")
	succeed(reads())
	needs("okta.authorizationServers.manage", writes())
	w.auth = "SSWS " + w.org.ReadOnlyAPIToken()
	succeed(reads())
	for _, a := range writes() {
		a.refused(t, http.StatusForbidden, "E0000006", "You do not have permission to perform the requested action")
	}
	w.done()
	w.auth = "Bearer " + w.org.AccessToken("okta.authorizationServers.manage")
	succeed(reads())
	succeed(writes())
	w.done("add new", "activate off", "deactivate off", "delete off")
	w.org.SetAccessManagement(false)
	w.get(w.url()).refused(t, http.StatusUnauthorized, "E0000015", "You do not have permission to access the feature you are requesting")
}

// TestOktaResourceServerKeyRequests: the media types and methods of the
// operations.
func TestOktaResourceServerKeyRequests(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{ID: "off", KID: "off"})
	for _, c := range [][2]string{
		{http.MethodGet, w.url()}, {http.MethodPost, w.url()}, {http.MethodGet, w.url("off")}, {http.MethodDelete, w.url("off")},
		{http.MethodPost, w.url("off", "lifecycle", "activate")}, {http.MethodPost, w.url("off", "lifecycle", "deactivate")},
	} {
		r := w.request(c[0], c[1], w.body(nil))
		r.Header.Set("Accept", "text/html")
		w.do(r).refused(t, http.StatusBadRequest, "E0000019", "Bad request.  Accept and/or Content-Type headers likely do not match supported values.")
		w.do(w.request(http.MethodPut, c[1], "{}")).refused(t, http.StatusMethodNotAllowed, "E0000022", "The endpoint does not support the provided HTTP method")
	}
	r := w.request(http.MethodPost, w.url(), w.body(nil))
	r.Header.Set("Content-Type", "text/plain")
	w.do(r).refused(t, http.StatusBadRequest, "E0000021", "Bad request.  Accept and/or Content-Type headers likely do not match supported values.")
	equal(t, "unknown", len(w.Unknown()), 0)
	w.post(w.url("off", "lifecycle", "delete"), "").expect(t, http.StatusNotImplemented) // the path in Okta's example
	equal(t, "unknown", len(w.Unknown()), 1)
	w.done()
}

// TestOktaResourceServerKeyFaults: a fault that commits has the request done,
// another does not.
func TestOktaResourceServerKeyFaults(t *testing.T) {
	t.Parallel()
	w := newResourceServerFixture(t, OktaResourceServerKey{ID: "off", KID: "off"}, OktaResourceServerKey{ID: "old", KID: "old"})
	for _, step := range []struct {
		match func(*http.Request) bool
		send  func() answer
	}{
		{OnResourceServerKeyAdd, func() answer { return w.post(w.url(), w.body(nil)) }},
		{OnResourceServerKeyActivate, func() answer { return w.send("activate", "off") }},
		{OnResourceServerKeyDeactivate, func() answer { return w.send("deactivate", "off") }},
		{OnResourceServerKeyDelete, func() answer { return w.send("delete", "old") }},
	} {
		for _, commit := range []bool{false, true} {
			before := len(w.org.ResourceServerKeyEffects(w.server))
			w.Inject(Fault{Match: step.match, Commit: commit, Answer: Status(http.StatusBadGateway)})
			step.send().expect(t, http.StatusBadGateway)
			equal(t, "done", len(w.org.ResourceServerKeyEffects(w.server)) == before+1, commit)
		}
	}
	w.done("add new", "activate off", "deactivate off", "delete old")
}
