package sandbox

import (
	"net/http"
	"slices"
	"sync"
)

// hooks are the functions that tests hang around requests.
type hooks struct {
	mu       sync.Mutex
	before   []*hook
	after    []*hook
	watchers []func(Entry)
}

// hook runs a function for the requests that match accepts.
type hook struct {
	match func(*http.Request) bool
	run   func()
}

// add appends a hook to one of the two lists and returns what removes it.
func (h *hooks) add(list *[]*hook, match func(*http.Request) bool, fn func()) (remove func()) {
	added := &hook{match: match, run: fn}
	h.mu.Lock()
	defer h.mu.Unlock()
	*list = append(*list, added)
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		*list = slices.DeleteFunc(slices.Clone(*list), func(x *hook) bool { return x == added })
	}
}

// fire runs the hooks of one list that match r. No lock is held meanwhile, so
// that a hook may use the sandbox.
func (h *hooks) fire(list *[]*hook, r *http.Request) {
	h.mu.Lock()
	snapshot := slices.Clone(*list)
	h.mu.Unlock()
	for _, x := range snapshot {
		if matches(x.match, r) {
			x.run()
		}
	}
}

// watch adds a function that sees every finished journal entry.
func (h *hooks) watch(fn func(Entry)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watchers = append(h.watchers, fn)
}

// finished tells the watchers about a request that is over.
func (h *hooks) finished(e Entry) {
	h.mu.Lock()
	snapshot := slices.Clone(h.watchers)
	h.mu.Unlock()
	for _, fn := range snapshot {
		fn(e)
	}
}

// matches applies a matcher; nil accepts every request.
func matches(match func(*http.Request) bool, r *http.Request) bool {
	return match == nil || match(r)
}
