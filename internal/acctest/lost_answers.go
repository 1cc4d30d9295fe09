package acctest

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// LostAnswer is a rotation that takes effect and whose answer is lost: one
// request, success, a warning, and nothing to do for the next plan.
func LostAnswer(t *testing.T, s *Sandbox, r *RPC, k RotationResource, answer sandbox.Answer) {
	t.Helper()
	id, plan := s.PlanSecondRotation(r, k)
	s.Inject(sandbox.Fault{Name: "lost answer", Match: sandbox.OnRotate, Commit: true, Answer: answer})
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 || !diags.Has("WARNING", "were rotated, though", "exactly one rotation") {
		t.Fatalf("want success with a warning:\n%s", diags)
	}
	s.ExpectRotations(k, id, 2, mark, 1)
	s.expectKeys(t, k, id, object)
	if again := r.Plan(k.Type, s.Refresh(r, object), k.Config(id, Trigger("2"))); again.Changes() {
		t.Error("the next plan changes something")
	}
}

// LostRequest is a request to rotate that never takes effect, and to which no
// usable answer comes: a true error, nothing repeated, and an apply after the lag rotates
// once.
func LostRequest(t *testing.T, s *Sandbox, r *RPC, k RotationResource, answer sandbox.Answer) {
	t.Helper()
	lostRequest(t, s, r, k, func(string) sandbox.Answer { return answer })
}

// AnswerOfNoRotation is a request to rotate that never takes effect, and an answer in the
// form of success that shows no rotation of the keys: like LostRequest. body writes it from
// the kids that are there.
func AnswerOfNoRotation(t *testing.T, s *Sandbox, r *RPC, k RotationResource, status int, body func(current, next string) string) {
	t.Helper()
	lostRequest(t, s, r, k, func(id string) sandbox.Answer {
		current, next, _ := k.kids(s, id)
		return sandbox.JSON(status, body(current, next))
	})
}

func lostRequest(t *testing.T, s *Sandbox, r *RPC, k RotationResource, answerFor func(id string) sandbox.Answer) {
	t.Helper()
	id, plan := s.PlanSecondRotation(r, k)
	answer := answerFor(id)
	s.Inject(sandbox.Fault{Name: "lost request", Match: sandbox.OnRotate, Answer: answer})
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if !diags.Has("ERROR", "Unable to rotate "+k.Noun, "outcome unknown; not sent again", "Apply again") {
		t.Errorf("not a true error:\n%s", diags)
	}
	s.ExpectRotations(k, id, 1, mark, 1)
	mark = s.Journal().Len()
	object = s.Refresh(r, object)
	s.expectHeld(t, r, k, object, k.Config(id, Trigger("2")), "the apply sends nothing", "Apply again after")
	s.ExpectRotations(k, id, 1, mark, 0)
	s.Clock().Advance(rotation.ListLag)
	s.Update(r, k.Type, s.Refresh(r, object), k.Config(id, Trigger("2")))
	s.ExpectRotations(k, id, 2, mark, 1)
}

// LostCreate is a create whose rotation takes effect, while neither its answer
// nor the keys afterwards can be read: an error without state, and the next create
// takes what it finds.
func LostCreate(t *testing.T, s *Sandbox, r *RPC, k RotationResource) {
	t.Helper()
	id := k.addParent(s)
	plan := r.Plan(k.Type, nil, k.Config(id))
	s.Walk(r)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
	// The plan and the apply walk read before the rotation.
	s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Skip: 2, Times: -1, Answer: sandbox.StatusHTML(503)})
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if object.Exists() || !diags.Has("ERROR", "outcome unknown; not sent again", "could not be read afterwards") {
		t.Errorf("want an error without state:\n%s", diags)
	}
	s.ExpectRotations(k, id, 1, mark, 1)
	s.ClearFaults()
	s.Update(r, k.Type, nil, k.Config(id))
	s.ExpectRotations(k, id, 1, mark, 1)
}

