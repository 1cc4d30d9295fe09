package oktaspec

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"

	"github.com/go-jose/go-jose/v4"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// success is what the changes to an app's keys answer when they are done.
var success = map[string]int{
	"addJwk":                           http.StatusCreated,
	"deletejwk":                        http.StatusNoContent,
	"activateOAuth2ClientJsonWebKey":   http.StatusOK,
	"deactivateOAuth2ClientJsonWebKey": http.StatusOK,
}

// keyOperations are the good calls that change the keys of an app, one per
// operation of the document, on an app of their own.
func (w *orgFixture) keyOperations() map[string]orgCall {
	app := w.org.AddApp(sandbox.OktaApp{Keys: []sandbox.OktaAppKey{
		{KID: "on", PublicKey: w.rsaKey()}, {KID: "also on", PublicKey: w.rsaKey()}, {KID: "off", PublicKey: w.rsaKey(), Status: "INACTIVE"},
	}})
	on, off := w.keyCalls(app, 0), w.keyCalls(app, 2)
	return map[string]orgCall{
		"addJwk":                           w.add(app, w.jwk(map[string]any{"kid": "new", "use": "sig"})),
		"deletejwk":                        off["delete"],
		"activateOAuth2ClientJsonWebKey":   off["activate"],
		"deactivateOAuth2ClientJsonWebKey": on["deactivate"],
	}
}

// add is the call that adds a key to an app.
func (w *orgFixture) add(app, body string) orgCall {
	return orgCall{method: http.MethodPost, path: "/api/v1/apps/" + app + "/credentials/jwks", body: body}
}

// keyCalls are the calls on one of the keys of an app.
func (w *orgFixture) keyCalls(app string, index int) map[string]orgCall {
	return callsOn("/api/v1/apps/" + app + "/credentials/jwks/" + w.org.AppKeys(app)[index].ID)
}

// callsOn are the calls on the registered key at path.
func callsOn(path string) map[string]orgCall {
	return map[string]orgCall{
		"get":        {method: http.MethodGet, path: path},
		"delete":     {method: http.MethodDelete, path: path},
		"activate":   {method: http.MethodPost, path: path + "/lifecycle/activate"},
		"deactivate": {method: http.MethodPost, path: path + "/lifecycle/deactivate"},
	}
}

// of is the call for another app or authorization server.
func (c orgCall) of(id string) orgCall {
	c.path = regexp.MustCompile(`^(/api/v1/\w+/)[^/]+`).ReplaceAllString(c.path, "${1}"+id)
	return c
}

// rsaKey is the one RSA key that the fixture's apps share, as making keys is slow.
func (w *orgFixture) rsaKey() crypto.PublicKey { return w.org.AppKeys(w.app)[0].PublicKey }

// jwk is the body of an add of that key, with other members.
func (w *orgFixture) jwk(change map[string]any) string { return w.keyBody(w.rsaKey(), change) }

