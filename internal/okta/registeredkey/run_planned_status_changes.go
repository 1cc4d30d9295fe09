package registeredkey

import (
	"slices"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// runPlannedStatusChanges records, for one run, which keys the resources plan to take out of use,
// and which keys they plan to activate. Several resources can hold the active keys of
// one parent. Each of them sees the others' keys active in the list, so the one that is planned last
// has to learn what the others plan. The zero value is ready to use.
type runPlannedStatusChanges struct {
	mu      sync.Mutex
	parents map[string]*parentStatusChanges
}

type parentStatusChanges struct {
	// deactivatedIDs are vendor's IDs, begun the kids of each use.
	deactivatedIDs map[string]bool
	activatedKIDs  map[string][]string
}

// addDeactivations notes keys that are planned to be deactivated or deleted, by the vendor's ID.
func (p *runPlannedStatusChanges) addDeactivations(parent string, oktaIDs ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range oktaIDs {
		p.changesAt(parent).deactivatedIDs[id] = true
	}
}

// addActivation notes a key that is planned to become active, by its kid, or by its thumbprint
// while the kid is not known.
func (p *runPlannedStatusChanges) addActivation(parent, use, kidOrThumbprint string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.changesAt(parent)
	if !slices.Contains(at.activatedKIDs[use], kidOrThumbprint) {
		at.activatedKIDs[use] = append(at.activatedKIDs[use], kidOrThumbprint)
	}
}

// keysStayingActive are the keys of a list that are active, and that no resource planned so far
// takes out of use.
func (p *runPlannedStatusChanges) keysStayingActive(parent string, registered []oktaapi.Key) (staying []oktaapi.Key) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, key := range registered {
		if key.Status == oktaapi.StatusActive && !p.changesAt(parent).deactivatedIDs[key.ID] {
			staying = append(staying, key)
		}
	}
	return staying
}

// hasActivation reports whether a resource planned so far activates a key of the use.
func (p *runPlannedStatusChanges) hasActivation(parent, use string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.changesAt(parent).activatedKIDs[use]) > 0
}

// changesAt is what is planned at a parent. The lock is held.
func (p *runPlannedStatusChanges) changesAt(parent string) *parentStatusChanges {
	if p.parents == nil {
		p.parents = map[string]*parentStatusChanges{}
	}
	if p.parents[parent] == nil {
		p.parents[parent] = &parentStatusChanges{deactivatedIDs: map[string]bool{}, activatedKIDs: map[string][]string{}}
	}
	return p.parents[parent]
}
