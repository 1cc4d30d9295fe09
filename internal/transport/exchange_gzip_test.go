package transport_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// zipped is size zeros in gzip.
func zipped(t *testing.T, size int) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	if _, err := z.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// The bound on a body counts what comes out of gzip, not what comes over the wire; and a
// stream that ends too soon is no body.
func TestRecorder_compressedBodies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   []byte
		length int
		ok     bool
		fails  error
	}{
		"small":       {zipped(t, 1000), 1000, true, nil},
		"too long":    {zipped(t, 64<<20), 2<<20 + 1, false, transport.ErrTooLarge},
		"cut short":   {zipped(t, 1000)[:20], -1, false, io.ErrUnexpectedEOF},
		"not in gzip": {[]byte("nothing of the kind"), 0, false, gzip.ErrHeader},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Accept-Encoding") != "gzip" {
					t.Errorf("Accept-Encoding is %q", r.Header.Get("Accept-Encoding"))
				}
				w.Header().Set("Content-Encoding", "gzip")
				_, _ = w.Write(c.body)
			}))
			t.Cleanup(served.Close)
			ctx, exchange := transport.WithExchange(t.Context())
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, served.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			response, err := transport.New(transport.Options{}).RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			if err := response.Body.Close(); err != nil {
				t.Fatal(err)
			}
			if exchange.Status != http.StatusOK || !errors.Is(exchange.BodyErr, c.fails) || (exchange.BodyErr == nil) != c.ok {
				t.Errorf("status %d, body error %v", exchange.Status, exchange.BodyErr)
			}
			if c.length >= 0 && len(exchange.Body) != c.length {
				t.Errorf("%d bytes, want %d", len(exchange.Body), c.length)
			}
		})
	}
}