// keyBody is the body of an add of a key, with other members; what is nil is
// left out.
func (w *orgFixture) keyBody(key crypto.PublicKey, change map[string]any) string {
	w.t.Helper()
	var members map[string]any
	text, err := json.Marshal(jose.JSONWebKey{Key: key})
	if err == nil {
		err = json.Unmarshal(text, &members)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	maps.Copy(members, change)
	maps.DeleteFunc(members, func(_ string, value any) bool { return value == nil })
	if text, err = json.Marshal(members); err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// ecKey makes an EC key.
func (w *orgFixture) ecKey(curve elliptic.Curve) crypto.PublicKey {
	w.t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	return key.Public()
}

// grantedKeys drives keys of all kinds through their lives.
func (w *orgFixture) grantedKeys() {
	for _, encryption := range []string{"", "RSA-OAEP-256"} {
		app := w.org.AddApp(sandbox.OktaApp{TokenEndpointAuthMethod: "client_secret_basic", IDTokenEncryptedResponseAlg: encryption})
		for _, body := range []string{
			w.jwk(map[string]any{"kid": "a", "use": "sig"}),
			w.jwk(map[string]any{"kid": "b", "use": "sig", "alg": "RS256", "status": "ACTIVE"}),
			w.jwk(map[string]any{"kid": "c", "use": "enc"}),
			w.jwk(map[string]any{"kid": "d", "use": "enc", "alg": "RSA-OAEP-256", "status": "INACTIVE"}),
			w.keyBody(w.ecKey(elliptic.P256()), map[string]any{"kid": "e", "use": "sig", "alg": "ES256"}),
			w.keyBody(w.ecKey(elliptic.P384()), map[string]any{"kid": "f", "use": "sig", "status": "INACTIVE"}),
			w.keyBody(w.ecKey(elliptic.P521()), map[string]any{"kid": "g", "use": "sig"}),
			w.keyBody(w.ecKey(elliptic.P256()), map[string]any{"kid": "h", "use": "sig", "crv": nil}),
		} {
			w.is(w.add(app, body), http.StatusCreated)
		}
		w.org.AddAppKey(app, sandbox.OktaAppKey{KID: "never said what for", PublicKey: w.rsaKey()})
		for i := range w.org.AppKeys(app) {
			w.is(w.keyCalls(app, i)["activate"], http.StatusOK)
		}
		w.org.SetIDTokenEncryption(app, "")
		for i := range w.org.AppKeys(app) {
			calls := w.keyCalls(app, i)
			w.is(calls["deactivate"], http.StatusOK)
			w.is(calls["get"], http.StatusOK)
		}
		for range w.org.AppKeys(app) {
			w.is(w.keyCalls(app, 0)["delete"], http.StatusNoContent)
		}
	}
}

// refusedKeys drives what only changes to keys refuse. Where the request itself
// is against the document, that is told too.
func (w *orgFixture) refusedKeys() {
	app := w.org.AddApp(sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "a", Use: "enc", PublicKey: w.rsaKey()}}})
	add := func(change map[string]any, wrong ...string) {
		w.t.Helper()
		members := map[string]any{"kid": "b", "use": "sig"}
		maps.Copy(members, change)
		w.is(w.add(app, w.jwk(members)), http.StatusBadRequest, wrong...)
	}
	add(map[string]any{"kid": nil})
	add(map[string]any{"kid": "a"})
	add(map[string]any{"use": "enc"})
	add(map[string]any{"n": "AQAB"}) // too short
	add(map[string]any{"kty": "OKP"}, "request ")
	add(map[string]any{"status": "NEXT"}, "request /status")
	add(map[string]any{"use": "other"}, "request /use")
	w.is(w.add(app, ""), http.StatusBadRequest, "request body")
	w.is(w.add(app, "{"), http.StatusBadRequest, "request body")
	w.is(w.add(app, "{}").with("Content-Type", "text/plain"), http.StatusBadRequest, "request content-type")
	// Okta's examples send id, which Okta makes up: the provider must not.
	other := w.org.AddApp(sandbox.OktaApp{})
	w.is(w.add(other, w.jwk(map[string]any{"use": "sig", "id": "pks1"})), http.StatusCreated, "request /id")

	only := w.keyCalls(app, 0)
	w.is(only["delete"], http.StatusBadRequest)
	w.is(only["deactivate"], http.StatusBadRequest)
	w.org.SetIDTokenEncryption(app, "RSA-OAEP-256")
	w.is(only["deactivate"], http.StatusBadRequest)
	signed := w.org.AddApp(sandbox.OktaApp{RequestObjectSigningAlg: "RS256", Keys: []sandbox.OktaAppKey{
		{KID: "a", Use: "sig", PublicKey: w.rsaKey()}, {KID: "b", Use: "enc", PublicKey: w.rsaKey()},
	}})
	w.is(w.keyCalls(signed, 0)["deactivate"], http.StatusBadRequest)
	for _, c := range w.keyCalls(app, 0) {
		c.path = regexp.MustCompile(`pks\w+`).ReplaceAllString(c.path, "none")
		w.is(c, http.StatusNotFound)
	}
}
