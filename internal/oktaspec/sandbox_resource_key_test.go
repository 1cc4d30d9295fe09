package oktaspec

import (
	"maps"
	"net/http"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// resourceKeysPath is where the keys that a server encrypts to are.
func resourceKeysPath(server string) string {
	return "/api/v1/authorizationServers/" + server + "/resourceservercredentials/keys"
}

// serverWith is a server with such keys, all of one material.
func (w *orgFixture) serverWith(alg string, keys ...sandbox.OktaResourceServerKey) (id string) {
	for i := range keys {
		keys[i].PublicKey = w.rsaKey()
	}
	return w.org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{AccessTokenEncryptedResponseAlgorithm: alg, ResourceServerKeys: keys})
}

// resourceOperations are the good calls to such keys, one per operation of the
// document, on a server of their own.
func (w *orgFixture) resourceOperations() map[string]orgCall {
	server := w.serverWith("", sandbox.OktaResourceServerKey{KID: "on", Status: "ACTIVE"}, sandbox.OktaResourceServerKey{KID: "off"})
	on, off := w.resourceCalls(server, 0), w.resourceCalls(server, 1)
	return map[string]orgCall{
		"listOAuth2ResourceServerJsonWebKeys":      {method: http.MethodGet, path: resourceKeysPath(server)},
		"getOAuth2ResourceServerJsonWebKey":        on["get"],
		"activateOAuth2ResourceServerJsonWebKey":   off["activate"],
		"addOAuth2ResourceServerJsonWebKey":        w.addResourceKey(server, nil),
		"deleteOAuth2ResourceServerJsonWebKey":     off["delete"],
		"deactivateOAuth2ResourceServerJsonWebKey": on["deactivate"],
	}
}

// resourceCalls are the calls on one of the keys of a server.
func (w *orgFixture) resourceCalls(server string, index int) map[string]orgCall {
	return callsOn(resourceKeysPath(server) + "/" + w.org.ResourceServerKeys(server)[index].ID)
}

// addResourceKey is the call that adds a key, with other members.
func (w *orgFixture) addResourceKey(server string, change map[string]any) orgCall {
	members := map[string]any{"kid": "new", "use": "enc"}
	maps.Copy(members, change)
	return orgCall{method: http.MethodPost, path: resourceKeysPath(server), body: w.jwk(members)}
}

// grantedResourceKeys drives keys that servers encrypt to through their lives.
func (w *orgFixture) grantedResourceKeys() {
	for _, alg := range []string{"", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"} {
		server := w.serverWith(alg, sandbox.OktaResourceServerKey{KID: "a", Status: "ACTIVE"})
		list := orgCall{method: http.MethodGet, path: resourceKeysPath(server)}
		w.is(w.addResourceKey(server, nil), http.StatusCreated)
		w.is(w.addResourceKey(server, map[string]any{"kid": "b", "status": "INACTIVE"}), http.StatusCreated)
		for i := range w.org.ResourceServerKeys(server) {
			calls := w.resourceCalls(server, i)
			w.is(calls["activate"], http.StatusOK)
			w.is(calls["activate"], http.StatusOK) // as it is already
			w.is(calls["get"], http.StatusOK)
			w.is(list, http.StatusOK)
			w.is(w.operations(server)["getAuthorizationServer"], http.StatusOK)
		}
		w.org.SetAccessTokenEncryption(server, "")
		w.is(w.resourceCalls(server, 2)["deactivate"], http.StatusOK)
		w.is(w.resourceCalls(server, 2)["deactivate"], http.StatusOK) // as it is already
		for range w.org.ResourceServerKeys(server) {
			w.is(w.resourceCalls(server, 0)["delete"], http.StatusNoContent)
		}
		w.is(list, http.StatusOK)
		w.org.AddResourceServerKey(server, sandbox.OktaResourceServerKey{PublicKey: w.rsaKey()}) // kid is null
		w.is(list, http.StatusOK)
		w.is(w.addResourceKey(server, nil), http.StatusBadRequest) // beside it
	}
}

// refusedResourceKeys drives what only changes to such keys refuse. Where the
// request itself is against the document, that is told too.
func (w *orgFixture) refusedResourceKeys() {
	server := w.serverWith("RSA-OAEP-256", sandbox.OktaResourceServerKey{KID: "a", Status: "ACTIVE"})
	add := func(change map[string]any, wrong ...string) {
		w.t.Helper()
		w.is(w.addResourceKey(server, change), http.StatusBadRequest, wrong...)
	}
	add(map[string]any{"kid": nil})
	add(map[string]any{"kid": "a"})
	add(map[string]any{"status": "ACTIVE"})
	add(map[string]any{"use": nil})
	add(map[string]any{"use": "sig"}) // the document has no list of uses here
	add(map[string]any{"n": "AQAB"})  // too short
	add(map[string]any{"status": "NEXT"}, "request /status")
	good := w.addResourceKey(server, nil)
	w.is(good.with("Content-Type", "text/plain"), http.StatusBadRequest, "request content-type")
	good.body = "{"
	w.is(good, http.StatusBadRequest, "request body")
	// No schema has alg: the provider must not send it.
	w.is(w.addResourceKey(server, map[string]any{"alg": "RSA-OAEP-256"}), http.StatusCreated, "request /alg")

	active := w.resourceCalls(server, 0)
	w.is(active["delete"], http.StatusBadRequest)
	w.is(active["deactivate"], http.StatusBadRequest)
	for _, c := range callsOn(resourceKeysPath(server) + "/none") {
		w.is(c, http.StatusNotFound)
	}
	w.org.SetResourceServerKeyLimit(1)
	add(nil)
	w.org.SetResourceServerKeyLimit(5)
}
