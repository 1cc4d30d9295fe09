package okta_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestResourceServerJWKCreate_inactiveByDefaultIsOnePost(t *testing.T) {
	t.Parallel()
	for _, given := range []map[string]any{{}, ofStatus(inactive), {"use": "enc"}} {
		w := newServerFixture(t, withActive())
		c := w.config(0, "a", given)
		mark := w.Journal().Len()
		plan := w.planned(nil, c)
		w.ExpectCalls(mark, "GET keys 200") // whether the kid is taken
		acctest.Expect(t, plan, map[string]string{"use": "enc", "status": inactive, "alg": "null", "kid": "a", "kty": "RSA", "id": "unknown"})
		object := w.apply(nil, c)
		w.ExpectCalls(mark, "GET keys 200", "GET keys 200", "GET keys 200", "POST keys 201") // a list per walk: two plans, one apply
		w.expectEffects("add a")
		w.expectStatuses(map[string]string{"old": active, "a": inactive})
		acctest.Expect(t, object, map[string]string{"id": w.keyID("a"), "status": inactive, "use": "enc", "alg": "null"})
		w.expectNoChanges(object, c)
	}
}

func TestResourceServerJWKCreate_theKIDIsTheThumbprint(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	for name, form := range forms(t, rsaSigner(t, 0)) {
		c := serverConfig(w.id, form)
		object := w.apply(nil, c)
		acctest.Expect(t, object, map[string]string{"kid": thumbprint(t, rsaSigner(t, 0).Public())})
		w.expectNoChanges(object, c)
		if key := w.Okta().ResourceServerKeys(w.id)[0]; !equal(key.PublicKey, rsaSigner(t, 0).Public()) {
			t.Errorf("%s: another key is registered", name)
		}
		w.apply(object, nil)
	}
}

// Okta takes keys INACTIVE only. The plan names the one that goes out of use.
func TestResourceServerJWKCreate_activeIsAddedThenActivated(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, withActive())
	c := w.config(0, "a", ofStatus(active))
	mark := w.Journal().Len()
	plan := w.planned(nil, c)
	if !plan.Diags.Has("WARNING", "will be deactivated ("+w.id+")", `Key "old"`, `Activating key "a" deactivates key "old"`) {
		t.Errorf("no warning:\n%s", plan.Diags)
	}
	w.Walk(w.r)
	object, diags := w.r.Apply(plan, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	w.ExpectCalls(mark, "GET keys 200", "GET keys 200", "POST keys 201", "POST activate 200") // a list per walk
	w.expectEffects("add a", "activate a", "deactivate old")
	acctest.Expect(t, object, map[string]string{"id": w.keyID("a"), "status": active})
	if w.Okta().ResourceServerWasWithoutActiveKey(w.id) {
		t.Error("the server was without an active key")
	}
	w.expectNoChanges(object, c)
}

// The first key of a server takes nobody's place.
func TestResourceServerJWKCreate_theFirstActiveKeyWarnsOfNothing(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{ResourceServerKeys: []sandbox.OktaResourceServerKey{{KID: "old"}}})
	c := w.config(0, "a", ofStatus(active))
	if plan := w.planned(nil, c); len(plan.Diags) > 0 {
		t.Errorf("unexpected:\n%s", plan.Diags)
	}
	w.expectNoChanges(w.apply(nil, c), c)
	w.expectEffects("add a", "activate a")
}

func TestResourceServerJWKCreate_aFailedActivationIsContinued(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, withActive())
	c := w.config(0, "a", ofStatus(active))
	w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyActivate, Answer: sandbox.Status(403)})
	object, diags := w.try(nil, c)
	if object.Exists() || !diags.Has("ERROR", "Unable to activate Okta resource server keys", `key "a" is registered and INACTIVE`, "the next apply takes it over",
		"HTTP 403", "okta.authorizationServers.manage") {
		t.Fatalf("want an error without state:\n%s", diags)
	}
	w.expectEffects("add a")
	mark := w.Journal().Len()
	object, diags = w.try(nil, c)
	if diags.Errors() > 0 || !diags.Has("WARNING", "was taken over", `"a"`, "not added again") {
		t.Fatalf("not taken over:\n%s", diags)
	}
	w.ExpectCalls(mark, "GET keys 200", "GET keys 200", "GET keys 200", "POST activate 200")
	w.expectEffects("add a", "activate a", "deactivate old")
	w.expectNoChanges(object, c)
}

func TestResourceServerJWKCreate_aFailedActivationIsContinuedWithCreateBeforeDestroy(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	object := w.apply(nil, w.config(0, "a", ofStatus(active)))
	w.Okta().SetAccessTokenEncryption(w.id, encryption)
	next := w.config(1, "b", ofStatus(active))
	w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyActivate, Answer: sandbox.Status(403)})
	object, diags := w.replace(object, next, true)
	if !diags.Has("ERROR", "Unable to activate", `key "b" is registered and INACTIVE`) {
		t.Fatalf("unexpected:\n%s", diags)
	}
	w.expectStatuses(map[string]string{"a": active, "b": inactive})
	mark := w.Journal().Len()
	object, diags = w.replace(object, next, true)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	w.ExpectCalls(mark, "GET keys 200", "GET keys 200", "GET keys 200", "POST activate 200", "GET keys 200", "GET keys 200", "DELETE "+w.deletedID(mark)+" 204")
	w.expectEffects("add a", "activate a", "add b", "activate b", "deactivate a", "delete a")
	if w.Okta().ResourceServerWasWithoutActiveKey(w.id) {
		t.Error("the server was without an active key")
	}
	w.expectNoChanges(object, next)
}

