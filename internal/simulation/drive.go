package simulation

import (
	"strings"

	"pgregory.net/rapid"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// drive carries runs out until all have ended. Each request is one step, and so is each record
// that is written. Which of them is next is drawn, and so is what becomes of a request.
func (f *fixture) drive(runs ...*run) {
	for f.advance(runs) {
		if waiting := f.scheduler.next(); len(waiting) > 0 {
			f.step(waiting[f.choose(len(waiting))])
		}
	}
}

// advance has the runs whose tasks have ended begin their next phase. It is false once
// all have ended.
func (f *fixture) advance(runs []*run) (more bool) {
	for _, r := range runs {
		for !r.finished && r.idle() {
			r.advance()
		}
		more = more || !r.finished
	}
	return more
}

// choose draws one of n.
func (f *fixture) choose(n int) int {
	if n == 1 {
		return 0
	}
	return rapid.IntRange(0, n-1).Draw(f.t, "next")
}

// chooseReady draws which of several tasks goes on first that may.
func (f *fixture) chooseReady(ready []*pause) int {
	first := f.choose(len(ready))
	if len(ready) > 1 {
		f.trace.addf("  run %d %s goes on before %d others", ready[first].task.run.id, ready[first].task.address, len(ready)-1)
	}
	return first
}

// reversed draws whether a walk visits the resources in reverse.
func (f *fixture) reversed() bool { return rapid.Bool().Draw(f.t, "reversed") }

// step has one request meet its fate, or a record written.
func (f *fixture) step(p *pause) {
	if p.writesRecord {
		f.trace.addf("  run %d %s: a record is written", p.task.run.id, p.task.address)
		f.scheduler.release(p, answer{})
		return
	}
	f.counts.Requests++
	fate, disturbed := f.fate(isWrite(p.request))
	if disturbed {
		f.counts.Disturbances++
		f.trace.addf("  %s", fate.Name)
	}
	switch {
	case fate.Others:
		f.changeByOthers()
	case fate.Passes > 0:
		f.scheduler.pass(fate.Passes)
	case fate.Refused:
		f.note(p, "connection refused")
		f.scheduler.release(p, answer{err: errRefused})
		return
	case fate.Kills:
		if fate.After {
			f.serve(p, Fate{})
		}
		f.note(p, "killed")
		p.task.run.kill(fate.Both)
		return
	case fate.Hangs:
		if fate.After {
			f.serve(p, Fate{})
		}
		f.note(p, "no answer")
		f.scheduler.hold(p)
		return
	}
	if !f.scheduler.waits(p) {
		return // it has given up while the time passed
	}
	f.scheduler.release(p, f.serve(p, fate))
}

// fate is what becomes of the next request.
func (f *fixture) fate(write bool) (Fate, bool) {
	at, writes := f.reads+f.writes, f.writes
	if write {
		f.writes++
	} else {
		f.reads++
	}
	for _, d := range f.disturbing {
		if !d.Writes && d.At == at || d.Writes && write && d.At == writes {
			return d.Fate, true
		}
	}
	return Fate{}, false
}

// serve has the sandbox answer a request, and compares what that did with what was asked.
func (f *fixture) serve(p *pause, fate Fate) answer {
	if fate.Answer != nil {
		f.box.Inject(sandbox.Fault{Name: fate.Name, Commit: fate.After, Answer: fate.Answer})
	}
	f.behind = 0
	if f.lag != nil && !isWrite(p.request) {
		f.behind = f.lag()
	}
	if f.behind > 0 {
		f.counts.Lags++
		p.task.run.facts.Lagged = true
	}
	parent := f.parentOf(p.request.URL.Path)
	before := f.snapshot(parent)
	a := f.deliver(p.request)
	f.box.ClearFaults()
	status := "no answer"
	if a.response != nil {
		status = fmtInt(a.response.StatusCode)
	}
	if f.behind > 0 {
		status += ", " + f.behind.String() + " behind"
	}
	f.note(p, status)
	f.observe(parent, before, p.task.run.id, p.task.address)
	return a
}

// note adds a request to the trace.
func (f *fixture) note(p *pause, what string) {
	parent := "?"
	if of := f.parentOf(p.request.URL.Path); of != nil {
		parent = of.Name
		f.labels(of)
	}
	f.trace.addf("  %s run %d %s: %s %s of %s: %s", f.now().Format("15:04:05.000"), p.task.run.id, p.task.address, p.request.Method, lastPart(p.request.URL.Path), parent, what)
}

// parentOf is the parent that a request is about.
func (f *fixture) parentOf(path string) *Parent {
	for _, p := range f.parents {
		if strings.Contains(path, p.ID) {
			return p
		}
	}
	return nil
}
