// Package keyplan plans the steps from the registered keys of one parent to the desired
// ones. Each step is one API call. No step leaves a parent that has an active key
// without one. It is pure: no Terraform, no clock, no network.
//
// The keys of a parent (an Okta app, or an authorization server with the keys of its
// resource server) are active or inactive. Okta changes only the status of a key. It deletes
// only inactive keys. It deactivates the active encryption key when another one is activated
// (Okta's OpenAPI document).
//
// A plan depends only on the registered keys, the desired keys and the limits. So an
// interrupted run continues by planning again: the new plan has exactly the calls that are left.
package keyplan

import "slices"

// Key is a registered key.
type Key struct {
	// ID is the vendor's, and empty for a key that a step adds.
	ID string
	// KID is unique among the keys of a parent. A key without one is never a
	// desired key.
	KID string
	// Thumbprint is that of the key material (RFC 7638). Several keys of a parent may have the
	// same material, as some apps do. Then only the KID differs.
	Thumbprint string
	// Use is "sig" or "enc". For a key that the vendor stores without a use, it is the use that
	// the key has in effect.
	Use string
	// Alg is the algorithm, and empty for none.
	Alg string
	// Active is false for a key that is registered and that the vendor does not use.
	Active bool
	// Removable is true if the key may be deleted when it is not desired.
	Removable bool
	// Retiring is true if the key is no longer desired and will be deleted later. It is not removable.
	Retiring bool
}

// Desired is a key that is to be registered. A registered key of the same KID, Thumbprint, Use and Alg
// is that key, whoever added it.
type Desired struct {
	KID        string
	Thumbprint string
	Use        string
	Alg        string
	Status     Status
}

// matches reports whether a registered key is the desired key.
func (d Desired) matches(registered Key) bool {
	return registered.KID == d.KID && len(d.differencesOfKeyUseAlg(registered)) == 0
}

// differencesOfKeyUseAlg names what differs in a registered key: the key material, the use or the alg. The
// kid and the status are not compared.
func (d Desired) differencesOfKeyUseAlg(registered Key) []string {
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

// Status is whether a desired key is to be active.
type Status int

// The statuses.
const (
	// Observed leaves the key as it is. A missing one is added inactive.
	Observed Status = iota
	// Active activates the key.
	Active
	// Inactive deactivates the key and keeps it registered.
	Inactive
)

// String is the status in one word.
func (s Status) String() string {
	return [...]string{"observed", "active", "inactive"}[s]
}

// Limits are the vendor's rules for a kind of parent.
type Limits struct {
	// Max is how many keys a parent can have, inactive ones included.
	Max int
	// OneActive are the uses of which only one key can be active: activating a key
	// deactivates the other one.
	OneActive []string
	// AddsActive is true if a key can be added active. A key of a use in OneActive can be added active
	// only while no other one is active.
	AddsActive bool
}

func (l Limits) allowsOnlyOneActive(use string) bool { return slices.Contains(l.OneActive, use) }

// Action is what a step does with a key.
type Action int

// The actions. Each is one API call.
const (
	// Add registers a desired key.
	Add Action = iota
	// Activate makes a key active.
	Activate
	// Deactivate makes a key inactive.
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

// String describes the step: add "2026-q3" inactive.
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
