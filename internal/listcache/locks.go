package listcache

import (
	"context"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/callcontext"
)

// Locks serialises the writes to one parent while other parents go on. The
// zero value is ready to use.
type Locks struct {
	mu   sync.Mutex
	held map[string]chan struct{}
}

// Lock waits until parent is free or ctx ends, and returns the function that
// frees it again. The error is that of ctx.
func (l *Locks) Lock(ctx context.Context, parent string) (func(), error) {
	if err := ctx.Err(); err != nil {
		return nil, err // select would take a free lock in one of two cases
	}
	slot := l.slot(parent)
	// Whoever has freed the lock goes on at the same moment.
	defer callcontext.AfterWait(ctx)
	select {
	case slot <- struct{}{}:
		return func() { <-slot }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *Locks) slot(parent string) chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		l.held = map[string]chan struct{}{}
	}
	slot, ok := l.held[parent]
	if !ok {
		slot = make(chan struct{}, 1)
		l.held[parent] = slot
	}
	return slot
}
