package simulation

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"pgregory.net/rapid"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Options say what a simulation may do.
type Options struct {
	// Lags is true if reads may lag.
	Lags bool
}

// Counts are what was simulated.
type Counts struct {
	Actions      int `json:"actions"`
	Requests     int `json:"requests"`
	Disturbances int `json:"disturbances"`
	Lags         int `json:"lags"`
	Effects      int `json:"effects"`
	Runs         int `json:"runs"`
}

// Add adds those of another simulation.
func (c *Counts) Add(other Counts) {
	c.Actions += other.Actions
	c.Requests += other.Requests
	c.Disturbances += other.Disturbances
	c.Lags += other.Lags
	c.Effects += other.Effects
	c.Runs += other.Runs
}

// fixture is one simulation: the vendors, the user's files, the state, and what was
// asked for.
type fixture struct {
	t         *rapid.T
	options   Options
	machine   *machine
	scheduler *scheduler
	box       *sandbox.Sandbox
	parents   []*Parent
	config    Configuration
	state     state
	saved     *savedPlan
	expected  *Expectations
	trace     *trace
	counts    Counts

	// mu guards what the tasks of runs write.
	mu   sync.Mutex
	runs []*run
	// made is when the parents were made.
	made    time.Time
	trigger int
	others  int
	// machineNumber is the number of the machine on which Terraform runs. With fleeting, each action
	// has a machine of its own.
	machineNumber int
	fleeting      bool
	// lag is how reads of the present action lag; nil if they do not.
	lag func() time.Duration
	// behind is how far the answer to the present request is behind.
	behind time.Duration
	// disturbing are the disturbances of the present action, and how many requests it has
	// had, all and those that write.
	disturbing []Disturbance
	reads      int
	writes     int
}

// newFixture draws the parents and the first configuration.
func newFixture(t *rapid.T, m *machine, options Options) *fixture {
	f := &fixture{
		t: t, options: options, machine: m, box: newSandbox(),
		config: Configuration{}, state: state{resources: map[string]recorded{}}, expected: NewExpectations(), trace: newTrace(),
	}
	f.scheduler = newScheduler(f.chooseReady)
	f.made = f.now()
	f.box.SetLag(sandbox.Lag{By: func(*http.Request) time.Duration { return f.behind }})
	if err := m.reset(f); err != nil {
		panic(err)
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "parents") {
		p := &Parent{Kind: Kind(rapid.IntRange(int(ConnectionKeys), int(ResourceServerKeySet)).Draw(t, "kind"))}
		if !p.Kind.Rotates() {
			p.Encrypts = rapid.Bool().Draw(t, "encrypts")
			p.SignsIn = p.isApp() && rapid.Bool().Draw(t, "signs in")
		}
		p.add(f.box, i+1)
		f.parents = append(f.parents, p)
		f.labels(p)
		f.trace.addf("%s: %s, encrypts %t, signs in %t", p.Name, p.Kind.TypeName(), p.Encrypts, p.SignsIn)
	}
	for _, p := range f.parents {
		f.addBlocks(p)
	}
	if f.fleeting = f.draw("machines", 4) == 0; f.fleeting {
		f.trace.addf("each action is on a machine of its own")
	}
	return f
}

// newSandbox is the vendors. They make up the same in every simulation, and their clock is
// that of the bubble.
func newSandbox() *sandbox.Sandbox {
	box := sandbox.New(sandbox.WithSeed(1), sandbox.WithStart(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
	for _, listen := range []func() error{box.Auth0().ListenInProcess, box.Okta().ListenInProcess} {
		if err := listen(); err != nil {
			panic(err)
		}
	}
	return box
}

// labels names the IDs of a parent's keys, in an order that is the same everywhere.
func (f *fixture) labels(p *Parent) {
	if p.Kind.Rotates() {
		for _, kid := range p.signingKIDs(f.box) {
			f.trace.label("key ", kid)
		}
		return
	}
	_, ids := p.registered(f.box)
	for _, kid := range slices.Sorted(maps.Keys(ids)) {
		f.trace.label("id ", ids[kid])
	}
}

// now is the time at the vendors.
func (f *fixture) now() time.Time { return f.box.Clock().Now() }

// parent is the parent of a name.
func (f *fixture) parent(name string) *Parent {
	return f.parents[slices.IndexFunc(f.parents, func(p *Parent) bool { return p.Name == name })]
}

// broken is the panic of a rule that was broken.
type broken struct{ violations []Violation }

// check ends the simulation if a rule was broken.
func (f *fixture) check(violations []Violation) {
	if len(violations) > 0 {
		panic(broken{violations})
	}
}

// report is all there is to say of a simulation that broke a rule.
func (f *fixture) report(b broken) string {
	var out strings.Builder
	for _, v := range b.violations {
		fmt.Fprintf(&out, "VIOLATED: %s\n", f.trace.normal(v.Error()))
	}
	fmt.Fprintf(&out, "\nWhat happened:\n%s\n\nEffects:\n%s\n\nAsked for:\n%s", f.trace, f.trace.normal(f.expected.Effects.String()), f.expected.Intentions)
	return out.String()
}

// pass lets time pass.
func pass(d time.Duration) { <-time.After(d) }
