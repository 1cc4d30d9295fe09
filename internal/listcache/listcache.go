// Package listcache keeps one list answer per parent for the length of a walk.
//
// Terraform configures the provider once per plan or apply walk, and asks for
// each resource and data source on its own. The cache, built in Configure,
// turns any number of readers of one parent into one request.
package listcache

import (
	"context"
	"sync"

	"golang.org/x/sync/singleflight"
)

// Cache holds the last list of each parent. The zero value is ready to use.
// It is safe for concurrent use.
type Cache[T any] struct {
	flights singleflight.Group

	mu    sync.Mutex
	known map[string]T
	drops map[string]int
}

// Get returns the list of parent, fetching it if it is not known. Concurrent
// callers share one fetch. The fetch keeps the deadline of the caller that
// began it but not its cancellation, so that one reader that is
// interrupted does not spoil it for the others. An error is not kept: the next call fetches again.
func (c *Cache[T]) Get(ctx context.Context, parent string, fetch func(context.Context) (T, error)) (T, error) {
	if list, ok := c.peek(parent); ok {
		return list, nil
	}
	answer := c.flights.DoChan(parent, func() (any, error) {
		shared, cancel := keepDeadline(ctx)
		defer cancel()
		return c.fetch(shared, parent, fetch)
	})
	var none T
	select {
	case <-ctx.Done():
		return none, ctx.Err()
	case a := <-answer:
		list, ok := a.Val.(T)
		if a.Err != nil || !ok {
			return none, a.Err
		}
		return list, nil
	}
}

// Drop forgets parent, and makes sure that a fetch under way is not kept: its
// answer may be older than the write that is the reason for the call.
func (c *Cache[T]) Drop(parent string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops == nil {
		c.drops = map[string]int{}
	}
	c.drops[parent]++
	delete(c.known, parent)
	c.flights.Forget(parent)
}

func (c *Cache[T]) fetch(ctx context.Context, parent string, fetch func(context.Context) (T, error)) (T, error) {
	// Another flight may have landed between the caller's look and this one.
	if list, ok := c.peek(parent); ok {
		return list, nil
	}
	before := c.dropsOf(parent)
	list, err := fetch(ctx)
	if err != nil {
		return list, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops[parent] == before {
		if c.known == nil {
			c.known = map[string]T{}
		}
		c.known[parent] = list
	}
	return list, nil
}

func (c *Cache[T]) peek(parent string) (T, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	list, ok := c.known[parent]
	return list, ok
}

func (c *Cache[T]) dropsOf(parent string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.drops[parent]
}

func keepDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	detached := context.WithoutCancel(ctx)
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadline(detached, deadline)
	}
	return context.WithCancel(detached)
}
