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
	Prepare func(w *World) func() (same bool, diags acctest.Diags)
}

// RunRefreshes lets every fault meet a request of a refresh. A refresh never
// forgets the resource.
func RunRefreshes(t *testing.T, tally *Tally, refreshes []Refresh, keep func(Cell) bool) {
	t.Helper()
	for _, refresh := range refreshes {
		for _, fault := range Faults() {
			for _, always := range []bool{false, true} {
				for _, protocol := range fault.protocols([]Protocol{HTTP1, HTTP2}) {
					cell := Cell{Operation: refresh.Name, Request: ReadBefore, Fault: fault, Always: always, Protocol: protocol}
					if !applies(target{request: ReadBefore, always: always}, fault) || fault.Brief && !fault.meetsReads() || !keep(cell) {
						continue
					}
					t.Run(cell.String(), func(t *testing.T) {
						t.Parallel()
						runRefresh(t, tally, refresh, cell)
					})
				}
			}
		}
	}
}

func runRefresh(t *testing.T, tally *Tally, refresh Refresh, cell Cell) {
	w := newWorld(t, cell.Protocol)
	read := refresh.Prepare(w)
	mark := w.Journal().Len()
	w.inject(cell.Fault, refresh.OnRead, 0, cell.Always)
	same, diags := read()
	if got, want := outcomeOf(diags), ExpectRead(cell.Fault, cell.Always, refresh.DestroySends); got != want || !same {
		t.Errorf("%q, want %q; same state: %v\n%s\n%s", got, want, same, w.Journal().Since(mark), diags)
	}
	for _, e := range w.Journal().Since(mark) {
		if e.Method != http.MethodGet {
			t.Errorf("a refresh sent %s", e)
		}
	}
	tally.add(cell, outcomeOf(diags), len(w.Journal().Since(mark)), 0)
}
