package auth0api_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
)

const (
	listPath   = "/api/v2/connections/con_x/keys"
	rotatePath = "/api/v2/connections/con_x/keys/rotate"
	tokenPath  = "/oauth/token"
	userAgent  = "terraform-provider-idpkeys/test"
)

// arrival is a request as it arrived.
type arrival struct {
	method, path string
	header       http.Header
	body         string
	length       int64
	// from is the client's end of the connection.
	from string
}

// tenant is a server that answers by one handler and keeps what arrived.
type tenant struct {
	host    string
	mu      sync.Mutex
	arrived []arrival
}

func newTenant(t *testing.T, handler http.HandlerFunc) *tenant {
	t.Helper()
	served := new(tenant)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		served.mu.Lock()
		served.arrived = append(served.arrived, arrival{r.Method, r.URL.EscapedPath(), r.Header.Clone(), string(body), r.ContentLength, r.RemoteAddr})
		served.mu.Unlock()
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	served.host = strings.TrimPrefix(server.URL, "http://")
	return served
}

// to are the requests to a path.
func (s *tenant) to(path string) []arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.arrived), func(a arrival) bool { return a.path != path })
}

// client is a client of the tenant that repeats nothing and waits for nothing,
// unless change says otherwise.
func (s *tenant) client(t *testing.T, change ...func(*auth0api.Settings)) *auth0api.Client {
	t.Helper()
	settings := auth0api.Settings{
		Domain: s.host, PlainHTTP: true, Credentials: auth0api.Credentials{Token: "token"}, UserAgent: userAgent,
		RequestTimeout: 30 * time.Second, Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Locks: processlock.Locks{Folder: t.TempDir()},
	}
	return newClient(t, settings, change...)
}

func newClient(t *testing.T, settings auth0api.Settings, change ...func(*auth0api.Settings)) *auth0api.Client {
	t.Helper()
	for _, apply := range change {
		apply(&settings)
	}
	client, err := auth0api.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func retries(n int) func(*auth0api.Settings) {
	return func(s *auth0api.Settings) { s.MaxRetries = n }
}

func timeout(d time.Duration) func(*auth0api.Settings) {
	return func(s *auth0api.Settings) { s.RequestTimeout = d }
}

// answer is a handler that always answers the same.
func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Auth0-Requestid", "r1")
		w.Header().Set("Content-Type", "application/json")
		if status >= 300 && status < 400 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		if body != "" {
			_, _ = io.WriteString(w, body)
		}
	}
}

// cut answers with less than it announces.
func cut(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// hangUp closes the connection after the request was read.
func hangUp(reset bool) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		if tcp, ok := conn.(*net.TCPConn); ok && reset {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
}

// hang answers when the caller has gone.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// failure is the *apierr.Error that err must be.
func failure(t *testing.T, err error) *apierr.Error {
	t.Helper()
	e := apierr.As(err)
	if e == nil {
		t.Fatal("no error")
	}
	return e
}

const errorBody404 = `{"statusCode":404,"error":"Not Found","message":"The connection does not exist","errorCode":"inexistent_connection"}`

// Lists as they were recorded, cut to what matters here.
const (
	listBefore = `[{"kid":"KDcb","cert":"c1","current":true,"current_since":"2025-05-07T17:22:07.722Z"},{"kid":"aLYy","cert":"c2","next":true}]`
	listAfter  = `[{"kid":"aLYy","cert":"c2","current":true},{"kid":"KDcb","cert":"c1","previous":true},{"kid":"kv95","cert":"c3","next":true}]`
)
