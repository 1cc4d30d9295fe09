package transport_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// extend lets other calls meet a 429, each at its time; the reset is counted
// from there.
func extend(gate *transport.Gate, others map[time.Duration]time.Duration) {
	for at, reset := range others {
		time.AfterFunc(at, func() { gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, reset)})) })
	}
}

// A call that waits at the gate must not walk into a limit that began anew.
func TestGate_passWaitsAgainWhenItWasExtended(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		others map[time.Duration]time.Duration
		limit  time.Duration
		want   error
		took   time.Duration
	}{
		"not extended":              {nil, time.Hour, nil, 30 * time.Second},
		"extended":                  {map[time.Duration]time.Duration{10 * time.Second: time.Minute}, time.Hour, nil, 70 * time.Second},
		"to an earlier time":        {map[time.Duration]time.Duration{10 * time.Second: 5 * time.Second}, time.Hour, nil, 30 * time.Second},
		"to the same time":          {map[time.Duration]time.Duration{10 * time.Second: 20 * time.Second}, time.Hour, nil, 30 * time.Second},
		"after it opened":           {map[time.Duration]time.Duration{40 * time.Second: time.Minute}, time.Hour, nil, 30 * time.Second},
		"twice before it opened":    {map[time.Duration]time.Duration{5 * time.Second: time.Minute, 10 * time.Second: 2 * time.Minute}, time.Hour, nil, 130 * time.Second},
		"again while it waited":     {map[time.Duration]time.Duration{10 * time.Second: time.Minute, 60 * time.Second: time.Minute}, time.Hour, nil, 2 * time.Minute},
		"beyond the deadline":       {map[time.Duration]time.Duration{10 * time.Second: time.Minute}, time.Minute, context.DeadlineExceeded, 30 * time.Second},
		"to just before the end":    {map[time.Duration]time.Duration{10 * time.Second: 49 * time.Second}, time.Minute, nil, 59 * time.Second},
		"the deadline was too near": {map[time.Duration]time.Duration{10 * time.Second: time.Minute}, 29 * time.Second, context.DeadlineExceeded, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), c.limit)
				defer cancel()
				gate := new(transport.Gate)
				gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, 30*time.Second)}))
				extend(gate, c.others)
				begin := time.Now()
				if err := gate.Pass(ctx, transport.Wait); !errors.Is(err, c.want) || time.Since(begin) != c.took {
					t.Errorf("got %v after %v, want %v after %v", err, time.Since(begin), c.want, c.took)
				}
			})
		})
	}
}

// others is a Waiter that passes each wait, but for another call that meets a
// 429 meanwhile. It fails the test where that never ends.
func others(t *testing.T, gate *transport.Gate, waits *int) transport.Waiter {
	return func(ctx context.Context, d time.Duration) error {
		if *waits++; *waits > 100 {
			t.Fatal("it waits for ever")
		}
		gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, d+time.Minute)}))
		return transport.Wait(ctx, d)
	}
}

func TestGate_passWaitsAgainSoManyTimesAndNoMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate, waits := new(transport.Gate), 0
		gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, time.Minute)}))
		begin := time.Now()
		err := gate.Pass(t.Context(), others(t, gate, &waits))
		if took := time.Since(begin); err != nil || waits < 2 || took != time.Duration(waits)*time.Minute {
			t.Errorf("got %v after %d waits in %v, want some waits of one minute", err, waits, took)
		}
	})
}

// Tests pass a Waiter that does not wait; then the gate never opens.
func TestGate_passEndsWithAWaiterThatDoesNotWait(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]error{"no error": nil, "canceled": context.Canceled} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				gate, waits := new(transport.Gate), 0
				gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, time.Minute)}))
				err := gate.Pass(t.Context(), func(context.Context, time.Duration) error {
					if waits++; waits > 100 {
						t.Fatal("it waits for ever")
					}
					return end
				})
				if !errors.Is(err, end) || (waits == 1) != (end != nil) {
					t.Errorf("got %v after %d waits, want %v", err, waits, end)
				}
			})
		})
	}
}
