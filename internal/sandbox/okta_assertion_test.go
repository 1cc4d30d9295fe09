package sandbox

import (
	"crypto"
	"crypto/elliptic"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// signJWT signs claims with headers of choice.
func signJWT(t *testing.T, alg jose.SignatureAlgorithm, key any, opts *jose.SignerOptions, claims any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, opts)
	if err != nil {
		t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// assertionClaims are claims that the org accepts, as the SDK makes them.
func (w *oktaFixture) assertionClaims(client OktaClient) map[string]any {
	now := time.Now()
	return map[string]any{
		"iss": client.ClientID, "sub": client.ClientID, "aud": w.org.URL() + oktaTokenPath,
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "jti": randomHex(8),
	}
}

// assert makes a token request with an assertion.
func (w *oktaFixture) assert(assertion string, more ...string) *http.Request {
	w.t.Helper()
	return w.form(append([]string{
		"grant_type", "client_credentials", "scope", "okta.authorizationServers.manage",
		"client_assertion_type", assertionType, "client_assertion", assertion,
	}, more...)...)
}

// good is an assertion of a client whose key is the first of the pool.
func (w *oktaFixture) good(client OktaClient) string {
	w.t.Helper()
	return signJWT(w.t, jose.RS256, rsaKeys.rsaKey(0), nil, w.assertionClaims(client))
}

// client adds one whose key is the first of the pool.
func (w *oktaFixture) client(c OktaClient) OktaClient {
	c.PublicKey = rsaKeys.rsaKey(0).Public()
	return w.org.AddClient(c)
}

func TestOktaTokenGrant(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	ec := map[jose.SignatureAlgorithm]elliptic.Curve{jose.ES256: elliptic.P256(), jose.ES384: elliptic.P384(), jose.ES512: elliptic.P521()}
	for _, alg := range assertionAlgorithms {
		var key crypto.Signer = rsaKeys.rsaKey(0)
		if curve, ok := ec[alg]; ok {
			key = newECKey(curve)
		}
		client := w.org.AddClient(OktaClient{PublicKey: key.Public()})
		a := w.do(w.assert(signJWT(t, alg, key, nil, w.assertionClaims(client))))
		token := decode[oktaTokenJSON](t, a.expect(t, http.StatusOK)).AccessToken
		equal(t, "body", a.body, `{"token_type":"Bearer","expires_in":3600,"access_token":"`+token+`","scope":"okta.authorizationServers.manage"}`)
		equal(t, "Cache-Control", a.header.Get("Cache-Control"), "no-store")
		w.auth = "Bearer " + token
		w.rotate()
	}
	equal(t, "API", len(w.Journal().API()), len(assertionAlgorithms))
}

func TestOktaGrantedTokenExpires(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.auth = "Bearer " + decode[oktaTokenJSON](t, w.do(w.assert(w.good(w.client(OktaClient{})))).body).AccessToken
	w.Clock().Advance(59 * time.Minute)
	w.get(w.keysPath()).expect(t, http.StatusOK)
	w.Clock().Advance(time.Minute)
	w.get(w.keysPath()).expect(t, http.StatusUnauthorized)
}

func TestOktaGrantedScopes(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	client := w.client(OktaClient{Scopes: []string{"okta.authorizationServers.read", "okta.apps.read"}})
	for asked, granted := range map[string]string{
		"okta.apps.read": "okta.apps.read",
		" okta.authorizationServers.read  okta.apps.read ":                "okta.authorizationServers.read okta.apps.read",
		"okta.authorizationServers.manage okta.authorizationServers.read": "okta.authorizationServers.read",
	} {
		a := w.do(w.assert(w.good(client), "scope", asked))
		equal(t, "scope", decode[oktaTokenJSON](t, a.expect(t, http.StatusOK)).Scope, granted)
	}
	w.do(w.assert(w.good(client), "scope", "okta.authorizationServers.manage")).is(t, http.StatusBadRequest,
		`{"error":"invalid_scope","error_description":"The requested scope is not granted to the client: okta.authorizationServers.manage"}`)
	w.do(w.assert(w.good(client), "scope", " ")).is(t, http.StatusBadRequest,
		`{"error":"invalid_scope","error_description":"The scope parameter is required."}`)
}

func TestOktaReadOnlyClient(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	client := w.client(OktaClient{ReadOnly: true})
	w.auth = "Bearer " + decode[oktaTokenJSON](t, w.do(w.assert(w.good(client))).body).AccessToken
	w.get(w.keysPath()).expect(t, http.StatusOK)
	w.post(w.rotatePath(), `{"use":"sig"}`).refused(t, http.StatusForbidden, "E0000006",
		"You do not have permission to perform the requested action")
}

func TestOktaGrantType(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.do(w.form("grant_type", "password")).is(t, http.StatusBadRequest,
		`{"error":"unsupported_grant_type","error_description":"The authorization grant type 'password' is not supported."}`)
	w.do(w.form()).is(t, http.StatusBadRequest,
		`{"error":"invalid_request","error_description":"The token request must specify a 'grant_type'."}`)
	w.do(w.form("grant_type", "client_credentials", "client_id", "x", "client_secret", "y")).is(t, http.StatusUnauthorized,
		`{"error":"invalid_client","error_description":"The client_assertion_type is invalid."}`)
	r := w.form("grant_type", "client_credentials")
	r.Header.Set("Content-Type", "application/json")
	w.do(r).refused(t, http.StatusBadRequest, "E0000021",
		"Bad request.  Accept and/or Content-Type headers likely do not match supported values.")
}

func TestOktaAssertionAudiences(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	client := w.client(OktaClient{})
	endpoint := w.org.URL() + oktaTokenPath
	for _, aud := range []any{strings.Replace(endpoint, "http:", "https:", 1), []string{endpoint}} {
		claims := w.assertionClaims(client)
		claims["aud"] = aud
		w.do(w.assert(signJWT(t, jose.RS256, rsaKeys.rsaKey(0), nil, claims))).expect(t, http.StatusOK)
	}
}

// TestOktaAssertionIgnoresSandboxClock: clients sign with the wall clock.
func TestOktaAssertionIgnoresSandboxClock(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.Clock().Advance(1000 * time.Hour)
	w.do(w.assert(w.good(w.client(OktaClient{})))).expect(t, http.StatusOK)
}

// badOktaAssertions are changes to good claims, and what the org says of them.
var badOktaAssertions = map[string]struct {
	change func(claims map[string]any)
	says   string
}{
	"audience":     {func(c map[string]any) { c["aud"] = "https://other.example/oauth2/v1/token" }, "go-jose/go-jose/jwt: validation failed, invalid audience claim (aud)"},
	"org":          {func(c map[string]any) { c["aud"] = strings.TrimSuffix(c["aud"].(string), oktaTokenPath) }, "go-jose/go-jose/jwt: validation failed, invalid audience claim (aud)"},
	"issuer":       {func(c map[string]any) { c["iss"] = "somebody" }, "go-jose/go-jose/jwt: validation failed, invalid issuer claim (iss)"},
	"subject":      {func(c map[string]any) { c["sub"] = "somebody" }, "The client_assertion names no client of the org."},
	"expired":      {func(c map[string]any) { c["exp"] = time.Now().Add(-time.Second).Unix() }, "The client_assertion token is expired."},
	"no expiry":    {func(c map[string]any) { delete(c, "exp") }, "The client_assertion must have an expiration."},
	"too long":     {func(c map[string]any) { c["exp"] = time.Now().Add(61 * time.Minute).Unix() }, "The client_assertion token has an expiration too far into the future."},
	"future":       {func(c map[string]any) { c["iat"] = time.Now().Add(6 * time.Minute).Unix() }, "go-jose/go-jose/jwt: validation field, token issued in the future (iat)"},
	"claims' kind": {func(c map[string]any) { c["exp"] = "soon" }, "The claims of the client_assertion cannot be read."},
}

func TestOktaBadAssertions(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	client := w.client(OktaClient{})
	for name, bad := range badOktaAssertions {
		claims := w.assertionClaims(client)
		bad.change(claims)
		t.Log(name)
		w.do(w.assert(signJWT(t, jose.RS256, rsaKeys.rsaKey(0), nil, claims))).refusedOktaAssertion(t, bad.says)
	}
	w.do(w.assert(w.good(client), "client_id", "somebody")).refusedOktaAssertion(t, "The client_id is not the subject of the client_assertion.")
	w.do(w.assert("nonsense")).refusedOktaAssertion(t, "The client_assertion is not a JWT signed with an asymmetric algorithm.")
	symmetric := signJWT(t, jose.HS256, make([]byte, 32), nil, w.assertionClaims(client))
	w.do(w.assert(symmetric)).refusedOktaAssertion(t, "The client_assertion is not a JWT signed with an asymmetric algorithm.")
	foreign := signJWT(t, jose.RS256, rsaKeys.rsaKey(1), nil, w.assertionClaims(client))
	w.do(w.assert(foreign)).refusedOktaAssertion(t, "The client_assertion signature is invalid.")
}

func TestOktaAssertionKID(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	named := w.client(OktaClient{KeyID: "key-1"})
	kid := func(id string) *jose.SignerOptions { return new(jose.SignerOptions).WithHeader("kid", id) }
	w.do(w.assert(w.good(named))).expect(t, http.StatusOK)
	w.do(w.assert(signJWT(t, jose.RS256, rsaKeys.rsaKey(0), kid("key-1"), w.assertionClaims(named)))).expect(t, http.StatusOK)
	w.do(w.assert(signJWT(t, jose.RS256, rsaKeys.rsaKey(0), kid("key-2"), w.assertionClaims(named)))).
		refusedOktaAssertion(t, "The client_assertion JWT kid is invalid.")
}

func TestOktaAssertionIsForOneUse(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	client := w.client(OktaClient{})
	assertion := w.good(client)
	w.do(w.assert(assertion)).expect(t, http.StatusOK)
	w.do(w.assert(assertion)).refusedOktaAssertion(t, "The client_assertion has been used before.")
	claims := w.assertionClaims(client)
	delete(claims, "jti")
	assertion = signJWT(t, jose.RS256, rsaKeys.rsaKey(0), nil, claims)
	w.do(w.assert(assertion)).expect(t, http.StatusOK)
	w.do(w.assert(assertion)).expect(t, http.StatusOK)
}

func TestOktaClientID(t *testing.T) {
	t.Parallel()
	org := New().Okta()
	made := org.AddClient(OktaClient{}).ClientID
	equal(t, "prefix and length", strings.HasPrefix(made, "0oa") && len(made) == 20, true)
	equal(t, "chosen", org.AddClient(OktaClient{ClientID: "mine"}).ClientID, "mine")
}

// refusedOktaAssertion checks for the answer to a bad assertion.
func (a answer) refusedOktaAssertion(t *testing.T, says string) {
	t.Helper()
	a.is(t, http.StatusUnauthorized, `{"error":"invalid_client","error_description":"`+says+`"}`)
}
