package auth0api_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

func TestToken_isKeptUntilShortlyBeforeItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &network{lifetime: "3600"}
		client := n.client(t)
		begin := time.Now()
		for _, step := range []struct {
			at     time.Duration
			tokens int32
		}{
			{0, 1}, {time.Minute, 1}, {time.Hour - 31*time.Second, 1}, {time.Hour - 30*time.Second, 2}, {time.Hour, 2},
			{2*time.Hour - 61*time.Second, 2}, {2*time.Hour - 60*time.Second, 3},
		} {
			<-time.After(step.at - time.Since(begin))
			if _, err := client.FreshConnectionKeys(t.Context(), "con_x"); err != nil {
				t.Fatal(err)
			}
			if got := n.tokens.Load(); got != step.tokens {
				t.Errorf("after %v: %d tokens, want %d", step.at, got, step.tokens)
			}
		}
	})
}

func TestToken_aHungEndpointEndsInTime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		limit, request, took time.Duration
	}{
		"the request's time": {5 * time.Minute, 30 * time.Second, 30 * time.Second},
		"the caller's time":  {5 * time.Second, 30 * time.Second, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				n := &network{hungAt: tokenPath}
				client := n.client(t, timeout(c.request))
				ctx, cancel := context.WithTimeout(t.Context(), c.limit)
				defer cancel()
				begin := time.Now()
				e := failure(t, second(client.RotateConnectionKeys(ctx, "con_x")))
				if took := time.Since(begin); took != c.took {
					t.Errorf("ended after %v, want %v", took, c.took)
				}
				if e.Kind != apierr.Unavailable || !e.Token || e.Sent || n.tokens.Load() != 1 || n.calls.Load() != 0 {
					t.Errorf("got %+v after %d requests for a token and %d others", e, n.tokens.Load(), n.calls.Load())
				}
				<-time.After(c.request) // the shared request ends by itself
			})
		})
	}
}

func TestToken_aCallerThatIsInterruptedDoesNotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &network{hungAt: tokenPath}
		client := n.client(t)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, cancel)
		begin := time.Now()
		e := failure(t, second(client.RotateConnectionKeys(ctx, "con_x")))
		if took := time.Since(begin); took != 2*time.Second || e.Kind != apierr.Canceled || !errors.Is(e, context.Canceled) {
			t.Errorf("ended after %v with %+v, want after 2s by the caller", took, e)
		}
		<-time.After(time.Minute) // the shared request ends by itself
	})
}

// A caller waits for the token that another has asked for, but no longer than
// its own time.
func TestToken_aWaiterKeepsItsOwnTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &network{hungAt: tokenPath}
		client := n.client(t)
		first := make(chan error, 1)
		go func() { first <- second(client.ConnectionKeys(t.Context(), "con_a")) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		begin := time.Now()
		e := failure(t, second(client.ConnectionKeys(ctx, "con_b")))
		if took := time.Since(begin); took != 3*time.Second || e.Kind != apierr.Unavailable || e.Sent {
			t.Errorf("ended after %v with %+v, want after 3s", took, e)
		}
		if e := failure(t, <-first); !e.Token || n.tokens.Load() != 1 || time.Since(begin) != 30*time.Second {
			t.Errorf("%+v after %d requests for a token in %v, want one in 30s", e, n.tokens.Load(), time.Since(begin))
		}
	})
}
