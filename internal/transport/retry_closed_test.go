package transport_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// closed runs one call behind a gate that another call has closed, and checks
// that it was not made.
func closed(t *testing.T, ctx context.Context, run run, p *transport.Policy, shut time.Duration) (*apierr.Error, time.Duration) {
	t.Helper()
	p.Gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, shut)}))
	begin := time.Now()
	err := run(p, ctx, func(context.Context) error {
		t.Error("the call was made")
		return nil
	})
	e := apierr.As(err)
	if e == nil {
		t.Fatal("no error")
	}
	if e.Sent || e.Status != 0 || e.Token || e.Dropped {
		t.Errorf("sent %v, status %d, token %v, dropped %v", e.Sent, e.Status, e.Token, e.Dropped)
	}
	return e, time.Since(begin)
}

// Whose time is over before the limit is has nothing to wait for. That is the
// limit's doing and not the caller's.
func TestPolicy_aGateClosedForTooLongIsARateLimit(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]run{"read": (*transport.Policy).Read, "write": write} {
		for limit, shut := range map[time.Duration]time.Duration{
			10 * time.Second: 5 * time.Minute, time.Minute - 1: time.Minute, time.Second: 10 * time.Minute,
		} {
			t.Run(name+" "+limit.String(), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithTimeout(t.Context(), limit)
					defer cancel()
					e, took := closed(t, ctx, run, patient(4), shut)
					if e.Kind != apierr.RateLimited || e.Message == "" || !errors.Is(e, context.DeadlineExceeded) || took != 0 {
						t.Errorf("got %+v after %v, want a rate limit at once", e, took)
					}
				})
			})
		}
	}
}

// The deadline may also pass during the wait, just as the gate opens.
func TestPolicy_aDeadlineDuringTheWaitIsARateLimit(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]run{"read": (*transport.Policy).Read, "write": write} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := patient(4)
				p.Wait = func(context.Context, time.Duration) error { return context.DeadlineExceeded }
				if e, _ := closed(t, t.Context(), run, p, time.Minute); e.Kind != apierr.RateLimited {
					t.Errorf("got %+v", e)
				}
			})
		})
	}
}

func TestPolicy_aCanceledCallBehindAClosedGateIsCanceled(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]run{"read": (*transport.Policy).Read, "write": write} {
		for when, after := range map[string]time.Duration{"before": 0, "during the wait": 10 * time.Second} {
			t.Run(name+" "+when, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
					defer cancel()
					if after == 0 {
						cancel()
					}
					time.AfterFunc(after, cancel)
					e, took := closed(t, ctx, run, patient(4), time.Minute)
					if e.Kind != apierr.Canceled || !errors.Is(e, context.Canceled) || took != after {
						t.Errorf("got %+v after %v, want an end by the caller after %v", e, took, after)
					}
				})
			})
		}
	}
}

// A gate that is closed for longer meanwhile ends the wait where it is seen.
func TestPolicy_aGateExtendedBeyondTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := patient(4)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		extend(p.Gate, map[time.Duration]time.Duration{10 * time.Second: 2 * time.Minute})
		if e, took := closed(t, ctx, (*transport.Policy).Read, p, 30*time.Second); e.Kind != apierr.RateLimited || took != 30*time.Second {
			t.Errorf("got %+v after %v, want a rate limit after 30s", e, took)
		}
	})
}

// While it lasts less long than the caller has time, nothing is lost.
func TestPolicy_aGateExtendedWithinTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := patient(0)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		p.Gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, 30*time.Second)}))
		extend(p.Gate, map[time.Duration]time.Duration{10 * time.Second: time.Minute})
		begin, made := time.Now(), time.Duration(0)
		err := p.Read(ctx, func(context.Context) error {
			made = time.Since(begin)
			return nil
		})
		if err != nil || made != 70*time.Second {
			t.Errorf("called after %v, %v, want 70s", made, err)
		}
	})
}

// Ctrl-C is Ctrl-C, also behind a gate that opens too late.
func TestPolicy_canceledBehindAClosedGateIsCanceled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := policy(4, new(waits))
		p.Gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, 5*time.Minute)}))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		cancel()
		err := write(p, ctx, func(context.Context) error { t.Error("called"); return nil })
		if !apierr.Is(err, apierr.Canceled) {
			t.Errorf("got %v, want Canceled", err)
		}
	})
}

// Time that was over before anything was sent is no rate limit.
func TestPolicy_noTimeLeftIsNotARateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		<-time.After(2 * time.Second)
		err := write(policy(4, new(waits)), ctx, func(context.Context) error { t.Error("called"); return nil })
		if !apierr.Is(err, apierr.Unavailable) {
			t.Errorf("got %v, want Unavailable", err)
		}
	})
}

// Who is interrupted is told whether a try was sent before.
func TestPolicy_anInterruptionSaysWhetherATryWasSent(t *testing.T) {
	t.Parallel()
	for words, tries := range map[string]int{"interrupted before the request was sent": 0, "interrupted before the request was sent again": 1} {
		ctx, cancel := context.WithCancel(t.Context())
		if tries == 0 {
			cancel()
		}
		made := 0
		p := &transport.Policy{MaxRetries: 4, Gate: new(transport.Gate), Wait: func(context.Context, time.Duration) error {
			cancel()
			return nil
		}}
		err := write(p, ctx, func(context.Context) error {
			made++
			return &apierr.Error{Kind: apierr.RateLimited, Status: 429}
		})
		cancel()
		if e := apierr.As(err); made != tries || !apierr.Is(err, apierr.Canceled) || e.Message != words {
			t.Errorf("after %d tries: %v, want %q", made, err, words)
		}
	}
}
