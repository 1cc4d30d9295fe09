package sandbox

import (
	"crypto/rsa"
	"encoding/base64"
	"math/big"
	"net/http"
	"strings"
	"testing"
)

func TestOktaListKeysAnswersBareArray(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	a := w.get(w.keysPath())
	a.expect(t, http.StatusOK)
	equal(t, "content type", a.header.Get("Content-Type"), "application/json")
	if !strings.HasPrefix(a.body, `[{"status":"ACTIVE"`) || !strings.HasSuffix(a.body, "}]") {
		t.Errorf("not a bare array of keys: %s", a.body)
	}
}

func TestOktaFirstKeys(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	keys := w.list()
	equal(t, "number of keys", len(keys), 2)
	equal(t, "first", keys[0].Status, "ACTIVE")
	equal(t, "second", keys[1].Status, "NEXT")
	w.server = w.org.AddAuthorizationServer(OktaAuthorizationServer{WithoutNext: true})
	keys = w.list()
	equal(t, "number of keys without NEXT", len(keys), 1)
	equal(t, "only", keys[0].Status, "ACTIVE")
}

func TestOktaKeyMembers(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	stored := w.org.SigningKeys(w.server)
	for i, k := range decode[[]map[string]any](t, w.get(w.keysPath()).body) {
		public := stored[i].PublicKey.(*rsa.PublicKey)
		equal(t, "bits", public.N.BitLen(), 2048)
		for name, want := range map[string]any{
			"alg": "RS256", "kty": "RSA", "use": "sig", "e": "AQAB", "kid": stored[i].KID, "status": stored[i].Status,
			"n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
		} {
			equal(t, name, k[name], want)
		}
		equal(t, "number of members", len(k), 8)
	}
}

func TestOktaKeyLinks(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for _, k := range w.list() {
		self := k.Links["self"]
		equal(t, "self", self.Href, w.org.URL()+w.keysPath()+"/"+k.KID)
		equal(t, "allow", strings.Join(self.Hints.Allow, ","), "GET")
		equal(t, "number of links", len(k.Links), 1)
	}
}

func TestOktaKIDIsThumbprint(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.rotate()
	seen := map[string]bool{}
	for _, k := range w.list() {
		n, err := base64.RawURLEncoding.DecodeString(k.N)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "kid", k.KID, keyID(&rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}))
		equal(t, "length", len(k.KID), 43)
		seen[k.KID] = true
	}
	equal(t, "number of kids", len(seen), 3)
}

func TestOktaGetKey(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.rotate()
	for _, k := range w.list() {
		got := decode[oktaSigningKeyJSON](t, w.get(w.keysPath()+"/"+k.KID).expect(t, http.StatusOK))
		equal(t, "key", statuses([]oktaSigningKeyJSON{got}), statuses([]oktaSigningKeyJSON{k}))
		equal(t, "modulus", got.N, k.N)
	}
}

func TestOktaNotFound(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.get(w.keysPath()+"/none").refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: none (JsonWebKey)")
	w.org.RemoveAuthorizationServer(w.server)
	gone := "Not found: Resource not found: " + w.server + " (AuthorizationServer)"
	w.get(w.serverPath()).refused(t, http.StatusNotFound, "E0000007", gone)
	w.get(w.keysPath()).refused(t, http.StatusNotFound, "E0000007", gone)
	w.get(w.keysPath()+"/none").refused(t, http.StatusNotFound, "E0000007", gone)
	w.post(w.rotatePath(), `{"use":"sig"}`).refused(t, http.StatusNotFound, "E0000007", gone)
	equal(t, "keys", len(w.org.SigningKeys(w.server)), 0)
	w.server = "default"
	w.get(w.serverPath()).refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: default (AuthorizationServer)")
}
