package simulation

import (
	"fmt"
	"reflect"
	"runtime/debug"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"
)

// Result is what came of one simulation.
type Result struct {
	Counts Counts
	// Trace is all that has happened: each action, each request and what came of it, each effect, each
	// diagnostic. Hash is its hash, by which two runs of a seed are compared.
	Hash, Trace string
}

// simulate is the property: whatever is drawn, no rule is broken.
func simulate(t *testing.T, rt *rapid.T, m *machine, options Options) (result Result) {
	var failure any
	var text string
	synctest.Test(t, func(*testing.T) {
		var f *fixture
		defer func() {
			failure = recover()
			if b, ok := failure.(broken); ok {
				text = f.report(b)
			} else if failure != nil {
				text = fmt.Sprintf("%v\n%s", failure, debug.Stack())
				if f != nil {
					text += f.scheduler.stack + f.trace.String()
				}
			}
			if f != nil {
				f.abandon()
				result = Result{Counts: f.counts, Hash: hashOf(f.trace.String()), Trace: f.trace.String()}
			}
		}()
		f = newFixture(rt, m, options)
		rt.Repeat(f.actions())
		f.t = rt
		f.settle()
		if unknown := f.box.Unknown(); len(unknown) > 0 {
			panic(fmt.Sprintf("requests that the sandbox does not know: %q", unknown))
		}
	})
	switch failure := failure.(type) {
	case nil:
	case broken:
		rt.Logf("%s", text)
		rt.Fatalf("%s", failure.violations[0].Rule) // short, so that what shrinks stays the same failure
	default:
		if isRapids(failure) {
			panic(failure) // such as that what was drawn ends too early, which is no failure
		}
		rt.Logf("%s", text)
		rt.Fatalf("the simulation crashed: %v", failure)
	}
	return result
}

// isRapids reports whether rapid itself has ended the simulation.
func isRapids(failure any) bool {
	return reflect.TypeOf(failure).PkgPath() == reflect.TypeFor[rapid.T]().PkgPath()
}

// abandon ends what still runs, so that no goroutine is left.
func (f *fixture) abandon() {
	f.scheduler.choose = func([]*pause) int { return 0 } // rapid may have nothing left to draw
	for _, r := range f.runs {
		if !r.finished {
			r.kill(true)
		}
	}
	f.scheduler.drain()
	for _, r := range f.runs {
		if !r.finished {
			r.finished = true
			f.machine.free = append(f.machine.free, r.rpc)
		}
	}
	// What the framework remembers of the runs would stay in memory.
	for _, rpc := range f.machine.free {
		rpc.Stop()
	}
	f.box.Close()
}
