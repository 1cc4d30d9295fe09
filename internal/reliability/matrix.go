package reliability

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// target is which of an operation's requests a case is about.
type target struct {
	request Request
	// nth is its number among those of its kind, from 0; skip is how many
	// before it the matcher accepts as well.
	nth, skip int
	always    bool
}

// writes reports whether the fault meets the write.
func (at target) writes() bool { return at.request != ReadBefore && at.request != ReadAfter }

// targets are all requests of an operation, each with the fault once and on
// every try.
func (op Operation) targets() []target {
	var all []target
	for _, always := range []bool{false, true} {
		for skip := range op.ReadsBefore {
			all = append(all, target{ReadBefore, skip, op.PlanReads + skip, always})
		}
		all = append(all, target{Write, 0, 0, always})
		for skip := range op.ReadsAfter {
			all = append(all, target{ReadAfter, skip, op.PlanReads + op.ReadsBefore + skip, always})
		}
	}
	all = append(all, target{WriteBlind, 0, 0, false})
	if op.OnDetail != nil {
		all = append(all, target{WriteHalfBlind, 0, 0, false})
	}
	if op.OnlyWriting {
		all = slices.DeleteFunc(all, func(at target) bool { return !at.writes() })
	}
	return all
}

// RunMatrix runs the cases of the operations that keep accepts, each as a
// subtest, and counts them in the results.
func RunMatrix(t *testing.T, results *Results, operations []Operation, keep func(Case) bool) {
	t.Helper()
	warm(t)
	for _, op := range operations {
		t.Run(op.Name+"/undisturbed", func(t *testing.T) {
			t.Parallel()
			runUndisturbed(t, op)
		})
		for _, at := range op.targets() {
			for _, fault := range Faults() {
				if !applies(at, fault) || !op.meets(at, fault) {
					continue
				}
				for _, protocol := range fault.protocols(op.protocols()) {
					c := Case{Operation: op.Name, Request: at.request, Nth: at.nth, Fault: fault, Always: at.always, Protocol: protocol}
					if !keep(c) {
						continue
					}
					t.Run(c.String(), func(t *testing.T) {
						t.Parallel()
						run(t, results, op, at, c)
					})
				}
			}
		}
	}
}

// warm has the keys made that the cases are going to use: making one takes
// longer than a case should. Each tenant and each org draws the same ones.
func warm(t *testing.T) {
	t.Helper()
	box := sandbox.New()
	defer box.Close()
	id := box.Auth0().AddConnection(sandbox.Auth0Connection{Name: "warm"})
	for range 10 {
		box.Auth0().Rotate(id)
	}
}

// meets leaves out what another case stands for.
func (op Operation) meets(at target, f Fault) bool {
	switch {
	case at.writes() && op.Bodiless && f.InBody:
		return false
	case !f.Brief:
		return true
	case !at.writes():
		return f.meetsReads()
	case f.typical():
		return true
	default:
		return at.request == Write && !op.OnlyWriting && !op.OnlyHTTP1
	}
}

// protocols are those over which the fault is met.
func (f Fault) protocols(all []Protocol) []Protocol {
	if f.Brief {
		return []Protocol{HTTP1}
	}
	return all
}

// applies leaves out what makes no sense: a read has no effect to come before
// or after, and a write that is known to have no effect needs no blindness. To who is
// blind, all answers that prove nothing are alike, so that one status stands for the
// brief faults.
func applies(at target, f Fault) bool {
	if at.always && f.Brief {
		return false
	}
	switch at.request {
	case ReadBefore, ReadAfter:
		return !f.Commit || f.Name == "slow trickle"
	case WriteBlind, WriteHalfBlind:
		e := expectWrite(Write, f, false)
		return (e.Outcome == Confirmed || e.Outcome == Unsure) && !f.contradicts() && (!f.Brief || f.Status == http.StatusForbidden)
	default:
		return true
	}
}

// runUndisturbed sees that the operation reads as often as it says: a read that it
// does not know of would meet no fault.
func runUndisturbed(t *testing.T, op Operation) {
	w := newEnvironment(t, HTTP1)
	prepared := op.Prepare(w)
	mark := w.Journal().Len()
	noErrors(t, "undisturbed", prepared.Apply())
	got, want := "", cmp.Or(op.Others.Order, strings.Repeat("r", op.PlanReads+op.ReadsBefore)+"W"+strings.Repeat("r", op.ReadsAfter))
	for _, e := range w.Journal().Since(mark) {
		switch r := requestOf(t, e); {
		case op.OnWrite(r):
			got += "W"
		case op.Others.matches(r):
			got += "w"
		case op.OnRead(r):
			got += "r"
		default:
			got += "?"
		}
	}
	if got != want {
		t.Errorf("reads and writes are %s, want %s\n%s", got, want, w.Journal().Since(mark))
	}
	prepared.Converge()
}

// run runs one case: the operation under the fault, then without it.
func run(t *testing.T, results *Results, op Operation, at target, c Case) {
	w := newEnvironment(t, c.Protocol)
	prepared := op.Prepare(w)
	before, mark := prepared.Effects(), w.Journal().Len()
	w.inject(c.Fault, op.on(at.request), at.skip, at.always)
	switch at.request {
	case WriteBlind:
		w.blind(op.OnRead, op.OnWrite)
	case WriteHalfBlind:
		w.blind(op.OnDetail, op.OnWrite)
	}

	diags := prepared.Apply()
	want := op.expect(at.request, c.Fault, at.always)
	got := outcomeOf(diags)
	effects, writes := prepared.Effects()-before, w.writes(mark, op.OnWrite, op.Others.matches)
	if got == Failed && effects > op.Others.Before {
		got = Misled
	}
	if wanted := op.Others.effects(at.request, want); got != want.Outcome || effects != wanted || writes != want.Writes {
		t.Errorf("%q with %d effects by %d writes, want %q with %d by %d\n%s\n%s",
			got, effects, writes, want.Outcome, wanted, want.Writes, w.Journal().Since(mark), diags)
	}
	requests := len(w.Journal().Since(mark))
	w.heal()
	if diags.Errors() == 0 {
		if err := prepared.Holds(); err != nil {
			t.Errorf("after %q: %v", got, err)
		}
	}
	if op.Holds && got == Unsure && effects == 0 {
		prepared.Held()
	}
	prepared.Converge()
	total := prepared.Effects() - before
	if total != op.Others.all() {
		t.Errorf("%d effects after the next apply, want %d\n%s", total, op.Others.all(), w.Journal().Since(mark))
	}
	results.add(c, got, requests, max(effects, total)-op.Others.all())
}

// on matches the requests that may meet the fault.
func (op Operation) on(r Request) func(*http.Request) bool {
	switch r {
	case ReadBefore, ReadAfter:
		return op.OnRead
	default:
		return op.OnWrite
	}
}

// noErrors fails the test on any error.
func noErrors(t testing.TB, what string, diags acctest.Diags) {
	t.Helper()
	if diags.Errors() > 0 {
		t.Fatalf("%s:\n%s", what, diags)
	}
}
