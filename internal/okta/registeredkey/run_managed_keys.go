package registeredkey

import (
	"slices"
	"sync"
)

// runManagedKeys are the keys that the resources of one run hold, as their refresh
// finds them, and those that it plans to add. A key that is both belongs to two
// resources, or to one that was renamed or is replaced by order. The zero value is
// ready to use.
type runManagedKeys struct {
	mu      sync.Mutex
	managed []managedKey
	planned []managedKey
}

// managedKey is a key by what it is: added again, it has another ID. By its ID it is the
// same whatever its parent is called; the ID is empty where it is not known.
type managedKey struct{ parent, kid, thumbprint, id string }

func (k managedKey) isSameKey(other managedKey) bool {
	if k.id != "" && k.id == other.id {
		other.parent = k.parent
	}
	other.id = k.id
	return k == other
}

// addManaged notes a key that a resource holds, and reports whether the same one is
// planned to be added.
func (m *runManagedKeys) addManaged(key managedKey) (alsoPlanned bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.managed = append(m.managed, key)
	return slices.ContainsFunc(m.planned, key.isSameKey)
}

// addPlanned notes a key that is planned to be added, and reports whether a resource
// holds the same one.
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
