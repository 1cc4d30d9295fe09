package sandbox

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestUnknownConnection(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	const want = `{"statusCode":404,"error":"Not Found","message":"The connection does not exist","errorCode":"inexistent_connection"}`
	w.tenant.RemoveConnection(w.conn)
	w.call(http.MethodGet, w.keysPath()).is(t, http.StatusNotFound, want)
	w.call(http.MethodPost, w.rotatePath()).is(t, http.StatusNotFound, want)
	w.call(http.MethodGet, "/api/v2/connections/"+w.conn).is(t, http.StatusNotFound, want)
	equal(t, "rotations", w.tenant.Rotations(w.conn), 0)
	equal(t, "keys", len(w.tenant.Keys(w.conn)), 0)
}

func TestKeysUnavailableWithoutPrivateKeyJWT(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	const want = `{"statusCode":400,"error":"Bad Request","message":"keys are not available for this connection"}`
	for _, c := range []Auth0Connection{
		{Strategy: "samlp"},
		{Strategy: "oidc", TokenEndpointAuthMethod: "client_secret_post"},
	} {
		w.conn = w.tenant.AddConnection(c)
		w.call(http.MethodGet, w.keysPath()).is(t, http.StatusBadRequest, want)
	}
}

func TestRotateWrongStrategy(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.conn = w.tenant.AddConnection(Auth0Connection{Strategy: "samlp"})
	w.call(http.MethodPost, w.rotatePath()).is(t, http.StatusBadRequest,
		`{"statusCode":400,"error":"Bad Request","message":"Key rotation is not supported on this connection"}`)
}

func TestRotateWithoutPrivateKeyJWT(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.tenant.SetAuthMethod(w.conn, "client_secret_post")
	w.call(http.MethodPost, w.rotatePath()).is(t, http.StatusBadRequest,
		`{"statusCode":400,"error":"Bad Request","message":"Connection is not configured to use JWT Client Authentication"}`)
	equal(t, "rotations", w.tenant.Rotations(w.conn), 0)
}

// TestKeysSurviveMethodSwitch: back at private_key_jwt the old keys are there.
func TestKeysSurviveMethodSwitch(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	before := w.call(http.MethodGet, w.keysPath()).body
	w.tenant.SetAuthMethod(w.conn, "client_secret_post")
	w.call(http.MethodGet, w.keysPath()).expect(t, http.StatusBadRequest)
	w.tenant.SetAuthMethod(w.conn, "private_key_jwt")
	equal(t, "keys", w.call(http.MethodGet, w.keysPath()).body, before)
}

func TestKeysAppearWithPrivateKeyJWT(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.conn = w.tenant.AddConnection(Auth0Connection{TokenEndpointAuthMethod: "client_secret_post"})
	equal(t, "keys before", len(w.tenant.Keys(w.conn)), 0)
	w.tenant.SetAuthMethod(w.conn, "private_key_jwt")
	equal(t, "keys after", len(w.list()), 2)
}

func TestInvalidURI(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for path, id := range map[string]string{
		"/api/v2/connections//keys":               ``,
		"/api/v2/connections/a%2Fb%3Fc/keys":      `a%2Fb%3Fc`,
		"/api/v2/connections/%2E%2E/keys":         `%2E%2E`,
		"/api/v2/connections/con_a.b":             `con_a.b`,
		"/api/v2/connections/con%20x/keys/rotate": `con%20x`,
	} {
		method := http.MethodGet
		if strings.HasSuffix(path, "/rotate") {
			method = http.MethodPost
		}
		w.call(method, path).is(t, http.StatusBadRequest,
			`{"statusCode":400,"error":"Bad Request","message":"Invalid request URI. \"`+id+`\" is not the id of a connection.","errorCode":"invalid_uri"}`)
	}
}

func TestConnectionIDShape(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	if !regexp.MustCompile(`^con_[0-9A-Za-z]{16}$`).MatchString(w.conn) {
		t.Errorf("id is %q", w.conn)
	}
	equal(t, "given id", w.tenant.AddConnection(Auth0Connection{ID: "con_mine"}), "con_mine")
}

func TestCreateConnection(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	a := w.do(w.request(http.MethodPost, "/api/v2/connections",
		`{"name":"live","strategy":"oidc","options":{"client_id":"x","token_endpoint_auth_method":"private_key_jwt"}}`))
	w.conn = decode[struct{ ID string }](t, a.expect(t, http.StatusCreated)).ID
	want := `{"id":"` + w.conn + `","options":{"client_id":"x","token_endpoint_auth_method":"private_key_jwt","token_endpoint_auth_signing_alg":"RS256"},` +
		`"strategy":"oidc","name":"live","is_domain_connection":false,"enabled_clients":[],"realms":["live"]}`
	a.is(t, http.StatusCreated, want)
	w.call(http.MethodGet, "/api/v2/connections/"+w.conn).is(t, http.StatusOK, want)
	keys := w.list()
	equal(t, "number of keys", len(keys), 2)
	equal(t, "subject", keys[0]["subject_dn"].(string), "/CN=live")
}

func TestCreateConnectionDefaultMethod(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	a := w.do(w.request(http.MethodPost, "/api/v2/connections", `{"name":"plain","strategy":"oidc"}`))
	conn := decode[auth0ConnectionJSON](t, a.expect(t, http.StatusCreated))
	equal(t, "method", conn.Options["token_endpoint_auth_method"], any("client_secret_post"))
	w.call(http.MethodGet, "/api/v2/connections/"+conn.ID+"/keys").expect(t, http.StatusBadRequest)
}

func TestCreateConnectionRefusals(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for body, want := range map[string]string{
		`{"strategy":"oidc"}`: `{"statusCode":400,"error":"Bad Request","message":"Payload validation error: 'Missing required property: name'.","errorCode":"invalid_body"}`,
		`{"name":"x"}`:        `{"statusCode":400,"error":"Bad Request","message":"Payload validation error: 'Missing required property: strategy'.","errorCode":"invalid_body"}`,
		`{"name":"Example-OIDC-Connection","strategy":"oidc"}`: `{"statusCode":409,"error":"Conflict","message":"A connection with the same name already exists"}`,
	} {
		a := w.do(w.request(http.MethodPost, "/api/v2/connections", body))
		a.is(t, decode[auth0ErrorJSON](t, want).StatusCode, want)
	}
}

func TestDeleteConnection(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	path := "/api/v2/connections/" + w.conn
	first := w.call(http.MethodDelete, path)
	if !regexp.MustCompile(`^\{"deleted_at":"2026-03-01T12:0\d:\d\d\.\d{3}Z"\}$`).MatchString(first.expect(t, http.StatusAccepted)) {
		t.Errorf("body is %s", first.body)
	}
	w.call(http.MethodDelete, path).is(t, http.StatusNoContent, "")
	w.call(http.MethodGet, path).expect(t, http.StatusNotFound)
}

func TestReplaceKeysHasNothingInCommon(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.tenant.Rotate(w.conn)
	old := w.tenant.Keys(w.conn)
	w.tenant.ReplaceKeys(w.conn)
	replaced := w.tenant.Keys(w.conn)
	equal(t, "number of keys", len(replaced), 2)
	for _, a := range old {
		for _, b := range replaced {
			if a.KID == b.KID {
				t.Errorf("kid %s survived", a.KID)
			}
		}
	}
}
