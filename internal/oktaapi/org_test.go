package oktaapi_test

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
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
)

const (
	serverPath = "/api/v1/authorizationServers/aus1"
	listPath   = serverPath + "/credentials/keys"
	rotatePath = serverPath + "/credentials/lifecycle/keyRotate"
	tokenPath  = "/oauth2/v1/token"
	userAgent  = "terraform-provider-idpkeys/test"
)

// Answers in the form of Okta's examples, cut to what matters here.
const (
	listBefore = `[{"status":"ACTIVE","alg":"RS256","e":"AQAB","n":"g0MirhrysJMPm_wK45jv","kid":"k1","kty":"RSA","use":"sig",` +
		`"_links":{"self":{"href":"https://example.okta.com/k1","hints":{"allow":["GET"]}}}},` +
		`{"status":"NEXT","alg":"RS256","e":"AQAB","n":"l1hZ_g2sgBE3oHvu34T","kid":"k2","kty":"RSA","use":"sig"}]`
	listAfter = `[{"status":"EXPIRED","kid":"k1"},{"status":"NEXT","kid":"k3"},{"status":"ACTIVE","kid":"k2"}]`
	server    = `{"id":"aus1","name":"API","default":false,"credentials":{"signing":{"kid":"k1","rotationMode":"AUTO",` +
		`"lastRotated":"2026-09-15T16:50:14.000Z","nextRotation":"2026-12-14T16:50:14.000Z","use":"sig"}}}`
	page     = "<html><body>Something went wrong</body></html>"
	notFound = `{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: aus1 (AuthorizationServer)","errorLink":"E0000007","errorId":"oae1","errorCauses":[]}`
)

// arrival is a request as it arrived.
type arrival struct {
	method, path, proto string
	header              http.Header
	body                string
	length              int64
	// from is the client's end of the connection.
	from string
}

// org is a server that answers by one handler and keeps what arrived.
type org struct {
	url     string
	server  *httptest.Server
	mu      sync.Mutex
	arrived []arrival
}

func newOrg(t *testing.T, handler http.HandlerFunc) *org {
	t.Helper()
	served := newUnstartedOrg(handler)
	served.server.Start()
	t.Cleanup(served.server.Close)
	served.url = served.server.URL
	return served
}

func newUnstartedOrg(handler http.HandlerFunc) *org {
	served := new(org)
	served.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		served.mu.Lock()
		served.arrived = append(served.arrived,
			arrival{r.Method, r.URL.EscapedPath(), r.Proto, r.Header.Clone(), string(body), r.ContentLength, r.RemoteAddr})
		served.mu.Unlock()
		handler(w, r)
	}))
	return served
}

// all are the requests that have arrived.
func (o *org) all() []arrival {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.arrived)
}

// to are the requests to a path.
func (o *org) to(path string) []arrival {
	return slices.DeleteFunc(o.all(), func(a arrival) bool { return a.path != path })
}

// client is a client of the org that repeats nothing and waits for nothing,
// unless change says otherwise.
func (o *org) client(t *testing.T, change ...func(*oktaapi.Settings)) *oktaapi.Client {
	t.Helper()
	settings := oktaapi.Settings{
		OrgURL: o.url, Credentials: oktaapi.Credentials{APIToken: "token"}, UserAgent: userAgent,
		RequestTimeout: 30 * time.Second, Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Locks: processlock.Locks{Folder: t.TempDir()},
	}
	for _, apply := range change {
		apply(&settings)
	}
	client, err := oktaapi.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func retries(n int) func(*oktaapi.Settings) {
	return func(s *oktaapi.Settings) { s.MaxRetries = n }
}

func timeout(d time.Duration) func(*oktaapi.Settings) {
	return func(s *oktaapi.Settings) { s.RequestTimeout = d }
}

// answer is a handler that always answers the same.
func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(oktaapi.RequestIDHeader, "r1")
		w.Header().Set("Content-Type", "application/json")
		if status >= 300 && status < 400 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		if body != "" {
			_, _ = io.WriteString(w, body) // #nosec G705 -- the test's own text
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
		conn, _, err := http.NewResponseController(w).Hijack()
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

// routes answers by the end of the path, and fails the test for others.
func routes(t *testing.T, handlers map[string]http.HandlerFunc) http.HandlerFunc {
	t.Helper()
	return func(w http.ResponseWriter, r *http.Request) {
		for end, handler := range handlers {
			if strings.HasSuffix(r.URL.Path, end) {
				handler(w, r)
				return
			}
		}
		t.Errorf("%s %s", r.Method, r.URL)
		w.WriteHeader(http.StatusNotImplemented)
	}
}

// failure is the *apierr.Error that err must be.
func failure(t *testing.T, err error) *apierr.Error {
	t.Helper()
	e := apierr.As(err)
	if e == nil {
		t.Fatal("no error")
	}
	return e
}

func second[T any](_ T, err error) error { return err }

// calls are all calls of the client, by name.
var calls = map[string]func(context.Context, *oktaapi.Client, string) error{
	"list": func(ctx context.Context, c *oktaapi.Client, id string) error {
		return second(c.AuthorizationServerKeys(ctx, id))
	},
	"server": func(ctx context.Context, c *oktaapi.Client, id string) error {
		return second(c.AuthorizationServer(ctx, id))
	},
	"rotate": func(ctx context.Context, c *oktaapi.Client, id string) error {
		return second(c.RotateAuthorizationServerKeys(ctx, id))
	},
}

var pathOf = map[string]string{"list": listPath, "server": serverPath, "rotate": rotatePath}
