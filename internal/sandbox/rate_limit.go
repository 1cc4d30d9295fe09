package sandbox

import (
	"sync"
	"time"
)

// rateLimiter counts the requests to a service. The zero value does not.
type rateLimiter struct {
	mu     sync.Mutex
	limit  int
	window time.Duration
	ends   time.Time // of the present window; zero before the first request
	used   int       // in the present window
}

// quota is the state of a rate limit.
type quota struct {
	limit, remaining int
	reset            time.Time
}

// SetRateLimit has each service execute at most limit requests per window, each for
// itself, and refuse the others as the vendor does. A window begins with the first request
// after the last window, and the headers of each answer count down to its end. Without it,
// or with a limit of 0, nothing is refused, and the headers tell of no other request.
func (s *Sandbox) SetRateLimit(limit int, window time.Duration) {
	for _, handler := range s.handlers {
		handler.limiter.set(limit, window)
	}
}

// set begins to count, or ends it.
func (l *rateLimiter) set(limit int, window time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.limit, l.window, l.ends, l.used = limit, window, time.Time{}, 0
}

// take counts a request. It returns the state after it, nil if nothing is counted, and
// whether the request may be executed.
func (l *rateLimiter) take(now time.Time) (*quota, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.limit == 0 {
		return nil, true
	}
	if !now.Before(l.ends) {
		l.ends, l.used = now.Add(l.window), 0
	}
	ok := l.used < l.limit
	if ok {
		l.used++
	}
	return &quota{l.limit, l.limit - l.used, l.ends}, ok
}
