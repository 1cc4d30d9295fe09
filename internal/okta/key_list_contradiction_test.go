package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Nothing is rotated, adopted, recorded or published by a list of signing keys that
// contradicts itself.
func TestContradiction_rotatesNothing(t *testing.T) {
	t.Parallel()
	key := func(kid, status string) any {
		return map[string]any{"kid": kid, "status": status, "kty": "RSA", "alg": "RS256", "use": "sig", "e": "AQAB", "n": "AQAB"}
	}
	for said, list := range map[string][]any{
		"both have the status ACTIVE": {key("a", "ACTIVE"), key("b", "ACTIVE")},
		"both have the status NEXT":   {key("a", "ACTIVE"), key("b", "NEXT"), key("c", "NEXT")},
		"twice":                       {key("a", "ACTIVE"), key("a", "NEXT")},
		"an entry without a kid":      {key("a", "ACTIVE"), nil},
		"is not as it was sent":       {key("a\nb", "ACTIVE"), key("b", "NEXT")},
	} {
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			r := s.RPC()
			id, due := s.PlanSecondRotation(r, acctest.OktaKeys)
			s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Times: -1, Answer: sandbox.OKJSON(acctest.JSON(t, list))})
			s.Walk(r)
			c := map[string]any{"authorization_server_id": id}
			if _, diags := r.ReadData(acctest.AuthorizationServerKeys, c); !diags.Has("ERROR", said) {
				t.Errorf("the data source says:\n%s", diags)
			}
			if plan := r.Plan(acctest.AuthorizationServerKeys, nil, c); !plan.Diags.Has("ERROR", said, "No key is rotated") {
				t.Errorf("a create is planned:\n%s", plan.Diags)
			}
			s.Walk(r)
			mark := s.Journal().Len()
			if _, diags := r.Apply(due, nil); !diags.Has("ERROR", said) {
				t.Errorf("the apply says:\n%s", diags)
			}
			if n := s.RotationRequests(mark); n != 0 {
				t.Errorf("%d writes were sent", n)
			}
		})
	}
}
