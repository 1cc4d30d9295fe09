package okta_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestAppJWKRead_goneLeavesTheState(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	c := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"})
	object := w.apply(nil, c)
	w.PassListLag()
	w.Okta().RemoveAppKey(w.app, w.keyID("a"))
	if left, diags := w.refreshed(object); left.Exists() || len(diags) > 0 {
		t.Fatalf("still there:\n%s", diags)
	}
	object = w.apply(nil, c)
	w.Okta().RemoveApp(w.app)
	if left, diags := w.refreshed(object); left.Exists() || diags.Errors() > 0 || !diags.Has("WARNING", "Unable to read Okta app keys", w.app,
		"removed from the state", "E0000007") {
		t.Errorf("the app is gone:\n%s", diags)
	}
}

// What does not say that the key is gone keeps it.
func TestAppJWKRead_failuresKeepTheState(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]sandbox.Answer{
		"404 of a proxy": sandbox.StatusHTML(404), "404 of another host": sandbox.JSON(404, `{"message":"no such page"}`), "500": sandbox.Status(500),
		"503": sandbox.Status(503), "dropped": sandbox.Drop(), "HTML": sandbox.HTML200(), "null": sandbox.OKJSON("null"), "an object": sandbox.OKJSON("{}"),
		"cut JSON": sandbox.CutJSON(200), "401": sandbox.Status(401), "403": sandbox.Status(403),
	} {
		w := newAppFixture(t, public)
		object := w.apply(nil, w.config(rsaPEM(t, 0)))
		w.Inject(sandbox.Fault{Match: sandbox.OnAppKeys, Times: -1, Answer: answer})
		if left, diags := w.refreshed(object); !left.Exists() || diags.Errors() != 1 {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
}

func TestAppJWKRead_theSameKeyAgainIsTakenAsIt(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	c := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"})
	object := w.apply(nil, c)
	w.PassListLag()
	w.Okta().RemoveAppKey(w.app, w.keyID("a"))
	id := w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "a", PublicKey: rsaSigner(t, 0).Public()})
	w.expectNoChanges(object, c)
	object, _ = w.refreshed(object)
	acctest.Expect(t, object, map[string]string{"id": id})
}

func TestAppJWKRead_anotherKeyOfTheKIDIsDrift(t *testing.T) {
	t.Parallel()
	for name, given := range map[string]map[string]any{
		"PEM":        rsaPEM(t, 0),
		"write-only": {"public_key_pem_wo": rsaPEM(t, 0)["public_key_pem"], "public_key_pem_wo_version": 1},
	} {
		for kind, other := range map[string]crypto.PublicKey{"RSA": rsaSigner(t, 1).Public(), "EC": ecSigner(t).Public()} {
			w := newAppFixture(t, public)
			c := w.config(given, map[string]any{"kid": "a"})
			object := w.apply(nil, c)
			w.PassListLag()
			w.Okta().RemoveAppKey(w.app, w.keyID("a"))
			w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "a", PublicKey: other})
			object, diags := w.refreshed(object)
			if diags.Errors() > 0 || !diags.Has("WARNING", "is not as recorded", `key "a"`, thumbprint(t, rsaSigner(t, 0).Public()), thumbprint(t, other)) {
				t.Fatalf("%s, %s: no warning with both thumbprints:\n%s", name, kind, diags)
			}
			object, diags = w.refreshed(object)
			if len(diags) > 0 {
				t.Errorf("said twice:\n%s", diags)
			}
			object, diags = w.replace(object, c, false)
			if diags.Errors() > 0 {
				t.Fatal(diags)
			}
			w.expectNoChanges(object, c)
			if key := w.Okta().AppKeys(w.app)[0]; !equal(key.PublicKey, rsaSigner(t, 0).Public()) {
				t.Error("the other key is still there")
			}
		}
	}
}

// A key that was registered without a kid can be imported, leaves the state when it
// is gone, and is compared like any other.
func TestAppJWKRead_withoutKID(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{PublicKey: rsaSigner(t, 0).Public()}, {KID: "old"}}})
	id := ""
	for _, key := range w.Okta().AppKeys(w.app) {
		if key.KID == "" {
			id = key.ID
		}
	}
	w.Walk(w.r)
	object, diags := w.r.Import(appJWKType, w.app+"/"+id)
	if len(diags) > 0 || !object.Exists() {
		t.Fatal(diags)
	}
	acctest.Expect(t, object, map[string]string{"id": id, "kid": "null", "status": active})
	w.expectNoChanges(object, w.config(rsaPEM(t, 0)))
	w.PassListLag()
	w.Okta().RemoveAppKey(w.app, id)
	if left, diags := w.refreshed(object); left.Exists() || len(diags) > 0 {
		t.Errorf("still there:\n%s", diags)
	}
}

