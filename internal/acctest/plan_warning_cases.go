package acctest

import (
	"testing"
	"time"
)

// RecordsATrigger adds rotate_when_changed to a resource that has none: the plan says
// that it does not rotate, and does not. Its remedy does.
func RecordsATrigger(t *testing.T, k RotationResource) {
	t.Helper()
	runEach(t, map[string]func(s *Sandbox, r *RPC, id string) *Object{
		"created":  func(s *Sandbox, r *RPC, id string) *Object { return s.Update(r, k.Type, nil, k.Config(id)) },
		"imported": imported(k),
	}, func(t *testing.T, s *Sandbox, begin func(s *Sandbox, r *RPC, id string) *Object) {
		id := k.addParent(s)
		r := s.RPC()
		if create := r.Plan(k.Type, nil, k.Config(id, Trigger("1"))); create.Diags.Has("NOT rotated") {
			t.Errorf("a create that rotates says:\n%s", create.Diags)
		}
		object := begin(s, r, id)
		s.Clock().Advance(day)
		object = s.Refresh(r, object)
		if plan := r.Plan(k.Type, object, k.Config(id)); len(plan.Diags) > 0 {
			t.Errorf("warns where nothing is configured:\n%s", plan.Diags)
		}
		mark := s.Journal().Len()
		for _, value := range []any{"1", Unknown} {
			plan := r.Plan(k.Type, object, k.Config(id, Trigger(value)))
			if !plan.Diags.Has("WARNING", "are not rotated by this plan ("+id+")", "only records it", "NOT rotated", "change a value in rotate_when_changed") || len(plan.Diags) != 1 {
				t.Errorf("the plan says:\n%s", plan.Diags)
			}
		}
		object = s.Update(r, k.Type, object, k.Config(id, Trigger("1")))
		if posts := s.RotationRequests(mark); posts > 0 {
			t.Errorf("%d requests to rotate", posts)
		}
		object = s.Refresh(r, object)
		if plan := r.Plan(k.Type, object, k.Config(id, Trigger("1"))); plan.Changes() || len(plan.Diags) > 0 {
			t.Errorf("the plan after it says:\n%s", plan.Diags)
		}
		s.Update(r, k.Type, object, k.Config(id, Trigger("2")))
		if posts := s.RotationRequests(mark); posts != 1 {
			t.Errorf("the remedy sends %d requests to rotate, want 1", posts)
		}
	})
}

func imported(k RotationResource) func(s *Sandbox, r *RPC, id string) *Object {
	return func(s *Sandbox, r *RPC, id string) *Object {
		object, diags := r.Import(k.Type, id)
		if diags.Errors() > 0 {
			s.t.Fatal(diags)
		}
		return object
	}
}

// AdoptsOverdue adopts keys, or sets a shorter period, when the period is over: the plan
// says since when, and that the next one rotates, which it does.
func AdoptsOverdue(t *testing.T, k RotationResource) {
	t.Helper()
	period := map[string]any{"rotation_period": "90d"}
	kept := map[string]any{"rotate_on_create": false}
	runEach(t, map[string]func(s *Sandbox, r *RPC, id string) (*Object, map[string]any){
		"created without a rotation": func(_ *Sandbox, _ *RPC, id string) (*Object, map[string]any) {
			return nil, k.Config(id, period, kept)
		},
		"imported": func(s *Sandbox, r *RPC, id string) (*Object, map[string]any) {
			return imported(k)(s, r, id), k.Config(id, period)
		},
		"with a longer period": func(s *Sandbox, r *RPC, id string) (*Object, map[string]any) {
			object := s.Update(r, k.Type, nil, k.Config(id, kept, map[string]any{"rotation_period": "365d"}))
			return object, k.Config(id, period, kept)
		},
	}, func(t *testing.T, s *Sandbox, begin func(s *Sandbox, r *RPC, id string) (*Object, map[string]any)) {
		id := k.addParent(s)
		made := s.Clock().Now()
		since := made.Add(90 * day).UTC().Format(time.RFC3339)
		s.Clock().Advance(90*day - time.Hour)
		r := s.RPC()
		object, config := begin(s, r, id)
		if plan := r.Plan(k.Type, object, config); plan.Diags.Has("rotation_period ended") {
			t.Errorf("warns before the period is over:\n%s", plan.Diags)
		}
		s.Clock().Advance(2 * time.Hour)
		s.Walk(r)
		if object != nil {
			object = s.Refresh(r, object)
		}
		mark := s.Journal().Len()
		plan := r.Plan(k.Type, object, config)
		want := 1
		if object == nil {
			want = 2 // a create names the keys that it adopts
		}
		if !plan.Diags.Has("WARNING", "are older than rotation_period ("+id+")", "rotation_period ended at "+since, "the next plan after the apply rotates") || len(plan.Diags) != want {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
		object = s.Update(r, k.Type, object, config)
		if posts := s.RotationRequests(mark); posts > 0 {
			t.Fatalf("adopting sends %d requests to rotate", posts)
		}
		next := r.Plan(k.Type, s.Refresh(r, object), config)
		if !next.Diags.Has("WARNING", "applying this plan rotates the keys once", "older than rotation_period") {
			t.Errorf("the next plan says:\n%s", next.Diags)
		}
		s.Update(r, k.Type, s.Refresh(r, object), config)
		if posts := s.RotationRequests(mark); posts != 1 {
			t.Errorf("%d requests to rotate, want 1", posts)
		}
	})
}

// GuardSaysOneThing asks for rotations that the apply refuses: no plan says at the
// same time that it rotates.
func GuardSaysOneThing(t *testing.T, k RotationResource) {
	t.Helper()
	runEach(t, map[string]struct {
		trigger any
		direct  bool
		words   []string
	}{
		"changed": {"2", false, []string{"were rotated recently", "a rotation is asked for, because rotate_when_changed changes",
			"the apply refuses this rotation and sends nothing", "From then on it rotates the keys once"}},
		"known after apply": {Unknown, false, []string{"were rotated recently", "If it turns out to differ, a rotation is asked for",
			"the apply refuses this rotation and sends nothing"}},
		"known after apply, rotated directly": {Unknown, true, []string{"may have been rotated already", "counts as the one that is asked for, and nothing is sent"}},
	}, func(t *testing.T, s *Sandbox, c struct {
		trigger any
		direct  bool
		words   []string
	},
	) {
		id := k.addParent(s)
		r := s.RPC()
		object := s.Update(r, k.Type, nil, k.Config(id, Trigger("1")))
		if c.direct {
			s.Clock().Advance(day)
			k.rotate(s, id)
		}
		s.Clock().Advance(10 * time.Minute)
		object = s.Refresh(r, object)
		mark := s.Journal().Len()
		plan := r.Plan(k.Type, object, k.Config(id, Trigger(c.trigger)))
		if !plan.Diags.Has(append(c.words, "WARNING", id)...) || len(plan.Diags) != 1 {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
		for _, contradiction := range []string{"applying this plan rotates", "the keys are rotated once"} {
			if plan.Diags.Has(contradiction) {
				t.Errorf("the plan says also that it rotates:\n%s", plan.Diags)
			}
		}
		s.Walk(r)
		_, diags := r.Apply(plan, k.Config(id, Trigger("2")))
		if refused := diags.Has("ERROR", "rotated too recently", "nothing was sent"); refused == c.direct || s.RotationRequests(mark) > 0 {
			t.Errorf("%d requests to rotate\n%s", s.RotationRequests(mark), diags)
		}
	})
}
