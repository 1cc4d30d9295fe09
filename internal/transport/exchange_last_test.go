package transport_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// An SDK may send more than one request under one context. The last one is
// what its answer is about; nothing of an earlier one may be left.
func TestRecorder_recordsTheLastRequest(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "first") })
	ctx, x := transport.WithExchange(t.Context())
	resp, err := transport.Recorder{Base: network(t)}.RoundTrip(request(t, ctx, http.MethodGet, server.URL))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if x.Status != http.StatusOK || !x.Sent {
		t.Fatalf("recorded %+v", x)
	}
	broken := errors.New("no network")
	resp, err = transport.Recorder{Base: canned(nil, broken)}.RoundTrip(request(t, ctx, http.MethodGet, server.URL))
	if err == nil {
		_ = resp.Body.Close()
	}
	if !errors.Is(err, broken) {
		t.Errorf("got error %v", err)
	}
	if x.Sent || x.Status != 0 || x.Header != nil || x.Body != nil || x.BodyErr != nil {
		t.Errorf("something of the first request is left: %+v", x)
	}
}

// Whoever has an answer has sent the request, also where the base says nothing
// to httptrace: taken for not sent, an ambiguous rotation would be repeated.
func TestRecorder_anAnswerMeansThatItWasSent(t *testing.T) {
	t.Parallel()
	failed := errors.New("the body is gone")
	for name, body := range map[string]io.Reader{
		"a body": strings.NewReader("{}"), "no body": http.NoBody, "a broken body": iotest.ErrReader(failed),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x, _, _ := record(t, t.Context(), canned(io.NopCloser(body), nil), "http://example.invalid")
			if !x.Sent || x.Status != http.StatusOK {
				t.Errorf("recorded %+v", x)
			}
		})
	}
	x, _, err := record(t, t.Context(), canned(nil, failed), "http://example.invalid")
	if x.Sent || x.Status != 0 || !errors.Is(err, failed) {
		t.Errorf("without an answer: recorded %+v, %v", x, err)
	}
}

func TestExchange_serverTime(t *testing.T) {
	t.Parallel()
	received := time.Date(2026, 3, 1, 10, 0, 0, 500, time.UTC)
	for name, c := range map[string]struct {
		header http.Header
		want   time.Time
	}{
		"the vendor's clock": {http.Header{"Date": {"Sun, 01 Mar 2026 09:00:00 GMT"}}, received.Add(-time.Hour).Truncate(time.Second)},
		"no header":          {http.Header{}, received},
		"no answer":          {nil, received},
		"not a date":         {http.Header{"Date": {"yesterday"}}, received},
		"an empty date":      {http.Header{"Date": {""}}, received},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := transport.Exchange{Header: c.header, Received: received}
			if got := x.ServerTime(); !got.Equal(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
