package keychange

import "sync"

// Holdings are the keys that the resources of one walk hold, as their refresh
// finds them, and those that it plans to add. A key that is both belongs to two
// resources, or to one that was renamed or is replaced by order. The zero value is
// ready to use.
type Holdings struct {
	mu      sync.Mutex
	held    map[holding]bool
	planned map[holding]bool
}

// holding is a key by what it is: added again, it has another ID.
type holding struct{ parent, kid, thumbprint string }

// Hold notes a key that a resource holds, and reports whether the same one is
// planned to be added.
func (h *Holdings) Hold(parent, kid, thumbprint string) (planned bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return note(&h.held, h.planned, holding{parent, kid, thumbprint})
}

// Plan notes a key that is planned to be added, and reports whether a resource
// holds the same one.
func (h *Holdings) Plan(parent, kid, thumbprint string) (held bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return note(&h.planned, h.held, holding{parent, kid, thumbprint})
}

// Held reports whether the refresh of a resource has found this key to be its own.
func (h *Holdings) Held(parent, kid, thumbprint string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.held[holding{parent, kid, thumbprint}]
}

// LetGo forgets a key whose resource is planned to be replaced.
func (h *Holdings) LetGo(parent, kid, thumbprint string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.held, holding{parent, kid, thumbprint})
}

func note(set *map[holding]bool, other map[holding]bool, key holding) bool {
	if *set == nil {
		*set = map[holding]bool{}
	}
	(*set)[key] = true
	return other[key]
}
