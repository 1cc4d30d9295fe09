package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// testStart is the first time of the clocks in tests, with milliseconds, as
// current_since has them.
var testStart = time.Date(2026, 3, 1, 12, 0, 0, 250_000_000, time.UTC)

// auth0Fixture is a sandbox that listens on loopback, with one connection that has keys
// and a token with all scopes.
type auth0Fixture struct {
	*Sandbox
	t      *testing.T
	tenant *Auth0Tenant
	conn   string
	token  string
}

// newAuth0Fixture starts a sandbox and ends it with the test.
func newAuth0Fixture(t *testing.T) *auth0Fixture {
	t.Helper()
	s := New(WithStart(testStart))
	t.Cleanup(s.Close)
	for i := range 4 {
		rsaKeys.rsaKey(i) // so that no request has to wait for a first rotation's keys
	}
	w := &auth0Fixture{Sandbox: s, t: t, tenant: s.Auth0()}
	if err := w.tenant.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	w.conn = w.tenant.AddConnection(Auth0Connection{Name: "Example-OIDC-Connection"})
	w.token = w.tenant.Token()
	return w
}

// answer is a whole HTTP answer.
type answer struct {
	status int
	header http.Header
	body   string
}

// request makes a request for the tenant with the fixture's token.
func (w *auth0Fixture) request(method, path, body string) *http.Request {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.tenant.URL()+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.token)
	return r
}

// try sends a request on a connection of its own and reads the whole answer.
func (w *auth0Fixture) try(r *http.Request) (answer, error) {
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return roundTrip(client, r)
}

// roundTrip sends a request and reads the whole answer.
func roundTrip(client *http.Client, r *http.Request) (answer, error) {
	res, err := client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return answer{status: res.StatusCode, header: res.Header, body: string(body)}, err
}

// do sends a request that must be answered.
func (w *auth0Fixture) do(r *http.Request) answer {
	w.t.Helper()
	a, err := w.try(r)
	if err != nil {
		w.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	return a
}

// call sends a request without a body.
func (w *auth0Fixture) call(method, path string) answer {
	w.t.Helper()
	return w.do(w.request(method, path, ""))
}

// keysPath and rotatePath are the two operations on the fixture's connection.
func (w *auth0Fixture) keysPath() string   { return "/api/v2/connections/" + w.conn + "/keys" }
func (w *auth0Fixture) rotatePath() string { return w.keysPath() + "/rotate" }

// list reads the keys over HTTP, as raw members.
func (w *auth0Fixture) list() []map[string]any {
	w.t.Helper()
	return decode[[]map[string]any](w.t, w.call(http.MethodGet, w.keysPath()).expect(w.t, http.StatusOK))
}

// rotate rotates over HTTP.
func (w *auth0Fixture) rotate() map[string]any {
	w.t.Helper()
	return decode[map[string]any](w.t, w.call(http.MethodPost, w.rotatePath()).expect(w.t, http.StatusCreated))
}

// expect checks the status and returns the body.
func (a answer) expect(t *testing.T, status int) string {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d; body %s", a.status, status, a.body)
	}
	return a.body
}

// is checks status and body to the byte.
func (a answer) is(t *testing.T, status int, body string) {
	t.Helper()
	if a.status != status || a.body != body {
		t.Errorf("answer\n%d %s\nwant\n%d %s", a.status, a.body, status, body)
	}
}

// decode parses JSON.
func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// form sends a token request; values are pairs of name and value.
func (w *auth0Fixture) form(values ...string) *http.Request {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	r := w.request(http.MethodPost, auth0TokenPath, form.Encode())
	r.Header.Del("Authorization")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// audience is the Management API's identifier as clients of the tenant build it.
func (w *auth0Fixture) audience() string { return w.tenant.URL() + "/api/v2/" }

// recorder serves a request without a network.
func recorder(h http.Handler, r *http.Request) answer {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return answer{status: rec.Code, header: rec.Header(), body: rec.Body.String()}
}

// equal compares two values.
func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// mustPanic runs mistakes of tests, each of which must panic.
func mustPanic(t *testing.T, mistakes map[string]func()) {
	t.Helper()
	for name, mistake := range mistakes {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			mistake()
		}()
	}
}

// randomHex is n random bytes in hexadecimal.
func randomHex(n int) string { return newRandom(nil, "").hex(n) }
