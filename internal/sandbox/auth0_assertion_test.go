package sandbox

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// assertionClaims are claims that the tenant accepts, in the form in which the
// SDK makes them: a single audience as a string, two minutes of life.
func (w *auth0Fixture) assertionClaims(client Auth0Client) map[string]any {
	now := time.Now()
	return map[string]any{
		"iss": client.ClientID, "sub": client.ClientID, "aud": w.tenant.URL() + "/",
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(2 * time.Minute).Unix(), "jti": randomHex(8),
	}
}

// sign makes an assertion.
func (w *auth0Fixture) sign(alg jose.SignatureAlgorithm, key crypto.Signer, claims any) string {
	w.t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		w.t.Fatal(err)
	}
	return text
}

// assert asks for a token with an assertion.
func (w *auth0Fixture) assert(assertion string, more ...string) answer {
	w.t.Helper()
	return w.do(w.form(append([]string{
		"grant_type", "client_credentials", "audience", w.audience(),
		"client_assertion_type", assertionType, "client_assertion", assertion,
	}, more...)...))
}

func TestAssertionGrant(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for alg, key := range map[jose.SignatureAlgorithm]crypto.Signer{
		jose.RS256: rsaKeys.rsaKey(0), jose.RS384: rsaKeys.rsaKey(0), jose.PS256: rsaKeys.rsaKey(0), jose.ES256: ec,
	} {
		client := w.tenant.AddClient(Auth0Client{PublicKey: key.Public()})
		w.token = decode[auth0TokenJSON](t, w.assert(w.sign(alg, key, w.assertionClaims(client))).expect(t, http.StatusOK)).AccessToken
		w.call(http.MethodGet, w.keysPath()).expect(t, http.StatusOK)
	}
}

func TestAssertionAudiences(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	client := w.tenant.AddClient(Auth0Client{PublicKey: rsaKeys.rsaKey(0).Public()})
	base := w.tenant.URL() + "/"
	for _, aud := range []any{base, strings.Replace(base, "http:", "https:", 1), []string{base}, []string{"https://other/", base}} {
		claims := w.assertionClaims(client)
		claims["aud"] = aud
		w.assert(w.sign(jose.RS256, rsaKeys.rsaKey(0), claims)).expect(t, http.StatusOK)
	}
}

// TestAssertionIgnoresSandboxClock: clients sign with the wall clock.
func TestAssertionIgnoresSandboxClock(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Clock().Advance(1000 * time.Hour)
	client := w.tenant.AddClient(Auth0Client{PublicKey: rsaKeys.rsaKey(0).Public()})
	w.assert(w.sign(jose.RS256, rsaKeys.rsaKey(0), w.assertionClaims(client))).expect(t, http.StatusOK)
}

// badAssertions are changes to good claims, and what the tenant says of them.
var badAssertions = map[string]struct {
	change func(claims map[string]any)
	says   string
}{
	"audience":     {func(c map[string]any) { c["aud"] = "https://other.example/" }, "go-jose/go-jose/jwt: validation failed, invalid audience claim (aud)"},
	"issuer":       {func(c map[string]any) { c["iss"] = "somebody" }, "go-jose/go-jose/jwt: validation failed, invalid issuer claim (iss)"},
	"subject":      {func(c map[string]any) { c["sub"] = "somebody" }, "its sub is not a client that uses private_key_jwt"},
	"expired":      {func(c map[string]any) { c["exp"] = time.Now().Add(-11 * time.Second).Unix() }, "go-jose/go-jose/jwt: validation failed, token is expired (exp)"},
	"not yet":      {func(c map[string]any) { c["nbf"] = time.Now().Add(20 * time.Second).Unix() }, "go-jose/go-jose/jwt: validation failed, token not valid yet (nbf)"},
	"future":       {func(c map[string]any) { c["iat"] = time.Now().Add(20 * time.Second).Unix() }, "go-jose/go-jose/jwt: validation field, token issued in the future (iat)"},
	"no expiry":    {func(c map[string]any) { delete(c, "exp") }, "it has no exp"},
	"no id":        {func(c map[string]any) { delete(c, "jti") }, "it has no jti"},
	"too long":     {func(c map[string]any) { c["exp"] = time.Now().Add(6 * time.Minute).Unix() }, "'exp' claim must specify a time that is no more than 5 minutes after 'iat'"},
	"claims' kind": {func(c map[string]any) { c["exp"] = "soon" }, "its claims cannot be read"},
}

func TestBadAssertions(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	client := w.tenant.AddClient(Auth0Client{PublicKey: rsaKeys.rsaKey(0).Public()})
	for name, bad := range badAssertions {
		claims := w.assertionClaims(client)
		bad.change(claims)
		t.Log(name)
		w.assert(w.sign(jose.RS256, rsaKeys.rsaKey(0), claims)).refusedAssertion(t, bad.says)
	}
	good := w.sign(jose.RS256, rsaKeys.rsaKey(0), w.assertionClaims(client))
	w.assert(good, "client_id", "somebody").refusedAssertion(t, "its sub is not the client_id of the request")
	w.assert("nonsense").refusedAssertion(t, "it is not a JWT signed with an asymmetric algorithm")
	foreign := w.sign(jose.RS256, rsaKeys.rsaKey(1), w.assertionClaims(client))
	w.assert(foreign).refusedAssertion(t, "the signature does not match the client's key")
}

func TestAssertionIsForOneUse(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	client := w.tenant.AddClient(Auth0Client{PublicKey: rsaKeys.rsaKey(0).Public()})
	assertion := w.sign(jose.RS256, rsaKeys.rsaKey(0), w.assertionClaims(client))
	w.assert(assertion).expect(t, http.StatusOK)
	w.assert(assertion).refusedAssertion(t, "it has been used before")
}

// refusedAssertion checks for the answer to a bad assertion.
func (a answer) refusedAssertion(t *testing.T, says string) {
	t.Helper()
	a.is(t, http.StatusUnauthorized, `{"error":"invalid_client","error_description":"Failed to verify the client assertion: `+says+`"}`)
}
