package callcontext

import "context"

// afterWaitKey is the key of what is called after a wait.
type afterWaitKey struct{}

// WithAfterWait makes a context whose calls do something after each wait for another call or for
// another process, before they go on: tests only. One event can end the waits of several calls,
// and Go leaves it open which of them goes on first. A test that has to decide that itself has
// them wait in do.
func WithAfterWait(ctx context.Context, do func(ctx context.Context)) context.Context {
	return context.WithValue(ctx, afterWaitKey{}, do)
}

// AfterWait has to be called after a wait for what another call or another process does, however
// the wait has ended.
func AfterWait(ctx context.Context) {
	if do, ok := ctx.Value(afterWaitKey{}).(func(context.Context)); ok {
		do(ctx)
	}
}
