package okta_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestResourceServerJWKRead_goneLeavesTheState(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	c := w.config(0, "a")
	object := w.apply(nil, c)
	w.PassListLag()
	w.Okta().RemoveResourceServerKey(w.id, w.keyID("a"))
	if left, diags := w.refreshed(object); left.Exists() || len(diags) > 0 {
		t.Fatalf("still there:\n%s", diags)
	}
	object = w.apply(nil, c)
	w.Okta().RemoveAuthorizationServer(w.id)
	if left, diags := w.refreshed(object); left.Exists() || diags.Errors() > 0 || !diags.Has("WARNING", "Unable to read Okta resource server keys", w.id,
		"removed from the state", "E0000007") {
		t.Errorf("the server is gone:\n%s", diags)
	}
}

// What does not say that the key is gone keeps it. Nothing in JSON is a list
// without keys; nothing of another kind is something's on the way.
func TestResourceServerJWKRead_whatKeepsTheState(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]sandbox.Answer{
		"404 of a proxy": sandbox.StatusHTML(404), "404 of another host": sandbox.JSON(404, `{"message":"no such page"}`), "500": sandbox.Status(500),
		"503": sandbox.Status(503), "dropped": sandbox.Drop(), "HTML": sandbox.HTML200(), "nothing": sandbox.EmptyBody(200), "an object": sandbox.OKJSON("{}"),
		"cut JSON": sandbox.CutJSON(200), "401": sandbox.Status(401), "403": sandbox.Status(403), "204": sandbox.EmptyBody(204),
	} {
		w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
		object := w.apply(nil, w.config(0, "a"))
		w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyList, Times: -1, Answer: answer})
		if left, diags := w.refreshed(object); !left.Exists() || diags.Errors() != 1 {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
	for name, body := range map[string]string{"null": "null", "nothing in JSON": "", "an empty list": "[]"} {
		w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
		object := w.apply(nil, w.config(0, "a"))
		w.PassListLag()
		w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyList, Answer: sandbox.OKJSON(body)})
		if left, diags := w.refreshed(object); left.Exists() || len(diags) > 0 {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
}

func TestResourceServerJWKRead_theSameKeyAgainIsTakenAsIt(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	c := w.config(0, "a")
	object := w.apply(nil, c)
	w.PassListLag()
	w.Okta().RemoveResourceServerKey(w.id, w.keyID("a"))
	id := w.Okta().AddResourceServerKey(w.id, sandbox.OktaResourceServerKey{KID: "a", PublicKey: rsaSigner(t, 0).Public()})
	w.expectNoChanges(object, c)
	object, _ = w.refreshed(object)
	acctest.Expect(t, object, map[string]string{"id": id})
}

// Okta's example of such a key has an alg, which nobody can have sent, and a use
// may be null.
func TestResourceServerJWKRead_whatOktaSaysBesideIsNoDiff(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	p := forms(t, rsaSigner(t, 0))["members"]
	c := w.config(0, "a", ofStatus(inactive), map[string]any{"use": "enc"})
	object := w.apply(nil, c)
	for _, beside := range []string{`"use":"enc","alg":"RS256"`, `"use":"enc","alg":null`, `"use":null`} {
		w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyList, Times: 2, Answer: sandbox.OKJSON(fmt.Sprintf(
			`[{"id":%q,"kid":"a","kty":"RSA",%s,"status":"INACTIVE","n":%q,"e":%q,"created":%q,"lastUpdated":%q}]`,
			w.keyID("a"), beside, p["n"], p["e"], object.Show("created"), object.Show("last_updated")))})
		w.expectNoChanges(object, c)
		w.Walk(w.r)
		imported, diags := w.r.Import(resourceServerJWKType, w.id+"/"+w.keyID("a"))
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		if plan := w.r.Plan(resourceServerJWKType, imported, serverConfig(w.id, rsaPEM(t, 0))); plan.Changes() || len(plan.Diags) > 0 {
			t.Errorf("%s: not clean after an import:\n%s\n%s", beside, plan.Value, plan.Diags)
		}
	}
	w.expectEffects("add a")
}

func TestResourceServerJWKRead_anotherKeyOfTheKIDIsDrift(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	c := w.config(0, "a")
	object := w.apply(nil, c)
	w.PassListLag()
	w.Okta().RemoveResourceServerKey(w.id, w.keyID("a"))
	w.Okta().AddResourceServerKey(w.id, sandbox.OktaResourceServerKey{KID: "a", PublicKey: rsaSigner(t, 1).Public()})
	object, diags := w.refreshed(object)
	if diags.Errors() > 0 || !diags.Has("WARNING", `Key "a" is not as recorded (`, `key "a"`, thumbprint(t, rsaSigner(t, 0).Public()),
		thumbprint(t, rsaSigner(t, 1).Public())) {
		t.Fatalf("no warning with both thumbprints:\n%s", diags)
	}
	if plan := w.r.Plan(resourceServerJWKType, object, c); !plan.Replace {
		t.Error("not replaced")
	}
}

