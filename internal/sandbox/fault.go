package sandbox

import (
	"net/http"
	"slices"
	"sync"
)

// Fault is something that goes wrong with requests. Faults wait in a queue; a
// request meets the first one that matches it, is not used up and has skipped
// enough.
type Fault struct {
	// Name shows in the journal; empty becomes "fault".
	Name string
	// Match says which requests the fault is for; nil means all. It may be
	// called more than once for a request and must not change anything.
	Match func(*http.Request) bool
	// Times is how many requests meet the fault: 0 means one, -1 all.
	Times int
	// Skip lets that many matching requests pass first, on to later faults.
	Skip int
	// Commit has the service execute the request, and change its state, before
	// Answer takes the place of the real answer. Without it the service never
	// sees the request, unless Answer is nil or one that ends in the real
	// answer ([Delay], [Trickle]).
	Commit bool
	// Answer is sent in place of the real answer; nil sends the real one.
	Answer Answer
}

// queuedFault is a fault with what is left of it.
type queuedFault struct {
	Fault
	left int // requests that may still meet it; negative: any number
	skip int // matching requests that still pass
}

// faultQueue holds faults in the order of their injection.
type faultQueue struct {
	mu     sync.Mutex
	faults []*queuedFault
}

// add queues a fault.
func (q *faultQueue) add(f Fault) {
	if f.Name == "" {
		f.Name = "fault"
	}
	left := f.Times
	if left == 0 {
		left = 1
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.faults = append(q.faults, &queuedFault{Fault: f, left: left, skip: f.Skip})
}

// take finds the fault that r meets and uses it up once. Matchers run without
// the lock, so that they may look at the sandbox.
func (q *faultQueue) take(r *http.Request) (Fault, bool) {
	q.mu.Lock()
	snapshot := slices.Clone(q.faults)
	q.mu.Unlock()
	for _, f := range snapshot {
		if matches(f.Match, r) && q.use(f) {
			return f.Fault, true
		}
	}
	return Fault{}, false
}

// use counts one matching request against f and says whether the request meets
// the fault.
func (q *faultQueue) use(f *queuedFault) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case f.left == 0:
		return false
	case f.skip > 0:
		f.skip--
		return false
	case f.left > 0:
		f.left--
	}
	return true
}

// pending names the faults that are not used up.
func (q *faultQueue) pending() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	var names []string
	for _, f := range q.faults {
		if f.left != 0 {
			names = append(names, f.Name)
		}
	}
	return names
}

// clear empties the queue.
func (q *faultQueue) clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, f := range q.faults {
		f.left = 0
	}
	q.faults = nil
}
