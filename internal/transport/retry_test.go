package transport_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// waits is a Waiter that lets time pass at once and keeps how much.
type waits struct{ pauses []time.Duration }

func (w *waits) wait(ctx context.Context, d time.Duration) error {
	w.pauses = append(w.pauses, d)
	return ctx.Err()
}

func policy(retries int, w *waits) *transport.Policy {
	return &transport.Policy{MaxRetries: retries, Gate: new(transport.Gate), Wait: w.wait}
}

func TestPolicy_whatIsRepeated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err         error
		read, write bool
	}{
		"429":                     {&apierr.Error{Kind: apierr.RateLimited, Status: 429, Sent: true}, true, true},
		"429, wrapped":            {fmt.Errorf("x: %w", &apierr.Error{Kind: apierr.RateLimited, Status: 429}), true, true},
		"502":                     {&apierr.Error{Kind: apierr.Unavailable, Status: 502, Sent: true}, true, false},
		"503":                     {&apierr.Error{Kind: apierr.Unavailable, Status: 503, Sent: true}, true, false},
		"504":                     {&apierr.Error{Kind: apierr.Unavailable, Status: 504, Sent: true}, true, false},
		"dropped after sending":   {&apierr.Error{Kind: apierr.Unavailable, Dropped: true, Sent: true}, true, false},
		"never connected":         {&apierr.Error{Kind: apierr.Unavailable, Dropped: true}, true, false},
		"500":                     {&apierr.Error{Kind: apierr.Unavailable, Status: 500, Sent: true}, false, false},
		"501":                     {&apierr.Error{Kind: apierr.Unavailable, Status: 501, Sent: true}, false, false},
		"408":                     {&apierr.Error{Kind: apierr.Unavailable, Status: 408, Sent: true}, false, false},
		"no answer in time":       {&apierr.Error{Kind: apierr.Unavailable, Sent: true}, false, false},
		"a redirect":              {&apierr.Error{Kind: apierr.Unavailable, Status: 302, Sent: true}, false, false},
		"an unreadable answer":    {&apierr.Error{Kind: apierr.Unavailable, Status: 200, Sent: true}, false, false},
		"400":                     {&apierr.Error{Kind: apierr.Invalid, Status: 400, Sent: true}, false, false},
		"401":                     {&apierr.Error{Kind: apierr.Unauthorized, Status: 401, Sent: true}, false, false},
		"403":                     {&apierr.Error{Kind: apierr.Forbidden, Status: 403, Sent: true}, false, false},
		"404":                     {&apierr.Error{Kind: apierr.NotFound, Status: 404, Sent: true}, false, false},
		"canceled":                {&apierr.Error{Kind: apierr.Canceled}, false, false},
		"not configured":          {&apierr.Error{Kind: apierr.NotConfigured}, false, false},
		"something else entirely": {io.ErrUnexpectedEOF, false, false},
		"success":                 {nil, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkTries(t, "read", (*transport.Policy).Read, c.err, c.read, 1)
			checkTries(t, "write", write, c.err, c.write, 0)
		})
	}
}

// write runs call as a write is run.
func write(p *transport.Policy, ctx context.Context, call func(context.Context) error) error {
	tries := p.Writes()
	for {
		if err := tries.Begin(ctx); err != nil {
			return err
		}
		if err := call(ctx); !tries.Again(ctx, err) {
			return err
		}
	}
}

type run func(*transport.Policy, context.Context, func(context.Context) error) error

// checkTries lets a call fail for ever and counts how often it is made: where it
// is repeated, max_retries times and first more, but at least once.
func checkTries(t *testing.T, name string, run run, failure error, repeated bool, first int) {
	t.Helper()
	for _, retries := range []int{0, 1, 4} {
		tries, w := 0, new(waits)
		err := run(policy(retries, w), t.Context(), func(context.Context) error {
			tries++
			return failure
		})
		want := 1
		if repeated {
			want = max(1, first+retries)
		}
		if tries != want || len(w.pauses) != want-1 {
			t.Errorf("%s, %d retries: %d tries with %d pauses, want %d tries", name, retries, tries, len(w.pauses), want)
		}
		if err != failure { //nolint:errorlint // the very error that the call returned
			t.Errorf("%s: got error %v, want %v", name, err, failure)
		}
	}
}

func TestPolicy_stopsAtTheFirstSuccess(t *testing.T) {
	t.Parallel()
	tries := 0
	err := policy(4, new(waits)).Read(t.Context(), func(context.Context) error {
		if tries++; tries < 3 {
			return &apierr.Error{Kind: apierr.Unavailable, Status: 503}
		}
		return nil
	})
	if err != nil || tries != 3 {
		t.Errorf("%d tries, %v, want 3 and no error", tries, err)
	}
}

func TestPolicy_stopsAtTheFirstFailureForGood(t *testing.T) {
	t.Parallel()
	failures := []error{&apierr.Error{Kind: apierr.RateLimited, Status: 429}, &apierr.Error{Kind: apierr.Unavailable, Status: 503}}
	tries := 0
	err := write(policy(4, new(waits)), t.Context(), func(context.Context) error {
		tries++
		return failures[tries-1]
	})
	if tries != 2 || !apierr.Is(err, apierr.Unavailable) {
		t.Errorf("%d tries, %v, want the 503 of the second", tries, err)
	}
}

// The pause doubles from half a second to thirty seconds. Up to half of it is
// chance, so that parallel calls spread.
func TestPolicy_backoffDoublesWithJitter(t *testing.T) {
	t.Parallel()
	w := new(waits)
	_ = policy(20, w).Read(t.Context(), func(context.Context) error { return &apierr.Error{Status: 503} })
	full := 500 * time.Millisecond
	distinct := map[time.Duration]bool{}
	for i, got := range w.pauses {
		if got < full/2 || got > full {
			t.Errorf("pause %d is %v, want %v to %v", i, got, full/2, full)
		}
		distinct[got] = true
		full = min(2*full, 30*time.Second)
	}
	if len(w.pauses) != 20 || len(distinct) < 10 {
		t.Errorf("%d pauses, %d of them distinct: no jitter", len(w.pauses), len(distinct))
	}
}

func TestPolicy_aCanceledCallIsNotMade(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, run := range map[string]run{"read": (*transport.Policy).Read, "write": write} {
		err := run(policy(4, new(waits)), ctx, func(context.Context) error {
			t.Errorf("%s: the call was made", name)
			return nil
		})
		if e := apierr.As(err); e == nil || e.Kind != apierr.Canceled || e.Sent || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %+v", name, e)
		}
	}
}

func TestPolicy_aCallThatEndsWithItsContextIsNotRepeated(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	tries, w := 0, new(waits)
	err := policy(4, w).Read(ctx, func(context.Context) error {
		tries++
		cancel()
		return &apierr.Error{Kind: apierr.RateLimited, Status: 429}
	})
	if tries != 1 || len(w.pauses) != 0 || !apierr.Is(err, apierr.RateLimited) {
		t.Errorf("%d tries, %d pauses, %v", tries, len(w.pauses), err)
	}
}
