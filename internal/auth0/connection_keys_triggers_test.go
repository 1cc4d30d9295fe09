package auth0_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func TestConnectionKeys_rotateOnCreateFalseAdopts(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	k1, k2, _ := s.KIDs(id)
	r := s.RPC()
	c := config(id, map[string]any{"rotate_on_create": false, "rotation_period": "90d"})

	plan := r.Plan(keysType, nil, c)
	expect(t, plan, map[string]string{"kid": "unknown", "next_kid": "unknown", "previous_kid": "unknown"})
	if !plan.Diags.Has("WARNING", "are adopted as they are", k1, k2) || len(plan.Diags) != 1 {
		t.Errorf("want the keys as they are, and nothing else:\n%s", plan.Diags)
	}
	s.Walk(r)
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 || len(diags) != 1 { // the plan is made again
		t.Fatal(diags)
	}
	expectCalls(t, s, mark, "GET keys 200")
	made := s.Auth0().Keys(id)[1].NotBefore
	expect(t, object, map[string]string{
		"kid": k1, "next_kid": k2, "previous_kid": "null", "previous_key": "null", "last_rotated_at": "null",
		"rotation_due_at": made.Add(90 * 24 * time.Hour).UTC().Format(time.RFC3339),
	})
	if again := r.Plan(keysType, refresh(t, s, r, object), c); again.Changes() || len(again.Diags) > 0 {
		t.Errorf("the next plan changes something: %s", again.Diags)
	}
}

func TestConnectionKeys_unknownConnectionRotatesOnceItExists(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	k1, k2, _ := s.KIDs(id)
	r := s.RPC()
	mark := s.Journal().Len()
	plan := r.Plan(keysType, nil, config(acctest.Unknown))
	expect(t, plan, map[string]string{"kid": "unknown", "cert": "unknown", "id": "unknown", "next_key": "unknown"})
	if !plan.Diags.Has("WARNING", "the apply rotates the keys once", "only known after apply") {
		t.Errorf("no warning: %s", plan.Diags)
	}
	expectCalls(t, s, mark)
	s.Walk(r)
	object, diags := r.Apply(plan, config(id))
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	expect(t, object, map[string]string{"kid": k2, "previous_kid": k1, "id": id})
	if n := s.Auth0().Rotations(id); n != 1 {
		t.Errorf("%d rotations, want 1", n)
	}
	if again := r.Plan(keysType, refresh(t, s, r, object), config(id)); again.Changes() {
		t.Errorf("the next plan changes something: %s", again.Value)
	}
}

func TestConnectionKeys_unknownTrigger(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		value     string
		rotations int
	}{"equal in the end": {"1", 1}, "different in the end": {"2", 2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := s.Connection()
			r := s.RPC()
			object := createdYesterday(t, s, r, config(id, trigger("1")))
			plan := r.Plan(keysType, object, config(id, trigger(acctest.Unknown)))
			expect(t, plan, map[string]string{"kid": "unknown", "previous_kid": "unknown", "next_kid": "unknown", "last_rotated_at": "unknown"})
			if !plan.Diags.Has("WARNING", "may be rotated") {
				t.Errorf("no warning: %s", plan.Diags)
			}
			s.Walk(r)
			if _, diags := r.Apply(plan, config(id, trigger(want.value))); diags.Errors() > 0 {
				t.Fatal(diags)
			}
			if n := s.Auth0().Rotations(id); n != want.rotations {
				t.Errorf("%d rotations, want %d", n, want.rotations)
			}
		})
	}
}

func TestConnectionKeys_newOrRemovedTriggerIsOnlyRecorded(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := createdYesterday(t, s, r, config(id))
	kid := object.Show("kid")
	for i, c := range []map[string]any{config(id, trigger("1")), config(id)} {
		mark, warnings := s.Journal().Len(), 1-i // only the new one could be taken for a rotation
		plan := r.Plan(keysType, object, c)
		expect(t, plan, map[string]string{"kid": kid})
		if !plan.Changes() || len(plan.Diags) != warnings || plan.Diags.Has("NOT rotated") != (warnings == 1) {
			t.Errorf("want an update in place and %d warnings: %s", warnings, plan.Diags)
		}
		s.Walk(r)
		var diags acctest.Diags
		if object, diags = r.Apply(plan, nil); len(diags) != warnings { // as the plan in the apply walk
			t.Fatal(diags)
		}
		expectCalls(t, s, mark)
	}
	if n := s.Auth0().Rotations(id); n != 1 {
		t.Errorf("%d rotations, want 1", n)
	}
}

