package registeredkey

import (
	"maps"
	"slices"
	"sync"
)

// runPlannedActiveKeys are the keys that the resources of one run plan to be active. So two resources that plan an
// active key of a use of which only one can be active are refused before either is changed, and a
// deactivation can wait for its successor. It is made in Configure, so that a run has only its own
// plans. The zero value is ready to use.
type runPlannedActiveKeys struct {
	mu    sync.Mutex
	byUse map[activeUse][]plannedActiveKey
	// others are the kids of keys that are planned to be active, beside those of byUse.
	others map[activeUse][]string
}

// plannedActiveKey is a key that is planned to be active.
type plannedActiveKey struct{ thumbprint, kid string }

// activeUse is a use of keys at one parent.
type activeUse struct{ parent, use string }

// addAndFindConflicts notes that a key is planned to be active, and returns the kids of keys of other material that are
// planned to be active. These are conflicts if only one key of the use can be active. Keys are compared by their
// material, because a replacement is planned twice, the first time with the kid of the state.
func (c *runPlannedActiveKeys) addAndFindConflicts(parent, use, thumbprint, kid string) (conflictingKIDs []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := activeUse{parent, use}
	if c.byUse == nil {
		c.byUse = map[activeUse][]plannedActiveKey{}
	}
	if own := (plannedActiveKey{thumbprint, kid}); !slices.Contains(c.byUse[s], own) {
		c.byUse[s] = append(c.byUse[s], own)
	}
	byThumbprint := map[string]string{}
	for _, other := range c.byUse[s] {
		byThumbprint[other.thumbprint] = other.kid
	}
	delete(byThumbprint, thumbprint)
	return sortedUnique(slices.Collect(maps.Values(byThumbprint)))
}

// addPlannedActive notes that a key is planned to be active, whether it is active already or not. It finds
// no conflicts. The key itself need not be known.
func (c *runPlannedActiveKeys) addPlannedActive(parent, effectiveUse, kid string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.others == nil {
		c.others = map[activeUse][]string{}
	}
	s := activeUse{parent, effectiveUse}
	c.others[s] = append(c.others[s], kid)
}

// kidsPlannedActiveExcept returns the kids of the keys that are planned to be active, without this kid. Keys are
// compared by kid, because the same material can be registered under several kids.
func (c *runPlannedActiveKeys) kidsPlannedActiveExcept(parent, use, kid string) (kids []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, other := range c.byUse[activeUse{parent, use}] {
		if other.kid != kid {
			kids = append(kids, other.kid)
		}
	}
	for _, other := range c.others[activeUse{parent, use}] {
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
