package transport

import (
	"context"
	"time"
)

// settleTime bounds one write together with finding out what became of it. Ctrl-C
// does not cut it: an interrupted write is the commonest reason not to know.
const settleTime = 60 * time.Second

// Settling is a context for one write and what follows it: 60 seconds, cut short
// only by the deadline of ctx and not by its cancellation.
func Settling(ctx context.Context) (context.Context, context.CancelFunc) {
	end := time.Now().Add(settleTime)
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(end) {
		end = deadline
	}
	return context.WithDeadline(context.WithoutCancel(ctx), end)
}
