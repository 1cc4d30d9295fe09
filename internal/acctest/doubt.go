package acctest

import (
	"testing"
	"time"

	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Doubt is something that makes the age of the keys of a parent unknown. It begins
// and ends it; says are words of the reason.
type Doubt struct {
	Begin, End func(s *Sandbox, id string)
	Says       string
}

// dated is a doubt about the vendor's clock.
func dated(says string, text func(now time.Time) string) Doubt {
	return Doubt{
		Begin: func(s *Sandbox, _ string) { s.SetDate(text) },
		End:   func(s *Sandbox, _ string) { s.SetDate(nil) },
		Says:  says,
	}
}

// shifted is a clock of the vendor that is off.
func shifted(by time.Duration) func(time.Time) string {
	return func(now time.Time) string { return now.Add(by).Format(sandbox.DateFormat) }
}

// literally writes the same Date always.
func literally(text string) func(time.Time) string { return func(time.Time) string { return text } }

// Doubts are those that every vendor can give, and more of one.
func Doubts(more map[string]Doubt) map[string]Doubt {
	const apart, none = "are more than an hour apart", "has no usable Date header"
	all := map[string]Doubt{
		"Date a day ahead":      dated(apart, shifted(day)),
		"Date a day behind":     dated(apart, shifted(-day)),
		"Date two hours ahead":  dated(apart, shifted(2*time.Hour)),
		"no Date":               dated(none, literally("")),
		"an unreadable Date":    dated(none, literally("tomorrow")),
		"Date of the year 9999": dated(none, literally("Fri, 31 Dec 9999 23:59:59 GMT")),
	}
	for name, doubt := range more {
		all[name] = doubt
	}
	return all
}

// AgeInDoubt holds every way to a rotation against every doubt: nothing is sent as
// long as it lasts, and the error says why; min_rotation_interval = "0s" rotates once.
func AgeInDoubt(t *testing.T, k Kind, doubts map[string]Doubt) {
	t.Helper()
	for name, way := range map[string]func(*testing.T, *Sandbox, *RPC, Kind, Doubt){
		"create": createInDoubt, "trigger": triggerInDoubt, "period": periodInDoubt,
		"parent of the same apply": parentInDoubt, "adoption": adoptionInDoubt,
		"create after a lost answer": lostCreateInDoubt, "update after a lost answer": lostUpdateInDoubt,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, doubts, func(t *testing.T, s *Sandbox, doubt Doubt) { way(t, s, s.RPC(), k, doubt) })
		})
	}
	// A clock of this machine that is off does the same as one of the vendor's.
	for _, off := range []time.Duration{day, -day} {
		s := NewSandbox(t)
		local := idpkeys.WithClock(func() time.Time { return s.Clock().Now().Add(off) })
		createInDoubt(t, s, s.RPC(local), k, Doubt{Begin: func(*Sandbox, string) {}, Says: "are more than an hour apart"})
	}
}

// unguarded turns the guard off.
func unguarded() map[string]any { return map[string]any{"min_rotation_interval": "0s"} }

// rotatesOnce applies with the guard off: one request, a state that can be saved and
// read, and nothing left to do.
func rotatesOnce(t *testing.T, s *Sandbox, r *RPC, k Kind, id string, object *Object, config map[string]any) {
	t.Helper()
	mark, before := s.Journal().Len(), k.rotations(s, id)
	object = s.Update(r, k.Type, object, config)
	s.ExpectRotations(k, id, before+1, mark, 1)
	object = s.Refresh(r, object)
	s.mustHoldKeys(t, k, id, object)
	if again := r.Plan(k.Type, object, config); again.Changes() || again.Diags.Errors() > 0 {
		t.Errorf("not converged:\n%s", again.Diags)
	}
}

// createInDoubt creates for keys that somebody has just rotated.
func createInDoubt(t *testing.T, s *Sandbox, r *RPC, k Kind, doubt Doubt) {
	t.Helper()
	id := k.add(s)
	k.rotate(s, id)
	s.Clock().Advance(10 * time.Minute)
	doubt.Begin(s, id)
	s.Walk(r)
	mark := s.Journal().Len()
	plan := r.Plan(k.Type, nil, k.Config(id))
	if !plan.Diags.Has("ERROR", "Unable to rotate "+k.Noun, "the provider does not know when the keys were last rotated", doubt.Says, "Nothing was sent",
		`min_rotation_interval = "0s"`, "rotate_on_create = false") {
		t.Errorf("the plan does not say why:\n%s", plan.Diags)
	}
	s.ExpectRotations(k, id, 1, mark, 0)
	adopted := s.Update(r, k.Type, nil, k.Config(id, map[string]any{"rotate_on_create": false}))
	s.mustHoldKeys(t, k, id, adopted)
	s.ExpectRotations(k, id, 1, mark, 0)
	rotatesOnce(t, s, r, k, id, nil, k.Config(id, unguarded()))
}

