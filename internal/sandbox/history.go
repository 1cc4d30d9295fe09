package sandbox

import (
	"maps"
	"slices"
	"time"
)

// How far behind the present answers can be, by the clock of the sandbox: reads of the
// Management APIs, and documents that are published.
const (
	readLagLimit  = time.Hour
	historyLength = 7 * 24 * time.Hour
)

// history is the objects of one kind, by ID: as they are, and as they were within
// historyLength. The lock of the service is held for every method. A version is
// not changed once there is a later one, so what a read returns can be used as
// long as the lock is held.
type history[T any] struct {
	clock    *Clock
	clone    func(*T) *T
	versions map[string][]version[T] // oldest first, never empty
}

// version is how one object was from a moment on.
type version[T any] struct {
	since time.Time
	state *T // nil: it was deleted
}

// newHistory makes a history without objects. clone makes a copy that shares nothing
// with the original that may be changed.
func newHistory[T any](clock *Clock, clone func(*T) *T) *history[T] {
	return &history[T]{clock: clock, clone: clone, versions: map[string][]version[T]{}}
}

// get is an object as it is.
func (h *history[T]) get(id string) (*T, bool) {
	versions := h.versions[id]
	if len(versions) == 0 {
		return nil, false
	}
	state := versions[len(versions)-1].state
	return state, state != nil
}

// change is an object as it is, for the caller to change. How it was is kept.
func (h *history[T]) change(id string) (*T, bool) {
	state, ok := h.get(id)
	if !ok {
		return nil, false
	}
	state = h.clone(state)
	h.put(id, state)
	return state, true
}

// put makes state how the object is from now on.
func (h *history[T]) put(id string, state *T) {
	now := h.clock.Now()
	versions := h.versions[id]
	for len(versions) > 1 && now.Sub(versions[1].since) > historyLength {
		versions = versions[1:] // no read can be as far behind
	}
	h.versions[id] = append(versions, version[T]{now, state})
}

// remove deletes an object, if there is one.
func (h *history[T]) remove(id string) {
	if _, ok := h.get(id); ok {
		h.put(id, nil)
	}
}

// ids are those of the objects that exist, in the order of the alphabet.
func (h *history[T]) ids() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(h.versions)), func(id string) bool {
		_, ok := h.get(id)
		return !ok
	})
}

// all are the objects that exist, in the order of their IDs.
func (h *history[T]) all() (states []*T) {
	for _, id := range h.ids() {
		state, _ := h.get(id)
		states = append(states, state)
	}
	return states
}

// at is an object as a view shows it.
func (h *history[T]) at(id string, v view) (*T, bool) {
	if v.behind <= 0 {
		return h.get(id)
	}
	moment := h.clock.Now().Add(-v.behind)
	versions := h.versions[id]
	if !v.parents {
		versions = lastLife(versions)
	}
	for _, old := range slices.Backward(versions) {
		if !old.since.After(moment) {
			return old.state, old.state != nil
		}
	}
	if v.parents || len(versions) == 0 {
		return nil, false
	}
	return versions[0].state, true
}

// lastLife is the versions of the object that exists now: those after the deletion
// of another one with the same ID. There is none if it was deleted.
func lastLife[T any](versions []version[T]) []version[T] {
	for i, old := range slices.Backward(versions) {
		if old.state == nil {
			return versions[i+1:]
		}
	}
	return versions
}

// find is an object that a view shows and that matches.
func (h *history[T]) find(v view, match func(*T) bool) (*T, bool) {
	for _, id := range slices.Sorted(maps.Keys(h.versions)) {
		if state, ok := h.at(id, v); ok && match(state) {
			return state, true
		}
	}
	return nil, false
}

// age makes everything that has happened earlier by d. older changes one version.
func (h *history[T]) age(d time.Duration, older func(*T)) {
	for _, id := range slices.Sorted(maps.Keys(h.versions)) {
		versions := h.versions[id]
		for i := range versions {
			versions[i].since = versions[i].since.Add(-d)
			if versions[i].state != nil {
				older(versions[i].state)
			}
		}
	}
}
