package acctest

import (
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// killed is a network in which the process ends at the request to rotate: after the vendor has
// executed it, or before it arrives.
type killed struct{ executed bool }

// RoundTrip ends the goroutine of a call that rotates, as the end of a process would.
func (k killed) RoundTrip(r *http.Request) (*http.Response, error) {
	if !sandbox.OnRotate(r) {
		return http.DefaultTransport.RoundTrip(r)
	}
	if k.executed {
		if resp, err := http.DefaultTransport.RoundTrip(r); err == nil {
			_ = resp.Body.Close()
		}
	}
	runtime.Goexit()
	return nil, http.ErrAbortHandler
}

// runKilled plans and applies in a process of its own that is killed at the rotation.
func (s *Sandbox) runKilled(k RotationResource, object *Object, config map[string]any, executed bool) {
	s.t.Helper()
	r := NewRPC(s.t, Provider(append(s.Machine(), idpkeys.WithNetwork(killed{executed}))...))
	r.mustSucceed("configure", r.Configure(s.Config())) // without an observer: the call never ends
	plan := r.Plan(k.Type, object, config)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = r.Apply(plan, nil)
		s.t.Error("not killed")
	}()
	<-ended
}

// KilledRotation kills the process at a rotation, in an update and in a create, and applies again
// while no list shows it. Nothing is sent. Once a list shows it, it is adopted; if it did not
// take place, the next apply rotates.
func KilledRotation(t *testing.T, k RotationResource) {
	t.Helper()
	for name, c := range map[string]struct{ creates, executed bool }{
		"update, executed": {false, true}, "update, not executed": {false, false},
		"create, executed": {true, true}, "create, not executed": {true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSandbox(t)
			r, id := s.RPC(), k.addParent(s)
			config, before := k.Config(id, Trigger("2")), 0
			var object *Object
			if !c.creates {
				object, before = s.CreatedYesterday(r, k.Type, k.Config(id, Trigger("1"))), 1
			}
			s.runKilled(k, object, config, c.executed)
			own, again := 0, 1
			if c.executed {
				own, again = 1, 0
			}
			s.lagBy(longestLag)
			mark := s.Journal().Len()
			for range 2 {
				s.Clock().Advance(2 * time.Minute)
				object = s.refreshWithoutPrivate(r, object)
				s.expectRefused(t, r, k, object, config, "another run on this machine sent a request to rotate", "its outcome is not recorded")
			}
			s.ExpectRotations(k, id, before+own, mark, 0)
			s.Clock().Advance(rotation.ListLag)
			s.lagBy(0)
			object = s.refreshWithoutPrivate(r, object)
			s.expectKeys(t, k, id, s.Refresh(r, s.Update(r, k.Type, object, config)))
			s.ExpectRotations(k, id, before+1, mark, again)
		})
	}
}

// KilledRotationIsRecognisedLater kills the process at the rotation for a trigger, and applies when
// min_rotation_interval is over: the rotation of this machine counts for that trigger, and for no other.
func KilledRotationIsRecognisedLater(t *testing.T, k RotationResource) {
	t.Helper()
	for name, c := range map[string]struct {
		executed bool
		trigger  string
		more     map[string]any
		again    int
	}{
		"executed":                    {true, "2", nil, 0},
		"executed, without the guard": {true, "2", withoutGuard(), 0},
		"executed, another trigger":   {true, "3", nil, 1},
		"not executed":                {false, "2", nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSandbox(t)
			r, id := s.RPC(), k.addParent(s)
			object := s.CreatedYesterday(r, k.Type, k.Config(id, c.more, Trigger("1")))
			s.runKilled(k, object, k.Config(id, c.more, Trigger("2")), c.executed)
			own := 1
			if !c.executed {
				own = 0
			}
			s.Clock().Advance(25 * time.Hour)
			mark := s.Journal().Len()
			object = s.refreshWithoutPrivate(r, object)
			object = s.Update(r, k.Type, object, k.Config(id, c.more, Trigger(c.trigger)))
			s.ExpectRotations(k, id, 1+own+c.again, mark, c.again)
			s.expectKeys(t, k, id, s.Refresh(r, object))
		})
	}
}

