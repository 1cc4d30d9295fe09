package keychange

import (
	"maps"
	"slices"
	"sync"
)

// Claims are which keys the resources of one walk plan to be active, so that two
// that plan it for one slot are refused before either is changed, and one that is
// to go can wait for one that comes. It is made in Configure, so that a walk sees
// its own claims only. The zero value is ready to use.
type Claims struct {
	mu    sync.Mutex
	slots map[slot]map[string]string
}

// slot is a use of keys at one parent.
type slot struct{ parent, use string }

// Claim says that a key is planned to be active, and returns the kids of other
// keys that are. Keys are told apart by thumbprint: a replacement is planned twice
// under one address, the first time with the kid of the state.
func (c *Claims) Claim(parent, use, thumbprint, kid string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := slot{parent, use}
	if c.slots == nil {
		c.slots = map[slot]map[string]string{}
	}
	if c.slots[s] == nil {
		c.slots[s] = map[string]string{}
	}
	c.slots[s][thumbprint] = kid
	return c.others(s, thumbprint)
}

// Others are the kids of the keys but this one that are planned to be active.
func (c *Claims) Others(parent, use, thumbprint string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.others(slot{parent, use}, thumbprint)
}

func (c *Claims) others(s slot, thumbprint string) []string {
	var kids []string
	for _, other := range slices.Sorted(maps.Keys(c.slots[s])) {
		if other != thumbprint {
			kids = append(kids, c.slots[s][other])
		}
	}
	return kids
}
