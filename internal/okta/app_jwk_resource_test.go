package okta_test

import (
	"crypto/elliptic"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestAppJWKResource_addsOnceAndPlansClean(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Okta().AddApp(sandbox.OktaApp{})
	r := s.RPC()
	c := appConfig(id, givenPEM(acctest.PublicPEM(t, curveKey(t, elliptic.P256()))))
	plan := r.Plan(appJWKType, nil, c)
	if plan.Diags.Errors() > 0 {
		t.Fatal(plan.Diags)
	}
	acctest.Expect(t, plan, map[string]string{"kty": "EC", "crv": "P-256", "status": "ACTIVE", "use": "sig", "id": "unknown", "alg": "null"})
	s.Walk(r)
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	s.ExpectCalls(mark, "GET jwks 200", "POST jwks 201")
	s.Walk(r)
	object, diags = r.Read(object)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	if again := r.Plan(appJWKType, object, c); again.Changes() || len(again.Diags) > 0 {
		t.Errorf("not clean:\n%s\n%s", again.Value, again.Diags)
	}
	mark = s.Journal().Len()
	s.Walk(r)
	gone := r.Plan(appJWKType, object, nil)
	s.Walk(r)
	if _, diags := r.Apply(gone, nil); diags.Errors() == 0 || !diags.Has("only active JSON Web Key") {
		t.Errorf("the only key of a private_key_jwt app was deleted:\n%s", diags)
	}
	s.ExpectCalls(mark, "GET jwks 200", "GET "+id+" 200", "GET jwks 200", "POST deactivate 400")
}
