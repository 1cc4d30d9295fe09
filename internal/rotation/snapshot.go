// Package rotation decides when and what to rotate, and what an answer to a
// rotation meant. It is pure: no Terraform, no network, and time is passed in.
//
// A parent (an Auth0 connection, an Okta authorization server) holds a current
// key, which signs, and a next key. Rotating makes next current and current
// previous, and the vendor makes a new next.
package rotation

import (
	"fmt"
	"slices"
)

// Snapshot is which keys a parent has, as key IDs. A role that no key has is
// the empty string: Okta may make the next key only when it rotates, and drops
// keys that no longer sign. Key IDs are never used for two keys: Auth0's are
// thumbprints of the public key, Okta's are made anew with each key.
type Snapshot struct {
	Current  string
	Next     string
	Previous string
}

// Complete reports whether there is a key that signs and one to come.
func (s Snapshot) Complete() bool { return s.Current != "" && s.Next != "" }

// HasKID reports whether one of the keys has this key ID.
func (s Snapshot) HasKID(kid string) bool {
	return kid != "" && (kid == s.Current || kid == s.Next || kid == s.Previous)
}

// Target is what one rotation of s leads to. Without a next key the one that
// will sign is not known before the vendor has made it.
func (s Snapshot) Target() Target {
	return Target{Current: s.Next, Previous: s.Current}
}

// String names the keys in the words of the vendors.
func (s Snapshot) String() string {
	text := "current " + quoteOrNone(s.Current) + ", next " + quoteOrNone(s.Next)
	return text + ", previous " + quoteOrNone(s.Previous)
}

// Target is what a rotation is to lead to. Current is empty where any new key
// will do.
type Target struct {
	Current  string
	Previous string
}

// ReachedBy reports whether s is the target. Where the next key was known, that
// it signs now is proof enough: a previous key that is not listed any more, or
// cannot be told from others, says nothing against it. Where it was not known, a
// new key that signs is as much as can be seen then, and taking it for the
// rotation that was asked for is what never rotates twice.
func (t Target) ReachedBy(s Snapshot) bool {
	previous := s.Previous == t.Previous || s.Previous == ""
	if t.Current == "" {
		return t.Previous != "" && s.Current != "" && s.Current != t.Previous && previous
	}
	return s.Current == t.Current && previous
}

// String names the keys in the words of the vendors.
func (t Target) String() string {
	current := "a new key"
	if t.Current != "" {
		current = quoteOrNone(t.Current)
	}
	return "current " + current + ", previous " + quoteOrNone(t.Previous)
}

func quoteOrNone(kid string) string {
	if kid == "" {
		return "none"
	}
	return fmt.Sprintf("%q", kid)
}

// Drift is how often a parent was rotated between two snapshots.
type Drift int

// The changes that two snapshots can show.
const (
	// None means that nothing was rotated.
	None Drift = iota
	// Once means exactly one rotation.
	Once
	// Other means more than one rotation, or keys made from scratch.
	Other
)

// String is the change in one word.
func (c Drift) String() string {
	return [...]string{"none", "once", "other"}[c]
}

// Compare says what happened between two snapshots of one parent.
//
// The vendors' times are no help: Auth0's current_since does not move on a
// rotation (recorded interactions of 2025-05 and 2026-01).
func Compare(before, after Snapshot) Drift {
	switch {
	case after.Current == before.Current && (after.Next == before.Next || before.Next == ""):
		// A next key that was absent may be made at any time.
		return None
	case before.Target().ReachedBy(after) && isNew(after.Next, before):
		return Once
	default:
		return Other
	}
}

func isNew(kid string, before Snapshot) bool {
	return kid == "" || kid != before.Current && kid != before.Next
}

// PreviousKID finds, among the keys that no longer sign, the one that signed last: the
// previous key. The list does not say, once there are several. currentKID is the key
// that signs now, earlier an earlier snapshot of the parent, and earlierFormerKIDsOrNil
// are the keys that no longer signed then, nil where that was not recorded. Where the
// answer does not follow it is empty.
func PreviousKID(formerKIDs []string, currentKID string, earlier Snapshot, earlierFormerKIDsOrNil []string) (kidOrEmpty string) {
	fresh := without(formerKIDs, append([]string{earlier.Previous, earlier.Current}, earlierFormerKIDsOrNil...))
	switch {
	case len(formerKIDs) == 0:
		return ""
	case len(formerKIDs) == 1:
		return formerKIDs[0]
	case currentKID == earlier.Current:
		return ifAmong(formerKIDs, earlier.Previous)
	case earlierFormerKIDsOrNil != nil && len(fresh) > 0:
		return fresh[0] // it has come and gone since: known.Current was not the last
	case currentKID == earlier.Next, earlierFormerKIDsOrNil != nil, earlier.Next == "" && len(fresh) == 0:
		return ifAmong(formerKIDs, earlier.Current)
	default:
		return ""
	}
}

func ifAmong(kids []string, kid string) string {
	if slices.Contains(kids, kid) {
		return kid
	}
	return ""
}

func without(kids, others []string) []string {
	return slices.DeleteFunc(slices.Clone(kids), func(kid string) bool { return slices.Contains(others, kid) })
}

// Action is what Apply has to do.
type Action int

// The steps.
const (
	// Send means that the keys are as planned against: rotate.
	Send Action = iota
	// Done means that the target has been reached already: send nothing.
	Done
	// Moved means that the keys are neither: plan again.
	Moved
)

// Decide compares the keys that are there with the plan's target.
func Decide(t Target, live Snapshot) Action {
	switch {
	case t.ReachedBy(live):
		return Done
	case live.Current != "" && live.Current == t.Previous && (t.Current == "" || live.Next == t.Current):
		return Send
	default:
		return Moved
	}
}
