package simulation

import (
	"context"
	"fmt"
	"slices"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// walk begins a phase with tasks for its nodes: one task for all, or one for each parent,
// or one for each node. What a task of the same parent reads, another one may share, so
// that both would go on at the same moment. Therefore they begin one after the other.
func (r *run) walk(each bool, do func(rpc *acctest.RPC, n *node)) {
	r.configure()
	r.tasks, r.waiting = nil, nil
	group := map[string]*task{}
	for _, n := range r.nodes {
		parent := r.parentOf(n.address)
		name := fmt.Sprintf("run %03d", r.id)
		if r.parallel {
			name += " " + parent
		}
		if r.parallel && each {
			name += " " + n.address
		}
		if group[name] == nil {
			group[name] = &task{name: name, parent: parent, run: r}
			r.waiting = append(r.waiting, group[name])
		}
		t := group[name]
		rpc := r.rpc.WithContext(context.WithValue(r.context, taskKey{}, t))
		t.do = append(t.do, func() {
			t.address = n.address
			if !r.dead {
				do(rpc, n)
			}
		})
	}
	r.startTasks()
}

// startTasks starts the tasks that wait, unless another one of the same parent reads.
// It reports whether it has started one.
func (r *run) startTasks() (started bool) {
	for _, t := range slices.Clone(r.waiting) {
		if r.f.scheduler.reads(r, t.parent) {
			continue
		}
		r.waiting = slices.DeleteFunc(r.waiting, func(other *task) bool { return other == t })
		r.tasks = append(r.tasks, t)
		r.f.scheduler.start(t)
		started = true
	}
	return started
}

// parentOf is the name of the parent of a resource, of the configuration or of the state.
func (r *run) parentOf(address string) string {
	if block, ok := r.config[address]; ok {
		return block.Parent
	}
	there, ok := r.state.resources[address]
	if !ok {
		return "" // it has left the state
	}
	id := there.object.Show(kindOf(address).ParentArgument())
	return r.f.parents[slices.IndexFunc(r.f.parents, func(p *Parent) bool { return p.ID == id })].Name
}
