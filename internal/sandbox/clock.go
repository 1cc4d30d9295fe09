package sandbox

import (
	"sync"
	"time"
)

// Clock is the time of a sandbox: real time plus an offset that tests move. It runs by
// itself, so that the order of events always shows, unless it was made with
// [WithStillClock].
type Clock struct {
	mu     sync.RWMutex
	offset time.Duration
	still  time.Time // what a clock that stands still shows without an offset; zero for one that runs
}

// newClock makes a clock that shows start now.
func newClock(start time.Time, still bool) *Clock {
	if still {
		return &Clock{still: start}
	}
	return &Clock{offset: time.Until(start)}
}

// Now is the sandbox's present time, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	now := c.still
	if now.IsZero() {
		now = time.Now()
	}
	return now.Add(c.offset).Round(0).UTC()
}

// Advance moves the clock by d; a negative d moves it back.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}
