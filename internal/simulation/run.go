package simulation

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// command is what a run of Terraform is to do.
type command int

// The commands.
const (
	applyNow command = iota
	planOnly
	applySaved
	refreshOnly
	importOne
)

// String is the command as a user types it.
func (c command) String() string {
	return [...]string{"apply", "plan -out", "apply of the saved plan", "apply -refresh-only", "import"}[c]
}

// savedPlan is a plan in a file.
type savedPlan struct {
	serial int
	config Configuration
	state  state
	nodes  []*node
	facts  *RunFacts
}

// node is one resource in the walks of a run.
type node struct {
	address string
	// object is what the refresh has found, nil for none.
	object  *acctest.Object
	tainted bool
	plan    *acctest.Planned
	// create is the plan of the new half of a replacement.
	create *acctest.Planned
	// failed is true after an error, applying while the apply is under way.
	failed, applying bool
	// said are its diagnostics.
	said []string
}

// run is one run of Terraform, with a provider of its own.
type run struct {
	f        *fixture
	id       int
	does     command
	parallel bool
	// beside is true for a run at the same time as another one.
	beside   bool
	rpc      *acctest.RPC
	config   Configuration
	state    state
	facts    *RunFacts
	nodes    []*node
	tasks    []*task
	phase    int
	finished bool
	// dead is true once the provider was killed, gone once Terraform was.
	dead, gone bool
	// mu guards what its tasks write.
	mu       sync.Mutex
	context  context.Context //nolint:containedctx // that of a process, which a kill ends
	cancel   context.CancelFunc
	importID string
}

// begin starts a run.
func (f *fixture) begin(does command, parallel bool) *run {
	r := &run{f: f, id: len(f.runs) + 1, does: does, parallel: parallel, config: f.config.Clone(), state: f.state.clone()}
	r.context, r.cancel = context.WithCancel(context.Background())
	f.runs = append(f.runs, r)
	f.counts.Runs++
	f.trace.addf("run %d: %s", r.id, does)
	r.facts = &RunFacts{
		ID: r.id, Begin: f.now(), Machine: f.machineNumber, Wanted: map[string][]Key{}, Managed: map[string][]string{},
		Asked: map[string][]*Intention{}, Intervals: map[string]time.Duration{}, Told: map[string]time.Time{},
	}
	if does == applySaved {
		r.config, r.nodes = f.saved.config, f.saved.nodes
		r.facts.Said, r.facts.Asked = slices.Clone(f.saved.facts.Said), f.saved.facts.Asked
	}
	for _, p := range f.parents {
		r.facts.Wanted[p.Name], r.facts.Managed[p.Name] = r.config.Wanted(p.Name), r.state.kids(p.Kind, p.ID)
	}
	for address, block := range r.config {
		r.facts.Intervals[address] = block.Interval
	}
	for address, there := range r.state.resources {
		r.facts.Told[address] = there.told
	}
	f.expected.Begin(r.facts)
	r.rpc = f.machine.provider()
	return r
}

// idle reports whether all tasks of the present phase have ended.
func (r *run) idle() bool {
	r.f.scheduler.mu.Lock()
	defer r.f.scheduler.mu.Unlock()
	return !slices.ContainsFunc(r.tasks, func(t *task) bool { return !t.ended })
}

// advance begins the next phase: plan, apply, end.
func (r *run) advance() {
	r.phase++
	switch {
	case r.phase == 1 && r.does == applySaved:
		if r.f.saved.serial != r.f.state.serial {
			r.f.trace.addf("run %d: the saved plan is stale", r.id)
			r.end(false)
			return
		}
		r.state = r.f.saved.state.clone()
		r.phase = 2
		r.beginApply()
	case r.phase == 1 && r.does == importOne:
		r.walk(false, r.importNode)
	case r.phase == 1:
		r.beginPlan()
	case r.phase == 2 && (r.dead || r.failed()):
		r.end(false)
	case r.phase == 2 && r.does == planOnly:
		r.ask()
		r.f.saved = &savedPlan{serial: r.f.state.serial, config: r.config, state: r.state, nodes: r.nodes, facts: r.facts}
		r.end(false)
	case r.phase == 2 && r.does == refreshOnly, r.phase == 2 && r.does == importOne:
		r.end(true)
	case r.phase == 2:
		r.ask()
		r.beginApply()
	default:
		r.end(!r.gone)
	}
}

// failed reports whether a node of the plan walk has failed.
func (r *run) failed() bool {
	return slices.ContainsFunc(r.nodes, func(n *node) bool { return n.failed })
}

// end ends the run. Terraform writes the state, unless it was killed or the plan failed.
func (r *run) end(writes bool) {
	f := r.f
	r.finished = true
	r.cancel()
	f.machine.free = append(f.machine.free, r.rpc)
	if r.gone {
		f.expected.StateNotWritten(r.id)
	}
	if !writes {
		return
	}
	if f.state.serial != r.state.serial {
		r.noteOverwritten()
	}
	if r.state.same(f.state) {
		return
	}
	serial := max(f.state.serial, r.state.serial) + 1
	f.state = r.state
	f.state.serial = serial
}

// noteOverwritten begins the intentions of the resources anew that another run has
// recorded since this one has read the state, and that it now overwrites.
func (r *run) noteOverwritten() {
	all := maps.Clone(r.f.state.resources)
	maps.Copy(all, r.state.resources)
	for _, address := range slices.Sorted(maps.Keys(all)) {
		one, isOne := r.f.state.resources[address]
		other, isOther := r.state.resources[address]
		if isOne != isOther || isOne && !one.same(other) {
			r.f.expected.Intentions.NewEpoch(address)
		}
	}
}

// kill ends the provider of the run, and Terraform as well if both.
func (r *run) kill(both bool) {
	r.dead, r.gone = true, both
	r.cancel()
	r.f.scheduler.end(r)
}

// said notes the diagnostics of a call.
func (r *run) said(n *node, what string, diags acctest.Diags) {
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	for _, d := range diags {
		text := d.Summary + "\n" + d.Detail
		r.facts.Said, n.said = append(r.facts.Said, text), append(n.said, text)
		r.f.trace.addf("  run %d: %s %s: %s: %s", r.id, what, n.address, d.Severity, d.Summary)
		r.checkProtocol(n, d.Summary, d.Detail)
	}
	if diags.Errors() > 0 {
		n.failed = true
	}
}

// checkProtocol refuses what Terraform calls a bug in the provider. A create reads the
// keys in its plan, and is documented to end so if they have changed before its apply.
func (r *run) checkProtocol(n *node, summary, detail string) {
	final := summary == "Provider produced inconsistent final plan"
	if final && n.object == nil || !final && summary != "Provider produced inconsistent result after apply" && summary != "Provider produced invalid plan" {
		return
	}
	panic(broken{[]Violation{{ProtocolCorrect, fmt.Sprintf("run %d: %s: %s\n%s", r.id, n.address, summary, detail)}}})
}
