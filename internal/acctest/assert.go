package acctest

import (
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// Merge is a configuration with more arguments; later ones win.
func Merge(all ...map[string]any) map[string]any {
	merged := map[string]any{}
	for _, m := range all {
		maps.Copy(merged, m)
	}
	return merged
}

// Trigger is rotate_when_changed with one value.
func Trigger(value any) map[string]any {
	return map[string]any{"rotate_when_changed": map[string]any{"v": value}}
}

// Expect compares attributes of a plan or an object, shown as text.
func Expect(t testing.TB, o interface{ Show(path string) string }, want map[string]string) {
	t.Helper()
	for path, text := range want {
		if got := o.Show(path); got != text {
			t.Errorf("%s = %s, want %s", path, got, text)
		}
	}
}

// ExpectCalls compares the requests since mark with those that are wanted, in
// the form of Calls.
func (s *Sandbox) ExpectCalls(mark int, want ...string) {
	s.t.Helper()
	got := s.Calls(mark)
	if len(got) != len(want) {
		s.t.Fatalf("%d requests, want %d:\n%q", len(got), len(want), got)
	}
	for i := range want {
		if got[i] != want[i] {
			s.t.Errorf("request %d is %s, want %s", i, got[i], want[i])
		}
	}
}

// MustContain fails the test for texts that a CLI did not print. How it wraps and
// frames its lines is no matter.
func MustContain(t testing.TB, out string, words ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(strings.ReplaceAll(out, "│", " ")), " ")
	for _, word := range words {
		if !strings.Contains(flat, word) {
			t.Errorf("the output does not say %q:\n%s", word, out)
		}
	}
}

// Update plans and applies in walks of their own, and fails the test on errors.
// Without a prior object it creates.
func (s *Sandbox) Update(r *RPC, typeName string, prior *Object, config map[string]any) *Object {
	s.t.Helper()
	s.Walk(r)
	plan := r.Plan(typeName, prior, config)
	if plan.Diags.Errors() > 0 {
		s.t.Fatal(plan.Diags)
	}
	s.Walk(r)
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 {
		s.t.Fatal(diags)
	}
	return object
}

// Refresh begins a new walk and reads the object.
func (s *Sandbox) Refresh(r *RPC, object *Object) *Object {
	s.t.Helper()
	s.Walk(r)
	next, diags := r.Read(object)
	if diags.Errors() > 0 || next == nil {
		s.t.Fatalf("refresh: %s", diags)
	}
	return next
}

// CreatedYesterday creates, lets a day pass and refreshes: the guard is over.
func (s *Sandbox) CreatedYesterday(r *RPC, typeName string, config map[string]any) *Object {
	s.t.Helper()
	object := s.Update(r, typeName, nil, config)
	s.Clock().Advance(24 * time.Hour)
	return s.Refresh(r, object)
}

// Parallel runs do n times at once and waits.
func Parallel(n int, do func(i int)) {
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { do(i) })
	}
	group.Wait()
}

// PassListLag moves the clock until no list can hide what has happened so far.
func (s *Sandbox) PassListLag() { s.Clock().Advance(rotation.ListLag) }