func TestResourceServerJWKRead_importPlansClean(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{Default: true, ResourceServerKeys: []sandbox.OktaResourceServerKey{
		{KID: "on", Status: active}, {KID: "off"},
	}})
	for _, key := range w.Okta().ResourceServerKeys(w.id) {
		for _, server := range []string{w.id, "default"} {
			w.Walk(w.r)
			mark := w.Journal().Len()
			object, diags := w.r.Import(resourceServerJWKType, server+"/"+key.ID)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			w.ExpectCalls(mark, "GET keys 200")
			acctest.Expect(t, object, map[string]string{
				"id": key.ID, "kid": key.KID, "status": key.Status, "authorization_server_id": server, "alg": "null", "use": "enc", "on_destroy": "delete",
			})
			form := givenPEM(acctest.PublicPEM(t, key.PublicKey))
			for name, c := range map[string]map[string]any{
				"the key alone":         serverConfig(server, form),
				"with all that it says": serverConfig(server, form, byKID(key.KID), ofStatus(key.Status), map[string]any{"use": "enc"}),
			} {
				if plan := w.r.Plan(resourceServerJWKType, object, c); plan.Changes() || plan.Diags.Errors() > 0 {
					t.Errorf("%s, %s: not clean:\n%s\n%s", key.KID, name, plan.Value, plan.Diags)
				}
			}
		}
	}
	w.expectEffects()
}

func TestResourceServerJWKRead_badImportIDs(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, withActive())
	for _, id := range []string{"", "/", w.id, w.id + "/", "/" + w.keyID("old"), w.id + "/" + w.keyID("old") + "/x", "../" + w.keyID("old"), "My server/a"} {
		if _, diags := w.r.Import(resourceServerJWKType, id); !diags.Has("ERROR", "Invalid import ID", "AUTHORIZATION_SERVER_ID/KEY_ID") {
			t.Errorf("%q:\n%s", id, diags)
		}
	}
	for id, words := range map[string]string{w.id + "/old": "the kid of the key with the ID", w.id + "/apk0": "there is no key of this ID"} {
		if _, diags := w.r.Import(resourceServerJWKType, id); !diags.Has("ERROR", words, "data source idpkeys_okta_resource_server_jwks") {
			t.Errorf("%q is imported, or not as what is not there:\n%s", id, diags)
		}
	}
}

// Okta's words for what the keys cannot be read for, and ours for what to do.
func TestResourceServerJWKRead_refusalsSayWhatToDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		okta  func(s *acctest.Sandbox) map[string]any
		id    string
		words []string
	}{
		"an unknown server": {id: "aus0", words: []string{"Not found: Resource not found: aus0 (AuthorizationServer)", "HTTP 404", "E0000007", "Check authorization_server_id"}},
		"another scope": {
			okta: func(s *acctest.Sandbox) map[string]any {
				return map[string]any{"access_token": s.Okta().AccessToken("okta.apps.manage")}
			},
			words: []string{"HTTP 403", "Grant the application okta.authorizationServers.read to read keys and okta.authorizationServers.manage to change them"},
		},
		"no licence": {
			okta: func(s *acctest.Sandbox) map[string]any {
				s.Okta().SetAccessManagement(false)
				return map[string]any{"api_token": s.OktaToken}
			},
			words: []string{"HTTP 401", "E0000015", "Check that the org has API Access Management", "token encryption is among its features"},
		},
	} {
		w := newServerFixture(t, withActive())
		if c.okta != nil {
			w.Settings = block(w.Sandbox, c.okta(w.Sandbox))
		}
		id := w.id
		if c.id != "" {
			id = c.id
		}
		object, diags := w.try(nil, serverConfig(id, rsaPEM(t, 0), byKID("a"), ofStatus(active)))
		if object.Exists() || !diags.Has(append(c.words, "ERROR", "Unable to read Okta resource server keys", `Authorization server "`+id+`"`)...) {
			t.Errorf("%s, create:\n%s", name, diags)
		}
		for typ, config := range map[string]map[string]any{
			resourceServerJWKSType: serverConfig(id), resourceServerJWKType: serverConfig(id, byKID("old")),
		} {
			if _, diags := w.r.ReadData(typ, config); !diags.Has(append(c.words, "ERROR", "Unable to read Okta resource server keys")...) {
				t.Errorf("%s, %s:\n%s", name, typ, diags)
			}
		}
		w.expectEffects()
	}
}

// A scope to read does not add a key, and nothing is repeated. The challenge has no
// body and proves nothing, so that the list is looked at.
func TestResourceServerJWKRead_theScopeToReadAlone(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, withActive())
	w.Settings = block(w.Sandbox, map[string]any{"access_token": w.Okta().AccessToken("okta.authorizationServers.read")})
	mark := w.Journal().Len()
	object, diags := w.try(nil, w.config(0, "a"))
	if object.Exists() || !diags.Has("ERROR", "Unable to add Okta resource server keys", "HTTP 403", "okta.authorizationServers.manage") {
		t.Errorf("unexpected:\n%s", diags)
	}
	w.ExpectCalls(mark, append([]string{"GET keys 200", "GET keys 200", "POST keys 403"}, slices.Repeat([]string{"GET keys 200"}, len(rotation.PollPauses()))...)...)
	w.expectEffects()
}
