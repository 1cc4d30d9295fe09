package acctest

import (
	"testing"
	"time"

	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// UnknownAge is something that makes the age of the keys of a parent unknown: it begins
// and it ends, and the error names the reason.
type UnknownAge struct {
	Begin, End func(s *Sandbox, id string)
	Reason     string
}

// wrongDate makes the age unknown by the Date header of the vendor's answers.
func wrongDate(says string, text func(now time.Time) string) UnknownAge {
	return UnknownAge{
		Begin:  func(s *Sandbox, _ string) { s.SetDate(text) },
		End:    func(s *Sandbox, _ string) { s.SetDate(nil) },
		Reason: says,
	}
}

// shiftedDate is the Date of a vendor's clock that is wrong.
func shiftedDate(by time.Duration) func(time.Time) string {
	return func(now time.Time) string { return now.Add(by).Format(sandbox.DateFormat) }
}

// fixedDate writes the same Date always.
func fixedDate(text string) func(time.Time) string { return func(time.Time) string { return text } }

// UnknownAges are those that every vendor can cause, and more of one vendor.
func UnknownAges(more map[string]UnknownAge) map[string]UnknownAge {
	const apart, none = "are more than an hour apart", "has no usable Date header"
	all := map[string]UnknownAge{
		"Date a day ahead":      wrongDate(apart, shiftedDate(day)),
		"Date a day behind":     wrongDate(apart, shiftedDate(-day)),
		"Date two hours ahead":  wrongDate(apart, shiftedDate(2*time.Hour)),
		"no Date":               wrongDate(none, fixedDate("")),
		"an unreadable Date":    wrongDate(none, fixedDate("tomorrow")),
		"Date of the year 9999": wrongDate(none, fixedDate("Fri, 31 Dec 9999 23:59:59 GMT")),
	}
	for name, age := range more {
		all[name] = age
	}
	return all
}

// UnknownAgeSendsNothing asks for a rotation in every way while the age is unknown for
// every reason: nothing is sent, and the error says why; min_rotation_interval = "0s"
// rotates once.
func UnknownAgeSendsNothing(t *testing.T, k RotationResource, ages map[string]UnknownAge) {
	t.Helper()
	for name, rotate := range map[string]func(*testing.T, *Sandbox, *RPC, RotationResource, UnknownAge){
		"create": createOfUnknownAge, "trigger": triggerOfUnknownAge, "period": periodOfUnknownAge,
		"parent of the same apply": parentOfUnknownAge, "adoption": adoptionOfUnknownAge,
		"create after a lost answer": lostCreateOfUnknownAge, "update after a lost answer": lostUpdateOfUnknownAge,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEach(t, ages, func(t *testing.T, s *Sandbox, age UnknownAge) { rotate(t, s, s.RPC(), k, age) })
		})
	}
	// A wrong clock of this machine has the same effect as a wrong clock of the vendor.
	for _, off := range []time.Duration{day, -day} {
		s := NewSandbox(t)
		local := idpkeys.WithClock(func() time.Time { return s.Clock().Now().Add(off) })
		createOfUnknownAge(t, s, s.RPC(local), k, UnknownAge{Begin: func(*Sandbox, string) {}, Reason: "are more than an hour apart"})
	}
}

// withoutGuard turns the guard off.
func withoutGuard() map[string]any { return map[string]any{"min_rotation_interval": "0s"} }

// expectOneRotation applies with the guard off: one request, a state that can be saved and
// read, and nothing left to do.
func expectOneRotation(t *testing.T, s *Sandbox, r *RPC, k RotationResource, id string, object *Object, config map[string]any) {
	t.Helper()
	mark, before := s.Journal().Len(), k.rotations(s, id)
	object = s.Update(r, k.Type, object, config)
	s.ExpectRotations(k, id, before+1, mark, 1)
	object = s.Refresh(r, object)
	s.expectKeys(t, k, id, object)
	if again := r.Plan(k.Type, object, config); again.Changes() || again.Diags.Errors() > 0 {
		t.Errorf("not converged:\n%s", again.Diags)
	}
}

