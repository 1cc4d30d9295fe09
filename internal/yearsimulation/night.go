package yearsimulation

import (
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// node is one resource in the walks of a night.
type node struct {
	resource
	// object is what the refresh has found, nil for none.
	object *acctest.Object
	plan   *acctest.Planned
	// failed is true if its apply has failed, or that of the resource that it refers to.
	failed bool
}

// run is one run of terraform apply.
type run struct {
	f *fixture
	// nodes are by address, in the order of the configuration.
	order []*node
	nodes map[string]*node
	// state is what is written at the end.
	state map[string]*acctest.Object
	// errors are the diagnostics of severity error.
	errors []string
	// changes is true if the plan has changes, applies once the apply walk has begun.
	changes, applies bool
}

// applyNight is the apply of a night. It reports whether it has succeeded.
func (f *fixture) applyNight() (r *run, succeeded bool) {
	f.planDisturbances()
	r = &run{f: f, nodes: map[string]*node{}, state: maps.Clone(f.state)}
	r.planWalk()
	if r.changes && !f.network.dead && len(r.errors) == 0 {
		r.applyWalk()
	}
	killed := f.network.dead
	planFailed := !r.applies && (killed || len(r.errors) > 0)
	if terraformKilled := killed && f.network.kill.both; !planFailed && !terraformKilled {
		f.state = r.state
	}
	if killed {
		f.network.kill = nil
	}
	return r, !killed && len(r.errors) == 0
}

// configure configures the provider, as Terraform does for each walk.
func (r *run) configure() {
	box := r.f.box
	diags := r.f.rpc.Configure(map[string]any{
		"auth0": map[string]any{"domain": box.Auth0().URL(), "api_token": box.Auth0().Token()},
		"okta":  map[string]any{"org_url": box.Okta().URL(), "api_token": box.Okta().APIToken()},
	})
	r.note("provider", "configure", diags)
}

// planWalk refreshes and plans each resource.
func (r *run) planWalk() {
	r.configure()
	for _, resource := range r.f.resources() {
		n := &node{resource: resource, object: r.state[resource.address]}
		r.order, r.nodes[n.address] = append(r.order, n), n
		if n.object != nil {
			object, diags := r.f.rpc.Read(n.object)
			if !r.note(n.address, "refresh", diags) {
				return
			}
			if object == nil {
				r.f.violatef("%s has left the state", n.address)
				return
			}
			n.object = object
			r.state[n.address] = object
		}
		n.plan = r.f.rpc.Plan(n.typeName, n.object, n.arguments(r.planned(n.after)))
		if !r.note(n.address, "plan", n.plan.Diags) {
			return
		}
		if n.plan.Replace {
			r.f.violatef("the plan replaces %s", n.address)
		}
		r.changes = r.changes || n.plan.Changes()
	}
}

// planned are the values that the plan has of a resource, nil for none.
func (r *run) planned(address string) shower {
	if n, ok := r.nodes[address]; ok {
		return n.plan
	}
	return nil
}

// applyWalk applies each plan that has changes, with what the resources before have become.
func (r *run) applyWalk() {
	r.applies = true
	r.configure()
	for _, n := range r.order {
		if r.f.network.dead {
			return
		}
		before := r.nodes[n.after]
		if n.failed = before != nil && before.failed; n.failed || !n.plan.Changes() {
			continue
		}
		var referred shower
		if before != nil {
			referred = r.state[before.address]
		}
		object, diags := r.f.rpc.Apply(n.plan, n.arguments(referred))
		if r.f.network.dead {
			r.keepWithoutPrivateState(n)
			return
		}
		n.failed = !r.note(n.address, "apply", diags)
		r.keep(n, object)
	}
}

// keep records what an apply has left.
func (r *run) keep(n *node, object *acctest.Object) {
	switch {
	case object == nil && n.object != nil:
		r.f.violatef("the apply of %s leaves no object", n.address)
	case object == nil && !n.failed:
		r.f.violatef("the apply of %s makes no object", n.address)
	case object != nil && n.object == nil && n.failed:
		r.f.violatef("%s is tainted", n.address)
	case object != nil:
		r.state[n.address] = object
	}
}

// keepWithoutPrivateState is what Terraform does with a resource whose provider is killed in the apply.
func (r *run) keepWithoutPrivateState(n *node) {
	if n.object == nil {
		return
	}
	kept := *n.object
	kept.Private = nil
	r.state[n.address] = &kept
}

// note notes the diagnostics of a call, and reports whether the walk can go on.
func (r *run) note(address, call string, diags acctest.Diags) bool {
	if r.f.network.dead {
		return false
	}
	for _, d := range diags {
		text := fmt.Sprintf("%s of %s: %s: %s\n%s", call, address, d.Severity, d.Summary, d.Detail)
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			r.errors = append(r.errors, text)
		}
		r.f.said(text)
	}
	return diags.Errors() == 0
}

// said keeps a diagnostic of this night.
func (f *fixture) said(text string) { f.records.said[f.night] = append(f.records.said[f.night], text) }
