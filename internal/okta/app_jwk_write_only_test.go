package okta_test

import (
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// writeOnly is key i of the process as a write-only argument.
func writeOnly(t *testing.T, i, version int) map[string]any {
	t.Helper()
	return map[string]any{"public_key_pem_wo": rsaPEM(t, i)["public_key_pem"], "public_key_pem_wo_version": version}
}

var derived = []string{"id", "created", "last_updated", "kid", "public_key_pem", "jwk_json", "kty", "n", "e", "crv", "x", "y"}

// An ephemeral key is another one in each walk, so a plan must know nothing of it.
func TestAppJWKWriteOnly_nothingDerivedIsKnownAtPlan(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	plan := w.planned(nil, w.config(writeOnly(t, 0, 1)))
	onlyUnknown(t, plan, derived...)
	acctest.Expect(t, plan, map[string]string{"public_key_pem_wo": "null", "status": active, "use": "sig"})
	w.Walk(w.r)
	object, diags := w.r.Apply(plan, w.config(writeOnly(t, 1, 1)))
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	kid := thumbprint(t, rsaSigner(t, 1).Public())
	acctest.Expect(t, object, map[string]string{
		"public_key_pem_wo": "null", "kid": kid, "public_key_pem": acctest.PublicPEM(t, rsaSigner(t, 1).Public()), "kty": "RSA",
	})
	w.expectEffects("add " + kid)
	w.expectNoChanges(object, w.config(writeOnly(t, 2, 1))) // another value without another version
	// With a kid of its own that is known.
	named := w.planned(nil, w.config(writeOnly(t, 0, 1), map[string]any{"kid": "a"}))
	acctest.Expect(t, named, map[string]string{"kid": "a"})
}

func TestAppJWKWriteOnly_anotherVersionReplaces(t *testing.T) {
	t.Parallel()
	for _, createFirst := range []bool{true, false} {
		w := newAppFixture(t, public)
		object := w.apply(nil, w.config(writeOnly(t, 0, 1)))
		c := w.config(writeOnly(t, 1, 2))
		plan := w.planned(object, c)
		onlyUnknown(t, plan, derived...)
		if !plan.Replace || !plan.Diags.Has("WARNING", "will be replaced", object.Show("kid")) {
			t.Errorf("no replacement, or without a word:\n%s", plan.Diags)
		}
		object, diags := w.replace(object, c, createFirst)
		if diags.Errors() > 0 {
			t.Fatal(diags)
		}
		w.expectNoChanges(object, c)
		w.expectStatuses(map[string]string{thumbprint(t, rsaSigner(t, 1).Public()): active})
	}
}

func TestAppJWKWriteOnly_importRecordsTheVersion(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	id := w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "a", Use: "sig", PublicKey: rsaSigner(t, 0).Public()})
	for i, c := range []map[string]any{w.config(writeOnly(t, 0, 7)), w.config(writeOnly(t, 1, 7))} {
		w.Walk(w.r)
		object, diags := w.r.Import(appJWKType, w.app+"/"+id)
		if diags.Errors() > 0 {
			t.Fatal(diags)
		}
		plan := w.planned(object, c)
		if plan.Replace || plan.Diags.Has("WARNING", `Key "a" stays as it is (`, `key "a" stays`, "public_key_pem_wo is another key") != (i == 1) {
			t.Errorf("replacement %v:\n%s", plan.Replace, plan.Diags)
		}
		onlyUnknown(t, plan)
		mark := w.Journal().Len()
		object = w.apply(object, c)
		w.ExpectCalls(mark)
		w.expectNoChanges(object, c)
	}
	w.expectEffects("add a")
}

// From a stored form to the write-only one and back, it stays the same key.
func TestAppJWKWriteOnly_switching(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	stored, hidden := w.config(rsaPEM(t, 0)), w.config(writeOnly(t, 0, 1))
	object := w.apply(nil, stored)
	for _, c := range []map[string]any{hidden, stored, hidden} {
		mark := w.Journal().Len()
		object = w.apply(object, c)
		w.ExpectCalls(mark)
		w.expectNoChanges(object, c)
	}
	if plan := w.planned(object, w.config(rsaPEM(t, 1))); !plan.Replace {
		t.Error("another key does not replace")
	}
}

func TestAppJWKWriteOnly_badKeysAreRefused(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	for name, c := range map[string]struct {
		config map[string]any
		words  string
	}{
		"private":         {map[string]any{"public_key_pem_wo": acctest.PKCS8(t, rsaSigner(t, 0)), "public_key_pem_wo_version": 1}, "private"},
		"without version": {map[string]any{"public_key_pem_wo": rsaPEM(t, 0)["public_key_pem"]}, "public_key_pem_wo_version is missing"},
		"and stored":      {acctest.Merge(writeOnly(t, 0, 1), rsaPEM(t, 0)), "public_key_pem and public_key_pem_wo are both set"},
	} {
		plan := w.plan(nil, w.config(c.config))
		if !plan.Diags.Has("ERROR", "Invalid key") || !strings.Contains(strings.ToLower(plan.Diags.String()), c.words) {
			t.Errorf("%s:\n%s", name, plan.Diags)
		}
		if holdsSecret(plan.Diags.String(), acctest.PKCS8(t, rsaSigner(t, 0))) {
			t.Errorf("%s is repeated:\n%s", name, plan.Diags)
		}
	}
}