// createOfUnknownAge creates for keys that somebody has just rotated.
func createOfUnknownAge(t *testing.T, s *Sandbox, r *RPC, k RotationResource, age UnknownAge) {
	t.Helper()
	id := k.addParent(s)
	k.rotate(s, id)
	s.Clock().Advance(10 * time.Minute)
	age.Begin(s, id)
	s.Walk(r)
	mark := s.Journal().Len()
	plan := r.Plan(k.Type, nil, k.Config(id))
	if !plan.Diags.Has("ERROR", "Unable to rotate "+k.Noun, "the provider does not know when the keys were last rotated", age.Reason, "Nothing was sent",
		`min_rotation_interval = "0s"`, "rotate_on_create = false") {
		t.Errorf("the plan does not say why:\n%s", plan.Diags)
	}
	s.ExpectRotations(k, id, 1, mark, 0)
	adopted := s.Update(r, k.Type, nil, k.Config(id, map[string]any{"rotate_on_create": false}))
	s.expectKeys(t, k, id, adopted)
	s.ExpectRotations(k, id, 1, mark, 0)
	expectOneRotation(t, s, r, k, id, nil, k.Config(id, withoutGuard()))
}

// parentOfUnknownAge creates for a parent that is only known in the apply.
func parentOfUnknownAge(t *testing.T, s *Sandbox, r *RPC, k RotationResource, age UnknownAge) {
	t.Helper()
	id := k.addParent(s)
	k.rotate(s, id)
	age.Begin(s, id)
	plan := r.Plan(k.Type, nil, k.Config(Unknown))
	s.Walk(r)
	mark := s.Journal().Len()
	if object, diags := r.Apply(plan, k.Config(id)); object.Exists() || !diags.Has("ERROR", age.Reason, "Nothing was sent") {
		t.Errorf("not refused:\n%s", diags)
	}
	s.ExpectRotations(k, id, 1, mark, 0)
}

// adoptionOfUnknownAge applies a plan that takes a recent rotation of somebody else for the
// one that is asked for, when it is no longer known whether that is recent.
func adoptionOfUnknownAge(t *testing.T, s *Sandbox, r *RPC, k RotationResource, age UnknownAge) {
	t.Helper()
	id := k.addParent(s)
	object := s.CreatedYesterday(r, k.Type, k.Config(id, Trigger("1")))
	k.rotate(s, id)
	object = s.Refresh(r, object)
	plan := r.Plan(k.Type, object, k.Config(id, Trigger("2")))
	age.Begin(s, id)
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); !diags.Has("WARNING", "are not rotated again") || !diags.Has("ERROR", age.Reason, "Nothing was sent") {
		t.Errorf("not refused:\n%s", diags)
	}
	s.ExpectRotations(k, id, 2, mark, 0)
}

// triggerOfUnknownAge changes the trigger soon after the last rotation.
func triggerOfUnknownAge(t *testing.T, s *Sandbox, r *RPC, k RotationResource, age UnknownAge) {
	t.Helper()
	id := k.addParent(s)
	object := s.Update(r, k.Type, nil, k.Config(id, Trigger("1")))
	s.Clock().Advance(10 * time.Minute)
	age.Begin(s, id)
	object = s.Refresh(r, object)
	mark := s.Journal().Len()
	plan := r.Plan(k.Type, object, k.Config(id, Trigger("2")))
	if plan.Diags.Errors() > 0 || !plan.Diags.Has("WARNING", "cannot be rotated yet", id, "does not know when the keys were last rotated", `min_rotation_interval = "0s"`) {
		t.Errorf("want a warning and no error:\n%s", plan.Diags)
	}
	if undecided := r.Plan(k.Type, object, k.Config(id, Trigger(Unknown))); !undecided.Diags.Has("WARNING", "cannot be rotated yet", "If it turns out to differ, a rotation is asked for", "the apply refuses a rotation") {
		t.Errorf("a value that is known after apply:\n%s", undecided.Diags)
	}
	if destroy := r.Plan(k.Type, object, nil); destroy.Diags.Errors() > 0 {
		t.Errorf("a destroy is blocked:\n%s", destroy.Diags)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "Unable to rotate "+k.Noun, age.Reason, "Nothing was sent") {
		t.Errorf("not refused:\n%s", diags)
	}
	s.ExpectRotations(k, id, 1, mark, 0)
	expectOneRotation(t, s, r, k, id, s.Refresh(r, object), k.Config(id, Trigger("2"), withoutGuard()))
}

