package registeredkey

import "sync"

// runMissingParents are the parents that a refresh of this run has found to be deleted. The plan of the same
// run does not refuse to add keys to them: the refresh has caused that, and an error would block a destroy. The
// zero value is ready to use.
type runMissingParents struct {
	mu      sync.Mutex
	parents map[string]bool
}

// add notes a parent.
func (m *runMissingParents) add(parent string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.parents == nil {
		m.parents = map[string]bool{}
	}
	m.parents[parent] = true
}

// has reports whether a parent was noted.
func (m *runMissingParents) has(parent string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.parents[parent]
}
