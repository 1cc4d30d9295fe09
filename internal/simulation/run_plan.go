package simulation

import (
	"maps"
	"slices"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// beginPlan starts the plan walk: each resource is refreshed and planned.
func (r *run) beginPlan() {
	all := map[string]bool{}
	for address := range r.config {
		all[address] = true
	}
	for address := range r.state.resources {
		all[address] = true
	}
	for _, address := range slices.Sorted(maps.Keys(all)) {
		r.nodes = append(r.nodes, &node{address: address})
	}
	if r.f.reversed() {
		slices.Reverse(r.nodes)
	}
	r.walk(false, r.planNode)
}

// planNode refreshes and plans one resource, as core does.
func (r *run) planNode(rpc *acctest.RPC, n *node) {
	if before, ok := r.recorded(n.address); ok {
		object, diags := rpc.Read(before.object)
		if r.dead {
			return
		}
		r.said(n, "refresh", diags)
		if n.failed {
			return
		}
		n.object, n.tainted = object, before.tainted
		r.refreshed(n.address, before, object)
	}
	if r.does == refreshOnly {
		return
	}
	block, configured := r.config[n.address]
	typeName := kindOf(n.address).TypeName()
	switch {
	case !configured && n.object == nil:
		return
	case !configured:
		n.plan = rpc.Plan(typeName, n.object, nil)
	case n.tainted && n.object != nil:
		n.create = rpc.Plan(typeName, nil, r.arguments(block))
	default:
		n.plan = rpc.Plan(typeName, n.object, r.arguments(block))
	}
	if n.plan != nil && n.plan.Replace && !r.dead {
		n.create = rpc.Plan(typeName, nil, r.arguments(block))
	}
	for _, plan := range []*acctest.Planned{n.plan, n.create} {
		if plan != nil && !r.dead {
			r.said(n, "plan", plan.Diags)
		}
	}
}

// refreshed keeps what a refresh has found.
func (r *run) refreshed(address string, before recorded, object *acctest.Object) {
	if object == nil {
		r.record(address, nil)
		return
	}
	r.record(address, &recorded{object: object, tainted: before.tainted, at: before.at, told: before.told})
}

// recorded is a resource in the state of the run.
func (r *run) recorded(address string) (recorded, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	there, ok := r.state.resources[address]
	return there, ok
}

// record changes the state of the run; nil takes a resource out of it.
func (r *run) record(address string, what *recorded) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if what == nil {
		delete(r.state.resources, address)
		return
	}
	r.state.resources[address] = *what
}

func (r *run) arguments(block Block) map[string]any {
	return block.Arguments(r.f.parent(block.Parent).ID, materialPEM)
}

// ask notes the rotations that an apply of these plans asks for.
func (r *run) ask() {
	for _, n := range r.nodes {
		block, configured := r.config[n.address]
		if !configured || !block.Kind.Rotates() {
			continue
		}
		asked := r.asked(n, block)
		r.facts.Asked[n.address] = asked
		for _, one := range asked {
			r.f.trace.addf("  run %d asks for a rotation of %s: %s", r.id, one.Parent, one.Reason)
		}
	}
}

// asked are the rotations that the apply of a resource asks for.
//
// Without a guard (min_rotation_interval = "0s"), and without a state lock, a second run
// at the same time asks for a rotation of its own: that is what turning the guard off is
// documented to mean. Its plan shows the keys after the rotation of the first.
func (r *run) asked(n *node, block Block) (asked []*Intention) {
	intentions := r.f.expected.Intentions
	if r.beside && block.Interval == 0 {
		intentions.NewEpoch(n.address)
	}
	if n.object == nil || n.create != nil {
		if block.RotateOnCreate {
			asked = append(asked, r.askedOnce(n, func() *Intention { return intentions.Created(block.Parent, n.address) }))
		}
		return asked
	}
	before := n.object.Names("rotate_when_changed")
	if block.Trigger > 0 && len(before) > 0 && n.object.Show("rotate_when_changed.v") != fmtInt(block.Trigger) {
		asked = append(asked, r.askedOnce(n, func() *Intention { return intentions.Triggered(block.Parent, n.address, block.Trigger) }))
	}
	if block.Period > 0 && n.object.Show("rotation_period") == block.Period.String() && r.f.overdue(block) {
		asked = append(asked, intentions.Overdue(block.Parent, r.f.expected.Rotations(block.Parent)))
	}
	return asked
}

// overdue reports whether the keys are older than the period. A rotation by somebody else
// that a lag can hide does not count.
func (f *fixture) overdue(block Block) bool {
	last := f.made
	for _, e := range f.expected.Effects {
		if e.Parent == block.Parent && e.Do == Rotate && (e.Run > 0 || f.now().Sub(e.At) > PromisedLag) {
			last = e.At
		}
	}
	return f.now().Sub(last) >= block.Period-rounding
}

// askedOnce is what a create or a trigger asks for, one more rotation where that may be asked for again.
func (r *run) askedOnce(n *node, ask func() *Intention) *Intention {
	expected, one := r.f.expected, ask()
	if expected.MayAskAgain(one, n.object == nil, r.id, n.address, r.f.now()) {
		expected.Intentions.NewEpoch(n.address)
		one = ask()
	}
	return one
}
