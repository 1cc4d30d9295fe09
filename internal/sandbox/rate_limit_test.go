package sandbox

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

func TestRateLimitOfATest(t *testing.T) {
	t.Parallel()
	a, o := newAuth0Fixture(t), newOktaFixture(t)
	for name, c := range map[string]struct {
		box    *Sandbox
		send   func() answer
		header string
	}{
		"Auth0": {a.Sandbox, func() answer { return a.call(http.MethodGet, a.keysPath()) }, "X-RateLimit-"},
		"Okta":  {o.Sandbox, func() answer { return o.get(o.keysPath()) }, "X-Rate-Limit-"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const window = time.Hour // the clock runs while the test does
			c.box.SetRateLimit(2, window)
			begin := c.box.Clock().Now()
			limited := func(status, remaining int) time.Time {
				t.Helper()
				a := c.send()
				equal(t, "status", a.status, status)
				equal(t, "limit", a.header.Get(c.header+"Limit"), "2")
				equal(t, "remaining", a.header.Get(c.header+"Remaining"), strconv.Itoa(remaining))
				seconds, err := strconv.ParseInt(a.header.Get(c.header+"Reset"), 10, 64)
				equal(t, "reset cannot be read", err, nil)
				return time.Unix(seconds, 0)
			}
			first := limited(http.StatusOK, 1)
			if late := first.Sub(begin.Add(window)); late < 0 || late > time.Minute {
				t.Errorf("the reset is %v after the end of the window", late)
			}
			for _, c := range []struct{ status, remaining int }{{http.StatusOK, 0}, {http.StatusTooManyRequests, 0}, {http.StatusTooManyRequests, 0}} {
				equal(t, "reset", limited(c.status, c.remaining), first)
			}
			c.box.Clock().Advance(window + time.Minute)
			if second := limited(http.StatusOK, 1); !second.After(first) {
				t.Errorf("the reset %v is not after %v", second, first)
			}
			c.box.SetRateLimit(0, 0)
			for range 3 {
				equal(t, "status without a limit", c.send().status, http.StatusOK)
			}
		})
	}
}

// A request over the limit is not executed, and each service counts its own.
func TestRateLimitOfATestRefusesBeforeExecution(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.SetRateLimit(1, time.Hour)
	w.call(http.MethodGet, w.keysPath()).expect(t, http.StatusOK)
	w.call(http.MethodPost, w.rotatePath()).expect(t, http.StatusTooManyRequests)
	equal(t, "rotations", w.tenant.Rotations(w.conn), 0)
	for _, handler := range w.handlers {
		if _, ok := handler.limiter.take(w.Clock().Now()); ok != (handler.vendor == vendor(w.Okta())) {
			t.Errorf("one more request to %T: let through is %t", handler.vendor, ok)
		}
	}
}
