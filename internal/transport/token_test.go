package transport_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

func TestTokens_areRenewedBeforeTheirEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var fetches int
		tokens := &transport.Tokens[int]{Timeout: time.Minute, Fetch: func(context.Context) (int, time.Time, error) {
			fetches++
			grant, _ := transport.GrantOf(&transport.Exchange{Received: time.Now(), Body: []byte(`{"access_token":"a","expires_in":3600}`)})
			return fetches, grant.Until, nil
		}}
		begin := time.Now()
		for _, step := range []struct {
			at   time.Duration
			want int
		}{{0, 1}, {time.Hour - 31*time.Second, 1}, {time.Hour - 30*time.Second, 2}, {time.Hour, 2}} {
			<-time.After(step.at - time.Since(begin))
			if got, err := tokens.Get(t.Context()); got != step.want || err != nil {
				t.Errorf("after %v: got token %d, %v, want %d", step.at, got, err, step.want)
			}
		}
	})
}

// A panic in an SDK while a token is fetched is the failure of all who wait for it, and
// not the end of the provider.
func TestTokens_panicIsAFailure(t *testing.T) {
	t.Parallel()
	tokens := &transport.Tokens[string]{Timeout: time.Minute, Fetch: func(context.Context) (string, time.Time, error) {
		panic("client_secret=hunter2")
	}}
	var group sync.WaitGroup
	for range 5 {
		group.Go(func() {
			if _, err := tokens.Get(t.Context()); err == nil || !apierr.As(err).Token || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "panic") {
				t.Errorf("got %v", err)
			}
		})
	}
	group.Wait()
}

func TestTokens_shareOneFetchAndItsFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var fetches int
		end := make(chan struct{})
		tokens := &transport.Tokens[string]{Timeout: time.Minute, Fetch: func(ctx context.Context) (string, time.Time, error) {
			fetches++
			<-end
			return "half", time.Now().Add(time.Hour), &apierr.Error{Kind: apierr.Forbidden, Status: 403, Sent: true}
		}}
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				token, err := tokens.Get(t.Context())
				if e := apierr.As(err); token != "" || e == nil || e.Kind != apierr.Unauthorized || !e.Token || e.Sent || e.Status != 403 {
					t.Errorf("got %q, %+v", token, e)
				}
			})
		}
		synctest.Wait()
		close(end)
		group.Wait()
		if fetches != 1 {
			t.Errorf("%d fetches, want one", fetches)
		}
	})
}

// The fetch has a deadline of its own, and does not end with its first caller.
func TestTokens_theFetchHasItsOwnTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var took time.Duration
		tokens := &transport.Tokens[string]{Timeout: 30 * time.Second, Fetch: func(ctx context.Context) (string, time.Time, error) {
			<-ctx.Done()
			took = time.Since(begin)
			return "", time.Time{}, transport.AsError(ctx.Err())
		}}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := tokens.Get(ctx)
		if e := apierr.As(err); e == nil || e.Kind != apierr.Unavailable || !e.Token || !errors.Is(e, context.DeadlineExceeded) || time.Since(begin) != 5*time.Second {
			t.Errorf("got %+v after %v", e, time.Since(begin))
		}
		_, err = tokens.Get(t.Context())
		if e := apierr.As(err); e == nil || !e.Token || took != 30*time.Second {
			t.Errorf("got %+v, the fetch took %v", e, took)
		}
	})
}
