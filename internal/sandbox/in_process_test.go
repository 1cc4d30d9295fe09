package sandbox

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// newInProcessFixture is an auth0Fixture whose tenant has no socket.
func newInProcessFixture(t *testing.T) *auth0Fixture {
	t.Helper()
	s := New(WithStart(testStart))
	t.Cleanup(s.Close)
	w := &auth0Fixture{Sandbox: s, t: t, tenant: s.Auth0()}
	if err := w.tenant.ListenInProcess(); err != nil {
		t.Fatal(err)
	}
	w.conn = w.tenant.AddConnection(Auth0Connection{Name: "Example-OIDC-Connection"})
	w.token = w.tenant.Token()
	return w
}

// outcome is all that a client sees of a request, as far as it does not depend on the
// time.
func outcome(network http.RoundTripper, r *http.Request) string {
	resp, err := network.RoundTrip(r)
	if err != nil {
		return "no answer: " + err.Error()
	}
	body, err := io.ReadAll(resp.Body)
	lines := []string{resp.Proto + " " + resp.Status, string(body)}
	if err != nil {
		lines = append(lines, "then: "+err.Error())
	}
	if err := resp.Body.Close(); err != nil {
		lines = append(lines, "close: "+err.Error())
	}
	for _, name := range slices.Sorted(maps.Keys(resp.Header)) {
		if !slices.Contains([]string{"Date", "X-Auth0-Requestid", "X-Ratelimit-Reset"}, name) {
			lines = append(lines, name+": "+strings.Join(resp.Header[name], "; "))
		}
	}
	return strings.Join(lines, "\n")
}

// What a client sees in process is what it sees of a socket.
func TestInProcessAnswersAsASocketDoes(t *testing.T) {
	t.Parallel()
	w, socket := newInProcessFixture(t), newAuth0Fixture(t)
	socket.tenant.RemoveConnection(socket.conn)
	for name, answer := range map[string]Answer{
		"none": nil, "Status": Status(500), "StatusHTML": StatusHTML(502), "EmptyBody": EmptyBody(200), "EmptyBody 204": EmptyBody(204),
		"StatusEmpty": StatusEmpty(403), "Challenge": Challenge(401), "Redirect": Redirect(307, "http://127.0.0.1/"), "JSON": JSON(200, "[]"),
		"RateLimit": RateLimit(time.Second), "Drop": Drop(), "Reset": Reset(), "ResetMidBody": ResetMidBody(), "Truncated": Truncated(200),
		"CutJSON": CutJSON(200), "Delay": Delay(time.Millisecond), "Trickle": Trickle(time.Microsecond),
	} {
		see := func(f *auth0Fixture, network http.RoundTripper) string {
			f.Inject(Fault{Answer: answer})
			r := f.request(http.MethodGet, "/api/v2/connections/con_unknown/keys", "")
			seen := outcome(network, r)
			return strings.ReplaceAll(seen, strings.TrimPrefix(f.tenant.URL(), "http://"), "ADDRESS")
		}
		want := see(socket, &http.Transport{DisableKeepAlives: true, DisableCompression: true})
		if at := strings.Index(want, "->ADDRESS: read: "); at > 0 {
			want = "no answer: read tcp" + want[at+len("->ADDRESS"):] // without the client's address
		}
		if got := see(w, w.Transport()); got != want {
			t.Errorf("%s: in process\n%s\nby a socket\n%s", name, got, want)
		}
	}
	equal(t, "journal", w.Journal().String(), socket.Journal().String())
}

// A request in process arrives as one by a socket does.
func TestInProcessRequestArrivesAsByASocket(t *testing.T) {
	t.Parallel()
	w, socket := newInProcessFixture(t), newAuth0Fixture(t)
	arrived := func(f *auth0Fixture, network http.RoundTripper) string {
		var seen *http.Request
		var body []byte
		f.Inject(Fault{Match: func(r *http.Request) bool {
			seen = r
			body, _ = io.ReadAll(r.Body)
			return true
		}, Answer: JSON(http.StatusOK, "{}")})
		r := f.request(http.MethodPost, "/api/v2/a%2Fb/c?d=e", `{"f":1}`)
		r.Header.Set("X-Correlation-Id", "1")
		outcome(network, r)
		at := strings.ReplaceAll(seen.Host+" "+seen.RequestURI+" "+seen.URL.String(), strings.TrimPrefix(f.tenant.URL(), "http://"), "ADDRESS")
		header := seen.Header.Clone()
		for _, name := range []string{"Content-Length", "Connection", "Authorization"} {
			header.Del(name)
		}
		var lines strings.Builder
		_ = header.Write(&lines)
		return strings.Join([]string{seen.Method, at, seen.URL.Path, seen.Proto, lines.String(), string(body)}, "\n")
	}
	want := arrived(socket, &http.Transport{DisableKeepAlives: true, DisableCompression: true})
	equal(t, "request", arrived(w, w.Transport()), want)
	equal(t, "URL", w.tenant.URL(), "http://127.0.0.1:1")
}

