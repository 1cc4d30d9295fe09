package simulation

import (
	"bytes"
	"maps"
	"slices"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// recorded is one resource in a state.
type recorded struct {
	object *acctest.Object
	// tainted means that the next plan replaces it.
	tainted bool
	// at is when it was last recorded.
	at time.Time
	// told is when an apply last recorded the last rotation there was, or that its outcome is unknown.
	told time.Time
}

// same reports whether two resources are recorded alike.
func (r recorded) same(other recorded) bool {
	return r.tainted == other.tainted && r.object.Value.Equal(other.object.Value) && bytes.Equal(r.object.Private, other.object.Private)
}

// state is Terraform's state: the resources by address.
type state struct {
	serial    int
	resources map[string]recorded
}

func (s state) clone() state { return state{s.serial, maps.Clone(s.resources)} }

func (s state) addresses() []string { return slices.Sorted(maps.Keys(s.resources)) }

// same reports whether two states have the same resources.
func (s state) same(other state) bool {
	return maps.EqualFunc(s.resources, other.resources, recorded.same)
}

// kids are the registered keys that the state has at a parent, by its ID.
func (s state) kids(kind Kind, parentID string) (kids []string) {
	for _, address := range s.addresses() {
		object := s.resources[address].object
		if kindOf(address) != kind || object.Show(kind.ParentArgument()) != parentID {
			continue
		}
		if kind.IsSet() {
			kids = append(kids, object.Names("keys")...)
		} else {
			kids = append(kids, object.Show("kid"))
		}
	}
	return kids
}
