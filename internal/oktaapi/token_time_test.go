package oktaapi_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

func TestToken_aHungEndpointEndsInTime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ request, limit time.Duration }{
		"the request's time": {200 * time.Millisecond, time.Minute}, "the caller's time": {2 * time.Second, 200 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, withTokens(t, hang))
			ctx, cancel := context.WithTimeout(t.Context(), c.limit)
			defer cancel()
			begin := time.Now()
			e := failure(t, calls["rotate"](ctx, served.client(t, byKey, timeout(c.request)), "aus1"))
			if took := time.Since(begin); took > 1500*time.Millisecond {
				t.Errorf("ended after %v", took)
			}
			if e.Kind != apierr.Unavailable || !e.Token || e.Sent || e.Status != 0 || !errors.Is(e, context.DeadlineExceeded) || len(served.to(rotatePath)) != 0 {
				t.Errorf("got %+v", e)
			}
		})
	}
}

// One caller that gives up does not take the token from the others.
func TestToken_outlivesItsFirstCaller(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	grant := make(chan struct{})
	served := newOrg(t, withTokens(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-grant
		answer(200, granted)(w, r)
	}))
	client := served.client(t, byKey)
	if e := failure(t, calls["rotate"](ctx, client, "aus1")); e.Kind != apierr.Canceled || !e.Token || e.Sent {
		t.Errorf("got %+v", e)
	}
	close(grant)
	if err := calls["rotate"](t.Context(), client, "aus1"); err != nil {
		t.Error(err)
	}
	if n := len(served.to(tokenPath)); n != 1 {
		t.Errorf("%d requests for a token, want one", n)
	}
}

func TestToken_howLongItIsUsed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		end      string
		requests int
	}{
		"an hour": {`,"expires_in":3600`, 1}, "missing": {"", 1}, "null": {`,"expires_in":null`, 1}, "zero": {`,"expires_in":0`, 1},
		"too short to keep": {`,"expires_in":30`, 3}, "a second": {`,"expires_in":1`, 3}, "two": {`,"expires_in":2`, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, withTokens(t, answer(200, `{"token_type":"Bearer","access_token":"issued"`+c.end+`}`)))
			client := served.client(t, byKey)
			for range 3 {
				if _, err := client.FreshAuthorizationServerKeys(t.Context(), "aus1"); err != nil {
					t.Fatal(err)
				}
			}
			if tokens, lists := len(served.to(tokenPath)), len(served.to(listPath)); tokens != c.requests || lists != 3 {
				t.Errorf("%d requests for a token, %d lists, want %d and 3", tokens, lists, c.requests)
			}
		})
	}
}
