// Package reliability proves that a write takes effect exactly once: every
// operation, at every request, with every fault, over both protocols, and
// killed at every boundary. What is expected of a case is derived from rules
// (expectation.go); a new resource adds a ResourceCases (resource_cases.go), no expectations.
package reliability

import (
	"fmt"
	"net/http"
	"slices"
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
	// Vendors means that the answer is an error of the vendor's own form.
	Vendors bool
	// Challenge means that WWW-Authenticate says why, and nothing else.
	Challenge bool
	// Brief faults are met once and over HTTP/1.1: what the status and the body of an
	// answer mean depends neither on how often nor over what they come.
	Brief bool
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
		{Name: "429 with a reset", Answer: sandbox.RateLimit(2 * time.Second), Status: 429, Vendors: true},
		{Name: "429 with a reset in the past", Answer: sandbox.RateLimit(-time.Minute), Status: 429, Vendors: true},
		{Name: "429 without a reset", Answer: sandbox.RateLimitWithoutReset(), Status: 429, Vendors: true},
		{Name: "429 beyond the deadline", Answer: sandbox.RateLimit(8 * time.Minute), Status: 429, Vendors: true, BeyondDeadline: true},
		{Name: "400", Answer: sandbox.Status(400), Status: 400, Vendors: true},
		{Name: "401", Answer: sandbox.Status(401), Status: 401, Vendors: true},
		{Name: "403", Answer: sandbox.Status(403), Status: 403, Vendors: true},
		{Name: "404 of a proxy", Answer: sandbox.StatusHTML(404), Status: 404},
	}
	for _, code := range []int{408, 500, 501, 502, 503, 504} {
		all = append(all, variants(Fault{Name: http.StatusText(code), Answer: sandbox.Status(code), Status: code, Vendors: true})...)
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
	all = append(all, refusals()...)
	// A trickle is always the real answer of a request that took effect.
	return append(all, Fault{Name: "slow trickle", Answer: sandbox.Trickle(20 * time.Millisecond), Commit: true, Status: 200, Slow: true, InBody: true})
}

// refusals are all statuses from 400 to 499, in the form of the vendor's errors, as a
// page, and without a body, but for those that Faults names itself.
func refusals() (all []Fault) {
	for _, status := range refusingStatuses() {
		for _, form := range []struct {
			name    string
			answer  sandbox.Answer
			vendors bool
		}{
			{"in the vendor's form", refusal(status), true},
			{"as a page", sandbox.StatusHTML(status), false},
			{"without a body", sandbox.StatusEmpty(status), false},
		} {
			if form.vendors && status == http.StatusRequestTimeout {
				continue
			}
			all = append(all, variants(Fault{
				Name: fmt.Sprintf("%d %s", status, form.name), Answer: form.answer, Status: status, Vendors: form.vendors, Brief: true,
			})...)
		}
	}
	return append(all, variants(Fault{Name: "403 with a challenge", Answer: sandbox.Challenge(403), Status: 403, Challenge: true, Brief: true})...)
}

// refusal is one in the vendor's own form.
func refusal(status int) sandbox.Answer {
	if status == http.StatusTooManyRequests {
		return sandbox.RateLimit(2 * time.Second)
	}
	return sandbox.Status(status)
}

// refusingStatuses are the registered ones of 4xx, and 499 of a proxy whose client
// has gone.
func refusingStatuses() (all []int) {
	for status := 400; status < 499; status++ {
		if http.StatusText(status) != "" {
			all = append(all, status)
		}
	}
	return append(all, 499)
}

// typical are the statuses with which a brief fault meets what another operation
// stands for: a read, or a write that is sent by the same code.
func (f Fault) typical() bool {
	return slices.Contains([]int{401, 403, 404, 410, 429}, f.Status)
}

// meetsReads reports whether a brief fault meets reads as well. The vendor's own 404
// is no fault there: the parent is gone. A challenge is for who writes.
func (f Fault) meetsReads() bool {
	return f.typical() && !f.Challenge && !(f.Vendors && f.Status == http.StatusNotFound)
}

// contradicts reports whether the vendor says that it refused what it has executed.
func (f Fault) contradicts() bool {
	return f.Vendors && f.Commit && f.Status >= 400 && f.Status < 499 && f.Status != http.StatusRequestTimeout
}
