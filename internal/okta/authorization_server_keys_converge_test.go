package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// The guard is measured by when Okta says that the server rotated.
func TestAuthorizationServerKeys_guardWarnsInThePlanAndRefusesInTheApply(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	acctest.Guard(t, s, s.RPC(), acctest.OktaKeys)
}

func TestAuthorizationServerKeys_createAdoptsARecentRotation(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	s.Okta().Rotate(id)
	s.Clock().Advance(30 * time.Minute)
	active, next, expired := s.SigningKIDs(id)
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	acctest.Expect(t, plan, map[string]string{"kid": active, "next_kid": next, "previous_kid": expired})
	if !plan.Diags.Has("WARNING", "are not rotated again", "nothing is sent") {
		t.Errorf("no warning: %s", plan.Diags)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	s.ExpectRotations(acctest.OktaKeys, id, 1, 0, 0)
}

func TestAuthorizationServerKeys_unknownServerRotatesOnceItExists(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	k1, k2, _ := s.SigningKIDs(id)
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(acctest.Unknown))
	acctest.Expect(t, plan, map[string]string{"kid": "unknown", "n": "unknown", "id": "unknown", "next_key": "unknown", "rotation_mode": "unknown"})
	if !plan.Diags.Has("WARNING", "the apply rotates the keys once", "only known after apply") {
		t.Errorf("no warning: %s", plan.Diags)
	}
	s.ExpectCalls(0)
	s.Walk(r)
	object, diags := r.Apply(plan, config(id))
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	acctest.Expect(t, object, map[string]string{"kid": k2, "previous_kid": k1, "id": id})
	s.ExpectRotations(acctest.OktaKeys, id, 1, 0, 1)
	if again := r.Plan(keysType, s.Refresh(r, object), config(id)); again.Changes() {
		t.Errorf("the next plan changes something: %s", again.Value)
	}
}

// A plan is made, somebody else rotates, the plan is applied.
func TestAuthorizationServerKeys_savedPlanAfterDirectRotations(t *testing.T) {
	t.Parallel()
	acctest.SavedPlans(t, acctest.OktaKeys)
}

// With -refresh=false a plan can rest on what was seen weeks ago.
func TestAuthorizationServerKeys_anOldRotationIsNotAdoptedUnseen(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1")))
	s.Okta().Rotate(id)
	object = s.Refresh(r, object) // an apply -refresh-only
	s.Clock().Advance(21 * 24 * time.Hour)
	plan := r.Plan(keysType, object, config(id, acctest.Trigger("2")))
	s.Walk(r)
	after, diags := r.Apply(plan, nil)
	if !diags.Has("ERROR", "is no longer recent", "Nothing was sent", "without -refresh=false: the new plan rotates") {
		t.Errorf("swallowed:\n%s", diags)
	}
	s.Update(r, keysType, s.Refresh(r, after), config(id, acctest.Trigger("2")))
	if n := s.Okta().Rotations(id); n != 3 {
		t.Errorf("%d rotations after a new plan, want 3", n)
	}
}

// The guard does not need an expired key to know of a rotation.
func TestAuthorizationServerKeys_theGuardHoldsWithoutExpiredKeys(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	s.Okta().KeepExpired(0)
	id := s.AuthorizationServer()
	s.Clock().Advance(24 * time.Hour)
	r := s.RPC()
	object := s.Refresh(r, s.Update(r, keysType, nil, config(id, acctest.Trigger("1"))))
	plan := r.Plan(keysType, object, config(id, acctest.Trigger("2")))
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "rotated too recently") || s.Okta().Rotations(id) != 1 {
		t.Errorf("%d rotations\n%s", s.Okta().Rotations(id), diags)
	}
}
