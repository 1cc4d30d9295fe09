package simulation

import (
	"slices"
	"strconv"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func fmtInt(n int) string { return strconv.Itoa(n) }

// beginApply starts the apply walk.
func (r *run) beginApply() { r.walk(true, r.applyNode) }

// applyNode applies the plan of one resource, as core does.
func (r *run) applyNode(rpc *acctest.RPC, n *node) {
	begin := r.f.now()
	n.failed = false
	switch {
	case n.create != nil:
		n.applying = true
		if n.object != nil {
			left, diags := rpc.Apply(rpc.Deletion(n.object, n.create), nil)
			if r.died(n) {
				return
			}
			r.said(n, "apply", diags)
			if n.failed {
				r.keep(n.address, left)
				return
			}
			r.forget(n.address)
		}
		created, diags := rpc.Apply(n.create, nil)
		r.applied(n, begin, nil, created, diags)
	case n.plan != nil && n.plan.Changes():
		n.applying = true
		object, diags := rpc.Apply(n.plan, nil)
		r.applied(n, begin, n.object, object, diags)
	}
}

// applied keeps what an apply has left, and compares what it says with what it did.
func (r *run) applied(n *node, begin time.Time, before, object *acctest.Object, diags acctest.Diags) {
	if r.died(n) {
		return
	}
	r.said(n, "apply", diags)
	switch {
	case object == nil && (before == nil || !n.failed):
		r.forget(n.address)
	case object != nil:
		was, _ := r.recorded(n.address)
		at, told := r.f.now(), r.told(n.address, object, was.told)
		if n.failed {
			at = was.at
		}
		if n.failed && r.f.expected.HasRotated(r.id, n.address) {
			told = r.f.now() // the private state has that rotation, whose outcome is unknown
		}
		tainted := n.failed && before == nil
		if tainted {
			object.Private = nil
		}
		r.record(n.address, &recorded{object: object, tainted: tainted, at: at, told: told})
	}
	r.judge(n, begin, object, diags)
	if block := r.config[n.address]; before == nil && object != nil && !n.failed && !block.Kind.Rotates() && !block.Kind.IsSet() {
		r.f.mu.Lock()
		defer r.f.mu.Unlock()
		r.f.check(r.f.expected.JudgeTakeOver(r.id, block.Parent, block.Keys[0].KID, r.f.now()))
	}
}

// judge compares the report of an apply with what has happened.
func (r *run) judge(n *node, begin time.Time, object *acctest.Object, diags acctest.Diags) {
	block, configured := r.config[n.address]
	if !configured || !block.Kind.Rotates() {
		return
	}
	report := Report{Run: r.id, Address: n.address, Parent: block.Parent, Begin: begin, Interval: block.Interval}
	for _, d := range diags {
		if d.Severity == severityError {
			report.Errors = append(report.Errors, d.Summary+"\n"+d.Detail)
		} else {
			report.Warnings = append(report.Warnings, d.Summary+"\n"+d.Detail)
		}
	}
	if object != nil {
		report.Current = object.Show("kid")
		report.Recorded = r.f.state.resources[n.address].at
	}
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	r.f.check(r.f.expected.Judge(report))
}

// died reports whether the provider was killed during the apply. Core then keeps the
// values of the resource as they were, and drops its private state.
func (r *run) died(n *node) bool {
	if !r.dead {
		return false
	}
	if before, ok := r.recorded(n.address); ok && !n.failed {
		kept := *before.object
		kept.Private = nil
		r.record(n.address, &recorded{object: &kept, tainted: before.tainted, at: before.at, told: earlier(before.told, before.at)})
	}
	return true
}

// earlier is the earlier one of two times. Of what was recorded of an unknown outcome, which is in the
// private state, nothing is left after a kill.
func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// told is when an apply last recorded the last rotation of a resource: now, if it has recorded the
// key that signs, or else as before.
func (r *run) told(address string, object *acctest.Object, before time.Time) time.Time {
	kind := kindOf(address)
	if !kind.Rotates() {
		return before
	}
	id := object.Show(kind.ParentArgument())
	p := r.f.parents[slices.IndexFunc(r.f.parents, func(p *Parent) bool { return p.ID == id })]
	if current, _ := p.signing(r.f.box); object.Show("kid") == current {
		return r.f.now()
	}
	return before
}

// keep records an object as a failed change has left it.
func (r *run) keep(address string, object *acctest.Object) {
	if object != nil {
		before, _ := r.recorded(address)
		r.record(address, &recorded{object: object, tainted: before.tainted, at: before.at, told: before.told})
	}
}

// forget takes a resource out of the state.
func (r *run) forget(address string) {
	r.record(address, nil)
	if _, configured := r.config[address]; !configured {
		r.f.mu.Lock()
		defer r.f.mu.Unlock()
		r.f.expected.Intentions.NewEpoch(address)
	}
}
