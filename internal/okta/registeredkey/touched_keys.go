package registeredkey

import "sync"

// touchedKeys are the keys that creates of this run have added or taken over, by
// Okta's ID, which is unique in an org: a parent can have two names. A create takes
// over a key that an earlier apply left behind, but not one
// that another resource of this run has just added; and a delete of this run
// leaves alone what a create has taken over. Left are the keys that a delete has
// left in place, because the create of the same replacement plans them. The zero
// value is ready to use.
type touchedKeys struct {
	mu                   sync.Mutex
	added, adopted, left map[string]bool
}

// addAdded notes a key that was added.
func (t *touchedKeys) addAdded(id string) { t.mark(&t.added, id) }

// addAdopted notes a key that was taken over.
func (t *touchedKeys) addAdopted(id string) { t.mark(&t.adopted, id) }

// addLeft notes a key that the delete of a replacement has left in place.
func (t *touchedKeys) addLeft(id string) { t.mark(&t.left, id) }

// isLeft reports whether the delete of a replacement has left the key in place.
func (t *touchedKeys) isLeft(id string) bool { return t.has(&t.left, id) }

// isAdded reports whether this run added the key.
func (t *touchedKeys) isAdded(id string) bool { return t.has(&t.added, id) }

// isAdopted reports whether this run took the key over.
func (t *touchedKeys) isAdopted(id string) bool { return t.has(&t.adopted, id) }

func (t *touchedKeys) has(set *map[string]bool, id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return (*set)[id]
}

func (t *touchedKeys) mark(set *map[string]bool, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if *set == nil {
		*set = map[string]bool{}
	}
	(*set)[id] = true
}
