package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestInvalidToken(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	revoked := w.tenant.Token()
	w.tenant.RevokeToken(revoked)
	for _, header := range []string{"", "Bearer", "Basic " + w.token, w.token, "Bearer " + revoked} {
		r := w.request(http.MethodGet, w.keysPath(), "")
		r.Header.Set("Authorization", header)
		w.do(r).is(t, http.StatusUnauthorized, `{"statusCode":401,"error":"Unauthorized","message":"Invalid token."}`)
	}
}

func TestMalformedToken(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for _, token := range []string{"unknown", "a.b", "a.b.c.d"} {
		w.token = token
		for _, answer := range []answer{w.call(http.MethodGet, w.keysPath()), w.call(http.MethodPost, w.rotatePath())} {
			answer.is(t, http.StatusBadRequest,
				`{"statusCode":400,"error":"Bad Request","message":"Bad HTTP authentication header format","errorCode":"Bearer"}`)
		}
	}
	equal(t, "rotations", w.tenant.Rotations(w.conn), 0)
}

func TestForeignJWT(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.token = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
	w.call(http.MethodGet, w.keysPath()).is(t, http.StatusUnauthorized,
		`{"statusCode":401,"error":"Unauthorized","message":"Invalid signature received for JSON Web Token validation."}`)
}

func TestExpiredToken(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.tenant.ExpireToken(w.token)
	w.call(http.MethodPost, w.rotatePath()).is(t, http.StatusUnauthorized,
		`{"statusCode":401,"error":"Unauthorized","message":"Expired token received for JSON Web Token validation",`+
			`"attributes":{"error":"Expired token received for JSON Web Token validation"}}`)
	equal(t, "rotations", w.tenant.Rotations(w.conn), 0)
}

func TestScopesAnyOf(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	admin := w.token
	conn := "/api/v2/connections/" + w.conn
	for _, c := range []struct{ method, path, scope string }{
		{http.MethodGet, w.keysPath(), "read:connections_keys"},
		{http.MethodGet, conn, "read:connections"},
		{http.MethodDelete, conn, "delete:connections"},
		{http.MethodPost, "/api/v2/connections", "create:connections"},
	} {
		w.token = w.tenant.Token("read:users")
		w.call(c.method, c.path).is(t, http.StatusForbidden,
			`{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: `+c.scope+`","errorCode":"insufficient_scope"}`)
	}
	w.token = admin
	w.call(http.MethodGet, conn).expect(t, http.StatusOK)
	w.token = w.tenant.Token("read:connections_keys")
	w.call(http.MethodGet, w.keysPath()).expect(t, http.StatusOK)
}

func TestScopesAllOf(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for _, scopes := range [][]string{{"create:connections_keys"}, {"update:connections_keys"}, {"read:connections_keys"}} {
		w.token = w.tenant.Token(scopes...)
		w.call(http.MethodPost, w.rotatePath()).is(t, http.StatusForbidden,
			`{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected all of: create:connections_keys, update:connections_keys","errorCode":"insufficient_scope"}`)
	}
	equal(t, "rotations", w.tenant.Rotations(w.conn), 0)
	w.token = w.tenant.Token("create:connections_keys", "update:connections_keys")
	w.call(http.MethodPost, w.rotatePath()).expect(t, http.StatusCreated)
}

// TestOrderOfChecks: a token is looked at before the operation, whatever else
// is wrong with the request.
func TestOrderOfChecks(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.token = "unknown"
	w.call(http.MethodGet, "/api/v2/connections/a.b/keys").is(t, http.StatusBadRequest,
		`{"statusCode":400,"error":"Bad Request","message":"Bad HTTP authentication header format","errorCode":"Bearer"}`)
	w.token = w.tenant.Token("read:users")
	w.call(http.MethodGet, "/api/v2/connections/a.b/keys").expect(t, http.StatusForbidden)
	w.token = w.tenant.Token()
	w.call(http.MethodGet, "/api/v2/connections/a.b/keys").expect(t, http.StatusBadRequest)
}

