package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// costCalls are a plan and a refresh of the resource, and a read of the data source.
func costCalls(t testing.TB) []acctest.PreparedCall {
	t.Helper()
	s := acctest.NewInProcessSandbox(t)
	r := s.RPC()
	arguments := map[string]any{"connection_id": s.Connection()}
	object, diags := r.Apply(r.Plan(acctest.ConnectionKeys, nil, arguments), nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	s.Walk(r)
	object, diags = r.Read(object)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	return append(s.PreparedCalls(r, object, arguments, 21700, 9600),
		s.PreparedDataCall(r, acctest.ConnectionKeys, arguments, 7900))
}

func BenchmarkCalls(b *testing.B) { acctest.BenchmarkCalls(b, costCalls(b)) }

// A call makes no more allocations than it did, with 12 % to spare.
func TestCallAllocations(t *testing.T) { //nolint:paralleltest // allocations of other tests would be counted
	acctest.ExpectAllocations(t, costCalls(t))
}
