package auth0api_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// An answer that is too long is no connection that broke: it would be as long
// the next time.
func TestFailures_anAnswerThatIsTooLongIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	spaces := strings.Repeat(" ", 8<<20)
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		path    string
		call    func(*testing.T, *auth0api.Client) error
	}{
		"list": {answer(200, listBefore+spaces), listPath, func(t *testing.T, client *auth0api.Client) error {
			return second(client.ConnectionKeys(t.Context(), "con_x"))
		}},
		"rotate": {answer(200, `{"kid":"kv95"}`+spaces), rotatePath, func(t *testing.T, client *auth0api.Client) error {
			return second(client.RotateConnectionKeys(t.Context(), "con_x"))
		}},
		"token": {withTokens(answer(200, `{"access_token":"issued"}`+spaces)), tokenPath, func(t *testing.T, client *auth0api.Client) error {
			return second(client.ConnectionKeys(t.Context(), "con_x"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newTenant(t, c.handler)
			change := retries(4)
			if c.path == tokenPath {
				change = func(s *auth0api.Settings) { retries(4)(s); bySecret(s) }
			}
			e := failure(t, c.call(t, served.client(t, change)))
			if e.Kind != apierr.Unavailable || e.Status != 200 || e.Dropped || e.Sent != (c.path != tokenPath) || !errors.Is(e, transport.ErrTooLarge) {
				t.Errorf("got %+v", e)
			}
			if n := len(served.to(c.path)); n != 1 || len(served.arrived) != 1 {
				t.Errorf("asked %d times, %d requests in all, want one", n, len(served.arrived))
			}
		})
	}
}

// interrupting is a network on which the caller gives up as soon as the head of
// an answer is there.
type interrupting struct {
	http.RoundTripper
	cancel context.CancelFunc
}

func (i interrupting) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := i.RoundTripper.RoundTrip(r)
	i.cancel()
	return resp, err
}

// Ctrl-C between the head of an answer and its end is the caller's doing. The
// rotation may have happened all the same.
func TestRotate_interruptedInTheBody(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"200": 200, "201": 201} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newTenant(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Length", "1000")
				w.WriteHeader(status)
				_, _ = io.WriteString(w, `{"kid":"kv`)
				_ = http.NewResponseController(w).Flush()
				hang(w, r)
			})
			base := &http.Transport{}
			t.Cleanup(base.CloseIdleConnections)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			client := served.client(t, retries(4), func(s *auth0api.Settings) { s.Base = interrupting{base, cancel} })
			e := failure(t, second(client.RotateConnectionKeys(ctx, "con_x")))
			if e.Kind != apierr.Canceled || e.Status != status || !e.Sent || e.Dropped || !errors.Is(e, context.Canceled) {
				t.Errorf("got %+v", e)
			}
			if verdict := rotation.Judge(rotation.Answer{Sent: e.Sent, Status: e.Status}); verdict != rotation.Ambiguous {
				t.Errorf("judged %s, want ambiguous", verdict)
			}
			checkRotation(t, served)
		})
	}
}

// The answer could be read: it is what is in it that is missing.
func TestRotate_anAnswerWithoutAKeySaysSo(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no body": "", "an empty object": `{}`, "null": `null`, "an empty ID": `{"kid":"","cert":"c3"}`, "no ID": `{"cert":"c3"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newTenant(t, answer(201, body))
			e := failure(t, second(served.client(t, retries(4)).RotateConnectionKeys(t.Context(), "con_x")))
			if e.Message != "the answer names no key" || e.RequestID != "r1" {
				t.Errorf("it says %q, request ID %q", e.Message, e.RequestID)
			}
			if e.Kind != apierr.Unavailable || e.Status != 201 || !e.Sent || e.Dropped || e.Token {
				t.Errorf("got %+v", e)
			}
			if sent := checkRotation(t, served); e.CorrelationID != sent {
				t.Errorf("the error names correlation ID %q, sent was %q", e.CorrelationID, sent)
			}
		})
	}
}
