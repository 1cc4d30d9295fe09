package okta_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

const (
	appJWKSType        = "idpkeys_okta_app_jwks"
	appJWKType         = "idpkeys_okta_app_jwk"
	connectionJWKSType = "idpkeys_okta_app_connection_jwks"
)

// appConfig is the configuration of a data source about an app.
func appConfig(id any, more ...map[string]any) map[string]any {
	return acctest.Merge(append([]map[string]any{{"app_id": id}}, more...)...)
}

func byKID(kid string) map[string]any { return map[string]any{"kid": kid} }

func curveKey(t *testing.T, curve elliptic.Curve) *ecdsa.PublicKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &key.PublicKey
}

// publicOf reads a JWK as a verifier does.
func publicOf(t *testing.T, text string) jose.JSONWebKey {
	t.Helper()
	var key jose.JSONWebKey
	if err := json.Unmarshal([]byte(text), &key); err != nil || !key.IsPublic() || !key.Valid() {
		t.Fatalf("%v: %s", err, text)
	}
	return key
}

func equal(a, b crypto.PublicKey) bool {
	key, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(b)
}

// kinds is an app with a key of each kind. The EC keys but the last were
// registered without crv, as in recorded answers, which then have null there.
func kinds(t *testing.T) sandbox.OktaApp {
	t.Helper()
	return sandbox.OktaApp{Keys: []sandbox.OktaAppKey{
		{KID: "a-rsa", Use: "sig", Alg: "RS256"},
		{KID: "b-enc", Use: "enc", Alg: "RSA-OAEP-256", Status: "INACTIVE"},
		{KID: "c-p256", PublicKey: curveKey(t, elliptic.P256())},
		{KID: "d-p384", PublicKey: curveKey(t, elliptic.P384())},
		{KID: "e-p521", PublicKey: curveKey(t, elliptic.P521()), Crv: "P-521", Use: "sig"},
	}}
}

func TestAppJWKS_readsEveryKindOfKeyInEveryFormOfTheList(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]sandbox.OktaKeyListForm{
		"keys": sandbox.OktaKeyListKeys, "jwks": sandbox.OktaKeyListJWKS, "array": sandbox.OktaKeyListArray,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			s.Okta().SetKeyListForm(form)
			id := s.Okta().AddApp(kinds(t))
			stored := s.Okta().AppKeys(id)
			mark := s.Journal().Len()
			d := readData(t, s.RPC(), appJWKSType, appConfig(id))
			s.ExpectCalls(mark, "GET jwks 200")
			keys := d.list("keys")
			if len(keys) != len(stored) || d.Show("id") != id {
				t.Fatalf("%d keys, id %s", len(keys), d.Show("id"))
			}
			for i, key := range keys {
				acctest.Expect(t, key, map[string]string{
					"kid": stored[i].KID, "id": stored[i].ID, "status": stored[i].Status,
					"use": orNull(stored[i].Use), "alg": orNull(stored[i].Alg), "crv": orNull(stored[i].Crv),
					"public_key_pem": acctest.PublicPEM(t, stored[i].PublicKey),
				})
				if public := publicOf(t, key.Show("jwk_json")); public.KeyID != stored[i].KID || !equal(public.Key, stored[i].PublicKey) {
					t.Errorf("jwk_json of %s: %s", stored[i].KID, key.Show("jwk_json"))
				}
			}
			acctest.Expect(t, keys[0], map[string]string{"kty": "RSA", "e": "AQAB", "x": "null", "y": "null"})
			acctest.Expect(t, keys[2], map[string]string{"kty": "EC", "n": "null", "e": "null"})
			for link, i := range map[string]int{"deactivate": 0, "activate": 1, "delete": 1} {
				if !strings.Contains(keys[i].Show("links."+link), stored[i].ID) {
					t.Errorf("links of %s: %s", stored[i].KID, keys[i].Show("links"))
				}
			}
			var set jose.JSONWebKeySet
			if err := json.Unmarshal([]byte(d.Show("jwks_json")), &set); err != nil || len(set.Keys) != len(stored) {
				t.Errorf("%v: %s", err, d.Show("jwks_json"))
			}
		})
	}
}

func orNull(text string) string {
	if text == "" {
		return "null"
	}
	return text
}

