package acctest

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// roundTrip is what each request takes where two runs meet: 60 ms each way.
const roundTrip = 120 * time.Millisecond

// delayRequests delays each request, so that the requests of two runs overlap.
func (s *Scenario) delayRequests() {
	s.Inject(sandbox.Fault{Name: "latency", Times: -1, Answer: sandbox.Delay(roundTrip)})
}

// TwoAliases has two provider blocks, one resource each, on one parent: creating both
// in one apply is one rotation, and so is a changed trigger of both.
func (s *Scenario) TwoAliases() {
	block := s.kind.Block(s.ID, "%s")
	other := strings.Replace(strings.Replace(block, `"this"`, `"other"`, 1), "%s", "  provider = idpkeys.other\n%s", 1)
	providers := s.HCL() + strings.Replace(s.HCL(), "{\n", "{\n  alias = \"other\"\n", 1)
	configure := func(v string) { s.Write("main.tf", providers+fmt.Sprintf(block+other, value(v), value(v))) }

	s.delayRequests()
	configure("1")
	s.Must(0, "apply", "-auto-approve")
	s.ExpectRotations(s.kind, s.ID, 1, 0, 1)
	s.Age(day)
	configure("2")
	s.Must(0, "apply", "-auto-approve").Contains("2 changed")
	s.ExpectRotations(s.kind, s.ID, 2, 0, 2)
	s.ExpectNoChanges()
}

// TwoRunsAtOnce runs two CLIs that apply one saved plan, and then a plan each, on
// twenty parents at the same moment, with a state each: twenty rounds of each.
func (s *Scenario) TwoRunsAtOnce() {
	ids := make([]string, 20)
	for i := range ids {
		ids[i] = s.kind.addParent(s.Sandbox)
	}
	configuration := func(v string) string {
		text := s.HCL()
		for i, id := range ids {
			text += strings.Replace(s.kind.Block(id, value(v)), `"this"`, fmt.Sprintf(`"k%d"`, i), 1)
		}
		return text
	}
	second := NewCLI(s.t)
	s.Write("main.tf", configuration("1"))
	second.Write("main.tf", configuration("1"))
	s.Must(0, "plan", "-out=saved")
	s.delayRequests()
	s.applyTogether(second, filepath.Join(s.Dir, "saved"), ids, 1)

	s.ClearFaults()
	s.Age(day)
	for _, cli := range []*CLI{s.CLI, second} {
		cli.Write("main.tf", configuration("2"))
		cli.MustRun(0, "plan", "-out=saved")
	}
	s.delayRequests()
	s.applyTogether(second, "saved", ids, 2)
}

// applyTogether applies the saved plan of s, and in the second folder this plan, at the same
// moment. Both have to succeed, and each parent has to have been rotated this often in all, by a
// request each.
func (s *Scenario) applyTogether(second *CLI, plan string, ids []string, rotations int) {
	s.t.Helper()
	var outs [2]bytes.Buffer
	var failures [2]error
	Parallel(2, func(i int) {
		cmd := []*CLI{s.CLI, second}[i].Command("apply", "-parallelism=20", []string{"saved", plan}[i])
		cmd.Stdout, cmd.Stderr = &outs[i], &outs[i]
		failures[i] = cmd.Run()
	})
	for i, err := range failures {
		if err != nil {
			s.t.Errorf("run %d: %v\n%s", i+1, err, &outs[i])
		}
	}
	doubled := 0
	for _, id := range ids {
		doubled += s.kind.rotations(s.Sandbox, id) - rotations
	}
	if posts := s.RotationRequests(0); doubled != 0 || posts != rotations*len(ids) {
		s.t.Errorf("%d rotations too many, %d requests to rotate in all", doubled, posts)
	}
}
