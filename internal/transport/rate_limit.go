package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// maxExtensions bounds how often a call waits anew because another 429 has
// closed the gate for longer meanwhile.
const maxExtensions = 10

// errClosed means that the gate opens too late for the caller's deadline.
var errClosed = fmt.Errorf("the rate limit lasts longer than the time allowed: %w", context.DeadlineExceeded)

// maxReset bounds how long one 429 can close the gate: a header that names a
// time further away is taken for a mistake of a proxy or a clock.
const maxReset = 10 * time.Minute

// Gate holds back all calls to one vendor after a 429, until its rate-limit
// window is over, so that parallel calls do not burn one refusal each. The
// zero value is open.
type Gate struct {
	mu    sync.Mutex
	opens time.Time
}

// Observe looks at an answer's rate-limit headers. A 429 closes the gate until
// the reset that it names. The reset is a Unix time in seconds on the server's
// clock (Auth0: X-RateLimit-Reset, Okta: X-Rate-Limit-Reset), so it is compared
// with the server's Date. A reset that is missing or past closes nothing; the
// caller's backoff applies.
func (g *Gate) Observe(x *Exchange) {
	if x.Status != http.StatusTooManyRequests {
		return
	}
	wait := resetIn(x)
	if wait <= 0 {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if opens := x.Received.Add(wait); opens.After(g.opens) {
		g.opens = opens
	}
}

// Pass waits until the gate is open. It returns the error of ctx when that ends
// first, and another one at once when it is known to end first.
func (g *Gate) Pass(ctx context.Context, wait Waiter) error {
	for range maxExtensions {
		if err := ctx.Err(); err != nil {
			return err
		}
		d := g.Until(0)
		if d <= 0 {
			break
		}
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
			return errClosed
		}
		err := wait(ctx, d)
		if errors.Is(err, context.DeadlineExceeded) {
			return errClosed
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Until is the time until the gate opens, but at least atLeast.
func (g *Gate) Until(atLeast time.Duration) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return max(time.Until(g.opens), atLeast)
}

func resetIn(x *Exchange) time.Duration {
	for _, name := range []string{"X-RateLimit-Reset", "X-Rate-Limit-Reset"} {
		seconds, err := strconv.ParseInt(x.Header.Get(name), 10, 64)
		if err != nil {
			continue
		}
		return min(time.Unix(seconds, 0).Sub(x.ServerTime()), maxReset)
	}
	return retryAfter(x)
}

// retryAfter reads both forms of RFC 9110 section 10.2.3: seconds, or a date.
func retryAfter(x *Exchange) time.Duration {
	text := x.Header.Get("Retry-After")
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err == nil || errors.Is(err, strconv.ErrRange) {
		// Out of range, ParseInt gives the nearest number that there is.
		return time.Duration(min(max(seconds, 0), int64(maxReset/time.Second))) * time.Second
	}
	if date, err := http.ParseTime(text); err == nil {
		return min(date.Sub(x.ServerTime()), maxReset)
	}
	return 0
}
