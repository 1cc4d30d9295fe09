package simulation

import (
	"fmt"
	"maps"
	"slices"
)

// Intention is one rotation that the user has asked for, however often the apply of it
// was repeated.
type Intention struct {
	Parent string
	// Reason tells it from others of its parent: the value of a trigger, the creation of a
	// resource, or a period that ran out.
	Reason string
	// Optional is true where an apply may leave it for a later one.
	Optional bool
	// Done is true once a rotation was made for it, Recorded once a state says so.
	Done, Recorded bool
}

// Intentions are all rotations that were asked for.
type Intentions struct {
	all map[string]*Intention
	// epochs are how often what a state knew of an address was lost, or given up: what is
	// asked for after that is another intention.
	epochs map[string]int
}

// NewIntentions are none.
func NewIntentions() *Intentions {
	return &Intentions{all: map[string]*Intention{}, epochs: map[string]int{}}
}

// NewEpoch begins the intentions of an address anew.
func (all *Intentions) NewEpoch(address string) { all.epochs[address]++ }

// Created is the intention to rotate by creating a resource.
func (all *Intentions) Created(parent, address string) *Intention {
	return all.ask(parent, fmt.Sprintf("%s (%d) is created", address, all.epochs[address]))
}

// Triggered is the intention to rotate by a changed trigger.
func (all *Intentions) Triggered(parent, address string, value int) *Intention {
	return all.ask(parent, fmt.Sprintf("%s (%d) has trigger %d", address, all.epochs[address], value))
}

// Overdue is the intention to rotate because a period ran out since a rotation. It is
// optional: the plan after the one that records a period rotates by it.
func (all *Intentions) Overdue(parent string, rotations int) *Intention {
	one := all.ask(parent, fmt.Sprintf("the period ran out after rotation %d", rotations))
	one.Optional = true
	return one
}

func (all *Intentions) ask(parent, reason string) *Intention {
	key := parent + ": " + reason
	if all.all[key] == nil {
		all.all[key] = &Intention{Parent: parent, Reason: reason}
	}
	return all.all[key]
}

// String has one line per intention.
func (all *Intentions) String() (text string) {
	for _, key := range slices.Sorted(maps.Keys(all.all)) {
		text += fmt.Sprintf("%s (done %t, recorded %t)\n", key, all.all[key].Done, all.all[key].Recorded)
	}
	return text
}

// Open are those for which a rotation may still be made.
func Open(some []*Intention) (open []*Intention) {
	for _, one := range some {
		if !one.Done && !one.Recorded {
			open = append(open, one)
		}
	}
	return open
}
