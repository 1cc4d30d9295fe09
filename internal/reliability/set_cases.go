package reliability

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// setOf is a resource of all keys of a parent, and a rollover of them: several
// requests in one apply.
type setOf struct {
	typeName string
	// parent is the argument that names the parent.
	parent string
	// add makes a parent without keys, and returns its ID.
	add func(s *acctest.Sandbox) string
	// effects are what has happened to the keys; idle reports whether the parent was
	// ever without an active key that it needs.
	effects func(s *acctest.Sandbox, id string) []string
	idle    func(s *acctest.Sandbox, id string) bool
	keys    func(s *acctest.Sandbox, id string) []sandbox.OktaRegisteredKey
	onRead  func(*http.Request) bool
	// before and after are the arguments beside the parent.
	before, after func(t testing.TB) map[string]any
	// steps are the requests of the rollover, in order.
	steps []setStep
}

// setStep is one request of a rollover, and what it does.
type setStep struct {
	name string
	on   func(*http.Request) bool
	does []string
}

// shortSetTimeouts are less than the default of 20 minutes, in which the longest rate limit of the
// cases ends.
func shortSetTimeouts() map[string]any {
	return map[string]any{"timeouts": map[string]any{"create": "5m", "update": "5m"}}
}

// cases are those of the rollover: each of its requests, met by each fault and each point.
func (o setOf) cases(note string) ResourceCases {
	s := ResourceCases{Note: note}
	for n := range o.steps {
		s.Operations = append(s.Operations, o.operation(n))
	}
	s.KillScenarios = []KillScenario{o.scenario()}
	return s
}

// operation is the rollover with its nth write in question. One of them has the
// faults of reading as well.
func (o setOf) operation(n int) Operation {
	step := o.steps[n]
	others := Others{
		On: func(r *http.Request) bool {
			return slices.ContainsFunc(o.steps, func(other setStep) bool { return other.on(r) })
		},
		Order:  "r" + strings.Repeat("w", n) + "W" + strings.Repeat("w", len(o.steps)-n-1),
		Before: len(o.does(0, n)), Own: len(step.does), After: len(o.does(n+1, len(o.steps))),
	}
	op := Operation{
		Name: short(o.typeName, "rollover, "+step.name), ReadsBefore: 1, OnRead: o.onRead, OnWrite: step.on, Others: others,
		Bodiless: step.name == "delete", Believes: true,
		Prepare: func(w *Environment) Run {
			i := o.in(w)
			noErrors(w.T, "adding the first keys", i.run().Apply())
			w.PassListLag()
			i.begin()
			return i.run()
		},
	}
	if n > 0 {
		op = op.onlyWriting()
	}
	return op.onlyHTTP1()
}

// does is what the steps from one to another do.
func (o setOf) does(from, to int) (all []string) {
	for _, step := range o.steps[from:to] {
		all = append(all, step.does...)
	}
	return all
}

// rolling is one such resource at a parent of its own.
type rolling struct {
	instance
	of setOf
	id string
	// mark is how many effects there were before the rollover.
	mark int
}

func (o setOf) in(w *Environment) *rolling {
	i := &rolling{of: o, id: o.add(w.Sandbox)}
	i.instance = instance{
		Environment: w, typeName: o.typeName,
		effects: func() int { return len(o.effects(w.Sandbox, i.id)) },
		holds:   i.rolled,
	}
	i.config = acctest.Merge(map[string]any{o.parent: i.id}, o.before(w.T), shortSetTimeouts())
	return i
}

// begin wants the keys of after.
func (i *rolling) begin() {
	i.mark = i.effects()
	i.config = acctest.Merge(map[string]any{i.of.parent: i.id}, i.of.after(i.T), shortSetTimeouts())
}

// rolled compares the state with the keys, and what has happened with what was to
// happen, in order.
func (i *rolling) rolled() error {
	for _, key := range i.of.keys(i.Sandbox, i.id) {
		for path, want := range map[string]string{"id": key.ID, "status": key.Status} {
			if got := i.object.Show("keys." + key.KID + "." + path); got != want {
				return fmt.Errorf("key %s: %s is %s in the state and %s at the vendor", key.KID, path, got, want)
			}
		}
	}
	return i.of.sound(i.Sandbox, i.id, i.mark)
}

// sound checks that exactly the rollover has happened since mark, in its order, and
// never without an active key.
func (o setOf) sound(s *acctest.Sandbox, id string, mark int) error {
	if got, want := o.effects(s, id)[mark:], o.does(0, len(o.steps)); !slices.Equal(got, want) {
		return fmt.Errorf("effects %q, want %q", got, want)
	}
	if o.idle(s, id) {
		return fmt.Errorf("%s was without an active key", id)
	}
	return nil
}

// scenario is the rollover under a real CLI.
func (o setOf) scenario() KillScenario {
	return KillScenario{
		Name: short(o.typeName, "rollover"), Requests: 1 + len(o.steps), Write: 3, Effects: len(o.does(0, len(o.steps))),
		Plan: planSaved, Interrupted: applySaved, Repeat: applySaved, Replan: replanAndApply,
		Prepare: func(s *acctest.Sandbox, cli *acctest.CLI) Watched {
			id := o.add(s)
			write := func(arguments map[string]any) {
				cli.Write("main.tf", s.HCL()+fmt.Sprintf("resource %q \"this\" %s\n", o.typeName, hcl(acctest.Merge(map[string]any{o.parent: id}, arguments))))
			}
			write(o.before(s.T()))
			cli.MustRun(0, replanAndApply...)
			write(o.after(s.T()))
			mark := len(o.effects(s, id))
			return Watched{
				Effects: func() int { return len(o.effects(s, id)) },
				Sound:   func() error { return o.sound(s, id, mark) },
			}
		},
	}
}

// hcl writes a body of texts and maps.
func hcl(body map[string]any) string {
	var out strings.Builder
	out.WriteString("{\n")
	for _, name := range slices.Sorted(maps.Keys(body)) {
		if inner, ok := body[name].(map[string]any); ok {
			fmt.Fprintf(&out, "%s = %s\n", name, hcl(inner))
			continue
		}
		fmt.Fprintf(&out, "%s = %q\n", name, body[name])
	}
	return out.String() + "}"
}