// A service that has stopped, or has never listened in process, refuses connections.
func TestInProcessStopAndRestart(t *testing.T) {
	t.Parallel()
	w := newInProcessFixture(t)
	equal(t, "a second listen fails", w.tenant.ListenInProcess() != nil && w.tenant.Listen("127.0.0.1:0") != nil, true)
	see := func() error {
		resp, err := w.Transport().RoundTrip(w.request(http.MethodGet, w.keysPath(), ""))
		if err == nil {
			err = resp.Body.Close()
		}
		return err
	}
	equal(t, "error", see(), nil)
	w.tenant.Stop()
	equal(t, "refused after Stop", errors.Is(see(), syscall.ECONNREFUSED), true)
	equal(t, "error of Restart", w.tenant.Restart(), nil)
	equal(t, "error", see(), nil)
	w.After(nil, w.tenant.Stop)
	equal(t, "EOF where the service stops before the answer", see(), io.EOF)
	equal(t, "the request was executed", lastEntry(w.Sandbox).Status, 200)

	r := w.request(http.MethodGet, w.keysPath(), "")
	r.URL.Host = oktaInProcess
	_, err := w.Transport().RoundTrip(r) //nolint:bodyclose // there is no answer
	equal(t, "refused without a listen", errors.Is(err, syscall.ECONNREFUSED), true)
	r.URL.Scheme = "https"
	_, err = w.Transport().RoundTrip(r) //nolint:bodyclose // there is no answer
	equal(t, "TLS is refused", err != nil && strings.Contains(err.Error(), `not "https"`), true)
}

// The end of the context ends the request, and what the request does is done by then.
func TestInProcessContextEnds(t *testing.T) {
	t.Parallel()
	w := newInProcessFixture(t)
	try := func(answer Answer, commit bool, timeout time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), timeout)
		defer cancel()
		w.Inject(Fault{Answer: answer, Commit: commit})
		resp, err := w.Transport().RoundTrip(w.request(http.MethodPost, w.rotatePath(), "").WithContext(ctx))
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			_ = resp.Body.Close()
		}
		w.ClearFaults()
		return err
	}
	for name, c := range map[string]struct {
		answer Answer
		commit bool
	}{
		"Hang": {Hang(), false}, "Delay": {Delay(time.Hour), false},
		"Hang after the effect": {Hang(), true}, "Trickle": {Trickle(time.Hour), true},
	} {
		before := w.tenant.Rotations(w.conn)
		equal(t, name, try(c.answer, c.commit, 20*time.Millisecond), context.DeadlineExceeded)
		equal(t, name+" rotates", w.tenant.Rotations(w.conn) > before, c.commit)
	}
	before := w.tenant.Rotations(w.conn)
	equal(t, "ended before", try(nil, false, 0), context.DeadlineExceeded)
	equal(t, "rotations", w.tenant.Rotations(w.conn), before)

	cause := errors.New("the process has ended")
	ctx, cancel := context.WithCancelCause(t.Context())
	w.Before(nil, func() { cancel(cause) })
	_, err := w.Transport().RoundTrip(w.request(http.MethodPost, w.rotatePath(), "").WithContext(ctx)) //nolint:bodyclose // there is no answer
	equal(t, "cause", err, cause)
	equal(t, "what was received is executed", w.tenant.Rotations(w.conn), before+1)
}

// The hooks of httptrace tell whether a request has left, as those of net/http do.
func TestInProcessTrace(t *testing.T) {
	t.Parallel()
	w := newInProcessFixture(t)
	var told []string
	note := func(what string) { told = append(told, what) }
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		GetConn:              func(address string) { note("to " + address) },
		WroteHeaderField:     func(name string, _ []string) { note(name) },
		WroteHeaders:         func() { note("headers") },
		WroteRequest:         func(httptrace.WroteRequestInfo) { note("request") },
		GotFirstResponseByte: func() { note("answer") },
	})
	r := w.request(http.MethodGet, w.keysPath(), "").WithContext(ctx)
	r.Header.Set("User-Agent", "")
	outcome(w.Transport(), r)
	w.Inject(Fault{Answer: Drop()})
	outcome(w.Transport(), r.Clone(ctx))
	w.tenant.Stop()
	outcome(w.Transport(), r.Clone(ctx))
	const sent = "to 127.0.0.1:1, Authorization, headers, request, "
	equal(t, "told", strings.Join(told, ", "), sent+"answer, "+sent+"to 127.0.0.1:1")
}
