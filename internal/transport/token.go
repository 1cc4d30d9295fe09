package transport

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/callcontext"
)

// renewBefore is how long before its end a token is no longer used.
const renewBefore = 30 * time.Second

// Tokens holds the access token of one client. Concurrent callers share one
// request for it, and its failure. It is safe for concurrent use.
type Tokens[T any] struct {
	// Fetch asks the vendor for a token, and says until when it is used.
	Fetch func(context.Context) (T, time.Time, error)
	// Timeout bounds one Fetch.
	Timeout time.Duration

	flights singleflight.Group
	mu      sync.Mutex
	token   T
	until   time.Time
}

// Get returns a valid token. It waits for a request that another caller has
// begun, but no longer than ctx. The shared request outlives its first caller.
func (t *Tokens[T]) Get(ctx context.Context) (T, error) {
	if token, ok := t.valid(); ok {
		return token, nil
	}
	detached := callcontext.Detach(ctx)
	answer := t.flights.DoChan("token", func() (any, error) {
		if token, ok := t.valid(); ok {
			return token, nil
		}
		return t.fetch(detached)
	})
	// Those who share an answer go on at the same moment.
	defer callcontext.AfterWait(ctx)
	select {
	case <-ctx.Done():
		var none T
		return none, asToken(Vendor{}.Classify(ctx.Err(), nil))
	case a := <-answer:
		token, _ := a.Val.(T)
		return token, a.Err
	}
}

func (t *Tokens[T]) valid() (T, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.token, time.Now().Before(t.until)
}

func (t *Tokens[T]) fetch(ctx context.Context) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, t.Timeout)
	defer cancel()
	var token T
	var until time.Time
	err := Guard(func() (err error) { // a panic in a flight would end the provider
		token, until, err = t.Fetch(ctx)
		return err
	})
	if err != nil {
		var none T
		return none, asToken(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token, t.until = token, until
	return token, nil
}

// asToken marks a failure as one of the token request. The request that needed
// the token was not sent.
func asToken(err error) error {
	e := *apierr.As(err)
	e.Token, e.Sent = true, false
	if e.Kind == apierr.Invalid || e.Kind == apierr.Forbidden || e.Kind == apierr.NotFound {
		e.Kind = apierr.Unauthorized
	}
	return &e
}
