package transport_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// patient is a policy that really waits; its tests run on a clock of their own.
func patient(retries int) *transport.Policy {
	return &transport.Policy{MaxRetries: retries, Gate: new(transport.Gate), Wait: transport.Wait}
}

// held is a call that is met by a 429 with a reset, n times.
func held(p *transport.Policy, n int, reset time.Duration, tries *[]time.Duration) func(context.Context) error {
	begin := time.Now()
	return func(context.Context) error {
		*tries = append(*tries, time.Since(begin))
		if len(*tries) > n {
			return nil
		}
		p.Gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, reset)}))
		return &apierr.Error{Kind: apierr.RateLimited, Status: 429, Sent: true}
	}
}

func TestPolicy_waitsForTheReset(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]run{"read": (*transport.Policy).Read, "write": write} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := patient(4)
				var tries []time.Duration
				if err := run(p, t.Context(), held(p, 2, 42*time.Second, &tries)); err != nil {
					t.Fatal(err)
				}
				if len(tries) != 3 || tries[0] != 0 || tries[1] != 42*time.Second || tries[2] != 84*time.Second {
					t.Errorf("tried at %v, want at 0s, 42s and 84s", tries)
				}
			})
		})
	}
}

// A reset that has passed is no licence to hammer.
func TestPolicy_aPastResetBacksOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := patient(4)
		var tries []time.Duration
		if err := p.Read(t.Context(), held(p, 1, -time.Hour, &tries)); err != nil {
			t.Fatal(err)
		}
		if len(tries) != 2 || tries[1] < 250*time.Millisecond || tries[1] > 500*time.Millisecond {
			t.Errorf("tried at %v, want a backoff in between", tries)
		}
	})
}

func TestPolicy_aDeadlineBeforeTheResetEndsItAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := patient(4)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var tries []time.Duration
		begin := time.Now()
		err := p.Read(ctx, held(p, 9, 2*time.Minute, &tries))
		if !apierr.Is(err, apierr.RateLimited) || len(tries) != 1 || time.Since(begin) != 0 {
			t.Errorf("got %v after %v and %d tries, want the 429 at once", err, time.Since(begin), len(tries))
		}
	})
}

func TestPolicy_aDeadlineAfterTheResetWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := patient(4)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var tries []time.Duration
		if err := p.Read(ctx, held(p, 1, 59*time.Second, &tries)); err != nil || len(tries) != 2 {
			t.Errorf("got %v after %d tries, want success at the second", err, len(tries))
		}
	})
}

func TestPolicy_cancelingEndsTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := patient(4)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		time.AfterFunc(time.Second, cancel)
		var tries []time.Duration
		begin := time.Now()
		err := write(p, ctx, held(p, 9, time.Minute, &tries))
		if !apierr.Is(err, apierr.RateLimited) || len(tries) != 1 || time.Since(begin) != time.Second {
			t.Errorf("got %v after %v and %d tries, want the 429 after 1s", err, time.Since(begin), len(tries))
		}
	})
}

func TestPolicy_cancelingEndsTheWaitAtTheGate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := patient(4)
		p.Gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, time.Minute)}))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		time.AfterFunc(time.Second, cancel)
		begin := time.Now()
		err := write(p, ctx, func(context.Context) error {
			t.Error("the call was made")
			return nil
		})
		if !apierr.Is(err, apierr.Canceled) || !errors.Is(err, context.Canceled) || apierr.As(err).Sent || time.Since(begin) != time.Second {
			t.Errorf("got %v after %v, want an end by the caller after 1s", err, time.Since(begin))
		}
	})
}

func TestPolicy_tenCallsBehindAClosedGateSendNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := patient(4)
		p.Gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, time.Minute)}))
		var sent atomic.Int32
		var group sync.WaitGroup
		for i := range 10 {
			run := (*transport.Policy).Read
			if i%2 == 0 {
				run = write
			}
			group.Go(func() {
				if err := run(p, t.Context(), func(context.Context) error { sent.Add(1); return nil }); err != nil {
					t.Error(err)
				}
			})
		}
		<-time.After(time.Minute - 1)
		synctest.Wait()
		if n := sent.Load(); n != 0 {
			t.Errorf("%d calls before the gate opens", n)
		}
		group.Wait()
		if n := sent.Load(); n != 10 {
			t.Errorf("%d calls after it has opened, want 10", n)
		}
	})
}

func TestWait_passesTheTimeOrEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pause, end, took time.Duration
		want             error
	}{
		"the pause is shorter": {time.Second, time.Minute, time.Second, nil},
		"the end is nearer":    {time.Minute, time.Second, time.Second, context.DeadlineExceeded},
		"no pause":             {0, time.Minute, 0, nil},
		"below zero":           {-time.Second, time.Minute, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), c.end)
				defer cancel()
				begin := time.Now()
				if err := transport.Wait(ctx, c.pause); !errors.Is(err, c.want) || time.Since(begin) != c.took {
					t.Errorf("got %v after %v, want %v after %v", err, time.Since(begin), c.want, c.took)
				}
			})
		})
	}
}
