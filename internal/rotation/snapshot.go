// Package rotation decides when and what to rotate, and what an answer to a
// rotation meant. It is pure: no Terraform, no network, and time is passed in.
//
// A parent (an Auth0 connection, an Okta authorization server) holds a current
// key, which signs, and a next key. Rotating makes next current and current
// previous, and the vendor makes a new next.
package rotation

import "fmt"

// Snapshot is which keys a parent has, as key IDs. A role that no key has is
// the empty string. Key IDs are thumbprints of the public key, so one is never
// used for two keys.
type Snapshot struct {
	Current  string
	Next     string
	Previous string
}

// Complete reports whether there is a key that signs and one to come.
func (s Snapshot) Complete() bool { return s.Current != "" && s.Next != "" }

// Target is the snapshot that one rotation of s leads to. Its Next is unknown
// until the vendor has made it, and is left empty.
func (s Snapshot) Target() Target {
	return Target{Current: s.Next, Previous: s.Current}
}

// String names the keys in the words of the vendors.
func (s Snapshot) String() string {
	text := "current " + quoteOrNone(s.Current) + ", next " + quoteOrNone(s.Next)
	return text + ", previous " + quoteOrNone(s.Previous)
}

// Target is what a rotation is to lead to.
type Target struct {
	Current  string
	Previous string
}

// ReachedBy reports whether s is the target.
func (t Target) ReachedBy(s Snapshot) bool {
	return s.Current == t.Current && s.Previous == t.Previous
}

// String names the keys in the words of the vendors.
func (t Target) String() string {
	return "current " + quoteOrNone(t.Current) + ", previous " + quoteOrNone(t.Previous)
}

func quoteOrNone(kid string) string {
	if kid == "" {
		return "none"
	}
	return fmt.Sprintf("%q", kid)
}

// Change is how often a parent was rotated between two snapshots.
type Change int

// The changes that two snapshots can show.
const (
	// None means that nothing was rotated.
	None Change = iota
	// Once means exactly one rotation.
	Once
	// Other means more than one rotation, or keys made from scratch.
	Other
)

// String is the change in one word.
func (c Change) String() string {
	return [...]string{"none", "once", "other"}[c]
}

// Compare says what happened between two snapshots of one parent.
//
// The vendors' times are no help: Auth0's current_since does not move on a
// rotation (recorded interactions of 2025-05 and 2026-01).
func Compare(before, after Snapshot) Change {
	switch {
	case after.Current == before.Current && after.Next == before.Next:
		return None
	case before.Target().ReachedBy(after) && isNew(after.Next, before):
		return Once
	default:
		return Other
	}
}

func isNew(kid string, before Snapshot) bool {
	return kid != before.Current && kid != before.Next
}

// Step is what Apply has to do.
type Step int

// The steps.
const (
	// Send means that the keys are as planned against: rotate.
	Send Step = iota
	// Done means that the target has been reached already: send nothing.
	Done
	// Moved means that the keys are neither: plan again.
	Moved
)

// Decide compares the keys that are there with the plan's target.
func Decide(t Target, live Snapshot) Step {
	switch {
	case t.ReachedBy(live):
		return Done
	case live.Complete() && live.Target() == t:
		return Send
	default:
		return Moved
	}
}
