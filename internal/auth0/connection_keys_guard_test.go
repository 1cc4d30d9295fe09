package auth0_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func TestConnectionKeys_guardWarnsInThePlanAndRefusesInTheApply(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	acctest.Guard(t, s, s.RPC(), acctest.Auth0Keys)
}

func TestConnectionKeys_guardIsOverriddenInOneApply(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := refresh(t, s, r, create(t, s, r, config(id, trigger("1"))))
	c := config(id, trigger("2"), map[string]any{"min_rotation_interval": "0s"})
	if plan := r.Plan(keysType, object, c); plan.Diags.Has("rotated recently") {
		t.Errorf("warns although the guard is off:\n%s", plan.Diags)
	}
	update(t, s, r, object, c)
	if n := s.Auth0().Rotations(id); n != 2 {
		t.Errorf("%d rotations, want 2", n)
	}
}

func TestConnectionKeys_createAdoptsARecentRotation(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	s.Auth0().Rotate(id)
	s.Clock().Advance(30 * time.Minute)
	current, next, previous := s.KIDs(id)
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	expect(t, plan, map[string]string{"kid": current, "next_kid": next, "previous_kid": previous})
	if !plan.Diags.Has("WARNING", "are not rotated again", "nothing is sent") {
		t.Errorf("no warning: %s", plan.Diags)
	}
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	expectCalls(t, s, mark, "GET keys 200")
}

func TestConnectionKeys_createWithUnknownConnectionAdoptsARecentRotation(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	s.Auth0().Rotate(id)
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(acctest.Unknown))
	s.Walk(r)
	object, diags := r.Apply(plan, config(id))
	if diags.Errors() > 0 || !diags.Has("are not rotated again") {
		t.Fatal(diags)
	}
	current, _, _ := s.KIDs(id)
	expect(t, object, map[string]string{"kid": current})
	if n := s.Auth0().Rotations(id); n != 1 {
		t.Errorf("%d rotations, want the one from outside", n)
	}
}

func TestConnectionKeys_replaceRotatesUnlessRecent(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		age       time.Duration
		rotations int
	}{"old": {24 * time.Hour, 2}, "recent": {time.Minute, 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := s.Connection()
			r := s.RPC()
			object := create(t, s, r, config(id))
			s.Clock().Advance(want.age)
			s.Walk(r)
			if _, diags := r.Apply(r.Plan(keysType, object, nil), nil); diags.Errors() > 0 {
				t.Fatal(diags)
			}
			create(t, s, r, config(id))
			if n := s.Auth0().Rotations(id); n != want.rotations {
				t.Errorf("%d rotations, want %d", n, want.rotations)
			}
		})
	}
}

func TestConnectionKeys_anotherConnectionReplaces(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	a, b := s.Connection(), s.Connection()
	r := s.RPC()
	object := create(t, s, r, config(a))
	if plan := r.Plan(keysType, object, config(b)); !plan.Replace {
		t.Error("another connection does not replace the resource")
	}
}
