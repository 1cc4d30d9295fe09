package registeredkey

import "sync"

// touchedKeys are the keys that creates of this run have added or taken over, by
// parent. A create takes over a key that an earlier apply left behind, but not one
// that another resource of this run has just added; and a delete of this run
// leaves alone what a create has taken over. Left are the keys that a delete has
// left in place, because the create of the same replacement plans them. The zero
// value is ready to use.
type touchedKeys struct {
	mu      sync.Mutex
	added   map[registeredKey]bool
	adopted map[registeredKey]bool
	left    map[registeredKey]bool
}

type registeredKey struct{ parent, id string }

// addAdded notes a key that was added.
func (t *touchedKeys) addAdded(parent, id string) { t.mark(&t.added, parent, id) }

// addAdopted notes a key that was taken over.
func (t *touchedKeys) addAdopted(parent, id string) { t.mark(&t.adopted, parent, id) }

// addLeft notes a key that the delete of a replacement has left in place.
func (t *touchedKeys) addLeft(parent, id string) { t.mark(&t.left, parent, id) }

// isLeft reports whether the delete of a replacement has left the key in place.
func (t *touchedKeys) isLeft(parent, id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.left[registeredKey{parent, id}]
}

// isAdded reports whether this run added the key.
func (t *touchedKeys) isAdded(parent, id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.added[registeredKey{parent, id}]
}

// isAdopted reports whether this run took the key over.
func (t *touchedKeys) isAdopted(parent, id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.adopted[registeredKey{parent, id}]
}

func (t *touchedKeys) mark(set *map[registeredKey]bool, parent, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if *set == nil {
		*set = map[registeredKey]bool{}
	}
	(*set)[registeredKey{parent, id}] = true
}
