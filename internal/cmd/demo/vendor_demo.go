package main

import "fmt"

// vendorDemo is one vendor's part of the demo: the configuration, how to list the
// vendor's keys, and the steps. All else is the same for every vendor.
type vendorDemo struct {
	// vendor and about are its title.
	vendor, about string
	// folder is where the CLI runs: each demo has a state of its own.
	folder string
	// settings is the argument of the provider block.
	settings string
	// resource is the resource block with a value for the trigger.
	resource func(trigger string) string
	// roles are the vendor's words for them.
	roles roles
	// keys lists what the vendor holds, and rotations counts what it has done.
	keys      func() []key
	rotations func() int
	steps     []rotationStep
	// rotationsBy is printed at the end, after the number of rotations.
	rotationsBy string
	names       names
}

// roles are a vendor's words for the key that signs, for the one that signs
// after the next rotation, and for the one that signed before.
type roles struct{ signs, next, previous string }

// key is a key as a vendor lists it.
type key struct{ kid, role string }

// keysByRole is the letter of the key in each role.
type keysByRole struct{ signs, next, previous string }

// keysByRole gives letters in the order of the list.
func (demo *vendorDemo) keysByRole(keys []key) (l keysByRole) {
	for _, k := range keys {
		switch name := demo.names.of(k.kid); k.role {
		case demo.roles.signs:
			l.signs = name
		case demo.roles.next:
			l.next = name
		case demo.roles.previous:
			l.previous = name
		}
	}
	return l
}

// rotationSummary is the summary of a step that rotates.
func (r roles) rotationSummary(m keyChange) string {
	return fmt.Sprintf("Rotated once: key %s signs now (it was %s), key %s is %s, and key %s was made as the new %s.",
		m.after.signs, r.next, m.before.signs, r.previous, m.after.next, r.next)
}

// noRotationSummary is the summary of a step that changes nothing.
func noRotationSummary(text string) func(keyChange) string {
	return func(m keyChange) string { return text + " Key " + m.after.signs + " goes on signing." }
}
