package transport_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// limited is a 429 that has just arrived. The server's clock is ahead of ours
// by ahead.
func limited(ahead time.Duration, header map[string]string) *transport.Exchange {
	now := time.Now()
	x := &transport.Exchange{Sent: true, Status: http.StatusTooManyRequests, Header: http.Header{}, Received: now}
	x.Header.Set("Date", now.Add(ahead).UTC().Format(http.TimeFormat))
	for name, value := range header {
		x.Header.Set(name, value)
	}
	return x
}

// in is the time as a Unix time in seconds, on a clock that is ahead.
func in(ahead, wait time.Duration) string {
	return strconv.FormatInt(time.Now().Add(ahead+wait).Unix(), 10)
}

func TestGate_closesUntilTheResetOnTheServersClock(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ahead  time.Duration
		header func(ahead time.Duration) map[string]string
		want   time.Duration
	}{
		"Auth0":                                  {0, reset("X-RateLimit-Reset", 30*time.Second), 30 * time.Second},
		"Okta":                                   {0, reset("X-Rate-Limit-Reset", 30*time.Second), 30 * time.Second},
		"a server whose clock is ahead":          {time.Hour, reset("X-RateLimit-Reset", 30*time.Second), 30 * time.Second},
		"a server whose clock is behind":         {-time.Hour, reset("X-RateLimit-Reset", 30*time.Second), 30 * time.Second},
		"a reset in our past, in its future":     {-time.Hour, reset("X-Rate-Limit-Reset", time.Minute), time.Minute},
		"at once":                                {0, reset("X-RateLimit-Reset", 0), 0},
		"past":                                   {0, reset("X-RateLimit-Reset", -time.Minute), 0},
		"past on its clock, in our future":       {-time.Hour, reset("X-RateLimit-Reset", -time.Minute), 0},
		"missing":                                {0, literal(nil), 0},
		"not a number":                           {0, literal(map[string]string{"X-RateLimit-Reset": "soon"}), 0},
		"zero":                                   {0, literal(map[string]string{"X-RateLimit-Reset": "0"}), 0},
		"ten minutes":                            {0, reset("X-RateLimit-Reset", 10*time.Minute), 10 * time.Minute},
		"a day is a mistake":                     {0, reset("X-RateLimit-Reset", 24*time.Hour), 10 * time.Minute},
		"milliseconds are a mistake":             {0, literal(map[string]string{"X-RateLimit-Reset": "1772359200000"}), 10 * time.Minute},
		"Retry-After":                            {0, literal(map[string]string{"Retry-After": "7"}), 7 * time.Second},
		"Retry-After needs no clock":             {time.Hour, literal(map[string]string{"Retry-After": "7"}), 7 * time.Second},
		"Retry-After of an hour":                 {0, literal(map[string]string{"Retry-After": "3600"}), 10 * time.Minute},
		"Retry-After zero":                       {0, literal(map[string]string{"Retry-After": "0"}), 0},
		"Retry-After below zero":                 {0, literal(map[string]string{"Retry-After": "-5"}), 0},
		"Retry-After beside a reset":             {0, both(30*time.Second, "7"), 30 * time.Second},
		"Retry-After beside an unreadable reset": {0, literal(map[string]string{"X-RateLimit-Reset": "soon", "Retry-After": "7"}), 7 * time.Second},
		"without a Date the local clock is the one": {0, withoutDate(30 * time.Second), 30 * time.Second},
		// One second more than time.Duration holds, and more than that.
		"Retry-After of 292 years":        {0, literal(map[string]string{"Retry-After": "9223372037"}), 10 * time.Minute},
		"Retry-After of 3000 years":       {0, literal(map[string]string{"Retry-After": "99999999999"}), 10 * time.Minute},
		"Retry-After, a date":             {0, retryAt(7 * time.Second), 7 * time.Second},
		"Retry-After, a clock ahead":      {time.Hour, retryAt(7 * time.Second), 7 * time.Second},
		"Retry-After, a clock behind":     {-time.Hour, retryAt(7 * time.Second), 7 * time.Second},
		"Retry-After, a date today":       {0, retryAt(time.Hour), 10 * time.Minute},
		"Retry-After, a date in the past": {0, retryAt(-time.Hour), 0},
		"Retry-After, past on its clock":  {-time.Hour, retryAt(-time.Minute), 0},
		"Retry-After, empty":              {0, literal(map[string]string{"Retry-After": ""}), 0},
		"Retry-After, a word":             {0, literal(map[string]string{"Retry-After": "soon"}), 0},
		"Retry-After, a unit":             {0, literal(map[string]string{"Retry-After": "7s"}), 0},
		"Retry-After, a fraction":         {0, literal(map[string]string{"Retry-After": "7.5"}), 0},
		"Retry-After, half a date":        {0, literal(map[string]string{"Retry-After": "Sat, 01 Jan 2000"}), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var gate transport.Gate
				gate.Observe(limited(c.ahead, c.header(c.ahead)))
				if got := gate.Until(0); got != c.want {
					t.Errorf("closed for %v, want %v", got, c.want)
				}
			})
		})
	}
}

