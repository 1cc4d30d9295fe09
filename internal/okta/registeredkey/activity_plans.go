package registeredkey

import (
	"slices"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// activityPlans records, for one run, which keys the resources plan to take out of use,
// and which keys they plan to activate. Several resources can hold the active keys of
// one parent. Each of them sees the others' keys active in the list, so the one that is planned last
// has to learn what the others plan. The zero value is ready to use.
type activityPlans struct {
	mu      sync.Mutex
	parents map[string]*parentActivity
}

type parentActivity struct {
	// deactivatedIDs are vendor's IDs, begun the kids of each use.
	deactivatedIDs map[string]bool
	activatedKIDs  map[string][]string
}

// planDeactivation notes keys that are planned to be deactivated or deleted, by the vendor's ID.
func (p *activityPlans) planDeactivation(parent string, ids ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		p.of(parent).deactivatedIDs[id] = true
	}
}

// planActivation notes a key that is planned to become active, by its kid, or by its thumbprint
// while the kid is not known.
func (p *activityPlans) planActivation(parent, use, kid string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.of(parent)
	if !slices.Contains(at.activatedKIDs[use], kid) {
		at.activatedKIDs[use] = append(at.activatedKIDs[use], kid)
	}
}

// remainingActive are the keys of a list that are active, and that no resource planned so far
// takes out of use.
func (p *activityPlans) remainingActive(parent string, keys []oktaapi.Key) (left []oktaapi.Key) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, key := range keys {
		if key.Status == oktaapi.StatusActive && !p.of(parent).deactivatedIDs[key.ID] {
			left = append(left, key)
		}
	}
	return left
}

// hasActivation reports whether a resource planned so far activates a key of the use.
func (p *activityPlans) hasActivation(parent, use string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.of(parent).activatedKIDs[use]) > 0
}

// of is what is planned at a parent. The lock is held.
func (p *activityPlans) of(parent string) *parentActivity {
	if p.parents == nil {
		p.parents = map[string]*parentActivity{}
	}
	if p.parents[parent] == nil {
		p.parents[parent] = &parentActivity{deactivatedIDs: map[string]bool{}, activatedKIDs: map[string][]string{}}
	}
	return p.parents[parent]
}
