package registeredkey

import "sync"

// managedKeys are the keys that the resources of one run hold, as their refresh
// finds them, and those that it plans to add. A key that is both belongs to two
// resources, or to one that was renamed or is replaced by order. The zero value is
// ready to use.
type managedKeys struct {
	mu      sync.Mutex
	managed map[keyRef]bool
	planned map[keyRef]bool
}

// keyRef is a key by what it is: added again, it has another ID.
type keyRef struct{ parent, kid, thumbprint string }

// addManaged notes a key that a resource holds, and reports whether the same one is
// planned to be added.
func (h *managedKeys) addManaged(key keyRef) (planned bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return addAndCompare(&h.managed, h.planned, key)
}

// addPlanned notes a key that is planned to be added, and reports whether a resource
// holds the same one.
func (h *managedKeys) addPlanned(key keyRef) (held bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return addAndCompare(&h.planned, h.managed, key)
}

// isManaged reports whether the refresh of a resource has found this key to be its own.
func (h *managedKeys) isManaged(key keyRef) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.managed[key]
}

// release forgets a key whose resource is planned to be replaced.
func (h *managedKeys) release(key keyRef) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.managed, key)
}

func addAndCompare(set *map[keyRef]bool, other map[keyRef]bool, key keyRef) bool {
	if *set == nil {
		*set = map[keyRef]bool{}
	}
	(*set)[key] = true
	return other[key]
}
