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
	tries := Tries{policy: p, limit: 1 + p.MaxRetries}
	for {
		if err := tries.Begin(ctx); err != nil {
			return err
		}
		if err := call(ctx); !tries.Again(ctx, err) {
			return err
		}
	}
}

// Writes are the tries of one write. Only 429 has it repeated: everything else may have
// been executed. The caller checks, before it sends again, that the write is still
// wanted.
func (p *Policy) Writes() *Tries {
	return &Tries{policy: p, limit: max(1, p.MaxRetries), isWrite: true}
}

// Tries are the tries of one call. Each begins with Begin and ends with Again:
//
//	for {
//		if err := tries.Begin(ctx); err != nil {
//			return err
//		}
//		if err := send(ctx); !tries.Again(ctx, err) {
//			return err
//		}
//	}
type Tries struct {
	policy *Policy
	limit  int
	// isWrite is true for a call that may be repeated after 429 only.
	isWrite bool
	ended   int
}

// Begin waits until the rate limit lets the next try through. Its error, an *apierr.Error, is
// why nothing may be sent.
func (t *Tries) Begin(ctx context.Context) error {
	if err := t.policy.Gate.Pass(ctx, t.policy.Wait); err != nil {
		return gaveUp(err, t.ended)
	}
	return nil
}

// Again ends a try with its error, nil for one that succeeded, and reports whether there
// is to be another one. Then it has waited for as long as it should.
func (t *Tries) Again(ctx context.Context, err error) bool {
	e := apierr.As(err)
	t.ended++
	if e == nil || !t.mayRepeat(e) || t.ended >= t.limit || ctx.Err() != nil {
		return false
	}
	pause := backoff(ctx, t.ended-1)
	if e.Kind == apierr.RateLimited {
		pause = t.policy.Gate.Until(pause)
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < pause {
		return false
	}
	return t.policy.Wait(ctx, pause) == nil
}

// mayRepeat reports whether the call may be repeated after this failure.
func (t *Tries) mayRepeat(e *apierr.Error) bool {
	if e.Kind == apierr.RateLimited || t.isWrite {
		return e.Kind == apierr.RateLimited
	}
	switch e.Status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return e.Dropped
}

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

// withoutJitterKey is the key of a context without jitter.
type withoutJitterKey struct{}

// WithoutJitter makes a context whose calls wait for the longest time in place of a random one: tests
// only, those whose calls have to end the same each time. Whether a call is repeated depends on
// whether the wait ends before the deadline.
func WithoutJitter(ctx context.Context) context.Context {
	return context.WithValue(ctx, withoutJitterKey{}, true)
}

// backoff is the wait after try number n (from 0), with up to half of it as
// jitter, so that parallel calls spread.
func backoff(ctx context.Context, n int) time.Duration {
	d := time.Duration(float64(firstBackoff) * math.Pow(2, float64(n)))
	d = min(d, lastBackoff)
	if ctx.Value(withoutJitterKey{}) != nil {
		return d
	}
	return d/2 + time.Duration(rand.Int64N(int64(d/2)+1)) // #nosec G404 -- jitter is no secret
}