// parentInDoubt creates for a parent that is only known in the apply.
func parentInDoubt(t *testing.T, s *Sandbox, r *RPC, k Kind, doubt Doubt) {
	t.Helper()
	id := k.add(s)
	k.rotate(s, id)
	doubt.Begin(s, id)
	plan := r.Plan(k.Type, nil, k.Config(Unknown))
	s.Walk(r)
	mark := s.Journal().Len()
	if object, diags := r.Apply(plan, k.Config(id)); object.Exists() || !diags.Has("ERROR", doubt.Says, "Nothing was sent") {
		t.Errorf("not refused:\n%s", diags)
	}
	s.ExpectRotations(k, id, 1, mark, 0)
}

// adoptionInDoubt applies a plan that takes a recent rotation of somebody else for the
// one that is asked for, when it is no longer known whether that is recent.
func adoptionInDoubt(t *testing.T, s *Sandbox, r *RPC, k Kind, doubt Doubt) {
	t.Helper()
	id := k.add(s)
	object := s.CreatedYesterday(r, k.Type, k.Config(id, Trigger("1")))
	k.rotate(s, id)
	object = s.Refresh(r, object)
	plan := r.Plan(k.Type, object, k.Config(id, Trigger("2")))
	doubt.Begin(s, id)
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); !diags.Has("WARNING", "are not rotated again") || !diags.Has("ERROR", doubt.Says, "Nothing was sent") {
		t.Errorf("not refused:\n%s", diags)
	}
	s.ExpectRotations(k, id, 2, mark, 0)
}

// triggerInDoubt changes the trigger soon after the last rotation.
func triggerInDoubt(t *testing.T, s *Sandbox, r *RPC, k Kind, doubt Doubt) {
	t.Helper()
	id := k.add(s)
	object := s.Update(r, k.Type, nil, k.Config(id, Trigger("1")))
	s.Clock().Advance(10 * time.Minute)
	doubt.Begin(s, id)
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
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "Unable to rotate "+k.Noun, doubt.Says, "Nothing was sent") {
		t.Errorf("not refused:\n%s", diags)
	}
	s.ExpectRotations(k, id, 1, mark, 0)
	rotatesOnce(t, s, r, k, id, s.Refresh(r, object), k.Config(id, Trigger("2"), unguarded()))
}

// periodInDoubt lets a period run out: the plan says that it cannot be measured, and
// rotates once it can.
func periodInDoubt(t *testing.T, s *Sandbox, r *RPC, k Kind, doubt Doubt) {
	t.Helper()
	config := k.Config(k.add(s), map[string]any{"rotation_period": "90d"})
	id := config[k.Parent].(string) //nolint:forcetypeassert // it is one
	object := s.Update(r, k.Type, nil, config)
	doubt.Begin(s, id)
	s.Clock().Advance(100 * day)
	mark := s.Journal().Len()
	object = s.Refresh(r, object)
	plan := r.Plan(k.Type, object, config)
	if plan.Changes() || plan.Diags.Errors() > 0 || !plan.Diags.Has("WARNING", "are of unknown age", id, "rotation_period is set") {
		t.Errorf("want a plan without changes that says so:\n%s", plan.Diags)
	}
	s.ExpectRotations(k, id, 1, mark, 0)
	doubt.End(s, id)
	s.Update(r, k.Type, s.Refresh(r, object), config)
	s.ExpectRotations(k, id, 2, mark, 1)
}

// lostCreateInDoubt creates anew after a create whose answer was lost.
func lostCreateInDoubt(t *testing.T, s *Sandbox, r *RPC, k Kind, doubt Doubt) {
	t.Helper()
	id := k.add(s)
	mark := s.Journal().Len()
	loseAnswer(t, s, r, r.Plan(k.Type, nil, k.Config(id)), 2)
	doubt.Begin(s, id)
	s.Walk(r)
	if plan := r.Plan(k.Type, nil, k.Config(id)); !plan.Diags.Has("ERROR", doubt.Says) {
		t.Errorf("not refused:\n%s", plan.Diags)
	}
	s.ExpectRotations(k, id, 1, mark, 1)
	doubt.End(s, id)
	s.Update(r, k.Type, nil, k.Config(id))
	s.ExpectRotations(k, id, 1, mark, 1)
}

// lostUpdateInDoubt applies anew after an update whose answer was lost: the attempt
// is recorded, so that no age is needed to know it again.
func lostUpdateInDoubt(t *testing.T, s *Sandbox, r *RPC, k Kind, doubt Doubt) {
	t.Helper()
	id, plan := s.Due(r, k)
	mark := s.Journal().Len()
	object := loseAnswer(t, s, r, plan, 1)
	doubt.Begin(s, id)
	s.Update(r, k.Type, s.Refresh(r, object), k.Config(id, Trigger("2")))
	s.ExpectRotations(k, id, 2, mark, 1)
}

// loseAnswer applies a rotation that takes effect, and neither whose answer nor what
// is read after so many lists arrives.
func loseAnswer(t *testing.T, s *Sandbox, r *RPC, plan *Planned, lists int) *Object {
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
