package reliability

import (
	"fmt"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// connectionKeys is one resource on one connection.
type connectionKeys struct {
	*World
	id     string
	object *acctest.Object
	config map[string]any
}

func newConnectionKeys(w *World, trigger string) *connectionKeys {
	c := &connectionKeys{World: w, id: w.Connection()}
	c.set(trigger)
	return c
}

func (c *connectionKeys) set(trigger string) {
	c.config = map[string]any{"connection_id": c.id, "rotate_when_changed": map[string]any{"v": trigger}}
}

// plan begins a plan walk: refresh, then plan.
func (c *connectionKeys) plan() *acctest.Planned {
	c.Walk(c.RPC)
	if c.object.Exists() {
		var diags acctest.Diags
		c.object, diags = c.RPC.Read(c.object)
		noErrors(c.T, "refreshing", diags)
	}
	return c.RPC.Plan(acctest.ConnectionKeys, c.object, c.config)
}

// run is the plan, ready to be applied in a walk of its own.
func (c *connectionKeys) run() Run {
	plan := c.plan()
	noErrors(c.T, "planning", plan.Diags)
	c.Walk(c.RPC)
	return Run{
		Apply: func() (diags acctest.Diags) {
			c.object, diags = c.RPC.Apply(plan, nil)
			return diags
		},
		Converge: c.converge,
		Effects:  func() int { return c.Auth0().Rotations(c.id) },
		Holds:    c.holds,
	}
}

func (c *connectionKeys) converge() {
	plan := c.plan()
	noErrors(c.T, "planning again", plan.Diags)
	c.Walk(c.RPC)
	var diags acctest.Diags
	c.object, diags = c.RPC.Apply(plan, nil)
	noErrors(c.T, "applying again", diags)
	if err := c.holds(); err != nil {
		c.T.Error(err)
	}
	if last := c.plan(); last.Changes() {
		c.T.Errorf("not converged:\n%s", last.Diags)
	}
}

// holds compares the state with the tenant.
func (c *connectionKeys) holds() error {
	current, next, previous := c.KIDs(c.id)
	if previous == "" {
		previous = "null"
	}
	for path, want := range map[string]string{"kid": current, "next_kid": next, "previous_kid": previous} {
		if got := c.object.Show(path); got != want {
			return fmt.Errorf("%s is %s in the state and %s at the tenant", path, got, want)
		}
	}
	return nil
}

// Auth0ConnectionKeys are the writes of idpkeys_auth0_connection_keys.
func Auth0ConnectionKeys() []Operation {
	return []Operation{
		{
			Name: "auth0_connection_keys create", ListsBefore: 2, ListsAfter: 1,
			OnList: sandbox.OnKeys, OnWrite: sandbox.OnRotate,
			Prepare: func(w *World) Run { return newConnectionKeys(w, "1").run() },
		},
		{
			Name: "auth0_connection_keys update", ListsBefore: 1, ListsAfter: 1,
			OnList: sandbox.OnKeys, OnWrite: sandbox.OnRotate,
			Prepare: func(w *World) Run {
				c := newConnectionKeys(w, "1")
				created := c.run()
				noErrors(w.T, "creating", created.Apply())
				w.Clock().Advance(24 * time.Hour)
				c.set("2")
				return c.run()
			},
		},
	}
}
