package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The next key of a first pair can be a second older than the current one. That is no
// rotation, and the pair rotates like any other.
func TestConnectionKeys_aFirstPairWithAnOlderNextKey(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Auth0().AddConnection(sandbox.Auth0Connection{NextIsOlder: true})
	current, next, _ := s.KIDs(id)
	r := s.RPC()
	object, diags := r.Import(keysType, id)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	expect(t, object, map[string]string{"kid": current, "next_kid": next, "previous_kid": "null"})
	if plan := r.Plan(keysType, object, config(id)); plan.Changes() || len(plan.Diags) > 0 {
		t.Errorf("the plan is not clean: %s", plan.Diags)
	}
	s.Walk(r)
	object = create(t, s, r, config(id))
	expect(t, object, map[string]string{"kid": next, "previous_kid": current})
	if got := s.Auth0().Rotations(id); got != 1 {
		t.Errorf("%d rotations", got)
	}
}
