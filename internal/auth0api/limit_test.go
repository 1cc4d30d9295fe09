package auth0api_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// fake is a tenant without sockets that answers by a function. It says nothing
// to httptrace.
type fake func(*http.Request) reply

// reply is an answer; where reset is set, its rate-limit window ends in reset.
type reply struct {
	status int
	body   string
	reset  time.Duration
}

func (f fake) RoundTrip(r *http.Request) (*http.Response, error) {
	is := f(r)
	header := http.Header{"Content-Type": {"application/json"}, "Date": {time.Now().UTC().Format(http.TimeFormat)}}
	if is.reset != 0 {
		header.Set("X-RateLimit-Reset", strconv.FormatInt(time.Now().Add(is.reset).Unix(), 10))
	}
	return &http.Response{StatusCode: is.status, Header: header, Body: io.NopCloser(strings.NewReader(is.body)), Request: r}, nil
}

func (f fake) client(t *testing.T, change ...func(*auth0api.Settings)) *auth0api.Client {
	t.Helper()
	return newClient(t, auth0api.Settings{
		Domain: "example.eu.auth0.com", Credentials: auth0api.Credentials{Token: "token"},
		UserAgent: userAgent, RequestTimeout: 30 * time.Second, Wait: transport.Wait, Base: f,
	}, change...)
}

const newToken = `{"access_token":"issued","token_type":"Bearer","expires_in":3600}`

// Readers whose time is over before the limit is learn that at once, and why.
func TestConnectionKeys_tenReadersBehindALimitBeyondTheirTime(t *testing.T) {
	t.Parallel()
	for name, connections := range map[string]int{"of one connection": 1, "of five": 5, "each of its own": 10} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var sent atomic.Int32
				client := fake(func(*http.Request) reply {
					sent.Add(1)
					return reply{status: 429, body: auth0Error(429, "Global limit has been reached", ""), reset: 5 * time.Minute}
				}).client(t, retries(4))
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				begin := time.Now()
				if e := failure(t, second(client.ConnectionKeys(ctx, "con_other"))); e.Kind != apierr.RateLimited || e.Status != 429 || !e.Sent {
					t.Fatalf("got %+v, want the 429", e)
				}
				var group sync.WaitGroup
				for i := range 10 {
					group.Go(func() {
						e := apierr.As(second(client.ConnectionKeys(ctx, fmt.Sprintf("con_%d", i%connections))))
						if e == nil || e.Kind != apierr.RateLimited || e.Status != 0 || e.Sent {
							t.Errorf("got %+v, want a rate limit", e)
						}
					})
				}
				group.Wait()
				if took := time.Since(begin); took != 0 || sent.Load() != 1 {
					t.Errorf("%d requests in %v, want one at once", sent.Load(), took)
				}
			})
		})
	}
}

// The token endpoint and the API are one tenant, and have one limit.
func TestToken_a429ClosesTheGate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tokens, calls atomic.Int32
		client := fake(func(r *http.Request) reply {
			switch {
			case r.URL.Path != tokenPath:
				calls.Add(1)
				return reply{status: 200, body: listBefore}
			case tokens.Add(1) == 1:
				return reply{status: 429, body: `{"error":"too_many_requests"}`, reset: 42 * time.Second}
			}
			return reply{status: 200, body: newToken}
		}).client(t, bySecret)
		begin := time.Now()
		if e := failure(t, second(client.ConnectionKeys(t.Context(), "con_a"))); e.Kind != apierr.RateLimited || !e.Token || e.Sent {
			t.Fatalf("got %+v, want the 429 of the token", e)
		}
		if wait := client.Policy().Gate.Until(0); wait != 42*time.Second {
			t.Errorf("closed for %v, want 42s", wait)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if e := failure(t, second(client.ConnectionKeys(ctx, "con_b"))); e.Kind != apierr.RateLimited || e.Token || time.Since(begin) != 0 {
			t.Errorf("got %+v after %v, want a rate limit at once", e, time.Since(begin))
		}
		if tokens.Load() != 1 || calls.Load() != 0 {
			t.Errorf("%d requests for a token and %d others while it was closed", tokens.Load(), calls.Load())
		}
		_, err := client.ConnectionKeys(t.Context(), "con_c")
		if err != nil || time.Since(begin) != 42*time.Second || tokens.Load() != 2 || calls.Load() != 1 {
			t.Errorf("got %v after %v, %d requests for a token and %d others", err, time.Since(begin), tokens.Load(), calls.Load())
		}
	})
}

// A read that met the limit on its way to a token waits for the reset, not for
// half a second.
func TestToken_a429IsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tokens atomic.Int32
		client := fake(func(r *http.Request) reply {
			switch {
			case r.URL.Path != tokenPath:
				return reply{status: 200, body: listBefore}
			case tokens.Add(1) <= 2:
				return reply{status: 429, body: `{"error":"too_many_requests"}`, reset: 42 * time.Second}
			}
			return reply{status: 200, body: newToken}
		}).client(t, bySecret, retries(4))
		begin := time.Now()
		_, err := client.ConnectionKeys(t.Context(), "con_a")
		if err != nil || time.Since(begin) != 84*time.Second || tokens.Load() != 3 {
			t.Errorf("got %v after %v and %d requests for a token, want success after 84s and 3", err, time.Since(begin), tokens.Load())
		}
	})
}
