package sandbox

import (
	"crypto"
	"crypto/elliptic"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestOktaAppKeyLimit(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	var keys []OktaAppKey
	for i := range 49 {
		keys = append(keys, OktaAppKey{ID: fmt.Sprintf("pks%d", i), KID: fmt.Sprint(i), Status: "INACTIVE", PublicKey: rsaKeys.rsaKey(0).Public()})
	}
	app := w.org.AddApp(OktaApp{Keys: keys})
	w.addKey(app, kid("fiftieth"))
	for _, name := range []string{"one more", "fiftieth"} {
		w.post(appKeysURL(app), jwk(t, kid(name))).keyRefused(t, "You can't create a new key. You have reached the maximum number of keys "+
			"allowed (50). To add another key, you must first delete an existing one.")
	}
	w.deleteKey(app, "pks7").expect(t, http.StatusNoContent)
	w.addKey(app, kid("one more"))
	equal(t, "keys", len(w.org.AppKeys(app)), 50)
	equal(t, "adds", w.org.AppKeyAdds(app), 2)
}

func TestOktaAppKeyKIDs(t *testing.T) {
	t.Parallel()
	const without = "Each key should have a unique kid when adding multiple keys. Use the Apps API to update the JWKS to add a kid for the existing key, " +
		"or delete the existing key and re-add the key with a kid using the JWKS APIs."
	const twice = "All keys in the 'jwks' must have a unique `kid`."
	for name, c := range map[string]struct {
		keys []OktaAppKey
		kid  any
		want string
	}{
		"first key without":           {nil, nil, ""},
		"first key with":              {nil, "a", ""},
		"second key without":          {[]OktaAppKey{{KID: "a"}}, nil, without},
		"second key with an empty":    {[]OktaAppKey{{KID: "a"}}, "", without},
		"existing without":            {[]OktaAppKey{{}}, "a", without},
		"existing INACTIVE without":   {[]OktaAppKey{{Status: "INACTIVE"}}, "a", without},
		"one of the existing without": {[]OktaAppKey{{KID: "b"}, {}}, "a", without},
		"another":                     {[]OktaAppKey{{KID: "a"}}, "b", ""},
		"another case":                {[]OktaAppKey{{KID: "a"}}, "A", ""},
		"taken":                       {[]OktaAppKey{{KID: "b"}, {KID: "a"}}, "a", twice},
		"taken by an INACTIVE one":    {[]OktaAppKey{{KID: "a", Status: "INACTIVE"}}, "a", twice},
		"taken by one of other use":   {[]OktaAppKey{{KID: "a", Use: "enc"}}, "a", twice},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newOktaFixture(t)
			app := w.org.AddApp(OktaApp{Keys: c.keys})
			answer := w.post(appKeysURL(app), jwk(t, map[string]any{"kid": c.kid}))
			if c.want == "" {
				answer.expect(t, http.StatusCreated)
			} else {
				answer.keyRefused(t, c.want)
			}
			equal(t, "adds", w.org.AppKeyAdds(app) == 1, c.want == "")
		})
	}
}

// TestOktaAppKeySameMaterial: one key under two kids is two keys.
func TestOktaAppKeySameMaterial(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{})
	w.addKey(app, kid("a"))
	w.addKey(app, kid("b"))
	keys := w.appKeys(app)
	equal(t, "n", keys[0]["n"], keys[1]["n"])
	equal(t, "id differs", keys[0]["id"] != keys[1]["id"], true)
}

func TestOktaAppKeyOneActiveEncryptionKey(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{IDTokenEncryptedResponseAlg: "RSA-OAEP-256", Keys: []OktaAppKey{{ID: "sig", KID: "sig"}}})
	first := w.addKey(app, enc("first", "ACTIVE"))
	for _, change := range []map[string]any{enc("second", "ACTIVE"), {"kid": "second", "use": "enc"}} {
		w.post(appKeysURL(app), jwk(t, change)).keyRefused(t, "The client can have only one active encryption key in the 'jwks'.")
	}
	w.post(appKeysURL(app), jwk(t, enc("first", "ACTIVE"))).keyRefused(t, "All keys in the 'jwks' must have a unique `kid`.")
	second := w.addKey(app, enc("second", "INACTIVE"))
	w.addKey(app, enc("third", "INACTIVE"))
	w.addKey(app, kid("more to sign with"))
	activated := w.activate(app, second).expect(t, http.StatusOK)
	equal(t, "the active one has no links", strings.Contains(activated, "_links"), false)
	w.effects(app, "add first", "add second", "add third", "add more to sign with", "activate second", "deactivate first")
	equal(t, "status of the first", decode[map[string]any](t, w.get(appKeysURL(app)+"/"+first).body)["status"], any("INACTIVE"))
	w.deleteKey(app, first).expect(t, http.StatusNoContent)
	w.deactivate(app, "sig").expect(t, http.StatusOK)
	w.activate(app, "sig").expect(t, http.StatusOK) // and takes no place
	equal(t, "effects", len(w.org.AppKeyEffects(app)), 9)
	w.org.SetAppKeyStatus(app, second, "INACTIVE")
	w.addKey(app, enc("fourth", "ACTIVE"))
}

