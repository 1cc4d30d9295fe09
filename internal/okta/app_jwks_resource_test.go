package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The new signing key is there before the old one goes.
func TestAppJWKSResource_signingKeyRollsOver(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	object := w.apply(nil, w.config(rsaKeys(t, "a")))
	after := w.config(rsaKeys(t, "b"))
	acctest.Expect(t, w.plan(object, after), map[string]string{status("b"): active})
	mark, gone := w.Journal().Len(), w.keys()[0].ID
	object = w.apply(object, after)
	w.ExpectCalls(mark, "GET jwks 200", "POST jwks 201", "POST deactivate 200", "DELETE "+gone+" 204")
	w.expectEffects("add a", "add b", "deactivate a", "delete a")
	w.neverWithoutActive()
	w.expectNoChanges(w.refreshed(object), after)
}

// An imported set is what the parent has, in whatever form it is configured.
func TestAppJWKSResource_importedWhole(t *testing.T) {
	t.Parallel()
	app := sandbox.OktaApp{}
	for _, kid := range []string{"a", "b", "c"} {
		app.Keys = append(app.Keys, sandbox.OktaAppKey{KID: kid, Use: "sig", PublicKey: rsaPublic(t, kid)})
	}
	w := newAppSet(t, app)
	w.Walk(w.r)
	object, diags := w.r.Import(w.typeName, w.parent)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	w.expectNoChanges(object, w.config(rsaKeys(t, "abc")))
	w.expectEffects()
}
