package acctest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Scenario is a sandbox with one parent, and a folder in which a real CLI runs.
type Scenario struct {
	*Sandbox
	*CLI
	t    *testing.T
	kind RotationResource
	// ID is the parent.
	ID string
}

// NewScenario prepares a scenario with one parent.
func NewScenario(t *testing.T, k RotationResource) *Scenario {
	t.Helper()
	s := NewTarget(t).SandboxOnly("it prepares the vendor's side and counts rotations and requests")
	return &Scenario{Sandbox: s, CLI: NewCLI(t), t: t, kind: k, ID: k.addParent(s)}
}

// Configure writes the resource with these arguments.
func (s *Scenario) Configure(arguments string) {
	s.t.Helper()
	s.Write("main.tf", s.HCL()+s.kind.Block(s.ID, arguments))
}

// CreateResource creates the resource with these arguments.
func (s *Scenario) CreateResource(arguments string) {
	s.t.Helper()
	s.Configure(arguments)
	s.Must(0, "apply", "-auto-approve").Contains("1 added")
}

// Output is what a command printed.
type Output struct {
	t    *testing.T
	text string
}

// Contains fails the test for texts that were not printed.
func (o Output) Contains(words ...string) {
	o.t.Helper()
	MustContain(o.t, o.text, words...)
}

// Must runs a command that must end with this exit code.
func (s *Scenario) Must(code int, args ...string) Output {
	s.t.Helper()
	return Output{s.t, s.MustRun(code, args...)}
}

// ExpectNoChanges fails the test unless there is nothing to do.
func (s *Scenario) ExpectNoChanges() {
	s.t.Helper()
	s.Must(0, "plan", "-detailed-exitcode").Contains("No changes")
}

func value(v string) string { return fmt.Sprintf("  rotate_when_changed = { v = %q }", v) }

// FromFirstApplyToDestroy follows the README: apply, no changes, a trigger, the guard,
// and a destroy that sends no request.
func (s *Scenario) FromFirstApplyToDestroy() {
	t, k := s.t, s.kind
	k1, k2, _ := k.kids(s.Sandbox, s.ID)
	start := s.Journal().Len()
	s.Configure(value("1"))
	s.Must(0, "validate").Contains("Success!")
	s.Must(0, "apply", "-auto-approve").Contains(k.Noun+" will be rotated", k1, k2, "1 added, 0 changed, 0 destroyed")
	mark := s.Journal().Len()
	s.ExpectNoChanges()
	s.ExpectCalls(mark, k.Refresh...)

	s.Age(day)
	_, k3, _ := k.kids(s.Sandbox, s.ID)
	s.Configure(value("2"))
	mark = s.Journal().Len()
	s.Must(0, "apply", "-auto-approve").Contains(fmt.Sprintf("%q -> %q", k2, k3), "rotate_when_changed changes", "0 added, 1 changed, 0 destroyed")
	if n := len(s.Calls(mark)); n > 5 {
		t.Errorf("%d requests for one changed parent, want at most 5: %q", n, s.Calls(mark))
	}
	s.Configure(value("3"))
	s.Must(1, "apply", "-auto-approve").Contains("rotated too recently", "Apply again after")

	k.stop(s.Sandbox)
	mark = s.Journal().Len()
	s.Must(0, "destroy", "-auto-approve").Contains("stay as they are when the resource is destroyed", k.Type, s.ID, "1 destroyed")
	s.ExpectCalls(mark)
	s.ExpectRotations(k, s.ID, 2, start, 2)
}

// SavedPlanIsStale saves a plan, and two others rotate: it is refused.
func (s *Scenario) SavedPlanIsStale() {
	s.CreateResource(value("1"))
	s.Age(day)
	s.Configure(value("2"))
	s.Must(0, "plan", "-out=saved")
	s.kind.rotate(s.Sandbox, s.ID)
	s.kind.rotate(s.Sandbox, s.ID)
	mark := s.Journal().Len()
	s.Must(1, "apply", "saved").Contains("the keys were rotated since this plan was made", "Nothing was sent", "Plan again")
	s.ExpectRotations(s.kind, s.ID, 3, mark, 0)
}

// SavedCreateIsStale saves the plan of a create, and another rotates: it is
// refused.
func (s *Scenario) SavedCreateIsStale() {
	s.Configure("")
	s.Must(0, "plan", "-out=saved")
	s.kind.rotate(s.Sandbox, s.ID)
	s.Age(day)
	mark := s.Journal().Len()
	s.Must(1, "apply", "saved").Contains("inconsistent final plan",
		"the keys were rotated after this plan was made, or min_rotation_interval has ended since: plan again")
	s.ExpectRotations(s.kind, s.ID, 1, mark, 0)
}

// ImportPlansClean imports by a configuration that Terraform generates, and by one
// without arguments, and then records arguments without a rotation.
func (s *Scenario) ImportPlansClean() {
	s.importGenerated()
	s.Must(0, "state", "rm", s.kind.Address())
	s.Configure("")
	s.Must(0, "import", s.kind.Address(), s.ID)
	s.ExpectNoChanges()
	s.Configure(value("1") + "\n  rotation_period = \"90d\"")
	s.Must(0, "apply", "-auto-approve").Contains("0 added, 1 changed, 0 destroyed")
	s.ExpectRotations(s.kind, s.ID, 0, 0, 0)
	s.ExpectNoChanges()
}

