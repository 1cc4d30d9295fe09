package oktaspec

import (
	"crypto/elliptic"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// grantedApps drives what apps, their keys and their connections can be like.
func (w *orgFixture) grantedApps() {
	var keys []sandbox.OktaAppKey
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		key := w.ecKey(curve)
		keys = append(keys, sandbox.OktaAppKey{KID: curve.Params().Name, PublicKey: key},
			sandbox.OktaAppKey{Use: "sig", Alg: "ES256", Crv: curve.Params().Name, PublicKey: key})
	}
	keys = append(keys,
		sandbox.OktaAppKey{}, // nulls
		sandbox.OktaAppKey{KID: "a", Use: "sig", Alg: "RS256"},
		sandbox.OktaAppKey{KID: "b", Use: "enc", Alg: "RSA-OAEP-256"},
		sandbox.OktaAppKey{KID: "c", Use: "enc", Status: "INACTIVE"},
	)
	for _, app := range []sandbox.OktaApp{
		{Keys: keys},
		{Keys: keys, IDTokenEncryptedResponseAlg: "RSA-OAEP-256", RequestObjectSigningAlg: "RS256"},
		{JWKSURI: "https://app.example.com/jwks", TokenEndpointAuthMethod: "client_secret_basic"},
	} {
		id := w.org.AddApp(app)
		ops := w.appOperations(id)
		w.is(ops["getApplication"], http.StatusOK)
		for _, form := range []sandbox.OktaKeyListForm{sandbox.OktaKeyListJWKS, sandbox.OktaKeyListArray, sandbox.OktaKeyListKeys} {
			w.org.SetKeyListForm(form)
			w.is(ops["listJwk"], http.StatusOK)
		}
		for _, key := range w.org.AppKeys(id) {
			call := ops["listJwk"]
			call.path += "/" + key.ID
			w.is(call, http.StatusOK)
		}
	}
	for _, connection := range []sandbox.OktaConnection{{Keys: make([]sandbox.OktaConnectionKey, 2)}, {NoKeys: true}} {
		ops := w.appOperations(w.org.AddApp(sandbox.OktaApp{Connection: &connection}))
		w.is(ops["getApplication"], http.StatusOK)
		w.is(ops["getUserProvisioningConnectionJWKS"], http.StatusOK)
	}
}

// refusedApps drives what only some apps refuse.
func (w *orgFixture) refusedApps() {
	list := w.appOperations(w.app)["listJwk"]
	list.path += "/none"
	w.is(list, http.StatusNotFound) // E0000007

	saml := w.appOperations(w.org.AddApp(sandbox.OktaApp{SignOnMode: "SAML_2_0"}))
	w.is(saml["getApplication"], http.StatusOK)
	w.is(saml["listJwk"], http.StatusNotFound)                               // E0000007
	w.is(saml["getJwk"], http.StatusNotFound)                                // E0000007
	w.is(saml["getUserProvisioningConnectionJWKS"], http.StatusUnauthorized) // E0000015
	client := w.appOperations(w.org.AddApp(sandbox.OktaApp{}))
	w.is(client["getUserProvisioningConnectionJWKS"], http.StatusNotFound) // E0000007
	token := w.appOperations(w.org.AddApp(sandbox.OktaApp{Connection: &sandbox.OktaConnection{AuthScheme: "TOKEN"}}))
	w.is(token["getUserProvisioningConnectionJWKS"], http.StatusBadRequest) // E0000001
}

// TestSandboxAnswersAboutAppsInTheShapeOfExamples compares the answers about apps with
// Okta's examples of them. There
// is no example of getApplication.
func TestSandboxAnswersAboutAppsInTheShapeOfExamples(t *testing.T) {
	t.Parallel()
	examples := LoadExamples(t)
	w := newOrgFixture(t, Load(t))
	add := func(encryption string, keys ...sandbox.OktaAppKey) map[string]orgCall {
		return w.appOperations(w.org.AddApp(sandbox.OktaApp{Keys: keys, IDTokenEncryptedResponseAlg: encryption}))
	}
	active := sandbox.OktaAppKey{KID: "a", Use: "sig", Alg: "RS256"}
	inactive := active
	inactive.Status = "INACTIVE"
	two, stopped := add("", active, inactive), add("", inactive)
	encrypts := add("RSA-OAEP-256", sandbox.OktaAppKey{KID: "a", Use: "enc"})
	retired := add("RSA-OAEP-256", sandbox.OktaAppKey{KID: "a", Use: "enc", Status: "INACTIVE"})
	same := func(name string, example, body json.RawMessage, except ...string) {
		for _, line := range CompareShape(example, body, except...) {
			t.Errorf("against the example %s: %s", name, line)
		}
	}
	is := func(name string, c orgCall, except ...string) {
		same(name, examples.Body(t, name), w.is(c, http.StatusOK), except...)
	}
	is("oAuthClientJsonWebKey", two["getJwk"])
	is("oAuthClientJsonActiveEncryptionKey", encrypts["getJwk"])
	is("oAuthClientJsonInactiveEncryptionKey", retired["getJwk"])
	// That of an INACTIVE encryption key has delete, as the notes on deletion want.
	is("deactivateOAuth2ClientJsonWebKeyResponse", stopped["getJwk"], "/_links/delete")
	is("UserProvisioningJsonWebKeysResponse", w.appOperations(w.app)["getUserProvisioningConnectionJWKS"])

	const list = "oAuthClientJsonWebKeyListResponse"
	var around struct {
		JWKS json.RawMessage `json:"jwks"`
	}
	if err := json.Unmarshal(examples.Body(t, list), &around); err != nil {
		t.Fatal(err)
	}
	same(list+", its set", around.JWKS, w.is(two["listJwk"], http.StatusOK))
	w.org.SetKeyListForm(sandbox.OktaKeyListJWKS)
	is(list, two["listJwk"])
}
