package sandbox

import (
	"crypto"
	"crypto/elliptic"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// jwk is the body of an add: an RSA key of the pool, the same for all, with other
// members or without those that are nil.
func jwk(t *testing.T, change map[string]any) string {
	t.Helper()
	return keyBody(t, rsaKeys.rsaKey(0).Public(), change)
}

// keyBody is the body of an add of a key.
func keyBody(t *testing.T, key crypto.PublicKey, change map[string]any) string {
	t.Helper()
	m := materialOf(key)
	members := map[string]any{"kty": "RSA", "n": m.n, "e": m.e, "use": "sig"}
	if m.x != "" {
		members = map[string]any{"kty": "EC", "x": m.x, "y": m.y, "use": "sig"}
	}
	for name, value := range change {
		members[name] = value
		if value == nil {
			delete(members, name)
		}
	}
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// kid and enc are changes to the body of an add.
func kid(name string) map[string]any { return map[string]any{"kid": name} }

func enc(name, status string) map[string]any {
	return map[string]any{"kid": name, "use": "enc", "status": status}
}

// addKey adds a key to an app over HTTP and returns its id.
func (w *oktaFixture) addKey(app string, change map[string]any) string {
	w.t.Helper()
	added := decode[map[string]any](w.t, w.post(appKeysURL(app), jwk(w.t, change)).expect(w.t, http.StatusCreated))
	return added["id"].(string)
}

// activate, deactivate and deleteKey send the operations on a key.
func (w *oktaFixture) activate(app, id string) answer {
	w.t.Helper()
	return w.post(appKeysURL(app)+"/"+id+"/lifecycle/activate", "")
}

func (w *oktaFixture) deactivate(app, id string) answer {
	w.t.Helper()
	return w.post(appKeysURL(app)+"/"+id+"/lifecycle/deactivate", "")
}

func (w *oktaFixture) deleteKey(app, id string) answer {
	w.t.Helper()
	return w.do(w.request(http.MethodDelete, appKeysURL(app)+"/"+id, ""))
}

// keyRefused checks for the refusal of a change to a key, for one cause.
func (a answer) keyRefused(t *testing.T, cause string) {
	t.Helper()
	a.refused(t, http.StatusBadRequest, "E0000001", "Api validation failed: JsonWebKey", cause)
}

// effects checks what has happened to the keys of an app.
func (w *oktaFixture) effects(app string, want ...string) {
	w.t.Helper()
	equal(w.t, "effects", strings.Join(w.org.AppKeyEffects(app), ", "), strings.Join(want, ", "))
}

// TestOktaAppKeyLife: a key from its add to its deletion.
func TestOktaAppKeyLife(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{KID: "other"}}})
	id := w.addKey(app, kid("a"))
	path := appKeysURL(app) + "/" + id
	added := w.get(path).expect(t, http.StatusOK)
	equal(t, "status", decode[map[string]any](t, added)["status"], any("ACTIVE"))
	deactivated := w.deactivate(app, id).expect(t, http.StatusOK)
	equal(t, "status", decode[map[string]any](t, deactivated)["status"], any("INACTIVE"))
	equal(t, "links", memberNames(t, decode[map[string]any](t, deactivated)["_links"]), "activate delete")
	w.get(path).is(t, http.StatusOK, deactivated)
	equal(t, "status", decode[map[string]any](t, w.activate(app, id).expect(t, http.StatusOK))["status"], any("ACTIVE"))
	w.deactivate(app, id).expect(t, http.StatusOK)
	w.deleteKey(app, id).is(t, http.StatusNoContent, "")
	for _, gone := range []answer{w.get(path), w.activate(app, id), w.deactivate(app, id), w.deleteKey(app, id)} {
		gone.refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: "+id+" (JsonWebKey)")
	}
	w.effects(app, "add a", "deactivate a", "activate a", "deactivate a", "delete a")
	equal(t, "keys left", len(w.appKeys(app)), 1)
	for _, e := range w.Journal().Entries() {
		equal(t, "committed "+e.String(), e.Committed, e.Method != http.MethodGet && e.Status < 300)
	}
}