func TestAppJWKS_anAppWithoutKeys(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	d := readData(t, s.RPC(), appJWKSType, appConfig(s.Okta().AddApp(sandbox.OktaApp{})))
	acctest.Expect(t, d, map[string]string{"jwks_json": `{"keys":[]}`})
	if len(d.list("keys")) != 0 {
		t.Errorf("keys: %s", d.Show("keys"))
	}
}

func TestAppJWK_byIDAndByKID(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	app := sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "a"}, {KID: "b", Use: "sig"}, {}}}
	id := s.Okta().AddApp(app)
	stored := s.Okta().AppKeys(id)
	r := s.RPC()
	mark := s.Journal().Len()
	acctest.Expect(t, readData(t, r, appJWKType, appConfig(id, byKID("b"))), map[string]string{"id": stored[1].ID, "kid": "b", "use": "sig", "app_id": id})
	acctest.Expect(t, readData(t, r, appJWKType, appConfig(id, map[string]any{"id": stored[2].ID})), map[string]string{"id": stored[2].ID, "kid": "null"})
	s.ExpectCalls(mark, "GET jwks 200")
	_, diags := r.ReadData(appJWKType, appConfig(id, byKID("c")))
	if !diags.Has("ERROR", "Unable to read Okta app keys", `App "`+id+`"`, `no key with this kid is registered. Registered: without kid (`+
		stored[2].ID+`, ACTIVE), "a" (`+stored[0].ID+`, ACTIVE), "b" (`+stored[1].ID+", ACTIVE).", "Check id or kid") {
		t.Errorf("unexpected:\n%s", diags)
	}
	if _, diags := r.ReadData(appJWKType, appConfig(id, map[string]any{"id": "pks0"})); !diags.Has("no key with this id") {
		t.Errorf("unexpected:\n%s", diags)
	}
	if _, diags := r.ReadData(appJWKType, appConfig(s.Okta().AddApp(sandbox.OktaApp{}), byKID("c"))); !diags.Has("Registered: no key at all.") {
		t.Errorf("unexpected:\n%s", diags)
	}
}

func TestAppJWK_isNamedInOneWay(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	for name, c := range map[string]map[string]any{
		"neither": appConfig("0oa1"),
		"both":    appConfig("0oa1", byKID("a"), map[string]any{"id": "pks1"}),
		"empty":   appConfig("0oa1", byKID("")),
		"a name":  appConfig("My app", byKID("a")),
		"no app":  appConfig("", byKID("a")),
		"dots":    appConfig("..", byKID("a")),
	} {
		if diags := r.ValidateData(appJWKType, c); diags.Errors() == 0 {
			t.Errorf("%s is accepted", name)
		}
	}
	if diags := r.ValidateData(appJWKType, appConfig(acctest.Unknown, byKID("a"))); len(diags) > 0 {
		t.Errorf("an unknown app is refused:\n%s", diags)
	}
}

// Fifty keys by fifty data sources of one app are one request.
func TestAppJWK_fiftyOnOneAppAreOneRequest(t *testing.T) {
	t.Parallel()
	const n = 50
	s := acctest.NewSandbox(t)
	shared := curveKey(t, elliptic.P256())
	app := sandbox.OktaApp{}
	for i := range n {
		app.Keys = append(app.Keys, sandbox.OktaAppKey{KID: fmt.Sprintf("k%d", i), PublicKey: shared})
	}
	id := s.Okta().AddApp(app)
	r := s.RPC()
	mark := s.Journal().Len()
	acctest.Parallel(n, func(i int) {
		if _, diags := r.ReadData(appJWKType, appConfig(id, byKID(fmt.Sprintf("k%d", i)))); len(diags) > 0 {
			t.Error(diags)
		}
	})
	s.ExpectCalls(mark, "GET jwks 200")
}

