package okta_test

import (
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaspec"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A parent that is gone leaves the state; one that cannot be asked does not.
func TestJWKSRead_parentGoneOrNotToBeAsked(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		c := w.config(rsaKeys(t, "a"))
		object := w.apply(nil, c)
		w.Inject(sandbox.Fault{Match: sandbox.OnAny, Times: -1, Answer: sandbox.StatusHTML(503)})
		w.Walk(w.r)
		if kept, diags := w.r.Read(object); diags.Errors() != 1 || !kept.Exists() {
			t.Errorf("want an error, and the state kept:\n%s", diags)
		}
		w.ClearFaults()
		w.expectNoChanges(object, c)
		w.removeParent()
		w.Walk(w.r)
		if left, diags := w.r.Read(object); left.Exists() || !diags.Has("WARNING", "removed from the state", w.parent) {
			t.Errorf("want a warning:\n%s", diags)
		}
		w.apply(object, nil) // without a refresh
	})
}

// Every request of a rollover, and every answer to it, is one of Okta's OpenAPI
// document.
func TestJWKSRead_followsTheOpenAPIDocument(t *testing.T) {
	t.Parallel()
	network := oktaspec.Load(t).RoundTripper(t, http.DefaultTransport)
	for name, m := range rolloverCases(t) {
		w, object, c, already := m.start(t)
		w.r = w.RPC(idpkeys.WithNetwork(network))
		object = w.apply(object, c)
		m.finishes(w, object, c, already)
		if name == "app, signing" {
			w.apply(w.apply(object, acctest.Merge(c, map[string]any{"on_destroy": "abandon"})), nil)
		}
	}
}
