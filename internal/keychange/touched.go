package keychange

import "sync"

// Touched are the keys that creates of this walk have added or taken over, by
// parent. A create takes over a key that an earlier run left behind, but not one
// that another resource of this walk has just added; and a delete of this walk
// leaves alone what a create has taken over. Left are the keys that a delete has
// left in place, because the create of the same replacement plans them. The zero
// value is ready to use.
type Touched struct {
	mu    sync.Mutex
	added map[touch]bool
	taken map[touch]bool
	left  map[touch]bool
}

type touch struct{ parent, id string }

// Add notes a key that was added.
func (t *Touched) Add(parent, id string) { t.note(&t.added, parent, id) }

// Take notes a key that was taken over.
func (t *Touched) Take(parent, id string) { t.note(&t.taken, parent, id) }

// Leave notes a key that the delete of a replacement has left in place.
func (t *Touched) Leave(parent, id string) { t.note(&t.left, parent, id) }

// Left reports whether the delete of a replacement has left the key in place.
func (t *Touched) Left(parent, id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.left[touch{parent, id}]
}

// Added reports whether this walk added the key.
func (t *Touched) Added(parent, id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.added[touch{parent, id}]
}

// Taken reports whether this walk took the key over.
func (t *Touched) Taken(parent, id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.taken[touch{parent, id}]
}

func (t *Touched) note(set *map[touch]bool, parent, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if *set == nil {
		*set = map[touch]bool{}
	}
	(*set)[touch{parent, id}] = true
}
