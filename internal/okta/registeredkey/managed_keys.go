package registeredkey

import (
	"slices"
	"sync"
)

// managedKeys are the keys that the resources of one run hold, as their refresh
// finds them, and those that it plans to add. A key that is both belongs to two
// resources, or to one that was renamed or is replaced by order. The zero value is
// ready to use.
type managedKeys struct {
	mu      sync.Mutex
	managed []keyRef
	planned []keyRef
}

// keyRef is a key by what it is: added again, it has another ID. By its ID it is the
// same whatever its parent is called; the ID is empty where it is not known.
type keyRef struct{ parent, kid, thumbprint, id string }

func (k keyRef) isSame(other keyRef) bool {
	if k.id != "" && k.id == other.id {
		other.parent = k.parent
	}
	other.id = k.id
	return k == other
}

// addManaged notes a key that a resource holds, and reports whether the same one is
// planned to be added.
func (h *managedKeys) addManaged(key keyRef) (planned bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.managed = append(h.managed, key)
	return slices.ContainsFunc(h.planned, key.isSame)
}

// addPlanned notes a key that is planned to be added, and reports whether a resource
// holds the same one.
func (h *managedKeys) addPlanned(key keyRef) (held bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.planned = append(h.planned, key)
	return slices.ContainsFunc(h.managed, key.isSame)
}

// isManaged reports whether the refresh of a resource has found this key to be its own.
func (h *managedKeys) isManaged(key keyRef) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.ContainsFunc(h.managed, key.isSame)
}

// release forgets a key whose resource is planned to be replaced.
func (h *managedKeys) release(key keyRef) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.managed = slices.DeleteFunc(h.managed, key.isSame)
}
