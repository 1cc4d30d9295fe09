package reliability

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// target is which of an operation's requests a cell is about.
type target struct {
	request Request
	skip    int
	always  bool
}

// targets are all requests of an operation, each with the fault once and on
// every try.
func (op Operation) targets() []target {
	var all []target
	for _, always := range []bool{false, true} {
		for skip := range op.ListsBefore {
			all = append(all, target{ListBefore, skip, always})
		}
		all = append(all, target{Write, 0, always})
		for skip := range op.ListsAfter {
			all = append(all, target{ListAfter, op.ListsBefore + skip, always})
		}
	}
	return append(all, target{WriteBlind, 0, false})
}

// RunMatrix runs the cells of the operations that keep accepts, each as a
// subtest, and counts them in the tally.
func RunMatrix(t *testing.T, tally *Tally, operations []Operation, keep func(Cell) bool) {
	t.Helper()
	warm(t)
	for _, op := range operations {
		for _, at := range op.targets() {
			for _, fault := range Faults() {
				if !applies(at, fault) {
					continue
				}
				for _, protocol := range []Protocol{HTTP1, HTTP2} {
					cell := Cell{Operation: op.Name, Request: at.request, Fault: fault, Always: at.always, Protocol: protocol}
					if !keep(cell) {
						continue
					}
					t.Run(cell.String(), func(t *testing.T) {
						t.Parallel()
						run(t, tally, op, at, cell)
					})
				}
			}
		}
	}
}

// warm has the keys made that the cells are going to use: making one takes
// longer than a cell should.
func warm(t *testing.T) {
	t.Helper()
	box := sandbox.New()
	defer box.Close()
	id := box.Auth0().AddConnection(sandbox.Auth0Connection{Name: "warm"})
	for range 10 {
		box.Auth0().Rotate(id)
	}
}

// applies leaves out what makes no sense: a read has no effect to come before
// or after, and a write that is known to have no effect needs no blindness.
func applies(at target, f Fault) bool {
	switch at.request {
	case ListBefore, ListAfter:
		return !f.Commit || f.Name == "slow trickle"
	case WriteBlind:
		e := expectWrite(Write, f, false)
		return e.Outcome == Confirmed || e.Outcome == Unsure
	default:
		return true
	}
}

// run runs one cell: the operation under the fault, then without it.
func run(t *testing.T, tally *Tally, op Operation, at target, cell Cell) {
	w := newWorld(t, cell.Protocol)
	prepared := op.Prepare(w)
	before, mark := prepared.Effects(), w.Journal().Len()
	match := op.OnList
	if at.request == Write || at.request == WriteBlind {
		match = op.OnWrite
	}
	w.inject(cell.Fault, match, at.skip, at.always)
	if at.request == WriteBlind {
		w.Inject(blind(op))
	}

	diags := prepared.Apply()
	want := Expect(at.request, cell.Fault, at.always)
	got := outcomeOf(diags)
	effects, writes := prepared.Effects()-before, w.writes(mark, op.OnWrite)
	if got != want.Outcome || effects != want.Effects || writes != want.Writes {
		t.Errorf("%q with %d effects by %d writes, want %q with %d by %d\n%s\n%s",
			got, effects, writes, want.Outcome, want.Effects, want.Writes, w.Journal().Since(mark), diags)
	}
	requests := len(w.Journal().Since(mark))
	w.heal()
	if diags.Errors() == 0 {
		if err := prepared.Holds(); err != nil {
			t.Errorf("after %q: %v", got, err)
		}
	}
	prepared.Converge()
	total := prepared.Effects() - before
	if total != 1 {
		t.Errorf("%d effects after the next apply, want 1\n%s", total, w.Journal().Since(mark))
	}
	tally.add(cell, got, requests, max(effects, total)-1)
}

// blind lets every read fail that follows the write.
func blind(op Operation) sandbox.Fault {
	return sandbox.Fault{Name: "blind", Match: op.OnList, Skip: op.ListsBefore, Times: -1, Answer: sandbox.StatusHTML(500)}
}

// noDiags fails the test on any error.
func noErrors(t testing.TB, what string, diags acctest.Diags) {
	t.Helper()
	if diags.Errors() > 0 {
		t.Fatalf("%s:\n%s", what, diags)
	}
}