func TestOktaAppKeyDeactivation(t *testing.T) {
	t.Parallel()
	const only = "Can't deactivate the only active JSON Web Key when the value for `token_endpoint_auth_method` is `private_key_jwt`."
	const object = "The `jwks` must contain at least one key with an algorithm matching the `request_object_signature_algorithm`."
	const encrypts = "You can't deactivate the active encryption key."
	const none = "client_secret_basic"
	sig, off, encryption := OktaAppKey{KID: "sig", Use: "sig"}, OktaAppKey{KID: "off", Status: "INACTIVE"}, OktaAppKey{KID: "enc", Use: "enc"}
	p256 := OktaAppKey{KID: "p256", PublicKey: newECKey(elliptic.P256()).Public()}
	with := func(k OktaAppKey, kid, alg string) OktaAppKey { k.KID, k.Alg = kid, alg; return k }
	for name, c := range map[string]struct {
		method, object, encryption string
		keys                       []OktaAppKey // the first is deactivated
		want                       string
	}{
		"only active":                          {keys: []OktaAppKey{sig, off}, want: only},
		"only active, of encryption":           {keys: []OktaAppKey{encryption, off}, want: only},
		"only active, and a secret":            {method: none, keys: []OktaAppKey{sig, off}},
		"another signs":                        {keys: []OktaAppKey{sig, with(sig, "b", "")}},
		"another encrypts":                     {keys: []OktaAppKey{sig, encryption}},
		"of encryption, not in use":            {keys: []OktaAppKey{encryption, sig}},
		"of encryption, in use":                {encryption: "RSA-OAEP-256", keys: []OktaAppKey{encryption, sig}, want: encrypts},
		"of encryption, in use, and the only":  {encryption: "RSA-OAEP-256", keys: []OktaAppKey{encryption}, want: encrypts},
		"of signatures, encryption in use":     {encryption: "RSA-OAEP-256", keys: []OktaAppKey{sig, encryption}},
		"last for request objects":             {object: "RS256", keys: []OktaAppKey{with(sig, "a", "RS256"), with(sig, "b", "RS512"), encryption}, want: object},
		"last, and the only active":            {object: "RS256", keys: []OktaAppKey{with(sig, "a", "RS256")}, want: only},
		"last, without private_key_jwt":        {method: none, object: "RS256", keys: []OktaAppKey{with(sig, "a", "RS256")}, want: object},
		"last, as the other is INACTIVE":       {object: "RS256", keys: []OktaAppKey{with(sig, "a", "RS256"), with(off, "b", "RS256"), p256}, want: object},
		"last that could, without alg":         {object: "PS384", keys: []OktaAppKey{sig, p256, encryption}, want: object},
		"last that could, of its curve":        {object: "ES256", keys: []OktaAppKey{p256, sig}, want: object},
		"one of two for request objects":       {object: "RS256", keys: []OktaAppKey{with(sig, "a", "RS256"), with(sig, "b", "RS256")}},
		"another could, without alg":           {object: "RS256", keys: []OktaAppKey{with(sig, "a", "RS256"), with(sig, "b", "")}},
		"not for them, by alg":                 {object: "RS256", keys: []OktaAppKey{with(sig, "a", "RS512"), encryption}},
		"not for them, by curve":               {object: "ES384", keys: []OktaAppKey{p256, sig}},
		"not for them, by type":                {object: "RS256", keys: []OktaAppKey{p256, with(sig, "b", "RS512")}},
		"not for them, as it is of encryption": {object: "RS256", keys: []OktaAppKey{encryption, p256}},
		"none is for them":                     {object: "HS256", keys: []OktaAppKey{sig, p256}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newOktaFixture(t)
			app := w.org.AddApp(OktaApp{TokenEndpointAuthMethod: c.method, RequestObjectSigningAlg: c.object, IDTokenEncryptedResponseAlg: c.encryption, Keys: c.keys})
			id := w.org.AppKeys(app)[0].ID
			if c.want == "" {
				w.deactivate(app, id).expect(t, http.StatusOK)
				w.effects(app, "deactivate "+c.keys[0].KID)
				return
			}
			w.deactivate(app, id).keyRefused(t, c.want)
			w.effects(app)
		})
	}
}

