package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// seededAnswers is all that clients of a sandbox with a seed see and that tests look up,
// over operations of all kinds.
func seededAnswers(t *testing.T, opts ...Option) string {
	t.Helper()
	s := New(opts...)
	t.Cleanup(s.Close)
	for _, listen := range []func() error{s.Auth0().ListenInProcess, s.Okta().ListenInProcess} {
		equal(t, "error of the listen", listen(), nil)
	}
	var seen []string
	see := func(r *http.Request) {
		answered, err := roundTrip(&http.Client{Transport: s.Transport()}, r)
		if err != nil {
			t.Fatal(err)
		}
		var header strings.Builder
		_ = answered.header.Write(&header)
		seen = append(seen, http.StatusText(answered.status), header.String(), answered.body)
	}
	tenant, org := s.Auth0(), s.Okta()
	conn := tenant.AddConnection(Auth0Connection{})
	a := &auth0Fixture{Sandbox: s, t: t, tenant: tenant, conn: conn, token: tenant.Token()}
	o := &oktaFixture{Sandbox: s, t: t, org: org, auth: "SSWS " + org.APIToken(), server: org.AddAuthorizationServer(OktaAuthorizationServer{Default: true})}
	app := org.AddApp(OktaApp{Keys: []OktaAppKey{{KID: "a"}}})
	seen = append(seen, a.token, o.auth, app, tenant.AddClient(Auth0Client{}).ClientSecret, org.AddClient(OktaClient{}).ClientID)
	see(a.request(http.MethodPost, a.rotatePath(), `{"signing_alg":"ES256"}`))
	see(a.request(http.MethodPost, a.rotatePath(), `{"signing_alg":"ES384"}`))
	see(a.request(http.MethodGet, "/api/v2/connections/none/keys", ""))
	s.Age(time.Hour)
	see(a.request(http.MethodGet, a.keysPath(), ""))
	see(o.request(http.MethodPost, o.rotatePath(), `{"use":"sig"}`))
	see(o.request(http.MethodGet, "/api/v1/apps/none", ""))
	see(o.request(http.MethodGet, "/api/v1/apps/"+app+"/credentials/jwks", ""))
	seen = append(seen, org.AddAppKey(app, OktaAppKey{}), org.AddResourceServerKey(o.server, OktaResourceServerKey{KID: "a"}))
	see(o.request(http.MethodGet, o.serverPath(), ""))
	return strings.Join(seen, "\n")
}

// The same seed and the same requests give the same answers, to the byte: IDs, keys,
// certificates, request IDs, tokens. Another seed gives others.
func TestSeedGivesTheSameAnswers(t *testing.T) {
	t.Parallel()
	still := []Option{WithStart(testStart), WithStillClock()}
	first := seededAnswers(t, append(slices.Clone(still), WithSeed(1))...)
	equal(t, "answers", seededAnswers(t, append(slices.Clone(still), WithSeed(1))...), first)
	for name, other := range map[string]string{
		"another seed": seededAnswers(t, append(slices.Clone(still), WithSeed(2))...),
		"no seed":      seededAnswers(t, still...),
	} {
		kids := regexp.MustCompile(`"kid":"[^"]{43}"`).FindAllString(other, -1)
		equal(t, "keys with "+name, len(kids) > 5, true)
		for _, kid := range kids {
			equal(t, kid+" is the same with "+name, strings.Contains(first, kid), false)
		}
	}
}

// The keys of a seed are the same on every machine and day.
func TestSeedGivesTheseKeys(t *testing.T) {
	t.Parallel()
	s := New(WithSeed(42))
	t.Cleanup(s.Close)
	id := s.Auth0().AddConnection(Auth0Connection{})
	equal(t, "id of the connection", id, "con_brZtWKjbcp38MRpZ")
	equal(t, "kid of RSA", s.Auth0().Keys(id)[0].KID, "MWjdyIS7r0dXxd44ojsuWWQgNcQ-3Ene1jSfmZhabYY")
	for curve, want := range map[elliptic.Curve]string{
		elliptic.P256(): "B55-U7UcHW4ClUqF3ZeemTcGrwo8SwKwzPV_fusNH_0", elliptic.P384(): "76HcLA52Dc7kvPTJUO7AapsPqTXKPBnSfUAK4pd0fYE",
	} {
		equal(t, "kid of "+curve.Params().Name, keyID(s.Auth0().keySource.ecKey(curve, 7).Public()), want)
	}
}

