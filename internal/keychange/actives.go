package keychange

import (
	"slices"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// ActivePlans records, for one walk, which keys the resources plan to take out of use,
// and which keys they plan to activate. Several resources can hold the active keys of
// one parent. Each of them sees the others' keys active in the list, so the one that is planned last
// has to learn what the others plan. The zero value is ready to use.
type ActivePlans struct {
	mu      sync.Mutex
	parents map[string]*activePlans
}

type activePlans struct {
	// ended are vendor's IDs, begun the kids of each use.
	ended map[string]bool
	begun map[string][]string
}

// End notes keys that are planned to be deactivated or deleted, by the vendor's ID.
func (p *ActivePlans) End(parent string, ids ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		p.at(parent).ended[id] = true
	}
}

// Begin notes a key that is planned to become active, by its kid, or by its thumbprint
// while the kid is not known.
func (p *ActivePlans) Begin(parent, use, kid string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.at(parent)
	if !slices.Contains(at.begun[use], kid) {
		at.begun[use] = append(at.begun[use], kid)
	}
}

// Left are the keys of a list that are active, and that no resource planned so far
// takes out of use.
func (p *ActivePlans) Left(parent string, keys []oktaapi.Key) (left []oktaapi.Key) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, key := range keys {
		if key.Status == oktaapi.StatusActive && !p.at(parent).ended[key.ID] {
			left = append(left, key)
		}
	}
	return left
}

// Begins reports whether a resource planned so far activates a key of the use.
func (p *ActivePlans) Begins(parent, use string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.at(parent).begun[use]) > 0
}

// at is what is planned at a parent. The lock is held.
func (p *ActivePlans) at(parent string) *activePlans {
	if p.parents == nil {
		p.parents = map[string]*activePlans{}
	}
	if p.parents[parent] == nil {
		p.parents[parent] = &activePlans{ended: map[string]bool{}, begun: map[string][]string{}}
	}
	return p.parents[parent]
}
