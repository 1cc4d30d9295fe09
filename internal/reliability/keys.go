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
func (k keysOf) operation(what string, before, after int, prepare func(*World) Run) Operation {
	return Operation{
		Name: k.named(what), ReadsBefore: before, ReadsAfter: after,
		OnRead: k.onRead, OnDetail: k.onDetail, OnWrite: sandbox.OnRotate, Prepare: prepare,
	}
}

func (k keysOf) create(w *World) Run { return k.in(w, "1").run() }

// update rotates again, a day after the create.
func (k keysOf) update(w *World) Run {
	i := k.in(w, "1")
	noErrors(w.T, "creating", i.run().Apply())
	w.Clock().Advance(24 * time.Hour)
	i.set("2")
	return i.run()
}

// refresh reads the resource; the fault meets the requests that onRead matches.
func (k keysOf) refresh(what string, onRead func(*http.Request) bool) Refresh {
	return Refresh{Name: k.named(what), OnRead: onRead, Prepare: func(w *World) func() (bool, acctest.Diags) {
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

func (k keysOf) in(w *World, trigger string) *rotating {
	i := &rotating{of: k, id: k.add(w.Sandbox)}
	i.instance = instance{
		World: w, typeName: k.typeName,
		effects: func() int { return k.rotations(w.Sandbox, i.id) },
		holds:   i.sameKeys,
	}
	i.set(trigger)
	return i
}

func (i *rotating) set(trigger string) {
	i.config = acctest.Merge(map[string]any{i.of.parent: i.id}, acctest.Trigger(trigger))
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

// The commands of the stories.
var (
	planSaved   = []string{"plan", "-out=saved"}
	applySaved  = []string{"apply", "saved"}
	applyAnew   = []string{"apply", "-auto-approve"}
	destroyAnew = []string{"destroy", "-auto-approve"}
)

// story is an operation under a real CLI, on a parent of its own. The last of
// the triggers is the one whose apply is struck.
func (k keysOf) story(story Story, triggers ...string) Story {
	story.Name = k.named(story.Name)
	story.Prepare = func(s *acctest.Sandbox, cli *acctest.CLI) Watched {
		id := k.add(s)
		for n, trigger := range triggers {
			if n > 0 {
				cli.MustRun(0, applyAnew...)
				s.Age(24 * time.Hour)
			}
			cli.Write("main.tf", s.HCL()+fmt.Sprintf("resource %q \"this\" {\n  %s = %q\n  rotate_when_changed = { v = %q }\n}\n",
				k.typeName, k.parent, id, trigger))
		}
		return Watched{Effects: func() int { return k.rotations(s, id) }}
	}
	return story
}

// createStory and updateStory rotate: requests are those of the struck apply, of
// which write is the one that rotates.
func (k keysOf) createStory(requests, write int) Story {
	return k.story(Story{
		Name: "create", Requests: requests, Write: write, Effects: 1, Plan: planSaved, Strike: applySaved, Again: applySaved, Anew: applyAnew,
	}, "1")
}

func (k keysOf) updateStory(requests, write int) Story {
	return k.story(Story{
		Name: "update", Requests: requests, Write: write, Effects: 1, Plan: planSaved, Strike: applySaved, Again: applySaved, Anew: applyAnew,
	}, "1", "2")
}

// destroyStory sends nothing but the refresh before it.
func (k keysOf) destroyStory(requests int) Story {
	story := k.story(Story{Name: "destroy", Requests: requests, Strike: destroyAnew, Again: destroyAnew, Anew: destroyAnew}, "1")
	prepare := story.Prepare
	story.Prepare = func(s *acctest.Sandbox, cli *acctest.CLI) Watched {
		watched := prepare(s, cli)
		cli.MustRun(0, applyAnew...)
		return watched
	}
	return story
}