func TestConnectionJWKS_readsTheKeysOfTheConnection(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Okta().AddApp(sandbox.OktaApp{Connection: &sandbox.OktaConnection{}})
	stored := s.Okta().ConnectionKeys(id)
	mark := s.Journal().Len()
	d := readData(t, s.RPC(), connectionJWKSType, appConfig(id))
	s.ExpectCalls(mark, "GET jwks 200")
	keys := d.list("keys")
	if len(keys) != len(stored) || len(keys) == 0 {
		t.Fatalf("%d keys, want %d", len(keys), len(stored))
	}
	acctest.Expect(t, keys[0], map[string]string{
		"kid": stored[0].KID, "kty": "RSA", "use": "sig", "e": "AQAB", "public_key_pem": acctest.PublicPEM(t, stored[0].PublicKey),
	})
	key := publicOf(t, keys[0].Show("jwk_json"))
	if !equal(key.Key, stored[0].PublicKey) || key.Algorithm != "" {
		t.Errorf("jwk_json: %s", keys[0].Show("jwk_json"))
	}
	if !strings.Contains(d.Show("jwks_json"), keys[0].Show("jwk_json")) {
		t.Errorf("jwks_json: %s", d.Show("jwks_json"))
	}
	empty := s.Okta().AddApp(sandbox.OktaApp{Connection: &sandbox.OktaConnection{NoKeys: true}})
	acctest.Expect(t, readData(t, s.RPC(), connectionJWKSType, appConfig(empty)), map[string]string{"jwks_json": `{"keys":[]}`})
}

// Whatever Okta answers for an app of another kind, the reader learns what the app
// is, and is not sent after credentials or an ID that are right.
func TestApps_ofAnotherKindGetAnExplanation(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		app   sandbox.OktaApp
		typ   string
		words []string
	}{
		"a connection by token": {
			sandbox.OktaApp{Connection: &sandbox.OktaConnection{AuthScheme: "TOKEN"}}, connectionJWKSType,
			[]string{"Unable to read Okta connection keys", "no provisioning connection that authenticates with OAuth 2.0", "okta_org2org"},
		},
		"no connection": {
			sandbox.OktaApp{Label: "Plain"}, connectionJWKSType,
			[]string{"The app is there, but it seems to have no provisioning connection", `"Plain"`, "OPENID_CONNECT", "Check the app's provisioning connection"},
		},
		"no connection, SAML": {
			sandbox.OktaApp{SignOnMode: "SAML_2_0"}, connectionJWKSType,
			[]string{"The app is there, but it seems to have no provisioning connection", "SAML_2_0"},
		},
		"no OAuth": {
			sandbox.OktaApp{SignOnMode: "SAML_2_0"}, appJWKSType,
			[]string{"Unable to read Okta app keys", "The app is there, but it is no OAuth 2.0 client", "SAML_2_0"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			_, diags := s.RPC().ReadData(c.typ, appConfig(s.Okta().AddApp(c.app)))
			if !diags.Has(append(c.words, "ERROR", "request ID")...) || diags.Has("token belongs to this org") {
				t.Errorf("unexpected:\n%s", diags)
			}
		})
	}
}

func TestApps_thatAreNotThere(t *testing.T) {
	t.Parallel()
	for typ, c := range map[string]map[string]any{
		appJWKSType: appConfig("0oa000"), appJWKType: appConfig("0oa000", byKID("a")), connectionJWKSType: appConfig("0oa000"),
	} {
		s := acctest.NewSandbox(t)
		if _, diags := s.RPC().ReadData(typ, c); !diags.Has("ERROR", "E0000007", "0oa000 (AppInstance)", "Check app_id") {
			t.Errorf("%s:\n%s", typ, diags)
		}
		s.OktaToken = "wrong"
		if _, diags := s.RPC().ReadData(typ, c); !diags.Has("ERROR", "E0000011", "Check that the token belongs to this org") {
			t.Errorf("%s with a wrong token:\n%s", typ, diags)
		}
	}
}

func TestApps_missingScope(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Okta().AddApp(sandbox.OktaApp{})
	r := acctest.NewRPC(t, acctest.Provider())
	r.Configure(map[string]any{"okta": map[string]any{
		"org_url": s.Okta().URL(), "access_token": s.Okta().AccessToken("okta.authorizationServers.read"),
	}})
	if _, diags := r.ReadData(appJWKSType, appConfig(id)); !diags.Has("ERROR", "HTTP 403", "Grant the application okta.apps.read") {
		t.Errorf("unexpected:\n%s", diags)
	}
}

// A key in the place of an ID is refused, and not repeated.
func TestApps_aKeyIsNoID(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	secret := acctest.PublicPEM(t, curveKey(t, elliptic.P256())) // as long as a private one
	for typ, name := range map[string]string{appJWKSType: "app_id", keysType: "authorization_server_id"} {
		diags := r.ValidateData(typ, map[string]any{name: secret})
		if !diags.Has("ERROR", name+" is not") || diags.Has(secret[30:60]) {
			t.Errorf("%s:\n%s", typ, diags)
		}
	}
}
