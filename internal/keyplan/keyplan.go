// Package keyplan plans how the registered keys of one parent become the ones
// that are wanted, one API call a step, so that no step leaves the parent without
// an active key where it had one. It is pure: no Terraform, no clock, no network.
//
// A parent (an Okta app, or an authorization server with the keys of its resource
// server) holds keys that are active or not. Okta never changes a key but for
// that, deletes only inactive ones, and deactivates by itself the active
// encryption key when another one is activated (Okta's OpenAPI document).
//
// A plan remembers nothing: each step follows from the keys that are there, from
// what is wanted and from the limits. So a run that was cut is resumed by planning
// again, and sends exactly the calls that were left.
package keyplan

import "slices"

// Key is a registered key as it stands.
type Key struct {
	// ID is the vendor's, and empty for a key that a step adds.
	ID string
	// KID is unique among the keys of a parent. A key without one is never a
	// wanted key.
	KID string
	// Thumbprint is that of the key material (RFC 7638). Several keys of a parent may
	// have one material: real apps do, so that the KID alone tells them apart.
	Thumbprint string
	// Use is "sig" or "enc". A key that the vendor keeps without a use is given
	// the one that it has in effect.
	Use string
	// Alg is the algorithm, and empty for none.
	Alg string
	// Active is false for a key that the vendor keeps but does not use.
	Active bool
	// Removable says that the key may be taken away if it is not wanted.
	Removable bool
	// Retiring says that the key has left the wanted ones, and goes later. It is not removable.
	Retiring bool
}

// Desired is a key that is to be there. A registered key of the same KID,
// Thumbprint, Use and Alg is that key, whoever added it.
type Desired struct {
	KID        string
	Thumbprint string
	Use        string
	Alg        string
	Status     Status
}

// matches reports whether k is the wanted key.
func (d Desired) matches(registered Key) bool {
	return registered.KID == d.KID && len(d.differencesBesideKID(registered)) == 0
}

// differencesBesideKID names what sets k apart from the wanted key, the kid aside.
func (d Desired) differencesBesideKID(registered Key) []string {
	var what []string
	if registered.Thumbprint != d.Thumbprint {
		what = append(what, "key material")
	}
	if registered.Use != d.Use {
		what = append(what, "use")
	}
	if registered.Alg != d.Alg {
		what = append(what, "alg")
	}
	return what
}

// Status is whether a wanted key is to be active.
type Status int

// The statuses.
const (
	// Observed leaves the key as it is. A missing one is added inactive.
	Observed Status = iota
	// Active has the key active.
	Active
	// Inactive has the key there, and not active.
	Inactive
)

// String is the status in one word.
func (s Status) String() string {
	return [...]string{"observed", "active", "inactive"}[s]
}

// Limits are the vendor's rules for a kind of parent.
type Limits struct {
	// Max is how many keys a parent can hold, inactive ones included.
	Max int
	// OneActive are the uses of which no more than one key is active: activating
	// one deactivates the other.
	OneActive []string
	// AddsActive is true where a key can be added active. Of a use in OneActive
	// it can only while no other one is active.
	AddsActive bool
}

func (l Limits) allowsOnlyOneActive(use string) bool { return slices.Contains(l.OneActive, use) }

// Action is what a step does with a key.
type Action int

// The actions. Each is one API call.
const (
	// Add registers a wanted key.
	Add Action = iota
	// Activate takes a key into use.
	Activate
	// Deactivate takes a key out of use.
	Deactivate
	// Delete removes a key that is not active.
	Delete
)

// String is the action in one word.
func (a Action) String() string {
	return [...]string{"add", "activate", "deactivate", "delete"}[a]
}

// Step is one API call.
type Step struct {
	Action Action
	// KID is the key's, and empty for a registered key that has none.
	KID string
	// ID is the vendor's ID of the key. It is empty for Add, and for a key that an
	// earlier step of the same plan adds.
	ID string
	// Active is the status that Add gives the key.
	Active bool
}

// String is the step in words: add "2026-q3" inactive.
func (s Step) String() string {
	text := s.Action.String() + " " + quotedKIDOrID(s.KID, s.ID)
	switch {
	case s.Action != Add:
		return text
	case s.Active:
		return text + " active"
	default:
		return text + " inactive"
	}
}