// LateCommit is a request that is delayed, is reported as unknown, and takes effect
// later. The error contains the words. The rotation is recognised even with the guard
// off and long after.
func LateCommit(t *testing.T, s *Sandbox, r *RPC, k RotationResource, words ...string) {
	t.Helper()
	id := k.addParent(s)
	off := map[string]any{"min_rotation_interval": "0s"}
	object := s.CreatedYesterday(r, k.Type, k.Config(id, Trigger("1"), off))
	s.Inject(sandbox.Fault{Name: "dropped", Match: sandbox.OnRotate, Answer: sandbox.Drop()})
	plan := r.Plan(k.Type, object, k.Config(id, Trigger("2"), off))
	s.Walk(r)
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if !diags.Has(append(words, "ERROR", "outcome unknown; not sent again")...) {
		t.Fatalf("not reported as unknown:\n%s", diags)
	}
	k.rotate(s, id)
	s.Clock().Advance(5 * day)
	object = s.Update(r, k.Type, s.Refresh(r, object), k.Config(id, Trigger("2"), off))
	s.ExpectRotations(k, id, 2, mark, 1)
	s.Update(r, k.Type, s.Refresh(r, object), k.Config(id, Trigger("3"), off))
	s.ExpectRotations(k, id, 3, mark, 2)
}

// RotationAfterLostAnswer is a rotation with a lost answer, after which somebody else
// rotates again: an error that names both snapshots, and nothing is repeated.
func RotationAfterLostAnswer(t *testing.T, s *Sandbox, r *RPC, k RotationResource) {
	t.Helper()
	id, plan := s.PlanSecondRotation(r, k)
	before, _, _ := k.kids(s, id)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
	mark := s.Journal().Len()
	remove := s.After(sandbox.OnRotate, func() { k.rotate(s, id) })
	object, diags := r.Apply(plan, nil)
	remove()
	after, _, _ := k.kids(s, id)
	if !diags.Has("ERROR", "something else rotates", "before: current \""+before, "after:  current \""+after, "Planning again adopts the keys") {
		t.Errorf("the error says:\n%s", diags)
	}
	s.ExpectRotations(k, id, 3, mark, 1)
	s.Clock().Advance(day)
	object = s.Update(r, k.Type, s.Refresh(r, object), k.Config(id, Trigger("2"))) // it may have been ours
	s.ExpectRotations(k, id, 3, mark, 1)
	s.expectKeys(t, k, id, object)
}

// RotationBehindALag is a rotation that somebody made before ours, and that no list shows yet. Ours is
// recognised, and is not repeated.
func RotationBehindALag(t *testing.T, k RotationResource, commit func(*Sandbox)) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, plan := s.PlanSecondRotation(r, k)
	config := k.Config(id, Trigger("2"), withoutGuard())
	k.rotate(s, id)
	s.Clock().Advance(time.Minute)
	s.lagBy(longestLag)
	commit(s)
	mark := s.Journal().Len()
	object, _ := r.Apply(plan, nil)
	for range 10 {
		s.Clock().Advance(3 * time.Minute)
		object = s.Refresh(r, object)
		plan = r.Plan(k.Type, object, config)
		s.Walk(r)
		object, _ = r.Apply(plan, nil)
	}
	s.ExpectRotations(k, id, 3, mark, 1)
	s.lagBy(0)
	object = s.Update(r, k.Type, s.Refresh(r, object), config)
	s.expectKeys(t, k, id, s.Refresh(r, object))
	s.ExpectRotations(k, id, 3, mark, 1)
}

// RotationDuringRateLimit is a rotation that has to wait for the rate limit while
// somebody else rotates: it has happened, and is not sent.
func RotationDuringRateLimit(t *testing.T, s *Sandbox, r *RPC, k RotationResource) {
	t.Helper()
	id, plan := s.PlanSecondRotation(r, k)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Answer: sandbox.RateLimit(second)})
	s.Before(sandbox.OnRotate, func() { k.rotate(s, id) })
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 || !diags.Has("had already been rotated") {
		t.Errorf("not adopted:\n%s", diags)
	}
	s.ExpectRotations(k, id, 2, mark, 1)
}

// RateLimitWithoutEnd is a rotation that meets HTTP 429 each time: as many requests as
// max_retries allows, and an error with these words.
func RateLimitWithoutEnd(t *testing.T, s *Sandbox, r *RPC, k RotationResource, answer sandbox.Answer, words ...string) {
	t.Helper()
	id, plan := s.PlanSecondRotation(r, k)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Times: -1, Answer: answer})
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); !diags.Has(append(words, "ERROR", "HTTP 429", "lower -parallelism")...) {
		t.Errorf("the error says:\n%s", diags)
	}
	s.ExpectRotations(k, id, 1, mark, 4)
}