func TestOktaAppKeyDeleteNeedsInactive(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{ID: "on", KID: "on"}, {ID: "enc", KID: "enc", Use: "enc"}}})
	for _, id := range []string{"on", "enc"} {
		w.deleteKey(app, id).keyRefused(t, "''ACTIVE'' keys cannot be deleted. Activate another key before deleting this one.")
	}
	w.deactivate(app, "enc").expect(t, http.StatusOK)
	w.deleteKey(app, "enc").expect(t, http.StatusNoContent)
	w.effects(app, "deactivate enc", "delete enc")
}

func TestOktaAppKeyAddWithJWKSURI(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{JWKSURI: "https://app.example.com/jwks"})
	w.post(appKeysURL(app), jwk(t, kid("a"))).keyRefused(t, "You can't add a key when the client has a 'jwks_uri'.")
	w.effects(app)
	for _, gone := range []answer{w.activate(app, "pks1"), w.deactivate(app, "pks1"), w.deleteKey(app, "pks1")} {
		gone.refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: pks1 (JsonWebKey)")
	}
}

// TestOktaConcurrentAppKeyAdds: of adds at the same time each is done or refused.
func TestOktaConcurrentAppKeyAdds(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{})
	var wait sync.WaitGroup
	for range 4 {
		for _, name := range []string{"a", "b"} {
			wait.Go(func() { w.post(appKeysURL(app), jwk(t, kid(name))) })
		}
	}
	wait.Wait()
	effects := w.org.AppKeyEffects(app)
	slices.Sort(effects)
	equal(t, "effects", strings.Join(effects, ", "), "add a, add b")
}

// TestOktaAppKeyDirectChanges: what tests do looks as if requests had done it, but
// is not in the journal.
func TestOktaAppKeyDirectChanges(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{ID: "first", KID: "first", Use: "enc"}}})
	id := w.org.AddAppKey(app, OktaAppKey{KID: "second", Use: "enc", Status: "INACTIVE"})
	unnamed := w.org.AddAppKey(app, OktaAppKey{})
	w.org.SetAppKeyStatus(app, id, "ACTIVE")
	w.org.SetAppKeyStatus(app, id, "ACTIVE")
	w.org.SetIDTokenEncryption(app, "RSA-OAEP-512")
	w.org.RemoveAppKey(app, unnamed)
	w.effects(app, "add second", "add "+unnamed, "activate second", "deactivate first", "delete "+unnamed)
	equal(t, "adds", w.org.AppKeyAdds(app), 2)
	equal(t, "journal", w.Journal().Len(), 0)
	w.deactivate(app, id).keyRefused(t, "You can't deactivate the active encryption key.")
	w.org.SetAppKeyStatus(app, id, "INACTIVE")
	w.org.SetIDTokenEncryption(app, "")
	equal(t, "encryption", w.org.mustApp(app).encrypts(), false)
	equal(t, "statuses", w.appKeys(app)[0]["status"].(string)+w.appKeys(app)[1]["status"].(string), "INACTIVEINACTIVE")
	copied := w.org.AppKeys(app)[0]
	copied.ID, copied.PublicKey = "copied", newECKey(elliptic.P256()).Public()
	w.org.AddAppKey(app, copied)
	equal(t, "x of a key copied with another one", w.appKeys(app)[2]["x"], any(materialOf(copied.PublicKey).x))
	w.org.AppKeyEffects(app)[0] = "changed"
	equal(t, "effects are copies", w.org.AppKeyEffects(app)[0], "add second")
	w.org.RemoveApp(app)
	equal(t, "adds to an app that is gone", w.org.AppKeyAdds(app)+len(w.org.AppKeyEffects(app)), 0)
}

func TestOktaImpossibleAppKeysPanic(t *testing.T) {
	t.Parallel()
	org := New().Okta()
	app := org.AddApp(OktaApp{Keys: []OktaAppKey{{ID: "pks1"}}})
	saml := org.AddApp(OktaApp{SignOnMode: "SAML_2_0"})
	uri := org.AddApp(OktaApp{JWKSURI: "https://app.example.com/jwks"})
	mustPanic(t, map[string]func(){
		"add to no app":        func() { org.AddAppKey("0oaNone", OktaAppKey{}) },
		"add to SAML":          func() { org.AddAppKey(saml, OktaAppKey{}) },
		"add to a jwks_uri":    func() { org.AddAppKey(uri, OktaAppKey{}) },
		"add twice":            func() { org.AddAppKey(app, OktaAppKey{ID: "pks1"}) },
		"add a private key":    func() { org.AddAppKey(app, OktaAppKey{PublicKey: crypto.PublicKey(rsaKeys.rsaKey(0))}) },
		"status":               func() { org.SetAppKeyStatus(app, "pks1", "NEXT") },
		"status of no key":     func() { org.SetAppKeyStatus(app, "pks2", "ACTIVE") },
		"remove no key":        func() { org.RemoveAppKey(app, "pks2") },
		"encryption of no app": func() { org.SetIDTokenEncryption("0oaNone", "") },
	})
}
