// Package reliability proves that a write takes effect exactly once: every
// operation, at every request, with every fault, over both protocols, and
// killed at every boundary. What is expected of a cell is derived from rules
// (oracle.go); a new resource adds a Subject (subjects.go), no expectations.
package reliability

import (
	"net/http"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Fault is one thing that goes wrong with one request.
type Fault struct {
	Name string
	// Answer takes the place of the real answer. It is nil for Refused.
	Answer sandbox.Answer
	// Refused means that no connection can be made: nothing is ever sent.
	Refused bool
	// Commit means that the request takes effect before the answer is lost.
	Commit bool
	// Status is what the client sees, 0 for no answer.
	Status int
	// Broken means that the connection ends early, before or within the answer.
	Broken bool
	// Slow means that the answer does not come within the request's time.
	Slow bool
	// InBody means that the answer's body breaks off or trickles: it takes one that
	// has a body.
	InBody bool
	// BeyondDeadline means a rate limit that lasts longer than the operation may.
	BeyondDeadline bool
}

// variants are a fault before and after the request took effect.
func variants(f Fault) []Fault {
	before, after := f, f
	before.Name += ", before it took effect"
	after.Name += ", after it took effect"
	after.Commit = true
	return []Fault{before, after}
}

// Faults are all faults.
func Faults() []Fault {
	all := []Fault{
		{Name: "connection refused", Refused: true},
		{Name: "429 with a reset", Answer: sandbox.RateLimit(2 * time.Second), Status: 429},
		{Name: "429 with a reset in the past", Answer: sandbox.RateLimit(-time.Minute), Status: 429},
		{Name: "429 without a reset", Answer: sandbox.RateLimitWithoutReset(), Status: 429},
		{Name: "429 beyond the deadline", Answer: sandbox.RateLimit(8 * time.Minute), Status: 429, BeyondDeadline: true},
		{Name: "400", Answer: sandbox.Status(400), Status: 400},
		{Name: "401", Answer: sandbox.Status(401), Status: 401},
		{Name: "403", Answer: sandbox.Status(403), Status: 403},
		{Name: "404 of a proxy", Answer: sandbox.StatusHTML(404), Status: 404},
	}
	for _, code := range []int{408, 500, 501, 502, 503, 504} {
		all = append(all, variants(Fault{Name: http.StatusText(code), Answer: sandbox.Status(code), Status: code})...)
	}
	for _, f := range []Fault{
		{Name: "connection dropped", Answer: sandbox.Drop(), Broken: true},
		{Name: "connection reset", Answer: sandbox.Reset(), Broken: true},
		{Name: "reset in the body", Answer: sandbox.ResetMidBody(), Status: 200, Broken: true, InBody: true},
		{Name: "truncated body", Answer: sandbox.Truncated(200), Status: 200, Broken: true, InBody: true},
		{Name: "cut JSON", Answer: sandbox.CutJSON(200), Status: 200, InBody: true},
		{Name: "HTML 200", Answer: sandbox.HTML200(), Status: 200},
		{Name: "empty 200", Answer: sandbox.EmptyBody(200), Status: 200},
		{Name: "HTML 502", Answer: sandbox.StatusHTML(502), Status: 502},
		{Name: "redirect 302", Answer: sandbox.Redirect(302, "/elsewhere"), Status: 302},
		{Name: "redirect 307", Answer: sandbox.Redirect(307, "/elsewhere"), Status: 307},
		{Name: "no header in time", Answer: sandbox.Hang(), Slow: true},
	} {
		all = append(all, variants(f)...)
	}
	// A trickle is always the real answer of a request that took effect.
	return append(all, Fault{Name: "slow trickle", Answer: sandbox.Trickle(20 * time.Millisecond), Commit: true, Status: 200, Slow: true, InBody: true})
}
