package okta_test

import (
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// What terraform plan -generate-config-out writes for keys of every kind plans
// clean: it names every form of the key.
func TestAccAppJWK_generatedConfiguration(t *testing.T) {
	t.Parallel()
	w := newCLIFixture(t, kinds(t))
	var blocks []string
	for i, key := range w.Okta().AppKeys(w.app) {
		blocks = append(blocks, fmt.Sprintf("import {\n  to = %s.k%d\n  id = \"%s/%s\"\n}\n", appJWKType, i, w.app, key.ID))
	}
	w.configure(blocks...)
	imported := fmt.Sprintf("%d to import, 0 to add, 0 to change, 0 to destroy", len(blocks))
	w.must(0, []string{imported}, "plan", "-generate-config-out=generated.tf")
	mark := w.Journal().Len()
	out := w.must(0, []string{fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", len(blocks))}, "apply", "-auto-approve")
	acctest.MustContain(t, out, imported)
	w.noChanges()
	for _, call := range w.Calls(mark) {
		if call != "GET jwks 200" {
			t.Errorf("a request of the import: %s", call)
		}
	}
	w.expectEffects()
}

// A configuration that Terraform generates names every form.
func TestAppJWKForms_severalFormsOfOneKey(t *testing.T) {
	t.Parallel()
	for name, signer := range signers(t) {
		w := newAppFixture(t, public)
		given := forms(t, signer)
		named := jsonWith(t, given["JWK"], map[string]any{"kid": "a", "use": "sig"})
		c := w.config(given["certificate"], named, given["members"])
		plan := w.planned(nil, c)
		onlyUnknown(t, plan, "id", "created", "last_updated")
		acctest.Expect(t, plan, map[string]string{
			"kid": "a", "jwk_json": fmt.Sprint(named["jwk_json"]), "public_key_pem": fmt.Sprint(given["certificate"]["public_key_pem"]),
		})
		object := w.apply(nil, c)
		w.expectNoChanges(object, c)
		w.expectNoChanges(object, w.config(given["members"]))
		if plan := w.planned(object, w.config(given["PEM"], jsonWith(t, named, map[string]any{"kid": "b"}))); !plan.Replace {
			t.Errorf("%s: a kid of the JWK does not count beside PEM", name)
		}
	}
}

// A JWK that is not known yet may name the key, whatever else is given.
func TestAppJWKForms_aJWKThatBecomesKnownMayName(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]map[string]any{
		"it names": jsonWith(t, forms(t, rsaSigner(t, 0))["JWK"], map[string]any{"kid": "a", "alg": "RS256"}), "it is null": nil,
	} {
		w := newAppFixture(t, public)
		plan := w.planned(nil, w.config(rsaPEM(t, 0), map[string]any{"jwk_json": acctest.Unknown}))
		onlyUnknown(t, plan, "id", "created", "last_updated", "kid", "use", "alg", "jwk_json")
		w.Walk(w.r)
		c := w.config(rsaPEM(t, 0), then)
		object, diags := w.r.Apply(plan, c)
		if diags.Errors() > 0 {
			t.Fatalf("%s:\n%s", name, diags)
		}
		w.expectNoChanges(object, c)
	}
}