func TestConnectionKeys_period(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	period := func(p string) map[string]any { return config(id, map[string]any{"rotation_period": p}) }
	object := create(t, s, r, period("90d"))
	s.Clock().Advance(89 * 24 * time.Hour)
	object = refresh(t, s, r, object)
	if plan := r.Plan(keysType, object, period("90d")); plan.Changes() {
		t.Error("rotates a day early")
	}
	if plan := r.Plan(keysType, object, period("30d")); plan.Show("next_kid") == "unknown" {
		t.Error("a shortened period rotates before it is recorded")
	}
	object = update(t, s, r, object, period("30d"))
	if n := s.Auth0().Rotations(id); n != 1 {
		t.Fatalf("recording a period rotated: %d rotations", n)
	}
	if plan := r.Plan(keysType, object, period("30d")); plan.Changes() {
		t.Error("rotates without a refresh that measures by the new period")
	}
	object = refresh(t, s, r, object)
	plan := r.Plan(keysType, object, period("30d"))
	if !plan.Diags.Has("WARNING", "older than rotation_period") {
		t.Errorf("no warning: %s", plan.Diags)
	}
	s.Walk(r)
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 || s.Auth0().Rotations(id) != 2 {
		t.Fatalf("%d rotations, want 2\n%s", s.Auth0().Rotations(id), diags)
	}
	if again := r.Plan(keysType, refresh(t, s, r, object), period("30d")); again.Changes() {
		t.Error("the next plan rotates again")
	}
}

func TestConnectionKeys_removedPeriodDoesNotRotate(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := create(t, s, r, config(id, map[string]any{"rotation_period": "90d"}))
	s.Clock().Advance(100 * 24 * time.Hour)
	object = refresh(t, s, r, object)
	plan := r.Plan(keysType, object, config(id))
	expect(t, plan, map[string]string{"kid": object.Show("kid"), "rotation_due_at": "null"})
	if len(plan.Diags) > 0 {
		t.Error(plan.Diags)
	}
}

func TestConnectionKeys_outOfBandRotationsAreNoDiff(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := create(t, s, r, config(id, trigger("1")))
	for range 3 {
		s.Clock().Advance(24 * time.Hour)
		s.Auth0().Rotate(id)
	}
	object = refresh(t, s, r, object)
	current, next, previous := s.KIDs(id)
	expect(t, object, map[string]string{"kid": current, "next_kid": next, "previous_kid": previous})
	mark := s.Journal().Len()
	if plan := r.Plan(keysType, object, config(id, trigger("1"))); plan.Changes() || len(plan.Diags) > 0 {
		t.Errorf("the plan changes something: %s", plan.Diags)
	}
	expectCalls(t, s, mark)
}

func TestConnectionKeys_keysMadeFromScratchAreNoDiff(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := create(t, s, r, config(id))
	s.Clock().Advance(time.Minute) // keys of the same second may be those from before
	s.Auth0().ReplaceKeys(id)
	object = refresh(t, s, r, object)
	if plan := r.Plan(keysType, object, config(id)); plan.Changes() {
		t.Error("the plan changes something")
	}
	current, _, _ := s.KIDs(id)
	expect(t, object, map[string]string{"kid": current, "previous_kid": "null"})
}

// The period asks for a rotation whatever the trigger turns out to be.
func TestConnectionKeys_unknownTriggerWithThePeriodOver(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	period := map[string]any{"rotation_period": "90d"}
	object := create(t, s, r, config(id, trigger("1"), period))
	s.Clock().Advance(100 * 24 * time.Hour)
	object = refresh(t, s, r, object)
	plan := r.Plan(keysType, object, config(id, trigger(acctest.Unknown), period))
	if !plan.Diags.Has("will be rotated", "older than rotation_period", "Whatever the value is") || plan.Diags.Has("nothing is sent") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, config(id, trigger("1"), period)); diags.Errors() > 0 || s.Auth0().Rotations(id) != 2 {
		t.Errorf("%d rotations, want 2\n%s", s.Auth0().Rotations(id), diags)
	}
}
