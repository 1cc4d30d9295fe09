package registeredkey

import "sync"

// missingParents are the parents that a refresh of this run has found gone. What is planned
// for them in the same run comes of that: it is no mistake to be refused, which
// would block a destroy. The zero value is ready to use.
type missingParents struct {
	mu      sync.Mutex
	parents map[string]bool
}

// add notes a parent.
func (g *missingParents) add(parent string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.parents == nil {
		g.parents = map[string]bool{}
	}
	g.parents[parent] = true
}

// has reports whether a parent was noted.
func (g *missingParents) has(parent string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.parents[parent]
}
