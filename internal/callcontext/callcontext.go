// Package callcontext makes contexts of calls that end with the call: whoever holds on to one of them
// afterwards does not hold on to what it was made from.
package callcontext

import (
	"context"
	"sync/atomic"
	"time"
)

// callContext is the context of one call. Once it is released, it is a context that was cancelled.
type callContext struct {
	current atomic.Pointer[context.Context]
}

// endedContext is what remains of each context that was released: it was cancelled, and has no values.
type endedContext struct{}

var (
	closed                 = func() chan struct{} { c := make(chan struct{}); close(c); return c }()
	ended  context.Context = endedContext{}
)

func (endedContext) Deadline() (deadline time.Time, ok bool) { return time.Time{}, false }
func (endedContext) Done() <-chan struct{}                   { return closed }
func (endedContext) Err() error                              { return context.Canceled }
func (endedContext) Value(any) any                           { return nil }

// New makes a context of a call from that of a request. release has to be called at the end of the
// call.
func New(parent context.Context) (ctx context.Context, release func()) {
	c := new(callContext)
	c.current.Store(&parent)
	return c, func() { c.current.Store(&ended) }
}

// Deadline is that of the call.
func (c *callContext) Deadline() (deadline time.Time, ok bool) { return (*c.current.Load()).Deadline() }

// Done is closed when the call is interrupted.
func (c *callContext) Done() <-chan struct{} { return (*c.current.Load()).Done() }

// Err says that the call was interrupted or is over.
func (c *callContext) Err() error { return (*c.current.Load()).Err() }

// Value is a value of the call, such as its logger; nil once the call is over.
func (c *callContext) Value(key any) any {
	parent := *c.current.Load()
	if _, wanted := key.(parentKey); wanted {
		return parent
	}
	return parent.Value(key)
}

// parentKey is the key of the context that the context of a call was made from.
type parentKey struct{}

// Detach is a context for what goes on after the call, such as a list that another call waits for: it
// is not cancelled with the call, and keeps its values, such as the logger. It has to be made during
// the call.
func Detach(ctx context.Context) context.Context {
	parent, ok := ctx.Value(parentKey{}).(context.Context)
	if !ok {
		return context.WithoutCancel(ctx)
	}
	return detached{context.WithoutCancel(ctx), context.WithoutCancel(parent)}
}

// detached has the values of a context, and then those of the context of its call.
type detached struct {
	context.Context
	parent context.Context
}

// Value is a value from before or after the context of the call was made.
func (d detached) Value(key any) any {
	if value := d.Context.Value(key); value != nil {
		return value
	}
	return d.parent.Value(key)
}
