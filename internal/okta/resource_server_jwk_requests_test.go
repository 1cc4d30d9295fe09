package okta_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaspec"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Five keys of one server: one list and five posts to create them, one list to
// refresh them.
func TestResourceServerJWKRequests_fiveOnOneServer(t *testing.T) {
	t.Parallel()
	const n = 5
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	objects, plans, problems := make([]*acctest.Object, n), make([]*acctest.Planned, n), make([]acctest.Diags, n)
	config := func(i int) map[string]any { return w.config(0, fmt.Sprint("k", i)) }
	mark := w.Journal().Len()
	w.Walk(w.r)
	acctest.Parallel(n, func(i int) { plans[i] = w.r.Plan(resourceServerJWKType, nil, config(i)) })
	w.ExpectCalls(mark, "GET keys 200") // one list per walk
	w.Walk(w.r)
	acctest.Parallel(n, func(i int) { objects[i], problems[i] = w.r.Apply(plans[i], nil) })
	for _, diags := range problems {
		if len(diags) > 0 {
			t.Fatal(diags)
		}
	}
	w.ExpectCalls(mark, "GET keys 200", "GET keys 200", "POST keys 201", "POST keys 201", "POST keys 201", "POST keys 201", "POST keys 201")
	mark = w.Journal().Len()
	w.Walk(w.r)
	acctest.Parallel(n, func(i int) { objects[i], problems[i] = w.r.Read(objects[i]) })
	for i, diags := range problems {
		if plan := w.r.Plan(resourceServerJWKType, objects[i], config(i)); len(diags) > 0 || plan.Changes() {
			t.Fatal(diags)
		}
	}
	w.ExpectCalls(mark, "GET keys 200")
}

// The server that Okta makes with an org is also called default.
func TestResourceServerJWKRequests_byTheAlias(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{Default: true, ResourceServerKeys: []sandbox.OktaResourceServerKey{{KID: "old", Status: active}}})
	c := acctest.Merge(w.config(0, "a", ofStatus(active)), serverConfig("default"))
	if plan := w.planned(nil, c); !plan.Diags.Has("WARNING", `Authorization server "default"`, `Activating key "a" deactivates key "old"`) {
		t.Errorf("unexpected:\n%s", plan.Diags)
	}
	object := w.apply(nil, c)
	acctest.Expect(t, object, map[string]string{"authorization_server_id": "default", "id": w.keyID("a")})
	w.expectNoChanges(object, c)
	w.PassListLag()
	w.apply(object, acctest.Merge(c, ofStatus(inactive)))
	object, _ = w.refreshed(object)
	w.apply(object, nil)
	w.expectEffects("add a", "activate a", "deactivate old", "deactivate a", "delete a")
}

// Writes to one server take turns; those to other servers do not wait for them.
func TestResourceServerJWKRequests_serversGoOnInParallel(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	slow := w.planned(nil, w.config(0, "a"))
	quick := w.planned(nil, serverConfig(w.AuthorizationServer(), rsaPEM(t, 0)))
	w.Walk(w.r)
	var diags acctest.Diags
	var quiet func()
	quiet = w.Before(sandbox.OnResourceServerKeyAdd, func() { // the slow one is under way
		quiet()
		_, diags = w.r.Apply(quick, nil)
	})
	if _, more := w.r.Apply(slow, nil); more.Errors()+diags.Errors() > 0 {
		t.Errorf("%s\n%s", more, diags)
	}
}

// Every request that the types make, and every answer that they get, is one of
// Okta's OpenAPI document.
func TestResourceServerJWKRequests_followTheOpenAPIDocument(t *testing.T) {
	t.Parallel()
	network := oktaspec.Load(t).RoundTripper(t, http.DefaultTransport)
	w := newServerFixture(t, withActive(), idpkeys.WithNetwork(network))
	c := w.config(0, "a", ofStatus(active))
	object := w.apply(nil, c)
	object = w.apply(object, acctest.Merge(c, ofStatus(inactive)))
	object = w.apply(object, c)
	w.expectNoChanges(object, c)
	readData(t, w.r, resourceServerJWKSType, serverConfig(w.id))
	w.Okta().SetAccessTokenEncryption(w.id, encryption)
	if _, diags := w.try(object, nil); diags.Errors() == 0 {
		t.Error("the active key is deleted with encryption on")
	}
	if _, diags := w.try(nil, w.config(1, "old")); diags.Errors() == 0 {
		t.Error("a kid is taken twice")
	}
	w.Okta().SetAccessTokenEncryption(w.id, "")
	w.apply(object, nil)
}
