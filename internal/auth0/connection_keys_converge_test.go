package auth0_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// A plan is made, something rotates, the plan is applied.
func TestConnectionKeys_savedPlanAfterDirectRotations(t *testing.T) {
	t.Parallel()
	acctest.SavedPlans(t, acctest.Auth0Keys)
}

func TestConnectionKeys_savedCreateAfterADirectRotationIsRefused(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	s.Auth0().Rotate(id)
	s.Clock().Advance(24 * time.Hour)
	s.Walk(r)
	mark := s.Journal().Len()
	_, diags := r.Apply(plan, nil)
	if !diags.Has("inconsistent final plan") || !diags.Has("WARNING", "plan again") {
		t.Errorf("not refused with a word on what to do:\n%s", diags)
	}
	expectCalls(t, s, mark, "GET keys 200")
}

// The plugin is killed after the rotation: the old values stay in the state
// and Terraform drops the private state.
func TestConnectionKeys_newPlanAfterAKilledPluginAdopts(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := createdYesterday(t, s, r, config(id, trigger("1")))
	s.Auth0().Rotate(id)
	object.Private = nil

	object = refresh(t, s, r, object)
	object = refresh(t, s, r, object) // an apply -refresh-only in between
	plan := r.Plan(keysType, object, config(id, trigger("2")))
	current, _, previous := s.KIDs(id)
	expect(t, plan, map[string]string{"kid": current, "previous_kid": previous})
	if !plan.Diags.Has("are not rotated again", "the rotation that is asked for has taken place since the last recorded state") {
		t.Errorf("not adopted:\n%s", plan.Diags)
	}
	s.Walk(r)
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	expectCalls(t, s, mark, "GET keys 200")
	if n := s.Auth0().Rotations(id); n != 2 {
		t.Errorf("%d rotations, want 2", n)
	}
	s.Clock().Advance(24 * time.Hour)
	update(t, s, r, refresh(t, s, r, object), config(id, trigger("3")))
	if n := s.Auth0().Rotations(id); n != 3 {
		t.Errorf("the next trigger does not rotate: %d rotations, want 3", n)
	}
}

// The request is held up on its way, is reported as unknown, and takes effect
// later. It is recognised even with the guard off and long after.
func TestConnectionKeys_lateCommitIsAdopted(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	acctest.LateCommit(t, s, s.RPC(), acctest.Auth0Keys, "correlation ID idpkeys-")
}

// A second resource on the same connection does not rotate a second time.
func TestConnectionKeys_twoResourcesOnOneConnectionRotateOnce(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	first, second := r.Plan(keysType, nil, config(id)), r.Plan(keysType, nil, config(id))
	s.Walk(r)
	if _, diags := r.Apply(first, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	if _, diags := r.Apply(second, nil); diags.Errors() > 0 && !diags.Has("inconsistent final plan") {
		t.Fatal(diags)
	}
	if n := s.Auth0().Rotations(id); n != 1 {
		t.Errorf("%d rotations, want 1", n)
	}
}
