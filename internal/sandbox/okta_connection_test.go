package sandbox

import (
	"crypto/rsa"
	"encoding/base64"
	"net/http"
	"testing"
)

// connectionKeys reads the keys of an app's provisioning connection over HTTP,
// as raw members.
func (w *oktaFixture) connectionKeys(id string) []map[string]any {
	w.t.Helper()
	body := w.get(appConnectionKeysURL(id)).expect(w.t, http.StatusOK)
	return decode[map[string]map[string][]map[string]any](w.t, body)["jwks"]["keys"]
}

func TestOktaConnectionKeys(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	id := w.org.AddApp(OktaApp{Connection: &OktaConnection{}})
	keys := w.connectionKeys(id)
	equal(t, "number of keys", len(keys), 1)
	stored := w.org.ConnectionKeys(id)
	public := stored[0].PublicKey.(*rsa.PublicKey)
	equal(t, "members", memberNames(t, keys[0]), "alg e kid kty n use")
	for name, want := range map[string]string{
		"kid": keyID(public), "kty": "RSA", "alg": "RSA", "use": "sig", "e": "AQAB",
		"n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
	} {
		equal(t, name, keys[0][name], any(want))
	}
	given := []OktaConnectionKey{{KID: "mine", PublicKey: rsaKeys.rsaKey(0).Public()}, {}}
	id = w.org.AddApp(OktaApp{Connection: &OktaConnection{AuthScheme: "OAUTH2", Keys: given}})
	keys = w.connectionKeys(id)
	equal(t, "number of keys", len(keys), 2)
	equal(t, "kid given", keys[0]["kid"], any("mine"))
	equal(t, "kid made up", keys[1]["kid"], any(w.org.ConnectionKeys(id)[1].KID))
}

func TestOktaConnectionWithoutKeys(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	id := w.org.AddApp(OktaApp{Connection: &OktaConnection{NoKeys: true}})
	w.get(appConnectionKeysURL(id)).is(t, http.StatusOK, `{"jwks":null}`)
	equal(t, "keys", len(w.org.ConnectionKeys(id)), 0)
}

func TestOktaConnectionKeysRefusals(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	token := w.org.AddApp(OktaApp{Connection: &OktaConnection{AuthScheme: "TOKEN"}})
	w.get(appConnectionKeysURL(token)).refused(t, http.StatusBadRequest, "E0000001", "Api validation failed: connection",
		"The provisioning connection does not use OAuth 2.0.")
	saml := w.org.AddApp(OktaApp{SignOnMode: "SAML_2_0"})
	w.get(appConnectionKeysURL(saml)).refused(t, http.StatusUnauthorized, "E0000015",
		"You do not have permission to access the feature you are requesting")
	client := w.org.AddApp(OktaApp{})
	w.get(appConnectionKeysURL(client)).refused(t, http.StatusNotFound, "E0000007",
		"Not found: Resource not found: "+client+" (AppInstance)")
	for _, id := range []string{token, saml, client} {
		equal(t, "keys", len(w.org.ConnectionKeys(id)), 0)
	}
}
