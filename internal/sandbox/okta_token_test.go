package sandbox

import (
	"net/http"
	"testing"
)

func TestOktaNoSession(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for _, auth := range []string{"", "Basic dXNlcjpwYXNz", w.org.APIToken()} {
		w.auth = auth
		w.get(w.keysPath()).refused(t, http.StatusForbidden, "E0000005", "Invalid session")
	}
}

func TestOktaInvalidToken(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	api, access, expired, revoked := w.org.APIToken(), w.org.AccessToken(), w.org.APIToken(), w.org.AccessToken()
	w.org.ExpireToken(expired)
	w.org.RevokeToken(revoked)
	for _, auth := range []string{
		"SSWS unknown", "SSWS", "SSWS " + access, "SSWS " + expired,
		"Bearer unknown", "Bearer " + api, "Bearer " + revoked,
		"DPoP unknown", "DPoP " + access,
	} {
		w.auth = auth
		w.get(w.keysPath()).refused(t, http.StatusUnauthorized, "E0000011", "Invalid token provided")
		w.post(w.rotatePath(), `{"use":"sig"}`).refused(t, http.StatusUnauthorized, "E0000011", "Invalid token provided")
	}
	equal(t, "rotations", w.org.Rotations(w.server), 0)
}

func TestOktaAccessManagement(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.org.SetAccessManagement(false)
	const summary = "You do not have permission to access the feature you are requesting"
	w.get(w.serverPath()).refused(t, http.StatusUnauthorized, "E0000015", summary)
	w.get(w.keysPath()).refused(t, http.StatusUnauthorized, "E0000015", summary)
	w.post(w.rotatePath(), `{"use":"sig"}`).refused(t, http.StatusUnauthorized, "E0000015", summary)
	equal(t, "rotations", w.org.Rotations(w.server), 0)
	w.org.SetAccessManagement(true)
	w.get(w.keysPath()).expect(t, http.StatusOK)
}

func TestOktaReadOnlyAdmin(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.auth = "SSWS " + w.org.ReadOnlyAPIToken()
	w.get(w.serverPath()).expect(t, http.StatusOK)
	w.get(w.keysPath()).expect(t, http.StatusOK)
	w.post(w.rotatePath(), `{"use":"sig"}`).refused(t, http.StatusForbidden, "E0000006",
		"You do not have permission to perform the requested action")
	equal(t, "rotations", w.org.Rotations(w.server), 0)
}

func TestOktaScopes(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	host := w.request(http.MethodGet, "/", "").Host
	challenge := func(scope, path string) string {
		return `Bearer authorization_uri="http://` + host + `/oauth2/v1/authorize", realm="http://` + host + `", scope="` + scope +
			`", error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="` + path + `"`
	}
	w.auth = "Bearer " + w.org.AccessToken("okta.users.read")
	for _, path := range []string{w.serverPath(), w.keysPath(), w.keysPath() + "/kid"} {
		w.get(path).challenged(t, http.StatusForbidden, challenge("okta.authorizationServers.read", path))
	}
	w.auth = "Bearer " + w.org.AccessToken("okta.authorizationServers.read")
	w.get(w.keysPath()).expect(t, http.StatusOK)
	w.post(w.rotatePath(), `{"use":"sig"}`).challenged(t, http.StatusForbidden, challenge("okta.authorizationServers.manage", w.rotatePath()))
	equal(t, "rotations", w.org.Rotations(w.server), 0)
	w.auth = "Bearer " + w.org.AccessToken("okta.authorizationServers.manage")
	w.get(w.keysPath()).expect(t, http.StatusOK)
	w.rotate()
	w.auth = "Bearer " + w.org.AccessToken()
	w.rotate()
}

// TestOktaOrderOfChecks: who asks is looked at before what is asked for.
func TestOktaOrderOfChecks(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.server = "none"
	w.org.SetAccessManagement(false)
	w.auth = "SSWS unknown"
	w.post(w.rotatePath(), "nonsense").expect(t, http.StatusUnauthorized)
	w.auth = "Bearer " + w.org.AccessToken("okta.users.read")
	w.post(w.rotatePath(), "nonsense").refused(t, http.StatusUnauthorized, "E0000015", "You do not have permission to access the feature you are requesting")
	w.org.SetAccessManagement(true)
	w.post(w.rotatePath(), "nonsense").expect(t, http.StatusForbidden)
	w.auth = "SSWS " + w.org.APIToken()
	w.post(w.rotatePath(), "nonsense").expect(t, http.StatusBadRequest)
	w.post(w.rotatePath(), `{"use":"sig"}`).expect(t, http.StatusNotFound)
}
