package transport_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// serve starts a server for this test.
func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

// network is a transport of this test alone, without a proxy.
func network(t *testing.T) *http.Transport {
	t.Helper()
	base := &http.Transport{}
	t.Cleanup(base.CloseIdleConnections)
	return base
}

func request(t *testing.T, ctx context.Context, method, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// record sends one request through a Recorder and reads the answer's body.
func record(t *testing.T, ctx context.Context, base http.RoundTripper, url string) (*transport.Exchange, []byte, error) {
	t.Helper()
	ctx, x := transport.WithExchange(ctx)
	resp, err := transport.Recorder{Base: base}.RoundTrip(request(t, ctx, http.MethodPost, url))
	if err != nil {
		return x, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return x, body, err
}

func TestRecorder_keepsTheAnswerAndPassesItOn(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Auth0-Requestid", "r1")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "short and stout")
	})
	begin := time.Now()
	x, body, err := record(t, t.Context(), network(t), server.URL)
	if err != nil || string(body) != "short and stout" {
		t.Errorf("passed on %q, %v", body, err)
	}
	if !x.Sent || x.Status != http.StatusTeapot || string(x.Body) != "short and stout" || x.BodyErr != nil {
		t.Errorf("recorded %+v", x)
	}
	if x.Header.Get("X-Auth0-Requestid") != "r1" {
		t.Errorf("recorded the header %v", x.Header)
	}
	if x.Received.Before(begin) || x.Received.After(time.Now()) {
		t.Errorf("received at %v", x.Received)
	}
}

func TestRecorder_notSentWhereNoConnectionCameAbout(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + listener.Addr().String()
	_ = listener.Close()
	plain := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the request arrived") })
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx context.Context //nolint:containedctx // a case of a table
		url string
	}{
		"nobody listens":       {t.Context(), closed},
		"no TLS at the server": {t.Context(), strings.Replace(plain.URL, "http:", "https:", 1)},
		"canceled before":      {canceled, plain.URL},
		"no such scheme":       {t.Context(), "gopher://127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x, _, err := record(t, c.ctx, network(t), c.url)
			if err == nil || x.Sent || x.Status != 0 || x.Received.IsZero() {
				t.Errorf("got error %v, recorded %+v", err, x)
			}
		})
	}
}

// A request that was read and not answered may have been carried out.
func TestRecorder_sentWhereTheConnectionBreaksAfterwards(t *testing.T) {
	t.Parallel()
	for name, reset := range map[string]bool{"EOF": false, "reset": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) { hangUp(t, w, reset) })
			x, _, err := record(t, t.Context(), network(t), server.URL)
			if err == nil || !x.Sent || x.Status != 0 {
				t.Errorf("got error %v, recorded %+v", err, x)
			}
		})
	}
}

func hangUp(t *testing.T, w http.ResponseWriter, reset bool) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

func TestRecorder_keepsWhyTheBodyEnded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cut  bool
		want error
	}{
		"cut":      {true, io.ErrUnexpectedEOF},
		"canceled": {false, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Length", "100")
				_, _ = io.WriteString(w, "ten bytes.")
				_ = http.NewResponseController(w).Flush()
				if !c.cut {
					<-r.Context().Done()
				}
			})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			base := network(t)
			// Cancels, if at all, when the head of the answer has arrived.
			head := roundTripper(func(req *http.Request) (*http.Response, error) {
				resp, err := base.RoundTrip(req)
				if !c.cut {
					cancel()
				}
				return resp, err
			})
			x, body, err := record(t, ctx, head, server.URL)
			if !x.Sent || x.Status != http.StatusOK || !errors.Is(x.BodyErr, c.want) {
				t.Errorf("recorded %+v, want error %v", x, c.want)
			}
			if !errors.Is(err, c.want) || !bytes.Equal(body, x.Body) {
				t.Errorf("passed on %q, %v; recorded %q", body, err, x.Body)
			}
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// canned answers every request without a network.
func canned(body io.ReadCloser, err error) roundTripper {
	return func(*http.Request) (*http.Response, error) {
		if err != nil {
			return nil, err
		}
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: body}, nil
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestRecorder_limitsTheBody(t *testing.T) {
	t.Parallel()
	const limit = 2 << 20
	for name, c := range map[string]struct {
		size int64
		want string
	}{
		"at the limit":   {limit, ""},
		"one byte above": {limit + 1, "the answer is longer than 2 MiB"},
		"without end":    {1 << 60, "the answer is longer than 2 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := io.NopCloser(io.LimitReader(zeros{}, c.size))
			x, passed, err := record(t, t.Context(), canned(body, nil), "http://example.invalid")
			got := ""
			if x.BodyErr != nil {
				got = x.BodyErr.Error()
			}
			if got != c.want || !errors.Is(err, x.BodyErr) || len(x.Body) > limit+1 || len(passed) != len(x.Body) {
				t.Errorf("%d bytes recorded, %d passed on, error %q, %v, want %q", len(x.Body), len(passed), got, err, c.want)
			}
		})
	}
}

type badClose struct{ io.Reader }

var errClose = errors.New("closing failed")

func (badClose) Close() error { return errClose }

func TestRecorder_aFailedCloseIsAFailedBody(t *testing.T) {
	t.Parallel()
	x, body, err := record(t, t.Context(), canned(badClose{strings.NewReader("all of it")}, nil), "http://example.invalid")
	if !errors.Is(x.BodyErr, errClose) || !errors.Is(err, errClose) || string(body) != "all of it" {
		t.Errorf("recorded %v, passed on %q, %v", x.BodyErr, body, err)
	}
}

func TestRecorder_withoutAnExchange(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "fine") })
	resp, err := transport.Recorder{Base: network(t)}.RoundTrip(request(t, t.Context(), http.MethodGet, server.URL))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "fine" {
		t.Errorf("got %q, %v", body, err)
	}
}
