package sandbox

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

// setJSON is a JWK set as a verifier reads it.
type setJSON struct {
	Keys []struct{ KID, Kty, Use, Alg, N string } `json:"keys"`
}

// kids are those of the keys, in order.
func (s setJSON) kids() (kids []string) {
	for _, key := range s.Keys {
		kids = append(kids, key.KID)
	}
	slices.Sort(kids)
	return kids
}

// expectKIDs fails the test unless these are the published keys.
func (s setJSON) expectKIDs(t *testing.T, want ...string) {
	t.Helper()
	slices.Sort(want)
	if !slices.Equal(s.kids(), want) {
		t.Errorf("published are %q, want %q", s.kids(), want)
	}
}

// connectionKIDs are the kids that are stored for the fixture's connection.
func (w *auth0Fixture) connectionKIDs() (kids []string) {
	for _, key := range w.tenant.Keys(w.conn) {
		kids = append(kids, key.KID)
	}
	return kids
}

const publishedConnection = "/oauth/connection/Example-OIDC-Connection/.well-known/jwks.json"

// public is a request without a token.
func (w *auth0Fixture) public(path string) answer {
	w.t.Helper()
	r := w.request(http.MethodGet, path, "")
	r.Header.Del("Authorization")
	return w.do(r)
}

func TestPublishedConnectionKeys(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	read := func() setJSON {
		return decode[setJSON](t, w.public(publishedConnection).expect(t, http.StatusOK))
	}
	read().expectKIDs(t, w.connectionKIDs()...)
	w.rotate()
	set := read()
	set.expectKIDs(t, w.connectionKIDs()...)
	equal(t, "number of keys after a rotation", len(set.Keys), 3)
	for _, key := range set.Keys {
		if key.Kty != "RSA" || key.Use != "sig" || key.Alg != "RS256" || key.N == "" {
			t.Errorf("a verifier cannot use %+v", key)
		}
	}
	w.public("/oauth/connection/Another/.well-known/jwks.json").expect(t, http.StatusNotFound)
	w.tenant.SetAuthMethod(w.conn, authMethodDefault)
	w.public(publishedConnection).expect(t, http.StatusNotFound)
}

func TestPublishedServerMetadata(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	server := decode[oktaServerJSON](t, w.get(w.serverPath()).expect(t, http.StatusOK))
	w.auth = ""
	path := "/oauth2/" + w.server + "/.well-known/oauth-authorization-server"
	metadata := decode[oktaMetadataJSON](t, w.get(path).expect(t, http.StatusOK))
	equal(t, "issuer", metadata.Issuer, server.Issuer)
	equal(t, "jwks_uri", metadata.JWKSURI, server.Issuer+"/v1/keys")
	w.get("/oauth2/aus0/.well-known/oauth-authorization-server").expect(t, http.StatusNotFound)
}

func TestPublishedSigningKeys(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.rotate()
	w.auth = ""
	set := decode[setJSON](t, w.get("/oauth2/"+w.server+"/v1/keys").expect(t, http.StatusOK))
	var stored []string
	for _, key := range w.org.SigningKeys(w.server) {
		stored = append(stored, key.KID)
	}
	set.expectKIDs(t, stored...)
	equal(t, "number of keys", len(set.Keys), 3)
	w.get("/oauth2/aus0/v1/keys").expect(t, http.StatusNotFound)
}

// A document shows the keys of before as long as it lags, or as a cache holds it. Its Date is
// that of when it was made.
func TestPublishedKeysLagAndAge(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Clock().Advance(48 * time.Hour)
	before := w.connectionKIDs()
	w.tenant.Rotate(w.conn)
	after := w.connectionKIDs()
	w.Clock().Advance(24 * time.Hour)
	for name, c := range map[string]struct {
		p                 Publication
		kids              []string
		cacheControl, age string
		date              time.Duration
	}{
		"up to date":            {Publication{}, after, "", "", 0},
		"with max-age":          {Publication{MaxAge: time.Hour}, after, "max-age=3600", "", 0},
		"behind":                {Publication{Lag: 25 * time.Hour}, before, "", "", 0},
		"not behind any longer": {Publication{Lag: 23 * time.Hour}, after, "", "", 0},
		"from a cache":          {Publication{MaxAge: time.Hour, Age: time.Minute}, after, "max-age=3600", "60", time.Minute},
		"old, from a cache":     {Publication{Age: 25 * time.Hour}, before, "", "90000", 25 * time.Hour},
		"behind and old":        {Publication{Lag: 13 * time.Hour, Age: 12 * time.Hour}, before, "", "43200", 12 * time.Hour},
	} {
		w.SetPublication(c.p)
		a := w.public(publishedConnection)
		decode[setJSON](t, a.expect(t, http.StatusOK)).expectKIDs(t, c.kids...)
		equal(t, name+": Cache-Control", a.header.Get("Cache-Control"), c.cacheControl)
		equal(t, name+": Age", a.header.Get("Age"), c.age)
		date, err := http.ParseTime(a.header.Get("Date"))
		if off := w.Clock().Now().Add(-c.date).Sub(date); err != nil || off < 0 || off > 10*time.Second {
			t.Errorf("%s: dated %s, which is off by %s: %v", name, date, off, err)
		}
	}
	equal(t, "lag of the Management API", lastEntry(w.Sandbox).Lag, 0)
}
