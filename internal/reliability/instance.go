package reliability

import (
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// instance is one resource, with what a cell has to know of it.
type instance struct {
	*World
	typeName string
	object   *acctest.Object
	// config is the configuration; nil destroys.
	config map[string]any
	// effects counts what has happened at the vendor, in all.
	effects func() int
	// holds compares the state with what the vendor has.
	holds func() error
	// orphan is the ID with which to import what an apply has left behind that
	// may not be taken over, or empty; nil where everything may.
	orphan func() string
}

// short is the type of a resource as the cells name it.
func short(typeName, what string) string {
	return strings.TrimPrefix(typeName, "idpkeys_") + " " + what
}

// refresh begins a walk and reads what is recorded.
func (i *instance) refresh() {
	i.Walk(i.RPC)
	if i.object.Exists() {
		var diags acctest.Diags
		i.object, diags = i.RPC.Read(i.object)
		noErrors(i.T, "refreshing", diags)
	}
}

// plan begins a plan walk: refresh, then plan. It is nil where nothing is left to
// destroy.
func (i *instance) plan() *acctest.Planned {
	i.refresh()
	if i.config == nil && !i.object.Exists() {
		return nil
	}
	return i.RPC.Plan(i.typeName, i.object, i.config)
}

// apply carries a plan out in a walk of its own.
func (i *instance) apply(plan *acctest.Planned) (diags acctest.Diags) {
	i.Walk(i.RPC)
	i.object, diags = i.RPC.Apply(plan, nil)
	return diags
}

// run is the plan, ready to be applied in a walk of its own.
func (i *instance) run() Run {
	plan := i.plan()
	noErrors(i.T, "planning", plan.Diags)
	i.Walk(i.RPC)
	return Run{
		Apply: func() (diags acctest.Diags) {
			i.object, diags = i.RPC.Apply(plan, nil)
			return diags
		},
		Converge: i.converge,
		Effects:  i.effects,
		Holds:    i.holds,
	}
}

func (i *instance) converge() {
	i.adopt()
	if plan := i.plan(); plan != nil {
		noErrors(i.T, "planning again", plan.Diags)
		noErrors(i.T, "applying again", i.apply(plan))
	}
	if err := i.holds(); err != nil {
		i.T.Error(err)
	}
	if last := i.plan(); last != nil && last.Changes() {
		i.T.Errorf("not converged:\n%s", last.Diags)
	}
}

// adopt imports what may not be taken over. Before that an apply has to refuse
// it, send nothing, and name the ID.
func (i *instance) adopt() {
	if i.object.Exists() || i.orphan == nil || i.orphan() == "" {
		return
	}
	id, before := i.orphan(), i.effects()
	plan := i.plan()
	noErrors(i.T, "planning beside what is left", plan.Diags)
	if diags := i.apply(plan); !diags.Has("ERROR", "Nothing was sent", "Import it with the ID", id) || i.object.Exists() || i.effects() != before {
		i.T.Errorf("%s was left behind, and the next apply does not say how to import it:\n%s", id, diags)
	}
	i.Walk(i.RPC)
	var diags acctest.Diags
	i.object, diags = i.RPC.Import(i.typeName, id)
	noErrors(i.T, "importing", diags)
}

// reads begins a walk. What it returns refreshes, and reports whether the state
// is the same as before.
func (i *instance) reads() func() (bool, acctest.Diags) {
	i.Walk(i.RPC)
	return func() (bool, acctest.Diags) {
		next, diags := i.RPC.Read(i.object)
		return next.Exists() && next.Value.Equal(i.object.Value), diags
	}
}
