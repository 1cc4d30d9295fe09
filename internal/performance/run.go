package performance

import (
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Row is one operation on one workload, with a measurement per round.
type Row struct {
	Workload  Workload
	Size      int
	Condition Condition
	Operation Operation
	Rounds    []Measurement
}

// Run measures a group, in so many rounds, and compares the requests with those that the
// provider promises. It ends the test if a command fails.
func (p *Programs) Run(t testing.TB, group Group, rounds int) []*Row {
	t.Helper()
	var rows []*Row
	prepared := map[string]*fixture{}
	for round := range rounds {
		for _, workload := range group.Workloads {
			f := prepared[workload.Name]
			if f == nil {
				f = p.prepare(t, group, workload, round)
			}
			if !slices.Contains(group.Operations, Apply) {
				prepared[workload.Name] = f // one apply, which is not measured, serves all rounds
			}
			for _, operation := range group.Operations {
				m := p.measureOne(f, group, workload, operation)
				rows = add(rows, Row{workload, group.Size, group.Condition, operation, []Measurement{m}})
			}
		}
	}
	return rows
}

// prepare makes a sandbox, with keys of its own in each round, and a folder. It applies
// the configuration, at once, if the group does not.
func (p *Programs) prepare(t testing.TB, group Group, workload Workload, round int) *fixture {
	t.Helper()
	seed := uint64(round) + 1 // #nosec G115 -- counted from 0
	f := &fixture{t: t, s: acctest.NewSandbox(t, sandbox.WithSeed(seed)), cli: acctest.NewCLI(t)}
	workload.configure(f, group.Size)
	if !slices.Contains(group.Operations, Apply) {
		unmeasured := group
		unmeasured.Condition = atOnce
		p.measureOne(f, unmeasured, workload, Apply)
	}
	if group.Condition.Latency > 0 {
		f.s.Inject(sandbox.Fault{Name: "latency", Match: sandbox.OnAny, Times: -1, Answer: sandbox.Delay(group.Condition.Latency)})
	}
	return f
}

// measureOne runs one operation.
func (p *Programs) measureOne(f *fixture, group Group, workload Workload, operation Operation) Measurement {
	f.t.Helper()
	mark := f.s.Journal().Len()
	m, err := measure(f.cli, p, workload.provider, operation.arguments(group.Condition.Parallelism)...)
	if err != nil {
		f.t.Fatalf("%s, %d: %v", workload.Name, group.Size, err)
	}
	m.Requests = f.s.Journal().Len() - mark
	want := 0
	if workload.requests != nil {
		want = workload.requests(operation, group.Size)
	}
	if m.Requests != want {
		f.t.Errorf("%s of %d x %s: %d requests, want %d:\n%s", operation, group.Size, workload.Name, m.Requests, want, f.s.Journal().Since(mark))
	}
	return m
}

// add adds a measurement to its row, or begins one.
func add(rows []*Row, one Row) []*Row {
	for _, row := range rows {
		if row.Workload.Name == one.Workload.Name && row.Operation == one.Operation {
			row.Rounds = append(row.Rounds, one.Rounds...)
			return rows
		}
	}
	return append(rows, &one)
}
