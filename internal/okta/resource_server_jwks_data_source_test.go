package okta_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// threeKeys is a server with keys that are not listed in the order of their kids.
func threeKeys() sandbox.OktaAuthorizationServer {
	return sandbox.OktaAuthorizationServer{Default: true, ResourceServerKeys: []sandbox.OktaResourceServerKey{
		{ID: "apk1", KID: "c"}, {ID: "apk2", KID: "a"}, {ID: "apk3", KID: "b", Status: active},
	}}
}

func TestResourceServerJWKSData_listsAllInOrder(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, threeKeys())
	stored := map[string]sandbox.OktaResourceServerKey{}
	for _, key := range w.Okta().ResourceServerKeys(w.id) {
		stored[key.KID] = key
	}
	for _, server := range []string{w.id, "default"} {
		mark := w.Journal().Len()
		d := readData(t, w.r, resourceServerJWKSType, serverConfig(server))
		w.ExpectCalls(mark, "GET keys 200")
		acctest.Expect(t, d, map[string]string{"id": server, "authorization_server_id": server})
		keys := d.list("keys")
		if len(keys) != 3 {
			t.Fatalf("%d keys", len(keys))
		}
		for i, kid := range []string{"a", "b", "c"} {
			key := stored[kid]
			acctest.Expect(t, keys[i], map[string]string{
				"kid": kid, "id": key.ID, "status": key.Status, "kty": "RSA", "use": "enc", "alg": "null", "e": "AQAB",
				"crv": "null", "x": "null", "y": "null", "public_key_pem": acctest.PublicPEM(t, key.PublicKey),
			})
			public := publicOf(t, keys[i].Show("jwk_json"))
			if public.KeyID != kid || public.Use != "enc" || public.Algorithm != "" || !equal(public.Key, key.PublicKey) {
				t.Errorf("jwk_json of %s: %s", kid, keys[i].Show("jwk_json"))
			}
			for _, name := range []string{"n", "created", "last_updated"} {
				if keys[i].Show(name) == "null" {
					t.Errorf("%s of %s is null", name, kid)
				}
			}
		}
		for _, link := range []string{"activate", "delete"} {
			if !strings.Contains(keys[0].Show("links."+link), "apk2") {
				t.Errorf("links: %s", keys[0].Show("links"))
			}
		}
		var set jose.JSONWebKeySet
		if err := json.Unmarshal([]byte(d.Show("jwks_json")), &set); err != nil || len(set.Keys) != 3 || set.Keys[0].KeyID != "a" || set.Keys[2].KeyID != "c" {
			t.Errorf("%v: %s", err, d.Show("jwks_json"))
		}
	}
}

func TestResourceServerJWKSData_theActiveKey(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, threeKeys())
	read := func() data {
		w.Walk(w.r)
		return readData(t, w.r, resourceServerJWKSType, serverConfig(w.id))
	}
	d := read()
	acctest.Expect(t, d, map[string]string{"active_key.id": "apk3", "active_key.kid": "b", "active_key.status": active})
	if d.Show("active_key.jwk_json") != d.list("keys")[1].Show("jwk_json") {
		t.Errorf("active_key: %s", d.Show("active_key"))
	}
	w.Okta().SetResourceServerKeyStatus(w.id, "apk1", active)
	acctest.Expect(t, read(), map[string]string{"active_key.kid": "c"})
	w.Okta().SetResourceServerKeyStatus(w.id, "apk1", inactive)
	acctest.Expect(t, read(), map[string]string{"active_key": "null"})
}

// A server without keys: an empty list, and what the integration tests of Okta's
// .NET SDK take for one.
func TestResourceServerJWKSData_aServerWithoutKeys(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]sandbox.Answer{
		"[]": nil, "null": sandbox.OKJSON("null"), "nothing in JSON": sandbox.OKJSON(""), "[null]": sandbox.OKJSON("[null]"),
	} {
		w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
		if answer != nil {
			w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyList, Answer: answer})
		}
		d := readData(t, w.r, resourceServerJWKSType, serverConfig(w.id))
		acctest.Expect(t, d, map[string]string{"jwks_json": `{"keys":[]}`, "active_key": "null"})
		if len(d.list("keys")) != 0 {
			t.Errorf("%s: %s", name, d.Show("keys"))
		}
	}
}

// What does not say in JSON that there are none is no list.
func TestResourceServerJWKSData_whatIsNoList(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer sandbox.Answer
		words  string
	}{
		"nothing":   {sandbox.EmptyBody(200), "the answer holds no list of keys"},
		"a page":    {sandbox.HTML200(), "the answer could not be read"},
		"an object": {sandbox.OKJSON("{}"), "the answer could not be read"},
		"cut JSON":  {sandbox.CutJSON(200), "the answer could not be read"},
	} {
		w := newServerFixture(t, threeKeys())
		w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyList, Times: -1, Answer: c.answer})
		for typ, config := range map[string]map[string]any{
			resourceServerJWKSType: serverConfig(w.id), resourceServerJWKType: serverConfig(w.id, byKID("a")),
		} {
			if _, diags := w.r.ReadData(typ, config); !diags.Has("ERROR", "Unable to read Okta resource server keys", c.words, "HTTP 200") {
				t.Errorf("%s, %s:\n%s", name, typ, diags)
			}
		}
	}
}

