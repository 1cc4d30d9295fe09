package simulation

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Fate is what becomes of one request.
type Fate struct {
	Name string
	// Answer takes the place of the real answer; nil leaves it.
	Answer sandbox.Answer
	// After is true if the request takes effect before that.
	After bool
	// Refused means that no connection is made, Hangs that no answer ever comes.
	Refused, Hangs bool
	// Kills ends the provider; with Both, Terraform as well.
	Kills, Both bool
	// Others means that somebody else changes the keys first, Passes that time passes first.
	Others bool
	Passes time.Duration
}

// both are a fate before and after the request took effect.
func both(f Fate) []Fate {
	before, after := f, f
	before.Name += ", before it took effect"
	after.Name, after.After = after.Name+", after it took effect", true
	return []Fate{before, after}
}

// Fates are all fates but that of being answered. A vendor that says that it refused what
// it has executed is not among them: docs/reliability.md says what comes of it, and the
// fault matrix has it.
func Fates() []Fate {
	all := []Fate{
		{Name: "connection refused", Refused: true},
		{Name: "429", Answer: sandbox.RateLimit(2 * time.Second)},
		{Name: "400 of the vendor", Answer: sandbox.Status(400)},
		{Name: "403 of the vendor", Answer: sandbox.Status(403)},
		{Name: "somebody else changes the keys first", Others: true},
		{Name: "a minute passes first", Passes: time.Minute},
		{Name: "20 seconds pass first", Passes: 20 * time.Second},
	}
	for _, f := range []Fate{
		{Name: "dropped", Answer: sandbox.Drop()},
		{Name: "500", Answer: sandbox.Status(500)},
		{Name: "503", Answer: sandbox.Status(503)},
		{Name: "502 as a page", Answer: sandbox.StatusHTML(502)},
		{Name: "403 of a proxy", Answer: sandbox.StatusHTML(403)},
		{Name: "404 of a proxy", Answer: sandbox.StatusHTML(404)},
		{Name: "a page with 200", Answer: sandbox.HTML200()},
		{Name: "truncated", Answer: sandbox.Truncated(200)},
		{Name: "no answer in time", Hangs: true},
		{Name: "the provider is killed", Kills: true},
		{Name: "Terraform and the provider are killed", Kills: true, Both: true},
	} {
		all = append(all, both(f)...)
	}
	return all
}

// Disturbance is the fate of one of the requests of an action.
type Disturbance struct {
	// Writes is true if only requests that write are counted. At is which of them it is,
	// from 0.
	Writes bool
	At     int
	Fate   Fate
}

// disturbances draws what disturbs an action.
func disturbances(t *rapid.T) (all []Disturbance) {
	for range rapid.IntRange(0, 3).Draw(t, "disturbances") {
		d := Disturbance{Writes: rapid.Bool().Draw(t, "of a write")}
		last := 15
		if d.Writes {
			last = 3
		}
		d.At = rapid.IntRange(0, last).Draw(t, "request")
		fates := Fates()
		d.Fate = fates[rapid.IntRange(0, len(fates)-1).Draw(t, "fate")]
		all = append(all, d)
	}
	return all
}

// String is the disturbance in words.
func (d Disturbance) String() string {
	what := "request"
	if d.Writes {
		what = "write"
	}
	return fmt.Sprintf("%s %d: %s", what, d.At+1, d.Fate.Name)
}
