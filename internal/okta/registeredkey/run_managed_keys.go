package registeredkey

import (
	"slices"
	"sync"
)

// runManagedKeys are the keys that the resources of one run have after their refresh,
// and the keys that the run plans to add. A key that is both is in two resources, or
// in one that was renamed or is replaced with -replace. The zero value is ready to
// use.
type runManagedKeys struct {
	mu      sync.Mutex
	managed []managedKey
	planned []managedKey
}

// managedKey identifies a key by its kid and material, because a key that is added again has another ID; and by
// its ID, because its parent can have two IDs. The ID is empty if it is not known.
type managedKey struct{ parent, kid, thumbprint, id string }

func (k managedKey) isSameKey(other managedKey) bool {
	if k.id != "" && k.id == other.id {
		other.parent = k.parent
	}
	other.id = k.id
	return k == other
}

// addManaged notes a key of a resource, and reports whether the same key is planned to be
// added.
func (m *runManagedKeys) addManaged(key managedKey) (alsoPlanned bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.managed = append(m.managed, key)
	return slices.ContainsFunc(m.planned, key.isSameKey)
}

// addPlanned notes a key that is planned to be added, and reports whether a resource
// has the same key.
func (m *runManagedKeys) addPlanned(key managedKey) (alsoManaged bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.planned = append(m.planned, key)
	return slices.ContainsFunc(m.managed, key.isSameKey)
}

// isManaged reports whether the refresh of a resource has found this key to be its own.
func (m *runManagedKeys) isManaged(key managedKey) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.ContainsFunc(m.managed, key.isSameKey)
}

// removeManaged forgets a key whose resource is planned to be replaced.
func (m *runManagedKeys) removeManaged(key managedKey) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.managed = slices.DeleteFunc(m.managed, key.isSameKey)
}
