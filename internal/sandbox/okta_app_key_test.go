package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"math/big"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// appKeys lists the keys of an app over HTTP, as raw members.
func (w *oktaFixture) appKeys(id string) []map[string]any {
	w.t.Helper()
	set := decode[map[string][]map[string]any](w.t, w.get(appKeysURL(id)).expect(w.t, http.StatusOK))
	equal(w.t, "members of the list", len(set), 1)
	return set["keys"]
}

func TestOktaAppKeyListForms(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	id := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{KID: "a"}, {KID: "b"}}})
	none := w.org.AddApp(OktaApp{})
	var inner string
	for form, around := range map[OktaKeyListForm][2]string{
		OktaKeyListKeys: {`{"keys":`, `}`}, OktaKeyListJWKS: {`{"jwks":{"keys":`, `}}`}, OktaKeyListArray: {"", ""},
	} {
		w.org.SetKeyListForm(form)
		body := w.get(appKeysURL(id)).expect(t, http.StatusOK)
		if !strings.HasPrefix(body, around[0]+`[{"kty":"RSA"`) || !strings.HasSuffix(body, "}]"+around[1]) {
			t.Errorf("form %d is %s", form, body)
			continue
		}
		list := strings.TrimSuffix(strings.TrimPrefix(body, around[0]), around[1])
		if inner == "" {
			inner = list
		}
		equal(t, "keys", list, inner)
		w.get(appKeysURL(none)).is(t, http.StatusOK, around[0]+"[]"+around[1])
	}
	w.org.SetKeyListForm(OktaKeyListKeys)
	equal(t, "number of keys", len(w.appKeys(id)), 2)
}

func TestOktaAppKeyMembers(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	ec := newECKey(elliptic.P256()).Public()
	id := w.org.AddApp(OktaApp{Keys: []OktaAppKey{
		{},
		{KID: "SIGNING_KEY_RSA", Use: "sig", Alg: "RS256"},
		{KID: "ENCRYPTION_KEY", Use: "enc", Alg: "RSA-OAEP-256", Status: "INACTIVE"},
		{KID: "SIGNING_KEY_EC", PublicKey: ec},
		{KID: "SENT_CURVE", Use: "sig", Alg: "ES256", Crv: "P-256", PublicKey: ec},
	}})
	for i, want := range []struct {
		names                           string
		kty, status, kid, use, alg, crv any
	}{
		{"_links created e id kid kty lastUpdated n status use", "RSA", "ACTIVE", nil, nil, nil, nil},
		{"_links alg created e id kid kty lastUpdated n status use", "RSA", "ACTIVE", "SIGNING_KEY_RSA", "sig", "RS256", nil},
		{"_links alg created e id kid kty lastUpdated n status use", "RSA", "INACTIVE", "ENCRYPTION_KEY", "enc", "RSA-OAEP-256", nil},
		{"_links created crv id kid kty lastUpdated status use x y", "EC", "ACTIVE", "SIGNING_KEY_EC", nil, nil, nil},
		{"_links alg created crv id kid kty lastUpdated status use x y", "EC", "ACTIVE", "SENT_CURVE", "sig", "ES256", "P-256"},
	} {
		k := w.appKeys(id)[i]
		equal(t, "members", memberNames(t, k), want.names)
		for name, value := range map[string]any{
			"kty": want.kty, "status": want.status, "kid": want.kid, "use": want.use, "alg": want.alg, "crv": want.crv,
			"created": "2026-03-01T12:00:00.000Z", "lastUpdated": "2026-03-01T12:00:00.000Z", "id": w.org.AppKeys(id)[i].ID,
		} {
			equal(t, name, k[name], value)
		}
		if !regexp.MustCompile(`^pks[0-9A-Za-z]{17}$`).MatchString(k["id"].(string)) {
			t.Errorf("id %s", k["id"])
		}
	}
}

// TestOktaAppKeyMaterial: the members of a key are those of the key stored, with
// coordinates as long as the curve wants them.
func TestOktaAppKeyMaterial(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	keys := []OktaAppKey{{KID: "rsa"}, {KID: "given", PublicKey: rsaKeys.rsaKey(0).Public()}}
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		keys = append(keys, OktaAppKey{KID: curve.Params().Name, PublicKey: newECKey(curve).Public()})
	}
	// A coordinate that begins with zeros is where an encoder goes wrong.
	short := newECKey(elliptic.P256())
	for point(t, &short.PublicKey)[0] != 0 {
		short = newECKey(elliptic.P256())
	}
	id := w.org.AddApp(OktaApp{Keys: append(keys, OktaAppKey{KID: "short", PublicKey: short.Public()})})
	octets := func(text any) []byte {
		b, err := base64.RawURLEncoding.DecodeString(text.(string))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for i, k := range w.appKeys(id) {
		switch public := w.org.AppKeys(id)[i].PublicKey.(type) {
		case *rsa.PublicKey:
			equal(t, "n", new(big.Int).SetBytes(octets(k["n"])).Cmp(public.N), 0)
			equal(t, "e", new(big.Int).SetBytes(octets(k["e"])).Int64(), int64(public.E))
		case *ecdsa.PublicKey:
			x, y := octets(k["x"]), octets(k["y"])
			equal(t, "x and y", string(x)+string(y), string(point(t, public)))
			equal(t, "length of x", len(x), len(y))
		}
	}
	equal(t, "the key given", w.org.AppKeys(id)[1].PublicKey.(*rsa.PublicKey).Equal(rsaKeys.rsaKey(0).Public()), true)
}

