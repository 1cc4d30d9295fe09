package transport_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// seen keeps the header of each request that arrived.
type seen struct {
	mu      sync.Mutex
	headers []http.Header
}

func (s *seen) handler(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.headers = append(s.headers, r.Header.Clone())
	w.WriteHeader(http.StatusNoContent)
}

// send sends a request as an SDK would, with headers of its own.
func send(t *testing.T, ctx context.Context, options transport.Options, url string) *http.Request {
	t.Helper()
	req := request(t, ctx, http.MethodPost, url)
	req.Header.Set("User-Agent", "Go-SDK/1.0")
	req.Header.Set("Authorization", "Bearer placeholder")
	req.Header.Set("X-Correlation-Id", "c1")
	resp, err := transport.New(options).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return req
}

func TestTransport_headers(t *testing.T) {
	t.Parallel()
	bearer := func(ctx context.Context) context.Context { return transport.WithBearer(ctx, "token") }
	for name, c := range map[string]struct {
		ctx    func(context.Context) context.Context
		expect map[string]string
	}{
		"the user agent is ours":       {nil, map[string]string{"User-Agent": "ours/1"}},
		"the SDK's token without ours": {nil, map[string]string{"Authorization": "Bearer placeholder"}},
		"our token":                    {bearer, map[string]string{"Authorization": "Bearer token"}},
		"the SDK's other headers":      {bearer, map[string]string{"X-Correlation-Id": "c1"}},
		"no key for replays":           {bearer, map[string]string{"Idempotency-Key": "", "X-Idempotency-Key": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var arrived seen
			server := serve(t, arrived.handler)
			ctx := t.Context()
			if c.ctx != nil {
				ctx = c.ctx(ctx)
			}
			send(t, ctx, transport.Options{UserAgent: "ours/1", Base: network(t)}, server.URL)
			if len(arrived.headers) != 1 {
				t.Fatalf("%d requests", len(arrived.headers))
			}
			for header, want := range c.expect {
				if got := strings.Join(arrived.headers[0].Values(header), ", "); got != want {
					t.Errorf("%s is %q, want %q", header, got, want)
				}
			}
		})
	}
}

// A round tripper must not change the caller's request (net/http).
func TestTransport_leavesTheCallersRequestAlone(t *testing.T) {
	t.Parallel()
	var arrived seen
	server := serve(t, arrived.handler)
	ctx := transport.WithBearer(t.Context(), "token")
	url := strings.Replace(server.URL, "http:", "https:", 1)
	options := transport.Options{UserAgent: "ours/1", PlainHTTP: true, Base: network(t)}
	req := send(t, ctx, options, url)
	want := "map[Authorization:[Bearer placeholder] User-Agent:[Go-SDK/1.0] X-Correlation-Id:[c1]]"
	if got := fmt.Sprint(req.Header); got != want {
		t.Errorf("the caller's header is now %s, want %s", got, want)
	}
	if req.URL.Scheme != "https" {
		t.Errorf("the caller's URL is now %s", req.URL)
	}
}

// SDKs force https. A sandbox on a loopback host has none.
func TestTransport_plainHTTP(t *testing.T) {
	t.Parallel()
	var arrived seen
	server := serve(t, arrived.handler)
	url := strings.Replace(server.URL, "http:", "https:", 1)
	send(t, t.Context(), transport.Options{PlainHTTP: true, Base: network(t)}, url)
	if len(arrived.headers) != 1 {
		t.Errorf("%d requests arrived without TLS, want 1", len(arrived.headers))
	}
	resp, err := transport.New(transport.Options{Base: network(t)}).RoundTrip(request(t, t.Context(), http.MethodGet, url))
	if err == nil {
		_ = resp.Body.Close()
	}
	if err == nil || len(arrived.headers) != 1 {
		t.Errorf("sent without TLS although not told to (%v)", err)
	}
}

func TestTransport_redirectsAreRefusedAfterOneRequest(t *testing.T) {
	t.Parallel()
	for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			t.Run(fmt.Sprintf("%s %d", method, status), func(t *testing.T) {
				t.Parallel()
				var requests atomic.Int32
				server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					requests.Add(1)
					w.Header().Set("Location", "/elsewhere?code=secret")
					w.WriteHeader(status)
				})
				client := &http.Client{Transport: transport.New(transport.Options{Base: network(t)})}
				ctx, x := transport.WithExchange(t.Context())
				resp, err := client.Do(request(t, ctx, method, server.URL))
				if err == nil {
					_ = resp.Body.Close()
				}
				var refused *transport.RedirectError
				if !errors.As(err, &refused) || refused.Status != status {
					t.Fatalf("got error %v, want a refusal of %d", err, status)
				}
				want := fmt.Sprintf("refused to follow a redirect (HTTP %d)", status)
				if status == http.StatusNotModified { // which is none
					want = "the answer holds nothing: HTTP 304 points to an earlier one, which was not asked for"
				}
				if refused.Error() != want {
					t.Errorf("it says %q, want %q", refused, want)
				}
				if n := requests.Load(); n != 1 || x.Status != status || !x.Sent {
					t.Errorf("%d requests, recorded %+v", n, x)
				}
			})
		}
	}
}

func TestTransport_otherStatusesArePassedOn(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 201, 204, 400, 401, 404, 408, 429, 500, 502, 503, 504} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				requests.Add(1)
				w.WriteHeader(status)
			})
			resp, err := transport.New(transport.Options{Base: network(t)}).RoundTrip(request(t, t.Context(), http.MethodPost, server.URL))
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if resp.StatusCode != status || requests.Load() != 1 {
				t.Errorf("status %d after %d requests, want %d after one", resp.StatusCode, requests.Load(), status)
			}
		})
	}
}

// A write must not meet a connection that the server is about to close.
func TestTransport_freshMeansAConnectionPerRequest(t *testing.T) {
	t.Parallel()
	for fresh, want := range map[bool]int32{true: 3, false: 1} {
		t.Run(fmt.Sprint(fresh), func(t *testing.T) {
			t.Parallel()
			var connections atomic.Int32
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, "{}")
			}))
			server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew {
					connections.Add(1)
				}
			}
			server.Start()
			t.Cleanup(server.Close)
			chain := transport.New(transport.Options{Fresh: fresh})
			for range 3 {
				resp, err := chain.RoundTrip(request(t, t.Context(), http.MethodPost, server.URL))
				if err != nil {
					t.Fatal(err)
				}
				_ = resp.Body.Close()
			}
			if got := connections.Load(); got != want {
				t.Errorf("%d connections for 3 requests, want %d", got, want)
			}
		})
	}
}
