package reliability

import (
	"fmt"
	"net/http"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// keysOf is a resource that rotates the keys of a parent.
type keysOf struct {
	typeName string
	// parent is the argument that names the parent.
	parent string
	// add makes a parent that has keys, and returns its ID.
	add func(s *acctest.Sandbox) string
	// rotations counts how often the keys of the parent were rotated.
	rotations func(s *acctest.Sandbox, id string) int
	// kids are the parent's keys by role; empty where there is none.
	kids func(s *acctest.Sandbox, id string) (current, next, previous string)
	// onRead matches all requests that read, onDetail those of them that are
	// not needed to find out what became of a rotation; nil where there are
	// none.
	onRead, onDetail func(*http.Request) bool
}

func (k keysOf) named(what string) string { return short(k.typeName, what) }

// operation is a write with this many reads before and after it.
func (k keysOf) operation(what string, before, after int, prepare func(*Environment) Run) Operation {
	return Operation{
		Name: k.named(what), ReadsBefore: before, ReadsAfter: after,
		OnRead: k.onRead, OnDetail: k.onDetail, OnWrite: sandbox.OnRotate, Prepare: prepare,
	}
}

func (k keysOf) create(w *Environment) Run { return k.in(w, "1").run() }

// update rotates again, a day after the create.
func (k keysOf) update(w *Environment) Run {
	i := k.in(w, "1")
	noErrors(w.T, "creating", i.run().Apply())
	w.Clock().Advance(24 * time.Hour)
	i.set("2")
	return i.run()
}

// holding is an operation after which nothing is sent for a while if its outcome is unknown.
func (op Operation) holding() Operation {
	op.Holds = true
	return op
}

// refresh reads the resource; the fault meets the requests that onRead matches.
func (k keysOf) refresh(what string, onRead func(*http.Request) bool) Refresh {
	return Refresh{Name: k.named(what), OnRead: onRead, Prepare: func(w *Environment) func() (bool, acctest.Diags) {
		i := k.in(w, "1")
		noErrors(w.T, "creating", i.run().Apply())
		return i.reads()
	}}
}

// rotating is one such resource on a parent of its own.
type rotating struct {
	instance
	of keysOf
	id string
}

func (k keysOf) in(w *Environment, trigger string) *rotating {
	i := &rotating{of: k, id: k.add(w.Sandbox)}
	i.instance = instance{
		Environment: w, typeName: k.typeName,
		effects: func() int { return k.rotations(w.Sandbox, i.id) },
		holds:   i.sameKeys,
	}
	i.set(trigger)
	return i
}

func (i *rotating) set(trigger string) {
	// A create has 20 minutes otherwise, in which the longest rate limit of the cases ends.
	short := map[string]any{"timeouts": map[string]any{"create": "5m"}}
	i.config = acctest.Merge(map[string]any{i.of.parent: i.id}, acctest.Trigger(trigger), short)
}

// sameKeys compares the state with the vendor's keys.
func (i *rotating) sameKeys() error {
	current, next, previous := i.of.kids(i.Sandbox, i.id)
	for path, want := range map[string]string{"kid": current, "next_kid": next, "previous_kid": previous} {
		if want == "" {
			want = "null"
		}
		if got := i.object.Show(path); got != want {
			return fmt.Errorf("%s is %s in the state and %s at the vendor", path, got, want)
		}
	}
	return nil
}

// The commands of the scenarios.
var (
	planSaved        = []string{"plan", "-out=saved"}
	applySaved       = []string{"apply", "saved"}
	replanAndApply   = []string{"apply", "-auto-approve"}
	replanAndDestroy = []string{"destroy", "-auto-approve"}
)

// scenario is an operation under a real CLI, on a parent of its own. The last of
// the triggers is the one whose apply is killed.
func (k keysOf) scenario(scenario KillScenario, triggers ...string) KillScenario {
	scenario.Name = k.named(scenario.Name)
	scenario.Prepare = func(s *acctest.Sandbox, cli *acctest.CLI) Watched {
		id := k.add(s)
		for n, trigger := range triggers {
			if n > 0 {
				cli.MustRun(0, replanAndApply...)
				s.Age(24 * time.Hour)
			}
			cli.Write("main.tf", s.HCL()+fmt.Sprintf("resource %q \"this\" {\n  %s = %q\n  rotate_when_changed = { v = %q }\n}\n",
				k.typeName, k.parent, id, trigger))
		}
		return Watched{Effects: func() int { return k.rotations(s, id) }}
	}
	return scenario
}

// createScenario and updateScenario rotate: requests are those of the killed apply, of
// which write is the one that rotates.
func (k keysOf) createScenario(requests, write int) KillScenario {
	return k.scenario(KillScenario{
		Name: "create", Requests: requests, Write: write, Effects: 1, Plan: planSaved, Interrupted: applySaved, Repeat: applySaved, Replan: replanAndApply,
	}, "1")
}

func (k keysOf) updateScenario(requests, write int) KillScenario {
	return k.scenario(KillScenario{
		Name: "update", Requests: requests, Write: write, Effects: 1, Plan: planSaved, Interrupted: applySaved, Repeat: applySaved, Replan: replanAndApply,
	}, "1", "2")
}

// destroyScenario sends nothing but the refresh before it.
func (k keysOf) destroyScenario(requests int) KillScenario {
	scenario := k.scenario(KillScenario{Name: "destroy", Requests: requests, Interrupted: replanAndDestroy, Repeat: replanAndDestroy, Replan: replanAndDestroy}, "1")
	prepare := scenario.Prepare
	scenario.Prepare = func(s *acctest.Sandbox, cli *acctest.CLI) Watched {
		watched := prepare(s, cli)
		cli.MustRun(0, replanAndApply...)
		return watched
	}
	return scenario
}
