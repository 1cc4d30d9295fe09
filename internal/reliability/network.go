package reliability

import (
	"context"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// answerTimeout is how long a slow answer is waited for, from the moment at which the
// request has arrived, or has taken effect. A time limit that ran from the
// start would measure how busy the machine is. The provider's own
// request_timeout is tested elsewhere.
const answerTimeout = 10 * time.Millisecond

// network is the provider's network. It refuses connections, or lets the time of
// requests run out, where a case asks for it.
type network struct {
	base   *http.Transport
	refuse func(*http.Request) bool
	slow   func(*http.Request) bool
	still  func()

	mu      sync.Mutex
	waiting []*expiring
}

// RoundTrip refuses, or passes on.
func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	if n.refuse != nil && n.refuse(r) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	if n.slow != nil && n.slow(r) {
		ctx := &expiring{Context: r.Context(), done: make(chan struct{})}
		n.mu.Lock()
		n.waiting = append(n.waiting, ctx)
		n.mu.Unlock()
		r = r.WithContext(ctx) //nolint:contextcheck // it is around the context of r
	}
	return n.base.RoundTrip(r)
}

// expire ends the time of the requests that wait now, after a short time.
func (n *network) expire() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, ctx := range n.waiting {
		time.AfterFunc(answerTimeout, ctx.expire)
	}
	n.waiting = nil
}

// heal removes what a case asked for.
func (n *network) heal() {
	n.refuse, n.slow = nil, nil
	if n.still != nil {
		n.still()
		n.still = nil
	}
}

// expiring is a context whose deadline comes when it is told to.
type expiring struct {
	context.Context //nolint:containedctx // it is one
	once            sync.Once
	done            chan struct{}
}

func (e *expiring) expire() { e.once.Do(func() { close(e.done) }) }

// Done is closed when the time is over.
func (e *expiring) Done() <-chan struct{} { return e.done }

// Err is that of a deadline.
func (e *expiring) Err() error {
	select {
	case <-e.done:
		return context.DeadlineExceeded
	default:
		return e.Context.Err()
	}
}
