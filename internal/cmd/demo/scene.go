package main

import "fmt"

// scene is one vendor's part of the demo: what the configuration says, how to
// look at the vendor, and the acts. All else is the same for every vendor.
type scene struct {
	// vendor and about are its title.
	vendor, about string
	// folder is where the CLI runs: each scene has a state of its own.
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
	acts      []act
	// end says at last what the number of rotations comes from.
	end   string
	names names
}

// roles are a vendor's words for the key that signs, for the one that signs
// after the next rotation, and for the one that signed before.
type roles struct{ signs, next, old string }

// key is a key as a vendor lists it.
type key struct{ kid, role string }

// lineup is the letter of the key in each role.
type lineup struct{ signs, next, old string }

// lineup gives out letters in the order of the list.
func (sc *scene) lineup(keys []key) (l lineup) {
	for _, k := range keys {
		switch name := sc.names.of(k.kid); k.role {
		case sc.roles.signs:
			l.signs = name
		case sc.roles.next:
			l.next = name
		case sc.roles.old:
			l.old = name
		}
	}
	return l
}

// rotated is the moral of an act that rotates.
func (r roles) rotated(m moment) string {
	return fmt.Sprintf("Rotated once: key %s signs now (it was %s), key %s is %s, and key %s was made as the new %s.",
		m.after.signs, r.next, m.before.signs, r.old, m.after.next, r.next)
}

// untouched is the moral of an act that changes nothing.
func untouched(text string) func(moment) string {
	return func(m moment) string { return text + " Key " + m.after.signs + " goes on signing." }
}