// refreshWithoutPrivate reads an object whose private state Terraform has dropped; nil stays nil.
func (s *Sandbox) refreshWithoutPrivate(r *RPC, object *Object) *Object {
	s.t.Helper()
	if object == nil {
		return nil
	}
	object.Private = nil
	return s.Refresh(r, object)
}

// expectRefused plans and applies: an error with these words, and nothing is sent.
func (s *Sandbox) expectRefused(t *testing.T, r *RPC, k RotationResource, object *Object, config map[string]any, words ...string) {
	t.Helper()
	s.Walk(r)
	plan := r.Plan(k.Type, object, config)
	if plan.Diags.Errors() > 0 {
		t.Fatal(plan.Diags)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); !diags.Has(append(words, "ERROR", "Unable to rotate "+k.Noun, "Nothing was sent")...) {
		t.Errorf("not refused:\n%s", diags)
	}
}

// RotationOfAnotherState rotates in one state, and creates the resource in another one while no
// list shows the rotation: nothing is sent. Once a list shows it, it is adopted. The IDs are names
// of one parent.
func RotationOfAnotherState(t *testing.T, s *Sandbox, k RotationResource, rotations func() int, first, second string) {
	t.Helper()
	r := s.RPC()
	s.Update(r, k.Type, nil, k.Config(first))
	s.Clock().Advance(time.Minute)
	s.lagBy(longestLag)
	mark := s.Journal().Len()
	s.expectRefused(t, s.RPC(), k, nil, k.Config(second), "another run on this machine has rotated these keys", "The list of keys does not show that rotation")
	s.lagBy(0)
	s.Update(r, k.Type, nil, k.Config(second))
	if n := rotations(); n != 1 || s.RotationRequests(mark) != 0 {
		t.Errorf("%d rotations, want 1", n)
	}
}

// DamagedRecord damages the record of this machine: it holds a rotation by its time.
func DamagedRecord(t *testing.T, k RotationResource) {
	t.Helper()
	for name, text := range map[string]string{"no JSON": "{", "nothing": "", "no keys": "{}", "another form": `{"sent":1}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSandbox(t)
			r := s.RPC()
			id, plan := s.PlanSecondRotation(r, k)
			for _, path := range s.records() {
				now := s.Clock().Now()
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chtimes(path, now, now); err != nil {
					t.Fatal(err)
				}
			}
			mark := s.Journal().Len()
			if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "cannot be read", "file: "+s.records()[0], "Nothing was sent", "Apply again after") {
				t.Errorf("not refused:\n%s", diags)
			}
			s.ExpectRotations(k, id, 1, mark, 0)
			s.Clock().Advance(rotation.ListLag + 2*time.Second) // clocks show whole seconds
			s.Walk(r)
			if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
				t.Error(diags)
			}
			s.ExpectRotations(k, id, 2, mark, 1)
		})
	}
}

// records are the files of the records on the machine of this test; there is one.
func (s *Sandbox) records() []string {
	s.t.Helper()
	paths, err := filepath.Glob(filepath.Join(s.locks, "*.json"))
	if err != nil || len(paths) != 1 {
		s.t.Fatalf("the records are %q: %v", paths, err)
	}
	return paths
}

// RefusedRotationIsNotRecorded refuses a rotation in the vendor's own form: nothing holds the next one.
func RefusedRotationIsNotRecorded(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, plan := s.PlanSecondRotation(r, k)
	before, err := os.ReadFile(s.records()[0])
	if err != nil {
		t.Fatal(err)
	}
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Answer: sandbox.Status(403)})
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "The keys were not rotated") {
		t.Error(diags)
	}
	if after, err := os.ReadFile(s.records()[0]); err != nil || string(after) != string(before) {
		t.Errorf("recorded is %s, want %s: %v", after, before, err)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
		t.Error(diags)
	}
	s.ExpectRotations(k, id, 2, mark, 2)
}
