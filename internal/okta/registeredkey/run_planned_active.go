package registeredkey

import (
	"maps"
	"slices"
	"sync"
)

// runPlannedActiveKeys are which keys the resources of one run plan to be active, so that two
// that plan it for one slot are refused before either is changed, and one that is
// to go can wait for one that comes. It is made in Configure, so that a run sees
// its own claims only. The zero value is ready to use.
type runPlannedActiveKeys struct {
	mu    sync.Mutex
	slots map[activeSlot][]activeClaim
	// others are the kids of keys that are planned to be active, beside those of slots.
	others map[activeSlot][]string
}

// activeClaim is a key that is planned to be active.
type activeClaim struct{ thumbprint, kid string }

// activeSlot is a use of keys at one parent.
type activeSlot struct{ parent, use string }

// claimOnlyActive says that a key is planned to be active, and returns the kids of keys of other
// material that are. The material tells one resource from another here: a replacement
// is planned twice under one address, the first time with the kid of the state.
func (c *runPlannedActiveKeys) claimOnlyActive(parent, use, thumbprint, kid string) (conflictingKIDs []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := activeSlot{parent, use}
	if c.slots == nil {
		c.slots = map[activeSlot][]activeClaim{}
	}
	if own := (activeClaim{thumbprint, kid}); !slices.Contains(c.slots[s], own) {
		c.slots[s] = append(c.slots[s], own)
	}
	byThumbprint := map[string]string{}
	for _, other := range c.slots[s] {
		byThumbprint[other.thumbprint] = other.kid
	}
	delete(byThumbprint, thumbprint)
	return sortedUnique(slices.Collect(maps.Values(byThumbprint)))
}

// addPlannedActive says that a key is planned to be active, whether it is already or not. It claims
// nothing: any number can be noted, and the key itself need not be known.
func (c *runPlannedActiveKeys) addPlannedActive(parent, effectiveUse, kid string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.others == nil {
		c.others = map[activeSlot][]string{}
	}
	s := activeSlot{parent, effectiveUse}
	c.others[s] = append(c.others[s], kid)
}

// kidsPlannedActiveExcept are the kids of the keys but this one that are planned to be active. One
// material can be registered under several kids, so the kid tells them apart.
func (c *runPlannedActiveKeys) kidsPlannedActiveExcept(parent, use, kid string) (kids []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, other := range c.slots[activeSlot{parent, use}] {
		if other.kid != kid {
			kids = append(kids, other.kid)
		}
	}
	for _, other := range c.others[activeSlot{parent, use}] {
		if other != kid {
			kids = append(kids, other)
		}
	}
	return sortedUnique(kids)
}

func sortedUnique(kids []string) []string {
	slices.Sort(kids)
	return slices.Compact(kids)
}
