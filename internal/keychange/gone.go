package keychange

import "sync"

// Gone are the parents that a refresh of this walk has found gone. What is planned
// for them in the same walk comes of that: it is no mistake to be refused, which
// would block a destroy. The zero value is ready to use.
type Gone struct {
	mu      sync.Mutex
	parents map[string]bool
}

// Note notes a parent.
func (g *Gone) Note(parent string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.parents == nil {
		g.parents = map[string]bool{}
	}
	g.parents[parent] = true
}

// Has reports whether a parent was noted.
func (g *Gone) Has(parent string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.parents[parent]
}