func TestOktaAppKeyAddAnswer(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{})
	first := w.post(appKeysURL(app), jwk(t, map[string]any{"use": nil})).expect(t, http.StatusCreated)
	w.get(appKeysURL(app)).is(t, http.StatusOK, `{"keys":[`+first+"]}")
	k := decode[map[string]any](t, first)
	equal(t, "members", memberNames(t, k), "_links created e id kid kty lastUpdated n status use")
	equal(t, "kid", k["kid"], nil)
	equal(t, "use", k["use"], nil)
	equal(t, "key", w.org.AppKeys(app)[0].PublicKey.(interface{ Equal(crypto.PublicKey) bool }).Equal(rsaKeys.rsaKey(0).Public()), true)
	w.org.SetAppKeyStatus(app, k["id"].(string), "INACTIVE")
	w.deleteKey(app, k["id"].(string)).expect(t, http.StatusNoContent)
	second := decode[map[string]any](t, w.post(appKeysURL(app), keyBody(t, newECKey(elliptic.P384()).Public(),
		map[string]any{"kid": "b", "crv": "P-384", "alg": "ES384", "status": "INACTIVE"})).expect(t, http.StatusCreated))
	equal(t, "members", memberNames(t, second), "_links alg created crv id kid kty lastUpdated status use x y")
	for name, want := range map[string]any{"kty": "EC", "kid": "b", "alg": "ES384", "crv": "P-384", "use": "sig", "status": "INACTIVE"} {
		equal(t, name, second[name], want)
	}
	w.effects(app, "add "+k["id"].(string), "deactivate "+k["id"].(string), "delete "+k["id"].(string), "add b")
}

// TestOktaAppKeyChangesNothing: what is so already stays as it is.
func TestOktaAppKeyChangesNothing(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{IDTokenEncryptedResponseAlg: "RSA-OAEP-256", RequestObjectSigningAlg: "RS256", Keys: []OktaAppKey{
		{ID: "on", Use: "enc", KID: "a"}, {ID: "off", Status: "INACTIVE", KID: "b", Alg: "RS256"},
	}})
	before := w.get(appKeysURL(app)).body
	w.Clock().Advance(time.Hour)
	w.activate(app, "on").is(t, http.StatusOK, w.get(appKeysURL(app)+"/on").body)
	w.deactivate(app, "off").is(t, http.StatusOK, w.get(appKeysURL(app)+"/off").body)
	w.get(appKeysURL(app)).is(t, http.StatusOK, before)
	w.effects(app)
	for _, e := range w.Journal().Entries() {
		equal(t, "committed", e.Committed, false)
	}
}

func TestOktaAppKeyLastUpdated(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{TokenEndpointAuthMethod: "client_secret_basic", Keys: []OktaAppKey{{ID: "old", KID: "old", Use: "enc"}, {ID: "still", KID: "still"}}})
	stamp := func(id, member string) string {
		return decode[map[string]any](t, w.get(appKeysURL(app)+"/"+id).body)[member].(string)
	}
	created := stamp("old", "created")
	w.Clock().Advance(time.Hour)
	id := w.addKey(app, enc("new", "INACTIVE"))
	added := stamp(id, "created")
	equal(t, "whole seconds", strings.HasSuffix(added, ".000Z"), true)
	equal(t, "created of the second key is later", added > created, true)
	equal(t, "lastUpdated of a new key", stamp(id, "lastUpdated"), added)
	w.Clock().Advance(time.Hour)
	w.activate(app, id).expect(t, http.StatusOK)
	equal(t, "whole seconds", strings.HasSuffix(stamp(id, "lastUpdated"), ".000Z"), true)
	equal(t, "lastUpdated moved", stamp(id, "lastUpdated") > added, true)
	equal(t, "that of the key deactivated with it", stamp("old", "lastUpdated"), stamp(id, "lastUpdated"))
	equal(t, "that of another key", stamp("still", "lastUpdated"), created)
	equal(t, "created", stamp(id, "created")+stamp("old", "created"), added+created)
	equal(t, "that of the app", w.app(app)["lastUpdated"], any(created))
}

