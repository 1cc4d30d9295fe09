package reliability

import (
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// instance is one resource, with what a case has to know of it.
type instance struct {
	*Environment
	typeName string
	object   *acctest.Object
	// config is the configuration; nil destroys.
	config map[string]any
	// effects counts what has happened at the vendor, in all.
	effects func() int
	// holds compares the state with what the vendor has.
	holds func() error
}

// short is the type of a resource as the cases name it.
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
		Held:     i.held,
		Effects:  i.effects,
		Holds:    i.holds,
	}
}

// held applies while a rotation may not be listed yet: an error, and nothing is sent. Then it
// lets the time pass.
func (i *instance) held() {
	mark, plan := i.Journal().Len(), i.plan()
	noErrors(i.T, "planning too early", plan.Diags)
	if diags := i.apply(plan); !diags.Has("ERROR", "Nothing was sent") || i.RotationRequests(mark) != 0 {
		i.T.Errorf("not held:\n%s\n%s", i.Journal().Since(mark), diags)
	}
	i.Clock().Advance(rotation.ListLag)
}

func (i *instance) converge() {
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

// reads begins a walk. What it returns refreshes, and reports whether the state
// is the same as before.
func (i *instance) reads() func() (bool, acctest.Diags) {
	i.Walk(i.RPC)
	return func() (bool, acctest.Diags) {
		next, diags := i.RPC.Read(i.object)
		return next.Exists() && next.Value.Equal(i.object.Value), diags
	}
}
