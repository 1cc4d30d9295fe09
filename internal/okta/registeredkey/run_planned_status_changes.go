package registeredkey

import (
	"slices"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// runPlannedStatusChanges are the keys that the resources of one run plan to deactivate or delete, and those that
// they plan to activate. Several resources can have the active keys of one parent. In the list, each of
// them finds the others' keys active. So a resource has to know what the resources plan that were planned before it.
// The zero value is ready to use.
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
// if the kid is not known yet.
func (p *runPlannedStatusChanges) addActivation(parent, use, kidOrThumbprint string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.changesAt(parent)
	if !slices.Contains(at.activatedKIDs[use], kidOrThumbprint) {
		at.activatedKIDs[use] = append(at.activatedKIDs[use], kidOrThumbprint)
	}
}

// keysStayingActive returns the active keys of a list that no resource planned so far deactivates or
// deletes.
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

// changesAt returns what is planned at a parent. The caller has the lock.
func (p *runPlannedStatusChanges) changesAt(parent string) *parentStatusChanges {
	if p.parents == nil {
		p.parents = map[string]*parentStatusChanges{}
	}
	if p.parents[parent] == nil {
		p.parents[parent] = &parentStatusChanges{deactivatedIDs: map[string]bool{}, activatedKIDs: map[string][]string{}}
	}
	return p.parents[parent]
}