func TestOktaAppKeyWriteScopes(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{ID: "on", KID: "on"}, {ID: "off", KID: "off", Status: "INACTIVE"}}})
	writes := func(check func(answer)) {
		t.Helper()
		for _, a := range []answer{
			w.post(appKeysURL(app), jwk(t, kid("new"))), w.activate(app, "off"), w.deactivate(app, "off"), w.deleteKey(app, "off"),
		} {
			check(a)
		}
	}
	w.auth = "Bearer " + w.org.AccessToken("okta.apps.read", "okta.authorizationServers.manage")
	writes(func(a answer) {
		equal(t, "status", a.status, http.StatusForbidden)
		equal(t, "scope", strings.Contains(a.header.Get("WWW-Authenticate"), `scope="okta.apps.manage", error="insufficient_scope"`), true)
	})
	w.auth = "SSWS " + w.org.ReadOnlyAPIToken()
	writes(func(a answer) {
		a.refused(t, http.StatusForbidden, "E0000006", "You do not have permission to perform the requested action")
	})
	w.effects(app)
	w.auth = "Bearer " + w.org.AccessToken("okta.apps.manage")
	writes(func(a answer) { equal(t, "success", a.status/100, 2) })
	w.effects(app, "add new", "activate off", "deactivate off", "delete off")
}

// TestOktaAppKeyWriteRequests: the media types and methods of the operations, and
// the apps that have none.
func TestOktaAppKeyWriteRequests(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{ID: "off", KID: "off", Status: "INACTIVE"}}})
	saml := w.org.AddApp(OktaApp{SignOnMode: "SAML_2_0"})
	key := appKeysURL(app) + "/off"
	for path, method := range map[string]string{
		appKeysURL(app): http.MethodPost, key: http.MethodDelete,
		key + "/lifecycle/activate": http.MethodPost, key + "/lifecycle/deactivate": http.MethodPost,
	} {
		good := func() *http.Request { return w.request(method, path, jwk(t, kid("new"))) }
		r := good()
		r.Header.Set("Accept", "text/html")
		w.do(r).refused(t, http.StatusBadRequest, "E0000019", "Bad request.  Accept and/or Content-Type headers likely do not match supported values.")
		w.do(w.request(http.MethodPut, path, "{}")).refused(t, http.StatusMethodNotAllowed, "E0000022", "The endpoint does not support the provided HTTP method")
		for id, kind := range map[string]string{"0oaNone": "AppInstance", saml: "OAuth2AppInstance"} {
			r := good()
			r.URL.Path = strings.Replace(r.URL.Path, app, id, 1)
			w.do(r).refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: "+id+" ("+kind+")")
		}
	}
	r := w.request(http.MethodPost, appKeysURL(app), jwk(t, kid("new")))
	r.Header.Set("Content-Type", "text/plain")
	w.do(r).refused(t, http.StatusBadRequest, "E0000021", "Bad request.  Accept and/or Content-Type headers likely do not match supported values.")
	w.effects(app)
	equal(t, "number of unknown", len(w.Unknown()), 0)
}

// TestOktaAppKeyFaults: a fault that commits has the request done, another does
// not.
func TestOktaAppKeyFaults(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{ID: "on", KID: "on"}, {ID: "off", KID: "off", Status: "INACTIVE"}, {ID: "old", KID: "old", Status: "INACTIVE"}}})
	for _, step := range []struct {
		match func(*http.Request) bool
		send  func() answer
	}{
		{OnAppKeyAdd, func() answer { return w.post(appKeysURL(app), jwk(t, kid("new"))) }},
		{OnAppKeyActivate, func() answer { return w.activate(app, "off") }},
		{OnAppKeyDeactivate, func() answer { return w.deactivate(app, "on") }},
		{OnAppKeyDelete, func() answer { return w.deleteKey(app, "old") }},
	} {
		for _, commit := range []bool{false, true} {
			before := len(w.org.AppKeyEffects(app))
			w.Inject(Fault{Match: step.match, Commit: commit, Answer: Status(http.StatusInternalServerError)})
			step.send().refused(t, http.StatusInternalServerError, "E0000009", "Internal Server Error")
			equal(t, "done", len(w.org.AppKeyEffects(app)) == before+1, commit)
			equal(t, "committed", w.Journal().Entries()[w.Journal().Len()-1].Committed, commit)
		}
	}
	w.effects(app, "add new", "activate off", "deactivate on", "delete old")
}