// A key that has none of the forms cannot be imported; where one has taken the
// place of ours, it can be replaced and destroyed.
func TestAppJWKRead_kindsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old"}}})
	c := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"})
	object := w.apply(nil, c)
	id := w.keyID("a")
	w.PassListLag()
	w.Inject(sandbox.Fault{Match: sandbox.OnAppKeys, Times: 3, Answer: sandbox.OKJSON(fmt.Sprintf(
		`{"keys":[{"id":"pksOdd","kid":"a","kty":"OKP","crv":"Ed25519","x":%q,"status":"ACTIVE"}]}`, base64.RawURLEncoding.EncodeToString(public)))})
	w.Walk(w.r)
	if _, diags := w.r.Import(appJWKType, w.app+"/pksOdd"); !diags.Has("ERROR", "of a kind that cannot be read", "pksOdd") {
		t.Errorf("imported:\n%s", diags)
	}
	drifted, diags := w.refreshed(object)
	if diags.Errors() > 0 || !diags.Has("WARNING", "is not as recorded", `key "a"`) {
		t.Fatalf("unexpected:\n%s", diags)
	}
	if plan := w.r.Plan(appJWKType, drifted, c); !plan.Replace || plan.Diags.Errors() > 0 {
		t.Errorf("not replaced:\n%s", plan.Diags)
	}
	if plan := w.plan(drifted, nil); plan.Diags.Errors() > 0 {
		t.Errorf("cannot be destroyed:\n%s", plan.Diags)
	}
	w.ClearFaults()
	if w.keyID("a") != id {
		t.Error("the key has changed")
	}
}

func TestAppJWKRead_importPlansClean(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, kinds(t))
	for _, key := range w.Okta().AppKeys(w.app) {
		w.Walk(w.r)
		object, diags := w.r.Import(appJWKType, w.app+"/"+key.ID)
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		acctest.Expect(t, object, map[string]string{
			"id": key.ID, "kid": key.KID, "status": key.Status, "app_id": w.app, "alg": orNull(key.Alg), "use": orNull(key.Use), "on_destroy": "delete",
		})
		text := acctest.PublicPEM(t, key.PublicKey)
		for name, c := range map[string]map[string]any{
			"the key alone": w.config(givenPEM(text)), "with all that it says": w.config(givenPEM(text), map[string]any{"kid": key.KID}, ofStatus(key.Status)),
		} {
			if plan := w.r.Plan(appJWKType, object, c); plan.Changes() || plan.Diags.Errors() > 0 {
				t.Errorf("%s, %s: not clean:\n%s\n%s", key.KID, name, plan.Value, plan.Diags)
			}
		}
	}
}

func TestAppJWKRead_badImportIDs(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "a"}}})
	for _, id := range []string{"", "/", w.app, w.app + "/", "/" + w.keyID("a"), w.app + "/" + w.keyID("a") + "/x", "../" + w.keyID("a"), "My app/a"} {
		if _, diags := w.r.Import(appJWKType, id); !diags.Has("ERROR", "Invalid import ID", "APP_ID/KEY_ID", "data source idpkeys_okta_app_jwks") {
			t.Errorf("%q:\n%s", id, diags)
		}
	}
	for id, words := range map[string]string{"a": "That is the kid of the key with the ID \"" + w.keyID("a") + "\"", "pks0": "no key of this ID", "..": "no key of this ID"} {
		w.Walk(w.r)
		object, diags := w.r.Import(appJWKType, w.app+"/"+id)
		if object.Exists() && object.Show("kid") != "null" || !diags.Has("ERROR", "Unable to import Okta app keys", w.app, words, "data source idpkeys_okta_app_jwks") {
			t.Errorf("%q:\n%s", id, diags)
		}
	}
}

// An app of another kind is explained, and no reason to forget a key.
func TestAppJWKRead_anAppOfAnotherKind(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{SignOnMode: "SAML_2_0"})
	if _, diags := w.try(nil, w.config(rsaPEM(t, 0))); !diags.Has("ERROR", "it is no OAuth 2.0 client", "SAML_2_0", "Set app_id to the ID of an OAuth 2.0 client") {
		t.Errorf("unexpected:\n%s", diags)
	}
}