func TestResourceServerJWKData_byIDAndByKID(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, threeKeys())
	mark := w.Journal().Len()
	for _, named := range []map[string]any{byKID("b"), {"id": "apk3"}} {
		acctest.Expect(t, readData(t, w.r, resourceServerJWKType, serverConfig(w.id, named)), map[string]string{
			"id": "apk3", "kid": "b", "use": "enc", "status": active, "authorization_server_id": w.id,
		})
	}
	w.ExpectCalls(mark, "GET keys 200")
	_, diags := w.r.ReadData(resourceServerJWKType, serverConfig(w.id, byKID("d")))
	if !diags.Has("ERROR", "Unable to read Okta resource server keys", `Authorization server "`+w.id+`"`, `no key with this kid is registered. Registered: `+
		`"a" (apk2, INACTIVE), "b" (apk3, ACTIVE), "c" (apk1, INACTIVE).`, "Check id or kid") {
		t.Errorf("unexpected:\n%s", diags)
	}
	if _, diags := w.r.ReadData(resourceServerJWKType, serverConfig(w.id, map[string]any{"id": "a"})); !diags.Has("no key with this id") {
		t.Errorf("a kid is taken for an id:\n%s", diags)
	}
	if _, diags := w.r.ReadData(resourceServerJWKType, serverConfig(w.AuthorizationServer(), byKID("a"))); !diags.Has("Registered: no key at all.") {
		t.Errorf("unexpected:\n%s", diags)
	}
}

func TestResourceServerJWKData_isNamedInOneWay(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	for name, c := range map[string]map[string]any{
		"neither":   serverConfig("aus1"),
		"both":      serverConfig("aus1", byKID("a"), map[string]any{"id": "apk1"}),
		"empty":     serverConfig("aus1", byKID("")),
		"an issuer": serverConfig("https://example.okta.com/oauth2/aus1", byKID("a")),
		"no server": serverConfig("", byKID("a")),
		"dots":      serverConfig("..", byKID("a")),
	} {
		if diags := r.ValidateData(resourceServerJWKType, c); diags.Errors() == 0 {
			t.Errorf("%s is accepted", name)
		}
	}
	for _, c := range []map[string]any{serverConfig(acctest.Unknown, byKID("a")), serverConfig("default", map[string]any{"kid": acctest.Unknown})} {
		if diags := r.ValidateData(resourceServerJWKType, c); len(diags) > 0 {
			t.Errorf("unknown values are refused:\n%s", diags)
		}
	}
}

// All data sources of one server, and its resources, are one request.
func TestResourceServerJWKData_manyOnOneServerAreOneRequest(t *testing.T) {
	t.Parallel()
	const n = 50
	w := newServerFixture(t, threeKeys())
	mark := w.Journal().Len()
	acctest.Parallel(n, func(i int) {
		typ, c := resourceServerJWKType, serverConfig(w.id, byKID([]string{"a", "b", "c"}[i%3]))
		if i%5 == 0 {
			typ, c = resourceServerJWKSType, serverConfig(w.id)
		}
		if _, diags := w.r.ReadData(typ, c); len(diags) > 0 {
			t.Error(diags)
		}
	})
	if _, diags := w.r.Import(resourceServerJWKType, w.id+"/apk1"); len(diags) > 0 {
		t.Error(diags)
	}
	w.ExpectCalls(mark, "GET keys 200")
}

// A key that cannot be read is left out of the set, and that is said.
func TestResourceServerJWKSData_keysThatCannotBeReadAreNamed(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	good := acctest.Merge(map[string]any{"id": "apk9", "kid": "good", "status": active, "use": "enc"},
		spelled(t, acctest.RSAKey(t).Public(), base64.RawURLEncoding.EncodeToString))
	w.Inject(listing(t, sandbox.OnResourceServerKeyList, "%s", good,
		map[string]any{"id": "apk1", "kid": "empty", "kty": "RSA", "e": "AQAB"}, map[string]any{"id": "apk2", "kid": "odd", "kty": "OKP"}))
	value, diags := w.r.ReadData(resourceServerJWKSType, serverConfig(w.id))
	d := data{t, value}
	if diags.Errors() != 0 || diags.Warnings() != 2 || len(d.list("keys")) != 3 {
		t.Fatalf("%d keys\n%s", len(d.list("keys")), diags)
	}
	for kid, reason := range map[string]string{"empty": "n is missing.", "odd": `kty is "OKP", not RSA or EC.`} {
		if !diags.Has("WARNING", fmt.Sprintf("Key %q cannot be read", kid), "("+w.id+")", reason) {
			t.Errorf("nothing of %s:\n%s", kid, diags)
		}
	}
	if set := d.Show("jwks_json"); strings.Count(set, `"kty"`) != 1 || !strings.Contains(set, `"kid":"good"`) {
		t.Errorf("jwks_json: %s", set)
	}
	acctest.Expect(t, d, map[string]string{"active_key.kid": "good"})
}

// However Okta keeps a key, its forms are there.
func TestResourceServerJWKSData_otherSpellingsAreRead(t *testing.T) {
	t.Parallel()
	public := acctest.RSAKey(t).Public()
	for name, spell := range spellings() {
		w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
		w.Inject(listing(t, sandbox.OnResourceServerKeyList, "%s", acctest.Merge(map[string]any{"id": "apk1", "kid": "a"}, spelled(t, public, spell))))
		d := readData(t, w.r, resourceServerJWKSType, serverConfig(w.id))
		key := d.list("keys")[0]
		if key.Show("public_key_pem") != acctest.PublicPEM(t, public) || !strings.Contains(d.Show("jwks_json"), key.Show("jwk_json")) {
			t.Errorf("%s: %s", name, d.Show("jwks_json"))
		}
	}
}
