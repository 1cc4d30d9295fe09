package acctest

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// longestLag is the longest lag that the provider promises to cope with.
const longestLag = 10 * time.Minute

// lagBy lets all reads lag from now on; zero ends it.
func (s *Sandbox) lagBy(d time.Duration) {
	s.SetLag(sandbox.Lag{By: func(*http.Request) time.Duration { return d }})
}

// ListThatLags reads, plans and applies while the list shows the keys from before the last
// rotation: the state stays, and nothing is sent. Without the lag the apply rotates once.
func ListThatLags(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, plan := s.PlanSecondRotation(r, k)
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	next := k.Config(id, Trigger("3"), withoutGuard())
	mark := s.Journal().Len()
	for range 2 {
		s.lagBy(longestLag)
		s.Clock().Advance(time.Minute)
		s.Walk(r)
		kept, diags := r.Read(object)
		if !diags.Has("WARNING", "are listed as they were before", "The state is kept as it was") || diags.Errors() > 0 || !kept.Value.Equal(object.Value) {
			t.Errorf("the refresh:\n%s", diags)
		}
		if again := r.Plan(k.Type, kept, k.Config(id, Trigger("2"))); again.Changes() {
			t.Errorf("the plan changes something:\n%s", again.Diags)
		}
		plan = r.Plan(k.Type, kept, next)
		s.Walk(r)
		if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "the list of keys lags behind", "Nothing was sent", "Apply again in a few minutes") {
			t.Errorf("the apply:\n%s", diags)
		}
		s.lagBy(0)
		object = s.Refresh(r, kept) // another copy, up to date
	}
	s.ExpectRotations(k, id, 2, mark, 0)
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
		t.Error(diags)
	}
	s.ExpectRotations(k, id, 3, mark, 1)
}

// ListWithNoKeyInCommon rotates four times within minutes, and then meets a list from before: it has
// none of the keys that are recorded. The state is kept, and nothing is sent.
func ListWithNoKeyInCommon(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id := k.addParent(s)
	object := s.CreatedYesterday(r, k.Type, k.Config(id, Trigger("1"), withoutGuard()))
	for _, trigger := range []string{"2", "3", "4"} {
		s.Clock().Advance(time.Second)
		object = s.Update(r, k.Type, object, k.Config(id, Trigger(trigger), withoutGuard()))
	}
	s.lagBy(longestLag)
	mark := s.Journal().Len()
	s.Walk(r)
	kept, diags := r.Read(object)
	if !diags.Has("WARNING", "are listed with other keys than recorded", "The state is kept as it was") || diags.Errors() > 0 || !kept.Value.Equal(object.Value) {
		t.Errorf("the refresh:\n%s", diags)
	}
	plan := r.Plan(k.Type, kept, k.Config(id, Trigger("5"), withoutGuard()))
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "Which of the two is newer is not certain", "Nothing was sent", "Apply again in a few minutes") {
		t.Errorf("the apply:\n%s", diags)
	}
	s.ExpectRotations(k, id, 4, mark, 0)
	s.Clock().Advance(rotation.ListLag)
	s.expectKeys(t, k, id, s.Update(r, k.Type, s.Refresh(r, kept), k.Config(id, Trigger("5"), withoutGuard())))
	s.ExpectRotations(k, id, 5, mark, 1)
}

// AdoptionWhileAListLags plans to adopt a rotation that somebody made, and applies while the
// list does not show it: nothing is recorded, and the next apply adopts it.
func AdoptionWhileAListLags(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id := k.addParent(s)
	object := s.CreatedYesterday(r, k.Type, k.Config(id, Trigger("1")))
	k.rotate(s, id)
	object = s.Refresh(r, object)
	config := k.Config(id, Trigger("2"))
	plan := r.Plan(k.Type, object, config)
	s.Clock().Advance(time.Minute)
	s.lagBy(longestLag)
	s.Walk(r)
	mark := s.Journal().Len()
	kept, diags := r.Apply(plan, nil)
	if !diags.Has("ERROR", "the list of keys lags behind") || !plan.Diags.Has("are not rotated again") {
		t.Errorf("%s\n%s", plan.Diags, diags)
	}
	s.Walk(r)
	kept, _ = r.Read(kept)
	s.lagBy(0)
	object = s.Update(r, k.Type, s.Refresh(r, kept), config)
	s.ExpectRotations(k, id, 2, mark, 0)
	s.expectKeys(t, k, id, object)
}

// LostAnswerWhileListsLag loses the answer to a rotation that took effect, and that no list
// shows for 10 minutes, with the list of one copy or of two. Whenever it is applied again, one
// rotation is all there is.
func LostAnswerWhileListsLag(t *testing.T, k RotationResource) {
	t.Helper()
	var n atomic.Int32
	forthAndBack := func(*http.Request) time.Duration { return time.Duration(n.Add(1)%2) * longestLag }
	for name, lag := range map[string]func(*http.Request) time.Duration{
		"one copy":   func(*http.Request) time.Duration { return longestLag },
		"two copies": forthAndBack,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSandbox(t)
			r := s.RPC()
			id, plan := s.PlanSecondRotation(r, k)
			config := k.Config(id, Trigger("2"), withoutGuard())
			s.SetLag(sandbox.Lag{By: lag})
			s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
			mark := s.Journal().Len()
			object, _ := r.Apply(plan, nil)
			for range 12 {
				s.Clock().Advance(2 * time.Minute)
				object = s.Refresh(r, object)
				plan := r.Plan(k.Type, object, config)
				s.Walk(r)
				object, _ = r.Apply(plan, nil)
				s.ExpectRotations(k, id, 2, mark, 1)
			}
			if again := r.Plan(k.Type, s.Refresh(r, object), config); again.Changes() {
				t.Errorf("the next plan changes something:\n%s", again.Diags)
			}
			s.expectKeys(t, k, id, object)
			s.Clock().Advance(rotation.ListLag)
			s.Update(r, k.Type, s.Refresh(r, object), k.Config(id, Trigger("3"), withoutGuard()))
			s.ExpectRotations(k, id, 3, mark, 2)
		})
	}
}