// DestroyWithoutCredentials loses the settings and destroys all the same.
func (s *Scenario) DestroyWithoutCredentials() {
	s.CreateResource("")
	s.Write("main.tf", "provider \"idpkeys\" {}\n"+s.kind.Block(s.ID, ""))
	s.Must(0, "plan").Contains("Unable to read "+s.kind.Noun, "The state is kept as it was",
		"no complete settings for "+s.kind.Vendor, s.kind.missingSettings)
	mark := s.Journal().Len()
	s.Must(0, "destroy", "-auto-approve").Contains("1 destroyed")
	s.ExpectCalls(mark)
}

// OrphanDestroyWarns takes the resource out of the configuration.
func (s *Scenario) OrphanDestroyWarns() {
	s.CreateResource("")
	s.Write("main.tf", s.HCL())
	s.Must(0, "apply", "-auto-approve").Contains("stay as they are when the resource is destroyed", s.kind.Type, s.ID, "1 destroyed")
}

// ReplaceRotates replaces by the command line.
func (s *Scenario) ReplaceRotates() {
	s.CreateResource("")
	s.Age(day)
	mark := s.Journal().Len()
	s.Must(0, "apply", "-auto-approve", "-replace="+s.kind.Address())
	s.ExpectRotations(s.kind, s.ID, 2, mark, 1)
}

// RefusedByAProxy rotates while a proxy answers 403 in place of the vendor, and applies
// again long after; then it asks for another rotation by a clock that is off.
func (s *Scenario) RefusedByAProxy() {
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.StatusHTML(403)})
	s.Configure(value("1"))
	s.Must(0, "apply", "-auto-approve").Contains("exactly one rotation", "HTTP 403", "1 added")
	s.Age(2 * time.Hour)
	s.Must(0, "apply", "-auto-approve").Contains("No changes")
	s.ExpectRotations(s.kind, s.ID, 1, 0, 1)

	s.SetDate(func(now time.Time) string { return now.Add(day).Format(sandbox.DateFormat) })
	s.Configure(value("2"))
	s.Must(1, "apply", "-auto-approve").Contains("cannot be rotated yet", "are more than an hour apart", "Nothing was sent", `min_rotation_interval = "0s"`)
	s.ExpectRotations(s.kind, s.ID, 1, 0, 1)
	s.Configure(value("2") + "\n  min_rotation_interval = \"0s\"")
	s.Must(0, "apply", "-auto-approve").Contains("1 changed")
	s.ExpectNoChanges()
	s.ExpectRotations(s.kind, s.ID, 2, 0, 2)
}

// TwentyAtOnce creates twenty resources on twenty parents with -parallelism=20.
func (s *Scenario) TwentyAtOnce() {
	text := s.HCL()
	ids := make([]string, 20)
	for i := range ids {
		ids[i] = s.kind.addParent(s.Sandbox)
		text += fmt.Sprintf("resource %q \"k%d\" {\n  %s = %q\n}\n", s.kind.Type, i, s.kind.Parent, ids[i])
	}
	s.Write("main.tf", text)
	s.Must(0, "apply", "-auto-approve", "-parallelism=20").Contains("20 added")
	for _, id := range ids {
		s.ExpectRotations(s.kind, id, 1, 0, len(ids))
	}
	s.ExpectNoChanges()
}

// WaitsForThePublishedKey applies as a nightly job does: a rotation that is due waits until the next key has
// been published for long enough, and each plan until then is empty. The answers are dated 50 minutes ago at
// first, so that time passes when they are not.
func (s *Scenario) WaitsForThePublishedKey() {
	t, k := s.t, s.kind
	const arguments = "  rotate_on_create = false\n  rotation_period = \"90d\"\n  require_published = { min_age = \"40m\" }\n"
	current, next, _ := k.kids(s.Sandbox, s.ID)
	s.Age(100 * day)
	s.SetDate(func(now time.Time) string { return now.Add(-50 * time.Minute).Format(sandbox.DateFormat) })
	start := s.Journal().Len()
	s.CreateResource(arguments + value("1"))
	s.Must(0, "apply", "-auto-approve").Contains("wait for the next key to be published ("+s.ID+")", "0 added, 0 changed, 0 destroyed")
	mark := s.Journal().Len()
	s.Must(0, "plan", "-detailed-exitcode").Contains("No changes", "wait for the next key to be published", "which it will have been at")
	s.ExpectCalls(mark, append(slices.Clone(k.Refresh), readPublished)...)
	s.Configure(arguments + value("2"))
	s.Must(1, "apply", "-auto-approve").Contains("cannot be rotated yet", "the next key has not been published for 40m yet", "Nothing was sent", "Apply again after")
	s.ExpectRotations(k, s.ID, 0, start, 0)

	s.Configure(arguments + value("1"))
	s.SetDate(nil)
	s.Must(2, "plan", "-detailed-exitcode").Contains(fmt.Sprintf("%q -> %q", current, next), "older than rotation_period")
	s.Must(0, "apply", "-auto-approve").Contains("0 added, 1 changed, 0 destroyed")
	s.ExpectRotations(k, s.ID, 1, start, 1)
	s.ExpectNoChanges()
	k.stop(s.Sandbox)
	mark = s.Journal().Len()
	s.Must(0, "destroy", "-auto-approve").Contains("1 destroyed")
	s.ExpectCalls(mark)
	if n := k.rotations(s.Sandbox, s.ID); n != 1 {
		t.Errorf("%d rotations", n)
	}
}
