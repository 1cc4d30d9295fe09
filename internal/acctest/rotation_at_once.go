package acctest

import "testing"

// RotateAtOnce creates a resource in two providers on one machine at the same moment,
// one for each ID, which are names of one parent. Each plans before any of them
// rotates. rotations counts those of the parent; there has to be one.
func RotateAtOnce(t *testing.T, s *Sandbox, k RotationResource, rotations func() int, ids ...string) {
	t.Helper()
	providers, plans := make([]*RPC, len(ids)), make([]*Planned, len(ids))
	for i, id := range ids {
		providers[i] = s.RPC()
		plans[i] = providers[i].Plan(k.Type, nil, k.Config(id))
		s.Walk(providers[i])
	}
	mark := s.Journal().Len()
	diags := make([]Diags, len(ids))
	Parallel(len(ids), func(i int) { _, diags[i] = providers[i].Apply(plans[i], nil) })
	if n := rotations(); n != 1 || s.RotationRequests(mark) != 1 {
		t.Errorf("%d rotations, %d requests to rotate, want one\n%s", n, s.RotationRequests(mark), diags)
	}
	for _, found := range diags {
		if found.Errors() > 0 {
			t.Errorf("one of them fails:\n%s", found)
		}
	}
}
