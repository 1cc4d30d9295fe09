package reliability

import (
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// Refresh is how one resource is refreshed.
type Refresh struct {
	Name   string
	OnRead func(*http.Request) bool
	// DestroySends means that a destroy asks the vendor.
	DestroySends bool
	// Prepare creates the resource. What it returns refreshes it, and reports
	// whether the state is the same as before.
	Prepare func(w *Environment) func() (same bool, diags acctest.Diags)
}

// RunRefreshes lets every fault meet a request of a refresh. A refresh never
// forgets the resource.
func RunRefreshes(t *testing.T, results *Results, refreshes []Refresh, keep func(Case) bool) {
	t.Helper()
	for _, refresh := range refreshes {
		for _, fault := range Faults() {
			for _, always := range []bool{false, true} {
				for _, protocol := range fault.protocols([]Protocol{HTTP1, HTTP2}) {
					c := Case{Operation: refresh.Name, Request: ReadBefore, Fault: fault, Always: always, Protocol: protocol}
					if !applies(target{request: ReadBefore, always: always}, fault) || fault.Brief && !fault.meetsReads() || !keep(c) {
						continue
					}
					t.Run(c.String(), func(t *testing.T) {
						t.Parallel()
						runRefresh(t, results, refresh, c)
					})
				}
			}
		}
	}
}

func runRefresh(t *testing.T, results *Results, refresh Refresh, c Case) {
	w := newEnvironment(t, c.Protocol)
	read := refresh.Prepare(w)
	mark := w.Journal().Len()
	w.inject(c.Fault, refresh.OnRead, 0, c.Always)
	same, diags := read()
	if got, want := outcomeOf(diags), ExpectRead(c.Fault, c.Always, refresh.DestroySends); got != want || !same {
		t.Errorf("%q, want %q; same state: %v\n%s\n%s", got, want, same, w.Journal().Since(mark), diags)
	}
	for _, e := range w.Journal().Since(mark) {
		if e.Method != http.MethodGet {
			t.Errorf("a refresh sent %s", e)
		}
	}
	results.add(c, outcomeOf(diags), len(w.Journal().Since(mark)), 0)
}
