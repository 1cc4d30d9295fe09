package simulation

import "strings"

// snapshot is what the vendors have of one parent.
type snapshot struct {
	rotations int
	changes   int
	keys      []Registered
}

func (f *fixture) snapshot(p *Parent) (s snapshot) {
	if p == nil {
		return s
	}
	if p.Kind.Rotates() {
		_, s.rotations = p.signing(f.box)
		return s
	}
	s.keys, _ = p.registered(f.box)
	s.changes = len(p.changes(f.box))
	return s
}

// observe notes what has happened to a parent since before, by a run, or by somebody
// else if that is 0.
func (f *fixture) observe(p *Parent, before snapshot, run int, address string) {
	if p == nil {
		return
	}
	f.labels(p)
	if p.Kind.Rotates() {
		current, rotations := p.signing(f.box)
		for range rotations - before.rotations {
			f.note1(Effect{Run: run, Address: address, Parent: p.Name, Do: Rotate, KID: current})
		}
		return
	}
	after, _ := p.registered(f.box)
	implied := false
	for _, change := range p.changes(f.box)[before.changes:] {
		do, kid, _ := strings.Cut(change, " ")
		e := Effect{Run: run, Address: address, Parent: p.Name, Do: Operation(do), KID: kid, Before: before.keys, After: after}
		e.Implied = implied && e.Do == Deactivate
		implied = e.Do == Activate || e.Do == Add
		f.note1(e)
	}
}

// note1 notes one effect.
func (f *fixture) note1(e Effect) {
	e.At = f.now()
	f.counts.Effects++
	f.trace.addf("    => %s", e)
	f.check(f.expected.Observe(e))
}
