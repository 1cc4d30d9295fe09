package auth0api_test

import (
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// network is a tenant without sockets, for tests on a clock of their own.
type network struct {
	tokens, calls atomic.Int32
	// hungAt is the path that is never answered.
	hungAt string
	// lifetime is that of the tokens, in seconds.
	lifetime string
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.WroteHeaderField != nil {
		trace.WroteHeaderField("Host", []string{r.Host})
	}
	body, count := listBefore, &n.calls
	if r.URL.Path == tokenPath {
		body, count = `{"access_token":"issued","token_type":"Bearer","expires_in":`+n.lifetime+`}`, &n.tokens
	}
	count.Add(1)
	if r.URL.Path == n.hungAt {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	header := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: 200, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func (n *network) client(t *testing.T, change ...func(*auth0api.Settings)) *auth0api.Client {
	t.Helper()
	return newClient(t, auth0api.Settings{
		Domain: "example.eu.auth0.com", Credentials: auth0api.Credentials{ClientID: "client", ClientSecret: "secret-1"},
		UserAgent: userAgent, RequestTimeout: 30 * time.Second, Wait: transport.Wait, Base: n,
	}, change...)
}

// A call that is never answered ends when the request's time is over. It was
// sent once, and is not taken for a connection that broke.
func TestHungCalls_endInTime(t *testing.T) {
	t.Parallel()
	for path, call := range map[string]func(*testing.T, *auth0api.Client) error{
		listPath: func(t *testing.T, c *auth0api.Client) error { return second(c.ConnectionKeys(t.Context(), "con_x")) },
		rotatePath: func(t *testing.T, c *auth0api.Client) error {
			return second(c.RotateConnectionKeys(t.Context(), "con_x"))
		},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				n := &network{hungAt: path, lifetime: "3600"}
				client := n.client(t, retries(4))
				begin := time.Now()
				e := failure(t, call(t, client))
				if took := time.Since(begin); took != 30*time.Second || n.calls.Load() != 1 {
					t.Errorf("%d calls in %v, want one in 30s", n.calls.Load(), took)
				}
				if e.Kind != apierr.Unavailable || e.Status != 0 || !e.Sent || e.Dropped || e.Token || e.Message != "no answer within the time allowed" {
					t.Errorf("got %+v", e)
				}
			})
		})
	}
}
