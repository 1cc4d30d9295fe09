// Package listcache keeps one list answer per parent for the length of a walk.
//
// Terraform configures the provider once per plan or apply walk, and asks for
// each resource and data source on its own. The cache, built in Configure,
// turns any number of readers of one parent into one request.
package listcache

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/callcontext"
)

// Cache holds the last list of each parent. The zero value is ready to use.
// It is safe for concurrent use.
type Cache[T any] struct {
	flights singleflight.Group

	mu    sync.Mutex
	known map[string]T
	// drops counts the calls of Drop per parent, all those of DropAll.
	drops map[string]int
	all   int
}

// Get returns the list of parent, fetching it if it is not known. Concurrent
// callers share one fetch. The fetch keeps the deadline of the caller that
// began it but not its cancellation, so that one reader that is
// interrupted does not spoil it for the others; and where its time was too short,
// those who have more fetch again. An error is not kept: the next call fetches
// again.
func (c *Cache[T]) Get(ctx context.Context, parent string, fetch func(context.Context) (T, error)) (T, error) {
	for {
		got, err := c.get(ctx, parent, fetch)
		if err == nil || !errors.Is(err, context.DeadlineExceeded) || !got.endsBefore(ctx) {
			return got.list, err
		}
	}
}

// fetchResult is what came of a fetch, and when its time was over.
type fetchResult[T any] struct {
	list T
	end  time.Time // zero: it had no deadline
}

// endsBefore reports whether the fetch had less time than the caller still has.
func (l fetchResult[T]) endsBefore(ctx context.Context) bool {
	own, limited := ctx.Deadline()
	return ctx.Err() == nil && !l.end.IsZero() && (!limited || l.end.Before(own))
}

func (c *Cache[T]) get(ctx context.Context, parent string, fetch func(context.Context) (T, error)) (fetchResult[T], error) {
	list, mark, ok := c.peek(parent)
	if ok {
		return fetchResult[T]{list: list}, nil
	}
	if err := ctx.Err(); err != nil {
		return fetchResult[T]{}, err // and begins nothing
	}
	detached := callcontext.Detach(ctx)
	// Whoever asks after a drop joins no flight from before it.
	answer := c.flights.DoChan(fmt.Sprintf("%d %s", mark, parent), func() (any, error) {
		shared, cancel := keepDeadline(ctx, detached)
		defer cancel()
		end, _ := shared.Deadline()
		list, err := c.fetch(shared, parent, fetch)
		return fetchResult[T]{list, end}, err
	})
	// Those who share an answer go on at the same moment.
	defer callcontext.AfterWait(ctx)
	select {
	case <-ctx.Done():
		return fetchResult[T]{}, ctx.Err()
	case a := <-answer:
		got, _ := a.Val.(fetchResult[T])
		if a.Err != nil {
			return fetchResult[T]{end: got.end}, a.Err
		}
		return got, nil
	}
}

// Put keeps a list that came otherwise: with the answer to a write.
func (c *Cache[T]) Put(parent string, list T) {
	c.Drop(parent)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[string]T{}
	}
	c.known[parent] = list
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
}

// DropAll does what Drop does, for every parent: a write to a parent under an
// alias may be one to any of them.
func (c *Cache[T]) DropAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all++
	clear(c.known)
}

func (c *Cache[T]) fetch(ctx context.Context, parent string, fetch func(context.Context) (T, error)) (T, error) {
	// Another fetch may have ended between the caller's lookup and this one.
	list, before, ok := c.peek(parent)
	if ok {
		return list, nil
	}
	list, err := fetch(ctx)
	if err != nil {
		return list, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.mark(parent) == before {
		if c.known == nil {
			c.known = map[string]T{}
		}
		c.known[parent] = list
	}
	return list, nil
}

// peek looks what is known of parent, and after how many drops.
func (c *Cache[T]) peek(parent string) (list T, mark int, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	list, ok = c.known[parent]
	return list, c.mark(parent), ok
}

// mark changes with each drop of parent. The caller holds the mutex.
func (c *Cache[T]) mark(parent string) int { return c.drops[parent] + c.all }

func keepDeadline(ctx, detached context.Context) (context.Context, context.CancelFunc) {
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadline(detached, deadline)
	}
	return context.WithCancel(detached)
}