func TestOktaGetAppKey(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	id := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{ID: "pksMine"}, {Status: "INACTIVE"}, {PublicKey: newECKey(elliptic.P521()).Public()}}})
	var bodies []string
	for _, k := range w.org.AppKeys(id) {
		bodies = append(bodies, w.get(appKeysURL(id)+"/"+k.ID).expect(t, http.StatusOK))
	}
	equal(t, "list", w.get(appKeysURL(id)).body, `{"keys":[`+strings.Join(bodies, ",")+"]}")
	equal(t, "id given", w.org.AppKeys(id)[0].ID, "pksMine")
}

func TestOktaAppKeyLinks(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	keys := []OktaAppKey{{Use: "sig"}, {Status: "INACTIVE"}, {Use: "enc"}, {Use: "enc", Status: "INACTIVE"}}
	for alg, want := range map[string][]string{
		"":             {"deactivate", "activate delete", "deactivate", "activate delete"},
		"RSA-OAEP-256": {"deactivate", "activate delete", "", "activate delete"},
	} {
		id := w.org.AddApp(OktaApp{IDTokenEncryptedResponseAlg: alg, Keys: keys})
		for i, k := range w.appKeys(id) {
			links, there := k["_links"]
			equal(t, "links are there", there, want[i] != "")
			if !there {
				continue
			}
			equal(t, "links", memberNames(t, links), want[i])
			self := w.org.URL() + appKeysURL(id) + "/" + k["id"].(string)
			for name, link := range links.(map[string]any) {
				href, method := self+"/lifecycle/"+name, http.MethodPost
				if name == "delete" {
					href, method = self, http.MethodDelete
				}
				equal(t, name, part(t, link, "href"), any(href))
				equal(t, name+" allows", part(t, link, "hints", "allow").([]any)[0], any(method))
			}
		}
	}
}

func TestOktaAppKeyDates(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	created := time.Date(2023, 2, 21, 20, 8, 24, 0, time.UTC)
	id := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{Created: created}, {Created: created, LastUpdated: created.Add(time.Hour)}}})
	for i, want := range []string{"2023-02-21T20:08:24.000Z", "2023-02-21T21:08:24.000Z"} {
		k := w.appKeys(id)[i]
		equal(t, "created", k["created"], any("2023-02-21T20:08:24.000Z"))
		equal(t, "lastUpdated", k["lastUpdated"], any(want))
	}
}

func TestOktaKeysOfAppWithJWKSURI(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	id := w.org.AddApp(OktaApp{JWKSURI: "https://app.example.com/jwks"})
	w.get(appKeysURL(id)).is(t, http.StatusOK, `{"keys":[]}`)
	w.get(appKeysURL(id)+"/pks1").refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: pks1 (JsonWebKey)")
}

func TestOktaKeysOfAppWithoutOAuth(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for _, id := range []string{w.org.AddApp(OktaApp{SignOnMode: "SAML_2_0"}), w.org.AddApp(OktaApp{Connection: &OktaConnection{}})} {
		for _, path := range []string{appKeysURL(id), appKeysURL(id) + "/pks1"} {
			w.get(path).refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: "+id+" (OAuth2AppInstance)")
		}
	}
}

// TestOktaCatalogueAppWithOpenIDConnect: the sign-on mode does not make an app an OAuth
// 2.0 client, with or without a provisioning connection.
func TestOktaCatalogueAppWithOpenIDConnect(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for name, id := range map[string]string{
		"sandbox_": w.org.AddApp(OktaApp{NoClient: true}), "okta_org2org": w.org.AddApp(OktaApp{NoClient: true, Connection: &OktaConnection{}}),
	} {
		app := w.get(appURL(id)).expect(t, http.StatusOK)
		shown := decode[oktaAppJSON](t, app)
		equal(t, "sign-on mode", shown.SignOnMode, "OPENID_CONNECT")
		for _, word := range []string{"oauthClient", "clientCredentials"} {
			if strings.Contains(app, word) {
				t.Errorf("%s: %s in %s", id, word, app)
			}
		}
		if !strings.HasPrefix(shown.Name, name) {
			t.Errorf("%s is called %s", id, shown.Name)
		}
		for _, path := range []string{appKeysURL(id), appKeysURL(id) + "/pks1"} {
			w.get(path).refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: "+id+" (OAuth2AppInstance)")
		}
		w.post(appKeysURL(id), jwk(t, kid("a"))).refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: "+id+" (OAuth2AppInstance)")
	}
}

// TestOktaAppKeysAreCopies: what a test was given does not change with the org,
// nor the org with it.
func TestOktaAppKeysAreCopies(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	given := []OktaAppKey{{KID: "a"}}
	id := w.org.AddApp(OktaApp{Keys: given})
	given[0].KID = "changed"
	w.org.AppKeys(id)[0].KID = "changed"
	equal(t, "kid", w.appKeys(id)[0]["kid"], any("a"))
}

// point is x and y of an EC key, one after the other, each as long as its curve
// wants it.
func point(t *testing.T, public *ecdsa.PublicKey) []byte {
	t.Helper()
	b, err := public.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b[1:]
}
