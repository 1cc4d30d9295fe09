package oktaapi_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// limited refuses until reset, as a limit per minute does, or one of concurrent
// calls, whose limit is 0.
func limited(limit string, reset time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		now := time.Now()
		w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
		w.Header().Set("X-Rate-Limit-Limit", limit)
		w.Header().Set("X-Rate-Limit-Remaining", "0")
		w.Header().Set("X-Rate-Limit-Reset", strconv.FormatInt(now.Add(reset).Unix(), 10))
		answer(429, oktaError("E0000047", rateLimit))(w, r)
	}
}

func TestCalls_a429ClosesTheGate(t *testing.T) {
	t.Parallel()
	for _, limit := range []string{"600", "0"} {
		for call, send := range calls {
			t.Run(call+" "+limit, func(t *testing.T) {
				t.Parallel()
				served := newOrg(t, limited(limit, 42*time.Second))
				client := served.client(t)
				if e := failure(t, send(t.Context(), client, "aus1")); e.Kind != apierr.RateLimited || e.Code != "E0000047" || !e.Sent {
					t.Errorf("got %+v", e)
				}
				if wait := client.Policy().Gate.Until(0); wait < 40*time.Second || wait > 43*time.Second {
					t.Errorf("closed for %v, want 42s", wait)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				if e := failure(t, calls["list"](ctx, client, "aus2")); e.Kind != apierr.RateLimited || e.Sent || e.Status != 0 {
					t.Errorf("got %+v, want a rate limit at once", e)
				}
				if n := len(served.all()); n != 1 {
					t.Errorf("%d requests, want one", n)
				}
			})
		}
	}
}

// Every third request is refused. The others wait for the reset instead of
// meeting a refusal each.
func TestReads_aStormOfRefusals(t *testing.T) {
	t.Parallel()
	const readers = 30
	var count atomic.Int32
	served := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
		if count.Add(1)%3 == 0 {
			limited("600", time.Second)(w, r)
			return
		}
		answer(200, listBefore)(w, r)
	})
	client := served.client(t, retries(8), func(s *oktaapi.Settings) {
		s.Wait = func(ctx context.Context, d time.Duration) error { return transport.Wait(ctx, min(d, time.Second)) }
	})
	begin := time.Now()
	var group sync.WaitGroup
	for i := range readers {
		group.Go(func() {
			if err := calls["list"](t.Context(), client, fmt.Sprint("aus", i)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	// A third of each round is refused and comes again in the next: 30, 10, 3, 1.
	if n := count.Load(); n > readers+readers/2 {
		t.Errorf("%d requests for %d lists in %v", n, readers, time.Since(begin))
	}
}

func TestRotate_isRepeatedAfter429Alone(t *testing.T) {
	t.Parallel()
	var count atomic.Int32
	served := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
		if count.Add(1) < 3 {
			limited("600", time.Second)(w, r)
			return
		}
		answer(200, listAfter)(w, r)
	})
	client := served.client(t, retries(4))
	tries, err := client.Policy().Writes(), error(nil)
	for again := true; again; again = tries.Again(t.Context(), err) {
		if err = tries.Begin(t.Context()); err == nil {
			err = second(client.RotateAuthorizationServerKeys(t.Context(), "aus1"))
		}
	}
	if rotations := served.to(rotatePath); err != nil || len(rotations) != 3 {
		t.Fatalf("%d requests, %v, want 3", len(rotations), err)
	}
	for _, r := range served.to(rotatePath) {
		for _, name := range []string{"X-Okta-Retry-For", "X-Okta-Retry-Count"} {
			if got := r.header.Get(name); got != "" {
				t.Errorf("%s is %q", name, got)
			}
		}
	}
}
