package transport_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// informed asks a server that sends so many answers of 1xx before the answer.
func informed(t *testing.T, n int) (*transport.Exchange, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range n {
			w.WriteHeader(http.StatusEarlyHints)
		}
	}))
	t.Cleanup(server.Close)
	ctx, exchange := transport.WithExchange(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := transport.Recorder{Base: http.DefaultTransport}.RoundTrip(req)
	if err == nil {
		err = resp.Body.Close()
	}
	return exchange, err
}

func TestRecorder_boundsAnswersBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	if x, err := informed(t, 8); err != nil || x.Status != http.StatusOK {
		t.Errorf("a few: status %d, %v", x.Status, err)
	}
	x, err := informed(t, 9)
	e := transport.Vendor{Name: "Okta"}.Classify(err, x)
	if err == nil || !strings.Contains(e.Message, "status of 1xx") || e.Dropped || !e.Sent {
		t.Errorf("many: %+v, %v", e, err)
	}
}
