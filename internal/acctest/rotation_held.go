package acctest

import (
	"regexp"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// HeldAfterUnknownOutcome applies again after an update whose outcome is unknown and whose
// rotation the list does not show. Whatever is asked for, nothing is sent until a list can no
// longer lag. An apply after that rotates once.
func HeldAfterUnknownOutcome(t *testing.T, k RotationResource) {
	t.Helper()
	period := map[string]any{"rotation_period": "90d"}
	for name, again := range map[string]map[string]any{
		"the same trigger":   Merge(Trigger("2"), period),
		"another trigger":    Merge(Trigger("3"), period),
		"a trigger, unknown": Merge(Trigger(Unknown), period),
		"the period alone":   Merge(Trigger("1"), period),
		"the guard off":      Merge(Trigger("2"), period, withoutGuard()),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSandbox(t)
			r, id := s.RPC(), k.addParent(s)
			object := s.Update(r, k.Type, nil, k.Config(id, Trigger("1"), period))
			s.Clock().Advance(100 * day)
			object = s.Refresh(r, object)
			object, until := loseRotation(t, s, r, r.Plan(k.Type, object, k.Config(id, Trigger("2"), period)))
			mark := s.Journal().Len()
			s.expectHeld(t, r, k, object, k.Config(id, again), "Until "+until+" the apply sends nothing", "Apply again after "+until)
			s.Clock().Advance(rotation.ListLag - time.Minute)
			object = s.Refresh(r, object)
			s.expectHeld(t, r, k, object, k.Config(id, again), "Until "+until+" the apply sends nothing", "Apply again after "+until)
			s.ExpectRotations(k, id, 1, mark, 0)
			s.Clock().Advance(time.Minute)
			object = s.updateKnownLater(r, k, s.Refresh(r, object), k.Config(id, again))
			s.ExpectRotations(k, id, 2, mark, 1)
			s.expectKeys(t, k, id, s.Refresh(r, object))
		})
	}
}

// HeldUndecided applies again with a trigger that only the apply knows.
func HeldUndecided(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, plan := s.PlanSecondRotation(r, k)
	object, until := loseRotation(t, s, r, plan)
	mark := s.Journal().Len()
	s.expectHeld(t, r, k, object, k.Config(id, Trigger(Unknown)), "Until "+until+" the apply sends nothing", "Apply again after "+until)
	s.ExpectRotations(k, id, 1, mark, 0)
}

// expectHeld plans and applies: the plan and the apply say so, and nothing is sent.
func (s *Sandbox) expectHeld(t *testing.T, r *RPC, k RotationResource, object *Object, config map[string]any, planned, refused string) {
	t.Helper()
	s.Walk(r)
	plan := r.Plan(k.Type, object, config)
	if plan.Diags.Errors() > 0 || !plan.Diags.Has("WARNING", "cannot be rotated yet", "a rotation is asked for", planned) {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, knownLater(config)); !diags.Has("ERROR", "Unable to rotate "+k.Noun, "an earlier apply sent a request to rotate", "Nothing was sent", refused) {
		t.Errorf("not refused:\n%s", diags)
	}
}

// updateKnownLater plans with a trigger that may be unknown, and applies with one that is known.
func (s *Sandbox) updateKnownLater(r *RPC, k RotationResource, object *Object, config map[string]any) *Object {
	s.t.Helper()
	s.Walk(r)
	plan := r.Plan(k.Type, object, config)
	if plan.Diags.Errors() > 0 || plan.Diags.Has("cannot be rotated yet") {
		s.t.Fatal(plan.Diags)
	}
	s.Walk(r)
	object, diags := r.Apply(plan, knownLater(config))
	if diags.Errors() > 0 {
		s.t.Fatal(diags)
	}
	return object
}

// knownLater is a configuration with a known trigger in place of an unknown one.
func knownLater(config map[string]any) map[string]any {
	if trigger, ok := config["rotate_when_changed"].(map[string]any); ok && trigger["v"] == Unknown {
		return Merge(config, Trigger("2"))
	}
	return config
}

// HeldWithoutAge loses the answer while the time is not known, or loses the time afterwards.
// Nothing is sent until the time is known, and then not until a list can no longer lag.
func HeldWithoutAge(t *testing.T, k RotationResource) {
	t.Helper()
	for name, noTimeWhenSent := range map[string]bool{"when it is sent": true, "afterwards": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSandbox(t)
			r, id := s.RPC(), k.addParent(s)
			config := func(v string) map[string]any { return k.Config(id, Trigger(v), withoutGuard()) }
			object := s.CreatedYesterday(r, k.Type, config("1"))
			noTime, reason := fixedDate(""), "has no usable Date header"
			if noTimeWhenSent {
				s.SetDate(noTime)
			}
			object, _ = loseRotation(t, s, r, r.Plan(k.Type, object, config("2")))
			mark := s.Journal().Len()
			s.SetDate(noTime)
			s.Clock().Advance(day)
			object = s.Refresh(r, object)
			s.expectHeld(t, r, k, object, config("2"), reason, reason)
			if noTimeWhenSent {
				s.SetDate(nil)
				object = s.Refresh(r, object) // from now on the time counts
				s.expectHeld(t, r, k, object, config("2"), "the apply sends nothing", "Apply again after")
			}
			s.ExpectRotations(k, id, 1, mark, 0)
			s.SetDate(nil)
			s.Clock().Advance(rotation.ListLag)
			s.Update(r, k.Type, s.Refresh(r, object), config("2"))
			s.ExpectRotations(k, id, 2, mark, 1)
		})
	}
}

// untilForm is how errors say until when nothing is sent.
var untilForm = regexp.MustCompile(`nothing is sent until ([0-9TZ:-]+)`)

// loseRotation applies a plan whose request to rotate never takes effect and is never
// answered. It returns what is in the state then, and until when the error says that nothing is
// sent.
func loseRotation(t *testing.T, s *Sandbox, r *RPC, plan *Planned) (object *Object, until string) {
	t.Helper()
	s.Inject(sandbox.Fault{Name: "lost request", Match: sandbox.OnRotate, Answer: sandbox.Drop()})
	s.Walk(r)
	object, diags := r.Apply(plan, nil)
	if !diags.Has("ERROR", "outcome unknown; not sent again", "nothing is sent until") {
		t.Fatalf("not reported as unknown:\n%s", diags)
	}
	found := untilForm.FindStringSubmatch(diags.String())
	if found == nil {
		return object, ""
	}
	at, err := time.Parse(time.RFC3339, found[1])
	if ahead := at.Sub(s.Clock().Now()); err != nil || ahead > rotation.ListLag || ahead < rotation.ListLag-time.Minute {
		t.Errorf("nothing is sent until %s, it says, which is %s ahead: %v", found[1], ahead, err)
	}
	return object, found[1]
}
