package acctest

import (
	"context"
	"testing"
	"time"

	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// passTime is a waiter that moves the sandbox's clock in place of waiting. It ends as a real one would
// at the deadline of the operation.
func (s *Sandbox) passTime() transport.Waiter {
	var passed time.Duration
	begin := time.Now()
	return func(ctx context.Context, d time.Duration) error {
		if end, limited := ctx.Deadline(); limited && end.Sub(begin) < passed+d {
			return context.DeadlineExceeded
		}
		passed += d
		s.Clock().Advance(d)
		return ctx.Err()
	}
}

// planLostCreate plans a create, and loses the answer to its rotation.
func (s *Sandbox) planLostCreate(r *RPC, k RotationResource, executed bool, arguments ...map[string]any) (id string, plan *Planned) {
	s.t.Helper()
	id = k.addParent(s)
	s.Clock().Advance(day)
	plan = r.Plan(k.Type, nil, k.Config(id, arguments...))
	s.Walk(r)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: executed, Answer: sandbox.Drop()})
	return id, plan
}

// CreateLooksOn loses the answer to the rotation of a create, which leaves no state. So the create
// reads the keys until no list can lag: then it is certain whether the rotation took effect.
func CreateLooksOn(t *testing.T, k RotationResource) {
	t.Helper()
	for name, executed := range map[string]bool{"executed": true, "not executed": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSandbox(t)
			r := s.RPC(idpkeys.WithWaiter(s.passTime()))
			id, plan := s.planLostCreate(r, k, executed)
			s.lagBy(longestLag)
			mark, begin := s.Journal().Len(), s.Clock().Now()
			object, diags := r.Apply(plan, nil)
			s.lagBy(0)
			took, lists := s.Clock().Now().Sub(begin), s.lists(mark)
			if executed {
				if diags.Errors() > 0 || !diags.Has("WARNING", "were rotated, though no usable answer came") {
					t.Errorf("after %s:\n%s", took, diags)
				}
				s.ExpectRotations(k, id, 1, mark, 1)
				s.expectKeys(t, k, id, object)
				return
			}
			if object.Exists() || !diags.Has("ERROR", "15 minutes later, the keys are listed as before", "the keys were not rotated", "Apply again.") {
				t.Errorf("after %s:\n%s", took, diags)
			}
			if took < rotation.ListLag || took > rotation.ListLag+time.Minute || lists != 20 { // two before
				t.Errorf("%d lists in %s", lists, took)
			}
			s.ExpectRotations(k, id, 0, mark, 1)
			s.Update(r, k.Type, nil, k.Config(id)) // at once
			s.ExpectRotations(k, id, 1, mark, 2)
		})
	}
}

// lists counts the lists of keys since mark.
func (s *Sandbox) lists(mark int) (n int) {
	for _, call := range s.Calls(mark) {
		if call == "GET keys 200" {
			n++
		}
	}
	return n
}

// CreateIsCutShort interrupts such a create, or gives it too little time: the outcome stays unknown,
// and the error says until when no other run should apply. On this machine none sends anything.
func CreateIsCutShort(t *testing.T, k RotationResource) {
	t.Helper()
	for name, short := range map[string]bool{"interrupted": false, "too little time": true} {
		for executed, again := range map[bool]int{true: 0, false: 1} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := NewSandbox(t)
				ctx, interrupt := context.WithCancel(t.Context())
				defer interrupt()
				wait, arguments := s.passTime(), map[string]any{"timeouts": map[string]any{"create": "5m"}}
				if !short {
					arguments, wait = nil, interruptAfter(5*time.Minute, interrupt, wait)
				}
				r := s.RPC(idpkeys.WithWaiter(wait))
				id, plan := s.planLostCreate(r, k, executed, arguments)
				s.lagBy(longestLag)
				mark, begin := s.Journal().Len(), s.Clock().Now()
				object, diags := r.WithContext(ctx).Apply(plan, nil)
				if took := s.Clock().Now().Sub(begin); took > 7*time.Minute {
					t.Errorf("it took %s", took)
				}
				if object.Exists() || !diags.Has("ERROR", "outcome unknown; not sent again", "Apply again after", "let no run apply on another machine",
					"Within 1h0m0s (min_rotation_interval)", "rotate_on_create = false") {
					t.Errorf("the error says:\n%s", diags)
				}
				s.expectRefused(t, s.RPC(), k, nil, k.Config(id), "another run on this machine sent a request to rotate", "Apply again after")
				own := 1 - again
				s.ExpectRotations(k, id, own, mark, 1)
				s.Clock().Advance(rotation.ListLag)
				s.Update(s.RPC(), k.Type, nil, k.Config(id))
				s.ExpectRotations(k, id, 1, mark, 1+again)
			})
		}
	}
}

// interruptAfter is a waiter that interrupts once so much time has passed.
func interruptAfter(limit time.Duration, interrupt func(), wait transport.Waiter) transport.Waiter {
	var passed time.Duration
	return func(ctx context.Context, d time.Duration) error {
		if passed += d; passed > limit {
			interrupt()
		}
		return wait(ctx, d)
	}
}