func TestClientSecretGrant(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	client := w.tenant.AddClient(Auth0Client{Scopes: []string{"read:connections_keys", "read:connections"}})
	post := w.form("grant_type", "client_credentials", "audience", w.audience(),
		"client_id", client.ClientID, "client_secret", client.ClientSecret)
	basic := w.form("grant_type", "client_credentials", "audience", w.audience())
	basic.SetBasicAuth(url.QueryEscape(client.ClientID), url.QueryEscape(client.ClientSecret))
	for _, r := range []*http.Request{post, basic} {
		body := w.do(r).expect(t, http.StatusOK)
		w.token = decode[auth0TokenJSON](t, body).AccessToken
		equal(t, "body", body, `{"access_token":"`+w.token+`","scope":"read:connections_keys read:connections","expires_in":86400,"token_type":"Bearer"}`)
		w.call(http.MethodGet, w.keysPath()).expect(t, http.StatusOK)
		w.call(http.MethodPost, w.rotatePath()).expect(t, http.StatusForbidden)
	}
}

func TestGrantedTokenExpires(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	client := w.tenant.AddClient(Auth0Client{})
	body := w.do(w.form("grant_type", "client_credentials", "audience", w.audience(),
		"client_id", client.ClientID, "client_secret", client.ClientSecret)).expect(t, http.StatusOK)
	static := w.token
	w.token = decode[auth0TokenJSON](t, body).AccessToken
	w.Clock().Advance(24*time.Hour - time.Minute)
	w.call(http.MethodGet, w.keysPath()).expect(t, http.StatusOK)
	w.Clock().Advance(time.Minute)
	w.call(http.MethodGet, w.keysPath()).expect(t, http.StatusUnauthorized)
	w.token = static
	w.call(http.MethodGet, w.keysPath()).expect(t, http.StatusOK)
}

func TestClientSecretRefusals(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	client := w.tenant.AddClient(Auth0Client{})
	keyed := w.tenant.AddClient(Auth0Client{PublicKey: rsaKeys.rsaKey(0).Public()})
	for _, c := range [][2]string{
		{client.ClientID, "wrong"},
		{client.ClientID, ""},
		{"nobody", client.ClientSecret},
		{keyed.ClientID, ""},
	} {
		w.do(w.form("grant_type", "client_credentials", "audience", w.audience(), "client_id", c[0], "client_secret", c[1])).
			is(t, http.StatusUnauthorized, `{"error":"access_denied","error_description":"Unauthorized"}`)
	}
}

func TestGrantType(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.do(w.form("grant_type", "password")).is(t, http.StatusBadRequest,
		`{"error":"unsupported_grant_type","error_description":"Unsupported grant type: password"}`)
	w.do(w.form()).is(t, http.StatusBadRequest,
		`{"error":"invalid_request","error_description":"Missing required parameter: grant_type"}`)
}

func TestAudience(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	const canonical = "https://example.eu.auth0.com/api/v2/"
	plain := w.tenant.AddClient(Auth0Client{})
	custom := w.tenant.AddClient(Auth0Client{Audience: canonical})
	ask := func(c Auth0Client, audience string) answer {
		return w.do(w.form("grant_type", "client_credentials", "audience", audience,
			"client_id", c.ClientID, "client_secret", c.ClientSecret))
	}
	ask(plain, w.audience()).expect(t, http.StatusOK)
	ask(plain, strings.Replace(w.audience(), "http:", "https:", 1)).expect(t, http.StatusOK)
	ask(custom, canonical).expect(t, http.StatusOK)
	ask(plain, "").is(t, http.StatusForbidden,
		`{"error":"access_denied","error_description":"No audience parameter was provided, and no default audience has been configured"}`)
	for _, unknown := range []string{"https://other.eu.auth0.com/api/v2/", strings.TrimSuffix(w.audience(), "/")} {
		ask(plain, unknown).is(t, http.StatusForbidden,
			`{"error":"access_denied","error_description":"Service not enabled within domain: `+unknown+`"}`)
	}
	for client, audience := range map[*Auth0Client]string{&plain: canonical, &custom: w.audience()} {
		ask(*client, audience).is(t, http.StatusForbidden,
			`{"error":"access_denied","error_description":"Client is not authorized to access \"`+audience+`\". You need to create a \"client-grant\" `+
				`associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants"}`)
	}
}