// All pairs of the stored primes are keys that crypto/rsa accepts, of 2048 bits, and
// differ.
func TestSeededKeysDiffer(t *testing.T) {
	t.Parallel()
	pairs := primePairs()
	equal(t, "pairs", len(pairs), 2016)
	keys := seededKeys{seed: 3, service: "any"}
	kids := map[string]bool{}
	for i := range pairs {
		public := keys.rsaKey(i).PublicKey
		equal(t, "size", public.N.BitLen(), rsaBits)
		kids[keyID(&public)] = true
	}
	equal(t, "keys", len(kids), len(pairs))
	for i := 0; i < len(pairs); i += 200 {
		equal(t, "error of crypto/rsa", pairs[i]().Validate(), nil)
	}
	mustPanic(t, map[string]func(){"one too many": func() { keys.rsaKey(len(pairs)) }})
	var ec *ecdsa.PrivateKey = keys.ecKey(elliptic.P256(), 1)
	equal(t, "EC key", ec.Equal(keys.ecKey(elliptic.P256(), 1)), true)
	equal(t, "other EC key", ec.Equal(keys.ecKey(elliptic.P256(), 2)), false)
	var key *rsa.PrivateKey = keys.rsaKey(1)
	equal(t, "other RSA key", key.Equal(seededKeys{seed: 4, service: "any"}.rsaKey(1)), false)
}

// Requests to one vendor do not change what the other one makes up.
func TestSeedOfOneVendor(t *testing.T) {
	t.Parallel()
	made := func(requests int) string {
		w := &oktaFixture{Sandbox: New(WithSeed(5)), t: t}
		t.Cleanup(w.Close)
		w.org = w.Okta()
		w.Auth0().Token()
		equal(t, "error of the listen", w.org.ListenInProcess(), nil)
		for range requests {
			outcome(w.Transport(), w.request(http.MethodGet, "/api/v1/apps/none", ""))
			w.Auth0().AddConnection(Auth0Connection{})
		}
		server := w.org.AddAuthorizationServer(OktaAuthorizationServer{})
		return server + w.org.SigningKeys(server)[0].KID
	}
	equal(t, "server", made(3), made(0))
}

// A clock that stands still moves only when it is told to, and what happens at one time
// keeps its order.
func TestStillClock(t *testing.T) {
	t.Parallel()
	s := New(WithStart(testStart), WithStillClock())
	t.Cleanup(s.Close)
	equal(t, "time", s.Clock().Now(), testStart)
	app := s.Okta().AddApp(OktaApp{Keys: []OktaAppKey{{KID: "a"}, {KID: "b"}}})
	s.Okta().AddAppKey(app, OktaAppKey{KID: "c"})
	var kids []string
	for _, k := range s.Okta().AppKeys(app) {
		kids = append(kids, k.KID)
		equal(t, "created", k.Created, testStart.Truncate(time.Second))
	}
	equal(t, "kids", strings.Join(kids, " "), "a b c")
	s.Clock().Advance(time.Minute)
	equal(t, "time", s.Clock().Now(), testStart.Add(time.Minute))
	s.Clock().Advance(-2 * time.Minute)
	equal(t, "time", s.Clock().Now(), testStart.Add(-time.Minute))
}

// Of two changes at one time, reads show both or neither.
func TestLagWithAStillClock(t *testing.T) {
	t.Parallel()
	s := New(WithStart(testStart), WithStillClock())
	t.Cleanup(s.Close)
	w := &oktaFixture{Sandbox: s, t: t, org: s.Okta(), auth: "SSWS " + s.Okta().APIToken(), server: s.Okta().AddAuthorizationServer(OktaAuthorizationServer{})}
	equal(t, "error of the listen", w.org.ListenInProcess(), nil)
	see := func(by time.Duration) string {
		w.SetLag(behind(by))
		answered, err := roundTrip(&http.Client{Transport: w.Transport()}, w.request(http.MethodGet, w.keysPath(), ""))
		equal(t, "error", err, nil)
		return answered.expect(t, http.StatusOK)
	}
	s.Clock().Advance(time.Minute)
	before := see(0)
	w.org.Rotate(w.server)
	w.org.Rotate(w.server)
	after := see(0)
	equal(t, "a nanosecond before", see(1), before)
	s.Clock().Advance(time.Second)
	equal(t, "at the time", see(time.Second), after)
	equal(t, "a nanosecond before", see(time.Second+1), before)
}

// BenchmarkSeededSandbox makes a sandbox with a parent of each kind.
func BenchmarkSeededSandbox(b *testing.B) {
	seed := uint64(0)
	for b.Loop() {
		seed++
		s := New(WithSeed(seed), WithStart(testStart), WithStillClock())
		s.Auth0().AddConnection(Auth0Connection{})
		s.Okta().AddAuthorizationServer(OktaAuthorizationServer{})
		s.Okta().AddApp(OktaApp{Keys: []OktaAppKey{{KID: "a"}}})
		s.Close()
	}
}