// deletedID is the ID of the key that was deleted since mark.
func (w *serverFixture) deletedID(mark int) string {
	w.t.Helper()
	for _, entry := range w.Journal().Since(mark) {
		if entry.Method == http.MethodDelete {
			return entry.Path[len("/api/v1/authorizationServers/"+w.id+"/resourceservercredentials/keys/"):]
		}
	}
	w.t.Fatal("nothing was deleted")
	return ""
}

func TestResourceServerJWKCreate_whatIsThereIsRefusedWithTheImportID(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		there sandbox.OktaResourceServerKey
		words string
	}{
		"another material": {sandbox.OktaResourceServerKey{PublicKey: rsaSigner(t, 1).Public()}, "another key"},
		"active for long":  {sandbox.OktaResourceServerKey{Status: active, PublicKey: rsaSigner(t, 0).Public()}, "status ACTIVE"},
	} {
		c.there.KID = "a"
		w := newServerFixture(t, sandbox.OktaAuthorizationServer{ResourceServerKeys: []sandbox.OktaResourceServerKey{c.there}})
		w.Clock().Advance(time.Hour)
		for _, status := range []string{active, inactive} {
			object, diags := w.try(nil, w.config(0, "a", ofStatus(status)))
			if object.Exists() || !diags.Has("ERROR", "Unable to add Okta resource server keys", c.words, "Nothing was sent",
				"import it with the ID", w.id+"/"+w.keyID("a")) {
				t.Errorf("%s, %s:\n%s", name, status, diags)
			}
		}
		w.expectEffects()
	}
}

// Okta's example of such a key has an alg that no request has. A key that was left
// behind is taken over all the same.
func TestResourceServerJWKCreate_anAlgOfOktasIsNoDifference(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	c := w.config(0, "a", ofStatus(active))
	w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyActivate, Answer: sandbox.Status(403)})
	if _, diags := w.try(nil, c); diags.Errors() != 1 {
		t.Fatal(diags)
	}
	key := w.Okta().ResourceServerKeys(w.id)[0]
	p := forms(t, rsaSigner(t, 0))["members"]
	w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyList, Times: -1, Answer: sandbox.OKJSON(fmt.Sprintf(
		`[{"id":%q,"kid":"a","kty":"RSA","use":"enc","alg":"RS256","status":"INACTIVE","n":%q,"e":%q}]`, key.ID, p["n"], p["e"]))})
	object, diags := w.try(nil, c)
	if diags.Errors() > 0 || !diags.Has("WARNING", "was taken over") {
		t.Fatalf("not taken over:\n%s", diags)
	}
	w.expectEffects("add a", "activate a")
	w.ClearFaults()
	w.expectNoChanges(object, c)
}

// Two blocks that declare one key do not end up owning one object.
func TestResourceServerJWKCreate_twiceInOneWalk(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	plan := w.planned(nil, w.config(0, "a"))
	w.Walk(w.r)
	if _, diags := w.r.Apply(plan, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	if second, diags := w.r.Apply(plan, nil); second.Exists() || !diags.Has("ERROR", "by another resource of this configuration") {
		t.Errorf("the second one succeeds:\n%s", diags)
	}
	w.expectEffects("add a")
}

func TestResourceServerJWKCreate_theSixthKeyIsRefusedOnce(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{ResourceServerKeys: []sandbox.OktaResourceServerKey{
		{KID: "1"}, {KID: "2"}, {KID: "3"}, {KID: "4"}, {KID: "5"},
	}})
	mark := w.Journal().Len()
	object, diags := w.try(nil, w.config(0, "a"))
	if object.Exists() || !diags.Has("ERROR", "Unable to add Okta resource server keys", "maximum number of keys allowed (5)", "HTTP 400", "E0000001", "request ID") {
		t.Errorf("unexpected:\n%s", diags)
	}
	w.ExpectCalls(mark, "GET keys 200", "GET keys 200", "POST keys 400", "GET keys 200")
	w.expectEffects()
}

// At the limit there is room for the successor only after the key has gone.
func TestResourceServerJWKCreate_replacedAtTheLimit(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{ResourceServerKeys: []sandbox.OktaResourceServerKey{{KID: "1"}, {KID: "2"}, {KID: "3"}, {KID: "4"}}})
	object := w.apply(nil, w.config(0, "a", ofStatus(active)))
	next := w.config(1, "b", ofStatus(active))
	object, diags := w.replace(object, next, true)
	if !diags.Has("ERROR", "Unable to add", "maximum number of keys allowed (5)") {
		t.Errorf("unexpected:\n%s", diags)
	}
	w.expectEffects("add a", "activate a")
	w.apply(object, nil) // as core does without create_before_destroy
	w.expectNoChanges(w.apply(nil, next), next)
	w.expectEffects("add a", "activate a", "deactivate a", "delete a", "add b", "activate b")
}
