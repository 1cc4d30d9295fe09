package auth0api

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// answering is a network with one answer, which a vendor gives after it was asked.
type answering struct{ status int }

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"kid":"kv95"}`)), Request: r}, nil
}

// An SDK that panics over the answer to a rotation has sent it: whatever the answer was,
// the keys decide.
func TestCall_aPanicAfterTheAnswerIsAmbiguous(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 201, 403, 500} {
		c, err := New(Settings{
			Domain: "example.auth0.com", Credentials: Credentials{Token: "token"}, RequestTimeout: time.Minute, Base: answering{status},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.call(t.Context(), http.StatusCreated, func(ctx context.Context) error {
			_, _ = c.writes.Connection.RotateKeys(ctx, "con_x")
			panic("token")
		})
		e := apierr.As(err)
		if e == nil || !e.Sent || e.Refused || strings.Contains(e.Error(), "token") {
			t.Errorf("%d: %+v", status, e)
			continue
		}
		if verdict := rotation.Judge(rotation.AnswerOf(err)); verdict != rotation.Ambiguous {
			t.Errorf("%d: judged %s, want ambiguous", status, verdict)
		}
	}
}
