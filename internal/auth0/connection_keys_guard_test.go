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
		t.Errorf("%d rotations, want the direct one", n)
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

// A replacement is planned as a create, whose warnings core drops. So the first
// of the two plans has to give them.
func TestConnectionKeys_replacementByAnotherConnectionWarns(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	a, b := s.Connection(), s.Connection()
	k1, k2, _ := s.KIDs(b)
	r := s.RPC()
	object := create(t, s, r, config(a))
	plan := r.Plan(keysType, object, config(b))
	if !plan.Replace || !plan.Diags.Has("WARNING", "will be rotated ("+b+")", k1, k2) {
		t.Errorf("a replacement that rotates is not announced:\n%s", plan.Diags)
	}
	plan = r.Plan(keysType, object, config(acctest.Unknown))
	if !plan.Diags.Has("WARNING", "will be rotated", "its ID is only known after apply", "even if the value turns out to be the same") {
		t.Errorf("a replacement with an unknown connection is not announced:\n%s", plan.Diags)
	}
	quiet := config(b, map[string]any{"rotate_on_create": false})
	if plan = r.Plan(keysType, object, quiet); !plan.Diags.Has("WARNING", "are adopted as they are ("+b+")", k1) || len(plan.Diags) != 1 {
		t.Errorf("a replacement that adopts does not name the keys, or says more:\n%s", plan.Diags)
	}
}

// The warning about the guard measures by the planned interval, and says what
// happens after it.
func TestConnectionKeys_guardIsAnnouncedByThePlannedInterval(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := create(t, s, r, config(id, trigger("1")))
	rotatedAt, err := time.Parse(time.RFC3339, object.Show("last_rotated_at"))
	if err != nil {
		t.Fatal(err)
	}
	s.Clock().Advance(10 * time.Minute)
	object = refresh(t, s, r, object)
	for interval, want := range map[string]time.Duration{"1h": time.Hour, "5m": 5 * time.Minute, "3h": 3 * time.Hour} {
		plan := r.Plan(keysType, object, config(id, trigger("2"), map[string]any{"min_rotation_interval": interval}))
		until := rotatedAt.Add(want).UTC().Format(time.RFC3339)
		if !plan.Diags.Has("Until "+until+" the apply refuses this rotation", "From then on it rotates") {
			t.Errorf("%s: want the time %s:\n%s", interval, until, plan.Diags)
		}
	}
}

func TestConnectionKeys_adoptionByACreateExplainsCoresError(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	s.Auth0().Rotate(id)
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	s.Clock().Advance(2 * time.Hour)
	s.Walk(r)
	mark := s.Journal().Len()
	_, diags := r.Apply(plan, nil)
	if !plan.Diags.Has("are not rotated again", "min_rotation_interval has ended since: plan again") || !diags.Has("inconsistent final plan") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	if posts(s, mark) != 0 {
		t.Error("it was sent all the same")
	}
}
