package acctest

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// callsPerWalk is how many calls of one kind a walk has in measurements: as many as an app may
// have keys. What the resources of a run note for each other grows with them.
const callsPerWalk = 50

// PreparedCall is one call of the provider, with a request that is made once. So a measurement
// has the cost of the provider alone, and not that of this harness.
type PreparedCall struct {
	Name string
	// MaxAllocs is how many allocations one call may make.
	MaxAllocs float64
	walk      func()
	run       func() (Diags, error)
}

// PreparedCalls are the plan of an object that needs no change, and its refresh. maxPlan and maxRead
// are how many allocations one call may make.
func (s *Sandbox) PreparedCalls(r *RPC, object *Object, config map[string]any, maxPlan, maxRead float64) []PreparedCall {
	s.t.Helper()
	schema := r.schema(object.Type)
	wanted := build(s.t, schema.ValueType(), config)
	plan := &tfprotov6.PlanResourceChangeRequest{
		TypeName: object.Type, PriorState: r.dynamic(object.Value), Config: r.dynamic(wanted),
		ProposedNewState: r.dynamic(propose(s.t, schema, object.Value, wanted)), PriorPrivate: object.Private,
	}
	read := &tfprotov6.ReadResourceRequest{TypeName: object.Type, CurrentState: r.dynamic(object.Value), Private: object.Private}
	readOnce := func() (Diags, error) {
		resp, err := r.server.ReadResource(r.ctx, read)
		if err != nil {
			return nil, err
		}
		return resp.Diagnostics, nil
	}
	planOnce := func() (Diags, error) {
		resp, err := r.server.PlanResourceChange(r.ctx, plan)
		if err != nil {
			return nil, err
		}
		return resp.Diagnostics, nil
	}
	// The first refresh of a walk lists the keys; the measured calls find the list.
	walk := s.walkWith(r, readOnce)
	return []PreparedCall{
		{Name: object.Type + " plan", MaxAllocs: maxPlan, walk: walk, run: planOnce},
		{Name: object.Type + " read", MaxAllocs: maxRead, walk: walk, run: readOnce},
	}
}

// PreparedDataCall is the read of a data source. maxRead is how many allocations one call may make.
func (s *Sandbox) PreparedDataCall(r *RPC, typeName string, config map[string]any, maxRead float64) PreparedCall {
	s.t.Helper()
	request := &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: r.dynamic(build(s.t, r.source(typeName).ValueType(), config))}
	read := func() (Diags, error) {
		resp, err := r.server.ReadDataSource(r.ctx, request)
		if err != nil {
			return nil, err
		}
		return resp.Diagnostics, nil
	}
	return PreparedCall{Name: "data " + typeName, MaxAllocs: maxRead, walk: s.walkWith(r, read), run: read}
}

// walkWith begins a walk with a first call.
func (s *Sandbox) walkWith(r *RPC, first func() (Diags, error)) func() {
	return func() {
		s.t.Helper()
		s.Walk(r)
		diags, err := first()
		r.must(err)
		r.mustSucceed("the first call of a walk", diags)
	}
}

// once makes the call, which must succeed.
func (c PreparedCall) once(t testing.TB) {
	t.Helper()
	diags, err := c.run()
	if err != nil || diags.Errors() > 0 {
		t.Fatalf("%s: %v %s", c.Name, err, diags)
	}
}

// BenchmarkCalls measures each call.
func BenchmarkCalls(b *testing.B, calls []PreparedCall) {
	for _, call := range calls {
		b.Run(call.Name, func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				if n%callsPerWalk == 0 {
					b.StopTimer()
					call.walk()
					b.StartTimer()
				}
				call.once(b)
			}
		})
	}
}

// ExpectAllocations fails the test for each call that makes more allocations than it may, and for
// each that makes so few that the bound means nothing.
func ExpectAllocations(t *testing.T, calls []PreparedCall) {
	t.Helper()
	if testing.Short() {
		t.Skip("not with -short: the race detector makes allocations of its own")
	}
	const runs = 20
	for _, call := range calls {
		call.walk()
		made := testing.AllocsPerRun(runs, func() { call.once(t) })
		if made > call.MaxAllocs || made < call.MaxAllocs*0.7 {
			t.Errorf("%s: %.0f allocations; at most %.0f are expected, and at least 70 %% of them", call.Name, made, call.MaxAllocs)
		}
	}
}
