package sandbox

import (
	"crypto/elliptic"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The paths of the operations on an app.
func appURL(id string) string               { return "/api/v1/apps/" + id }
func appKeysURL(id string) string           { return appURL(id) + "/credentials/jwks" }
func appConnectionKeysURL(id string) string { return appURL(id) + "/connections/default/jwks" }

// provisionedApp is an app that answers all operations on apps: an OAuth 2.0
// client with a key and with a provisioning connection.
func (w *oktaFixture) provisionedApp() (id, keyID string) {
	w.t.Helper()
	id = w.org.AddApp(OktaApp{Keys: []OktaAppKey{{KID: "a", Use: "sig"}}, Connection: &OktaConnection{}})
	return id, w.org.AppKeys(id)[0].ID
}

// appPaths are the operations on an app, the last with the id of a key.
func appPaths(id, keyID string) []string {
	return []string{appURL(id), appKeysURL(id), appConnectionKeysURL(id), appKeysURL(id) + "/" + keyID}
}

// part is a member of a decoded object, or of an object in it.
func part(t *testing.T, object any, names ...string) any {
	t.Helper()
	for _, name := range names {
		members, ok := object.(map[string]any)
		if !ok {
			t.Fatalf("no object that could have %s: %v", name, object)
		}
		object = members[name]
	}
	return object
}

// memberNames are the members of a decoded object, in order.
func memberNames(t *testing.T, object any) string {
	t.Helper()
	members, ok := object.(map[string]any)
	if !ok {
		t.Fatalf("no object: %v", object)
	}
	var names []string
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// app reads an app over HTTP.
func (w *oktaFixture) app(id string) map[string]any {
	w.t.Helper()
	return decode[map[string]any](w.t, w.get(appURL(id)).expect(w.t, http.StatusOK))
}

func TestOktaAppMembers(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	id := w.org.AddApp(OktaApp{Label: "Example", Keys: []OktaAppKey{
		{KID: "SIGNING_KEY_RSA"}, {KID: "SIGNING_KEY_EC", PublicKey: newECKey(elliptic.P256()).Public()},
	}})
	if !regexp.MustCompile(`^0oa[0-9A-Za-z]{17}$`).MatchString(id) {
		t.Errorf("id %s", id)
	}
	app := w.app(id)
	for name, want := range map[string]any{
		"id": id, "name": "oidc_client", "label": "Example", "status": "ACTIVE", "signOnMode": "OPENID_CONNECT",
		"orn": "orn:okta:idp:00oSandboxOfTheTests1:apps:oidc_client:" + id, "created": "2026-03-01T12:00:00.000Z", "lastUpdated": "2026-03-01T12:00:00.000Z",
	} {
		equal(t, name, app[name], want)
	}
	equal(t, "members", memberNames(t, app),
		"_links accessibility created credentials features id label lastUpdated name orn settings signOnMode status visibility")
	equal(t, "of the client's credentials", memberNames(t, part(t, app, "credentials", "oauthClient")),
		"autoKeyRotation client_id pkce_required token_endpoint_auth_method")
	equal(t, "client_id", part(t, app, "credentials", "oauthClient", "client_id"), any(id))
	equal(t, "of the client's settings", memberNames(t, part(t, app, "settings", "oauthClient")), "application_type client_uri consent_method "+
		"dpop_bound_access_tokens grant_types idp_initiated_login issuer_mode jwks logo_uri participate_slo redirect_uris response_types wildcard_redirect")
	equal(t, "client_uri", part(t, app, "settings", "oauthClient", "client_uri"), nil)
	keys := part(t, app, "settings", "oauthClient", "jwks", "keys").([]any)
	equal(t, "number of keys", len(keys), 2)
	equal(t, "of the RSA key", memberNames(t, keys[0]), "e id kid kty n status use")
	equal(t, "of the EC key", memberNames(t, keys[1]), "crv id kid kty status use x y")
	equal(t, "use", part(t, keys[0], "use"), nil)
	equal(t, "crv", part(t, keys[1], "crv"), nil)
}

func TestOktaAppOAuthSettings(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	plain := w.app(w.org.AddApp(OktaApp{}))
	equal(t, "default method", part(t, plain, "credentials", "oauthClient", "token_endpoint_auth_method"), any("private_key_jwt"))
	settings := part(t, plain, "settings", "oauthClient").(map[string]any)
	for _, name := range []string{"jwks", "jwks_uri", "id_token_encrypted_response_alg", "request_object_signing_alg"} {
		_, there := settings[name]
		equal(t, name+" is there", there, false)
	}
	full := w.app(w.org.AddApp(OktaApp{
		TokenEndpointAuthMethod: "client_secret_basic", JWKSURI: "https://app.example.com/jwks",
		IDTokenEncryptedResponseAlg: "RSA-OAEP-256", RequestObjectSigningAlg: "RS256",
	}))
	equal(t, "method", part(t, full, "credentials", "oauthClient", "token_endpoint_auth_method"), any("client_secret_basic"))
	for name, want := range map[string]string{
		"jwks_uri": "https://app.example.com/jwks", "id_token_encrypted_response_alg": "RSA-OAEP-256", "request_object_signing_alg": "RS256",
	} {
		equal(t, name, part(t, full, "settings", "oauthClient", name), any(want))
	}
	equal(t, "jwks", part(t, full, "settings", "oauthClient", "jwks"), nil)
}

func TestOktaAppClientCredentialsLink(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for method, name := range map[string]string{"private_key_jwt": "jwks", "client_secret_basic": "secrets"} {
		id := w.org.AddApp(OktaApp{TokenEndpointAuthMethod: method})
		links := part(t, w.app(id), "_links", "clientCredentials").([]any)
		equal(t, "number of links", len(links), 1)
		equal(t, "name for "+method, part(t, links[0], "name"), any(name))
		equal(t, "href for "+method, part(t, links[0], "href"), any(w.org.URL()+appURL(id)+"/credentials/"+name))
	}
}

func TestOktaAppWithoutOAuth(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	saml := w.app(w.org.AddApp(OktaApp{Label: "Payroll", SignOnMode: "SAML_2_0"}))
	equal(t, "name", saml["name"], any("sandbox_payroll_1"))
	equal(t, "credentials", memberNames(t, saml["credentials"]), "signing userNameTemplate")
	equal(t, "settings", memberNames(t, saml["settings"]), "app implicitAssignment manualProvisioning notes notifications signOn")
	equal(t, "links", memberNames(t, saml["_links"]), "appLinks deactivate groups logo metadata policies uploadLogo users")
	org2org := w.app(w.org.AddApp(OktaApp{Connection: &OktaConnection{}}))
	equal(t, "name of Org2Org", org2org["name"], any("okta_org2org"))
	equal(t, "mode of Org2Org", org2org["signOnMode"], any("SAML_2_0"))
	client := w.app(w.org.AddApp(OktaApp{Connection: &OktaConnection{}, Keys: []OktaAppKey{{}}}))
	equal(t, "name of a client", client["name"], any("oidc_client"))
	equal(t, "mode of a client", client["signOnMode"], any("OPENID_CONNECT"))
	bookmark := w.app(w.org.AddApp(OktaApp{ID: "0oaMine", Name: "bookmark", SignOnMode: "BOOKMARK"}))
	equal(t, "id given", bookmark["id"], any("0oaMine"))
	equal(t, "name given", bookmark["name"], any("bookmark"))
}

func TestOktaAppNotFound(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	id, key := w.provisionedApp()
	w.get(appKeysURL(id)+"/none").refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: none (JsonWebKey)")
	w.get(appKeysURL(id)+"/a").refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: a (JsonWebKey)") // a kid
	w.org.RemoveApp(id)
	for _, path := range appPaths(id, key) {
		w.get(path).refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: "+id+" (AppInstance)")
	}
	equal(t, "keys", len(w.org.AppKeys(id)), 0)
	equal(t, "keys of the connection", len(w.org.ConnectionKeys(id)), 0)
	w.org.RemoveApp(id)
}

func TestOktaAppScopes(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	id, key := w.provisionedApp()
	host := w.request(http.MethodGet, "/", "").Host
	for _, path := range appPaths(id, key) {
		for scope, status := range map[string]int{
			"okta.apps.read": 200, "okta.apps.manage": 200, "okta.authorizationServers.manage": 403, "okta.apps": 403,
		} {
			w.auth = "Bearer " + w.org.AccessToken(scope)
			equal(t, scope+" for "+path, w.get(path).status, status)
		}
		w.auth = "Bearer " + w.org.AccessToken("okta.users.read")
		w.get(path).challenged(t, http.StatusForbidden, `Bearer authorization_uri="http://`+host+`/oauth2/v1/authorize", realm="http://`+host+
			`", scope="okta.apps.read", error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="`+path+`"`)
	}
	w.auth = "Bearer " + w.org.AccessToken("okta.apps.manage")
	w.get(w.keysPath()).expect(t, http.StatusForbidden)
}

func TestOktaAppsNeedNoAccessManagement(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	id, key := w.provisionedApp()
	w.org.SetAccessManagement(false)
	for _, path := range appPaths(id, key) {
		w.get(path).expect(t, http.StatusOK)
	}
}

// TestOktaAppRequests: apps are asked for as servers are, by the same callers.
func TestOktaAppRequests(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	id, key := w.provisionedApp()
	for _, path := range appPaths(id, key) {
		r := w.request(http.MethodGet, path, "")
		r.Header.Set("Accept", "text/html")
		w.do(r).refused(t, http.StatusBadRequest, "E0000019",
			"Bad request.  Accept and/or Content-Type headers likely do not match supported values.")
		w.do(w.request(http.MethodPatch, path, "")).refused(t, http.StatusMethodNotAllowed, "E0000022",
			"The endpoint does not support the provided HTTP method")
	}
	equal(t, "number of unknown", len(w.Unknown()), 0)
	w.auth = "SSWS " + w.org.ReadOnlyAPIToken()
	for _, path := range appPaths(id, key) {
		w.get(path).expect(t, http.StatusOK)
	}
	for _, c := range [][2]string{
		{http.MethodPut, appURL(id)},
		{http.MethodPost, appURL(id) + "/lifecycle/activate"},
		{http.MethodGet, "/api/v1/apps"},
		{http.MethodGet, appURL(id) + "/connections/default"},
	} {
		w.do(w.request(c[0], c[1], "")).expect(t, http.StatusNotImplemented)
		equal(t, "last unknown", w.Unknown()[len(w.Unknown())-1], c[0]+" "+c[1])
	}
}

func TestOktaImpossibleAppsPanic(t *testing.T) {
	t.Parallel()
	org := New().Okta()
	org.AddApp(OktaApp{ID: "0oa1"})
	for name, app := range map[string]OktaApp{
		"taken id":              {ID: "0oa1"},
		"keys and a jwks_uri":   {JWKSURI: "https://app.example.com/jwks", Keys: []OktaAppKey{{}}},
		"SAML and keys":         {SignOnMode: "SAML_2_0", Keys: []OktaAppKey{{}}},
		"SAML and a method":     {SignOnMode: "SAML_2_0", TokenEndpointAuthMethod: "none"},
		"no client and keys":    {NoClient: true, Keys: []OktaAppKey{{}}},
		"status":                {Keys: []OktaAppKey{{Status: "NEXT"}}},
		"private key":           {Keys: []OktaAppKey{{PublicKey: newECKey(elliptic.P256())}}},
		"scheme":                {Connection: &OktaConnection{AuthScheme: "BASIC"}},
		"keys of a token":       {Connection: &OktaConnection{AuthScheme: "TOKEN", Keys: []OktaConnectionKey{{}}}},
		"keys where none are":   {Connection: &OktaConnection{NoKeys: true, Keys: []OktaConnectionKey{{}}}},
		"EC key of connections": {Connection: &OktaConnection{Keys: []OktaConnectionKey{{PublicKey: newECKey(elliptic.P256()).Public()}}}},
	} {
		mustPanic(t, map[string]func(){name: func() { org.AddApp(app) }})
	}
}
