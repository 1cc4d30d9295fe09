package reliability

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// Protocol is what the provider and the vendor speak.
type Protocol string

// The protocols.
const (
	HTTP1 Protocol = "HTTP/1.1"
	HTTP2 Protocol = "HTTP/2"
)

// Operation is one kind of write of one resource. A resource adds its own to
// the matrix.
type Operation struct {
	Name string
	// ReadsBefore and ReadsAfter are how many requests read before and after
	// the write, when nothing goes wrong.
	ReadsBefore, ReadsAfter int
	// PlanReads are those before them by which the plan of the apply walk only warns: a
	// fault there changes nothing but the warning, so they meet none.
	PlanReads int
	// OnRead and OnWrite match the requests.
	OnRead, OnWrite func(*http.Request) bool
	// OnDetail matches those reads that are not needed to find out what became
	// of the write; nil where all are.
	OnDetail func(*http.Request) bool
	// OnlyWriting leaves out the faults of reads: another operation reads the
	// same.
	OnlyWriting bool
	// OnlyHTTP1 leaves out HTTP/2: another operation sends the same request over both.
	OnlyHTTP1 bool
	// Others are the other requests of the same run that write.
	Others Others
	// Believes means that a refusal in the vendor's own form is believed, and not held
	// against what is there.
	Believes bool
	// TakesOver means that an addition which is refused as invalid is looked for in the
	// list, and taken over.
	TakesOver bool
	// Bodiless means that the good answer to the write has no body, so that nothing
	// can happen within it.
	Bodiless bool
	// Holds means that nothing is sent for a while after an outcome that is unknown, because
	// what the write has changed may not be listed yet.
	Holds bool
	// Prepare brings the sandbox to where the operation is planned, and returns
	// the run. Faults are injected afterwards.
	Prepare func(w *Environment) Run
}

// Others are the requests that write before and after the one that meets the fault.
type Others struct {
	// On matches them; nil where there are none.
	On func(*http.Request) bool
	// Order is the whole run undisturbed, a letter for each request: r reads, w
	// writes, W is the write in question. Empty where that is alone.
	Order string
	// Before and After are how many effects there are before and after the write,
	// Own how many it has itself, where it is not one.
	Before, Own, After int
}

func (o Others) all() int { return o.Before + max(o.Own, 1) + o.After }

// effects are those of a run that ends as is wanted: a run that fails does not begin
// what comes after.
func (o Others) effects(r Request, want Expectation) int {
	switch {
	case r == ReadBefore:
		return want.Effects * o.all()
	case want.Outcome == Failed, want.Outcome == Misled, want.Outcome == Unsure:
		return o.Before + want.Effects*max(o.Own, 1)
	default:
		return o.all()
	}
}

func (o Others) matches(r *http.Request) bool { return o.On != nil && o.On(r) }

func (op Operation) onlyWriting() Operation {
	op.OnlyWriting = true
	return op
}

func (op Operation) onlyHTTP1() Operation {
	op.OnlyHTTP1 = true
	return op
}

// protocols are those over which the operation is tried.
func (op Operation) protocols() []Protocol {
	if op.OnlyHTTP1 {
		return []Protocol{HTTP1}
	}
	return []Protocol{HTTP1, HTTP2}
}

// Run is a prepared operation.
type Run struct {
	// Apply carries the plan out.
	Apply func() acctest.Diags
	// Converge plans anew and applies, until nothing is left to do; it fails the
	// test if a further plan changes something.
	Converge func()
	// Held plans anew and applies too early after an unknown outcome. It fails the test if
	// anything is sent. Then it lets the time pass.
	Held func()
	// Effects counts how often the write has taken effect, in all.
	Effects func() int
	// Holds checks that what was recorded is what the vendor has.
	Holds func() error
}

// outcomeOf reads the outcome out of the diagnostics.
func outcomeOf(diags acctest.Diags) Outcome {
	switch {
	case diags.Has("ERROR", "outcome unknown; not sent again"):
		return Unsure
	case diags.Errors() > 0:
		return Failed
	case diags.Has("though no usable answer came"), diags.Has("though the request was refused"):
		return Confirmed
	case diags.Has("not listed after the rotation"):
		return Recorded
	case diags.Has("The state is kept as it was"), diags.Has("are incomplete"):
		return Kept
	default:
		return Done
	}
}

// Case is one run of the matrix.
type Case struct {
	Operation string
	Request   Request
	// Nth is which of the requests of this kind meets the fault, from 0.
	Nth      int
	Fault    Fault
	Always   bool
	Protocol Protocol
}

// String is the case as the name of a test.
func (c Case) String() string {
	how := "once"
	if c.Always {
		how = "always"
	}
	return strings.ReplaceAll(fmt.Sprintf("%s/%s %d/%s/%s/%s", c.Operation, c.Request, c.Nth+1, c.Fault.Name, how, c.Protocol), "HTTP/", "HTTP ")
}
