package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// Twenty resources on twenty connections, at once, in one process.
func TestConnectionKeys_twentyConnectionsInParallelRotateOnceEach(t *testing.T) {
	t.Parallel()
	const n = 20
	s := acctest.NewSandbox(t)
	r := s.RPC()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = s.Connection()
	}
	plans := make([]*acctest.Planned, n)
	parallel(n, func(i int) { plans[i] = r.Plan(keysType, nil, config(ids[i])) })
	s.Walk(r)
	mark := s.Journal().Len()
	problems := make([]acctest.Diags, n)
	parallel(n, func(i int) { _, problems[i] = r.Apply(plans[i], nil) })
	for i, id := range ids {
		if problems[i].Errors() > 0 || s.Auth0().Rotations(id) != 1 {
			t.Errorf("%s: %d rotations\n%s", id, s.Auth0().Rotations(id), problems[i])
		}
	}
	if got := len(s.Calls(mark)); got != 4*n {
		t.Errorf("%d requests, want %d", got, 4*n)
	}
}

// Many creates of one connection, planned before any of them is applied.
func TestConnectionKeys_oneConnectionManyTimesInParallelRotatesOnce(t *testing.T) {
	t.Parallel()
	const n = 10
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	s.Walk(r)
	parallel(n, func(int) { r.Apply(plan, nil) })
	if got := s.Auth0().Rotations(id); got != 1 {
		t.Errorf("%d rotations, want 1", got)
	}
}

func parallel(n int, do func(int)) { acctest.Parallel(n, do) }