func reset(name string, wait time.Duration) func(time.Duration) map[string]string {
	return func(ahead time.Duration) map[string]string { return map[string]string{name: in(ahead, wait)} }
}

func literal(header map[string]string) func(time.Duration) map[string]string {
	return func(time.Duration) map[string]string { return header }
}

func both(wait time.Duration, after string) func(time.Duration) map[string]string {
	return func(ahead time.Duration) map[string]string {
		return map[string]string{"X-RateLimit-Reset": in(ahead, wait), "Retry-After": after}
	}
}

// retryAt names the time as a date on the server's clock.
func retryAt(wait time.Duration) func(time.Duration) map[string]string {
	return func(ahead time.Duration) map[string]string {
		return map[string]string{"Retry-After": time.Now().Add(ahead + wait).UTC().Format(http.TimeFormat)}
	}
}

func withoutDate(wait time.Duration) func(time.Duration) map[string]string {
	return func(ahead time.Duration) map[string]string {
		return map[string]string{"X-RateLimit-Reset": in(ahead, wait), "Date": ""}
	}
}

func TestGate_only429Closes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var gate transport.Gate
		for _, status := range []int{0, 200, 201, 400, 403, 500, 503} {
			x := limited(0, map[string]string{"X-RateLimit-Reset": in(0, time.Minute), "Retry-After": "60"})
			x.Status = status
			gate.Observe(x)
		}
		gate.Observe(new(transport.Exchange))
		if got := gate.Until(0); got != 0 {
			t.Errorf("closed for %v", got)
		}
	})
}

func TestGate_theLatestResetCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var gate transport.Gate
		for _, step := range []struct{ reset, want time.Duration }{
			{30 * time.Second, 30 * time.Second}, {10 * time.Second, 30 * time.Second}, {60 * time.Second, 60 * time.Second}, {-time.Hour, 60 * time.Second},
		} {
			gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, step.reset)}))
			if got := gate.Until(0); got != step.want {
				t.Errorf("after a reset in %v: closed for %v, want %v", step.reset, got, step.want)
			}
		}
		if got := gate.Until(2 * time.Minute); got != 2*time.Minute {
			t.Errorf("at least 2m: got %v", got)
		}
		<-time.After(59 * time.Second)
		if got := gate.Until(0); got != time.Second {
			t.Errorf("59 seconds later: closed for %v, want 1s", got)
		}
		<-time.After(time.Minute)
		if got := gate.Until(0); got != 0 {
			t.Errorf("two minutes later: closed for %v", got)
		}
	})
}

func TestGate_pass(t *testing.T) {
	t.Parallel()
	canceled := func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		return ctx, cancel
	}
	soon := func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeout(ctx, 10*time.Second)
	}
	for name, c := range map[string]struct {
		closed time.Duration
		ctx    func(context.Context) (context.Context, context.CancelFunc)
		want   error
		took   time.Duration
	}{
		"open":                      {0, context.WithCancel, nil, 0},
		"closed":                    {30 * time.Second, context.WithCancel, nil, 30 * time.Second},
		"open, canceled":            {0, canceled, context.Canceled, 0},
		"closed, canceled":          {30 * time.Second, canceled, context.Canceled, 0},
		"closed, a nearer end":      {30 * time.Second, soon, context.DeadlineExceeded, 0},
		"closed, a later end":       {5 * time.Second, soon, nil, 5 * time.Second},
		"closed, an end in between": {11 * time.Second, soon, context.DeadlineExceeded, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := c.ctx(t.Context())
				defer cancel()
				var gate transport.Gate
				gate.Observe(limited(0, map[string]string{"X-RateLimit-Reset": in(0, c.closed)}))
				begin := time.Now()
				if err := gate.Pass(ctx, transport.Wait); !errors.Is(err, c.want) || time.Since(begin) != c.took {
					t.Errorf("got %v after %v, want %v after %v", err, time.Since(begin), c.want, c.took)
				}
			})
		})
	}
}
