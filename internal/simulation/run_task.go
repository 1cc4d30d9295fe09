package simulation

import (
	"context"
	"fmt"
	"slices"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/callcontext"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// walk begins a phase with tasks for its nodes: one task for all, or one for each parent,
// or one for each node.
func (r *run) walk(each bool, do func(rpc *acctest.RPC, n *node)) {
	r.configure()
	r.tasks = nil
	group := map[string]*task{}
	for _, n := range r.nodes {
		name := fmt.Sprintf("run %03d", r.id)
		if r.parallel {
			name += " " + r.parentOf(n.address)
		}
		if r.parallel && each {
			name += " " + n.address
		}
		if group[name] == nil {
			group[name] = &task{name: name, run: r}
			r.tasks = append(r.tasks, group[name])
		}
		t := group[name]
		ctx := callcontext.WithAfterWait(context.WithValue(transport.WithoutJitter(r.context), taskKey{}, t), r.f.scheduler.afterWait)
		rpc := r.rpc.WithContext(ctx)
		t.do = append(t.do, func() {
			t.address = n.address
			if !r.dead {
				do(rpc, n)
			}
		})
	}
	for _, t := range r.tasks {
		r.f.scheduler.start(t)
	}
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
