package yearsimulation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Report is what has come of a simulation.
type Report struct {
	Options Options
	// Took is how long the simulation took.
	Took time.Duration
	// Nights is the number of applies. QuietNights are those without changes, and NightsWithChanges the others; both
	// are counted without disturbances. Unsuccessful are those that failed or were killed.
	Nights, QuietNights, NightsWithChanges, Unsuccessful int
	// Rotations are those by applies, and RotationsByHand the others. Transitions are the changes of registered keys.
	Rotations, RotationsByHand, Transitions int
	// Requests are those of the provider, and Writes those of them that change something. Lost are those whose answer was lost, and Lagged the reads that lagged.
	Requests, Writes, Lost, Lagged int
	// Kills are all kills, and KillsOfWrites those at a request that writes.
	Kills, KillsOfWrites int
	// Hours counts how often the parties acted by the clock, and Tried what they tried, by party.
	Hours int
	Tried map[string]int
	// Failed counts what failed and nobody has broken by hand, and FailedByHand the rest.
	Failed, FailedByHand int
	// BrokenByHand are what was broken by hand, with what failed because of it.
	BrokenByHand []string
	// Violations are what must not be. There are none if all is well.
	Violations []string
	TimeLine   string
}

// String is the report for people, without the time line.
func (r Report) String() string {
	var out strings.Builder
	kind := "nothing disturbs"
	if r.Options.Disturbed {
		kind = fmt.Sprintf("every tenth answer lost (%d), a kill in every tenth night (%d, %d of them at a change), %d reads that lagged, %d rotations by hand",
			r.Lost, r.Kills, r.KillsOfWrites, r.Lagged, r.RotationsByHand)
	}
	fmt.Fprintf(&out, "%d nights: %s\n", r.Nights, kind)
	if r.Options.Disturbed {
		fmt.Fprintf(&out, "  applies          %d, of which %d failed or were killed, and the next one went on\n", r.Nights, r.Unsuccessful)
	} else {
		fmt.Fprintf(&out, "  applies          %d: %d with changes, %d with an empty plan and %d reads\n", r.Nights, r.NightsWithChanges, r.QuietNights, quietRequests)
	}
	fmt.Fprintf(&out, "  rotations        %d\n  transitions      %d of registered keys\n  requests         %d, of which %d write\n", r.Rotations, r.Transitions, r.Requests, r.Writes)
	total := 0
	for _, party := range slices.Sorted(maps.Keys(r.Tried)) {
		fmt.Fprintf(&out, "  %-24s %d times\n", party, r.Tried[party])
		total += r.Tried[party]
	}
	fmt.Fprintf(&out, "  in all           %d tried, %d failed\n", total, r.Failed)
	if r.Options.Disturbed {
		fmt.Fprintf(&out, "  broken by hand   %d failed:\n", r.FailedByHand)
		for _, text := range r.BrokenByHand {
			fmt.Fprintf(&out, "    %s\n", text)
		}
	}
	fmt.Fprintf(&out, "  took             %s\n", r.Took.Round(100*time.Millisecond))
	for _, violation := range r.Violations {
		fmt.Fprintf(&out, "VIOLATED: %s\n", violation)
	}
	return out.String()
}
