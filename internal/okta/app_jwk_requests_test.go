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

// Fifty keys of one app: one list and fifty posts to create them, one list to
// refresh them.
func TestAppJWKRequests_fiftyOnOneApp(t *testing.T) {
	t.Parallel()
	const n = 50
	w := newAppFixture(t, sandbox.OktaApp{})
	text := acctest.PublicPEM(t, ecSigner(t).Public())
	objects, plans, problems := make([]*acctest.Object, n), make([]*acctest.Planned, n), make([]acctest.Diags, n)
	config := func(i int) map[string]any {
		return w.config(givenPEM(text), map[string]any{"kid": fmt.Sprintf("k%02d", i)})
	}
	mark := w.Journal().Len()
	w.Walk(w.r)
	acctest.Parallel(n, func(i int) { plans[i] = w.r.Plan(appJWKType, nil, config(i)) })
	w.ExpectCalls(mark, "GET jwks 200") // one list per walk
	w.Walk(w.r)
	acctest.Parallel(n, func(i int) { objects[i], problems[i] = w.r.Apply(plans[i], nil) })
	for _, diags := range problems {
		if len(diags) > 0 {
			t.Fatal(diags)
		}
	}
	want := []string{"GET jwks 200", "GET jwks 200"}
	for range n {
		want = append(want, "POST jwks 201")
	}
	w.ExpectCalls(mark, want...)
	mark = w.Journal().Len()
	w.Walk(w.r)
	acctest.Parallel(n, func(i int) { objects[i], problems[i] = w.r.Read(objects[i]) })
	for i, diags := range problems {
		if plan := w.r.Plan(appJWKType, objects[i], config(i)); len(diags) > 0 || plan.Changes() {
			t.Fatal(diags)
		}
	}
	w.ExpectCalls(mark, "GET jwks 200")
}

// Writes to one app take turns; those to other apps do not wait for them.
func TestAppJWKRequests_appsGoOnInParallel(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	other := appFixtureAt(t, w.Sandbox, w.r, w.Okta().AddApp(sandbox.OktaApp{}))
	slow, quick := w.planned(nil, w.config(rsaPEM(t, 0))), w.planned(nil, other.config(rsaPEM(t, 0)))
	w.Walk(w.r)
	var diags acctest.Diags
	var quiet func()
	quiet = w.Before(sandbox.OnAppKeyAdd, func() { // the slow one is under way
		quiet()
		_, diags = w.r.Apply(quick, nil)
	})
	if _, more := w.r.Apply(slow, nil); more.Errors()+diags.Errors() > 0 {
		t.Errorf("%s\n%s", more, diags)
	}
}

// Every request that the resource makes, and every answer that it gets, is one of
// Okta's OpenAPI document.
func TestAppJWKRequests_followTheOpenAPIDocument(t *testing.T) {
	t.Parallel()
	network := oktaspec.Load(t).RoundTripper(t, http.DefaultTransport)
	w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old"}}}, idpkeys.WithNetwork(network))
	for _, c := range []map[string]any{
		w.config(rsaPEM(t, 0), map[string]any{"alg": "RS256"}),
		w.config(givenPEM(acctest.PublicPEM(t, ecSigner(t).Public()))),
		w.config(rsaPEM(t, 1), enc("e1"), map[string]any{"alg": "RSA-OAEP-256"}),
		w.config(rsaPEM(t, 2), enc("e2")), // beside an active one
	} {
		object := w.apply(nil, c)
		object = w.apply(object, acctest.Merge(c, ofStatus(inactive)))
		object = w.apply(object, acctest.Merge(c, ofStatus(active)))
		object, diags := w.refreshed(object)
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		if c["kid"] != "e1" {
			w.apply(object, nil)
		}
	}
	only := newAppFixture(t, sandbox.OktaApp{}, idpkeys.WithNetwork(network))
	object := only.apply(nil, only.config(rsaPEM(t, 0)))
	if _, diags := only.try(object, nil); diags.Errors() == 0 {
		t.Error("the only key is deleted")
	}
}