// periodOfUnknownAge lets a period run out: the plan says that it cannot be measured, and
// rotates once it can.
func periodOfUnknownAge(t *testing.T, s *Sandbox, r *RPC, k RotationResource, age UnknownAge) {
	t.Helper()
	config := k.Config(k.addParent(s), map[string]any{"rotation_period": "90d"})
	id := config[k.Parent].(string) //nolint:forcetypeassert // it is one
	object := s.Update(r, k.Type, nil, config)
	age.Begin(s, id)
	s.Clock().Advance(100 * day)
	mark := s.Journal().Len()
	object = s.Refresh(r, object)
	plan := r.Plan(k.Type, object, config)
	if plan.Changes() || plan.Diags.Errors() > 0 || !plan.Diags.Has("WARNING", "are of unknown age", id, "rotation_period is set") {
		t.Errorf("want a plan without changes that says so:\n%s", plan.Diags)
	}
	s.ExpectRotations(k, id, 1, mark, 0)
	age.End(s, id)
	s.Update(r, k.Type, s.Refresh(r, object), config)
	s.ExpectRotations(k, id, 2, mark, 1)
}

// lostCreateOfUnknownAge creates anew after a create whose answer was lost.
func lostCreateOfUnknownAge(t *testing.T, s *Sandbox, r *RPC, k RotationResource, age UnknownAge) {
	t.Helper()
	id := k.addParent(s)
	mark := s.Journal().Len()
	applyWithLostAnswer(t, s, r, r.Plan(k.Type, nil, k.Config(id)), 2)
	age.Begin(s, id)
	s.Walk(r)
	if plan := r.Plan(k.Type, nil, k.Config(id)); !plan.Diags.Has("ERROR", age.Reason) {
		t.Errorf("not refused:\n%s", plan.Diags)
	}
	s.ExpectRotations(k, id, 1, mark, 1)
	age.End(s, id)
	s.Update(r, k.Type, nil, k.Config(id))
	s.ExpectRotations(k, id, 1, mark, 1)
}

// lostUpdateOfUnknownAge applies anew after an update whose answer was lost: the attempt
// is recorded, so that no age is needed to know it again.
func lostUpdateOfUnknownAge(t *testing.T, s *Sandbox, r *RPC, k RotationResource, age UnknownAge) {
	t.Helper()
	id, plan := s.PlanSecondRotation(r, k)
	mark := s.Journal().Len()
	object := applyWithLostAnswer(t, s, r, plan, 1)
	age.Begin(s, id)
	s.Update(r, k.Type, s.Refresh(r, object), k.Config(id, Trigger("2")))
	s.ExpectRotations(k, id, 2, mark, 1)
}

// applyWithLostAnswer applies a rotation that takes effect. Its answer is lost, and no list
// of keys is answered after the first lists.
func applyWithLostAnswer(t *testing.T, s *Sandbox, r *RPC, plan *Planned, lists int) *Object {
	t.Helper()
	s.Walk(r)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
	s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Skip: lists, Times: -1, Answer: sandbox.StatusHTML(503)})
	object, diags := r.Apply(plan, nil)
	if !diags.Has("ERROR", "outcome unknown; not sent again") {
		t.Fatalf("not reported as unknown:\n%s", diags)
	}
	s.ClearFaults()
	return object
}
