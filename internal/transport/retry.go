package transport

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// The backoff for failures that name no time: it doubles from the first to the
// last, and each wait is jittered.
const (
	firstBackoff = 500 * time.Millisecond
	lastBackoff  = 30 * time.Second
)

// Waiter waits for d or until ctx ends, whose error it returns. Tests pass one
// that does not wait.
type Waiter func(ctx context.Context, d time.Duration) error

// Wait is the real Waiter.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Policy is the one place that repeats calls.
type Policy struct {
	// MaxRetries is how often a read is repeated after its first try, and how
	// often a write is sent in all (but at least once).
	MaxRetries int
	// Gate is shared by all calls to one vendor.
	Gate *Gate
	// Wait passes the time between tries.
	Wait Waiter
}

// Read runs call until it succeeds, fails for good, or MaxRetries is used up.
// It repeats after 429, 502, 503, 504 and dropped connections.
func (p *Policy) Read(ctx context.Context, call func(context.Context) error) error {
	return p.run(ctx, 1+p.MaxRetries, readable, call)
}

// Write runs call, and repeats it only after 429: everything else may have
// been executed. The caller checks, at the start of a repeated call, that the
// write is still wanted.
func (p *Policy) Write(ctx context.Context, call func(context.Context) error) error {
	return p.run(ctx, max(1, p.MaxRetries), rateLimited, call)
}

func (p *Policy) run(ctx context.Context, tries int, again func(*apierr.Error) bool, call func(context.Context) error) error {
	for try := 0; ; try++ {
		if err := p.Gate.Pass(ctx, p.Wait); err != nil {
			return gaveUp(err, try)
		}
		err := call(ctx)
		e := apierr.As(err)
		if e == nil || !again(e) || try+1 >= tries || ctx.Err() != nil {
			return err
		}
		pause := backoff(try)
		if e.Kind == apierr.RateLimited {
			pause = p.Gate.Until(pause)
		}
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < pause {
			return err
		}
		if waitErr := p.Wait(ctx, pause); waitErr != nil {
			return err
		}
	}
}

func readable(e *apierr.Error) bool {
	switch e.Status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return rateLimited(e) || e.Dropped
}

func rateLimited(e *apierr.Error) bool { return e.Kind == apierr.RateLimited }

// gaveUp says why a call was not made. A try before it was held back by the rate limit.
func gaveUp(err error, try int) error {
	sent := "before the request was sent"
	if try > 0 {
		sent += " again"
	}
	switch {
	case errors.Is(err, errClosed):
		return &apierr.Error{Kind: apierr.RateLimited, Message: "the rate limit lasts longer than the time allowed", Err: err}
	case errors.Is(err, context.Canceled):
		return &apierr.Error{Kind: apierr.Canceled, Message: "interrupted " + sent, Err: err}
	default:
		return &apierr.Error{Kind: apierr.Unavailable, Message: "the time allowed was over " + sent, Err: err}
	}
}

// backoff is the wait after try number n (from 0), with up to half of it as
// jitter, so that parallel calls spread.
func backoff(n int) time.Duration {
	d := time.Duration(float64(firstBackoff) * math.Pow(2, float64(n)))
	d = min(d, lastBackoff)
	return d/2 + time.Duration(rand.Int64N(int64(d/2)+1)) // #nosec G404 -- jitter is no secret
}
