package sandbox

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestJournal(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.call(http.MethodGet, w.keysPath())
	w.do(w.form("grant_type", "password"))
	mark := w.Journal().Len()
	w.call(http.MethodPost, w.rotatePath())
	w.call(http.MethodGet, w.keysPath())
	want := []string{
		"GET " + w.keysPath() + " 200",
		"POST /oauth/token 400",
		"POST " + w.rotatePath() + " 201",
		"GET " + w.keysPath() + " 200",
	}
	j := w.Journal()
	equal(t, "journal", j.String(), strings.Join(want, "\n"))
	equal(t, "since", j.Since(mark).String(), strings.Join(want[2:], "\n"))
	equal(t, "since beyond the end", len(j.Since(99)), 0)
	equal(t, "API", j.API().String(), strings.Join(append([]string{want[0]}, want[2:]...), "\n"))
	equal(t, "GET keys", j.Count(http.MethodGet, "/keys"), 2)
	equal(t, "POST rotate", j.Count(http.MethodPost, "/keys/rotate"), 1)
	for i, e := range j.Entries() {
		equal(t, "committed", e.Committed, i == 2)
		equal(t, "unknown", e.Unknown, false)
	}
}

func TestJournalHeaders(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Clock().Advance(time.Hour)
	r := w.request(http.MethodGet, w.keysPath(), "")
	r.Header.Set("User-Agent", "terraform-provider-idpkeys/test")
	r.Header.Set("X-Correlation-ID", "rotation-1")
	r.Header.Set("Auth0-Client", "e30")
	r.Header.Set("Idempotency-Key", "1")
	w.do(r)
	w.call(http.MethodGet, w.keysPath())
	es := w.Journal().Entries()
	equal(t, "user agent", es[0].UserAgent, "terraform-provider-idpkeys/test")
	equal(t, "correlation id", es[0].CorrelationID, "rotation-1")
	equal(t, "telemetry", es[0].HasAuth0ClientHeader, true)
	equal(t, "idempotency key", es[0].IdempotencyKey, true)
	equal(t, "telemetry of the second", es[1].HasAuth0ClientHeader, false)
	equal(t, "idempotency key of the second", es[1].IdempotencyKey, false)
	if at := es[0].At.Sub(testStart); at < time.Hour || at > time.Hour+time.Minute {
		t.Errorf("At is %s after the start", at)
	}
}

// TestHooks: Before runs ahead of the change, After behind it and ahead of the
// answer.
func TestHooks(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	var seen []int
	count := func() { seen = append(seen, w.tenant.Rotations(w.conn)) }
	removeBefore := w.Before(OnRotate, count)
	removeAfter := w.After(OnRotate, func() { count(); w.tenant.Stop() })
	done := make(chan Entry, 4)
	w.OnRequest(func(e Entry) { done <- e })
	if a, err := w.try(w.request(http.MethodPost, w.rotatePath(), "")); err == nil {
		t.Errorf("status %d though the tenant was stopped before the answer", a.status)
	}
	equal(t, "finished", (<-done).Committed, true)
	equal(t, "hooks saw", slices.Equal(seen, []int{0, 1}), true)
	removeBefore()
	removeAfter()
	if err := w.tenant.Restart(); err != nil {
		t.Fatal(err)
	}
	w.Inject(Fault{Match: OnRotate, Answer: Status(500)})
	w.rotateStatus(500)
	w.rotateStatus(201)
	equal(t, "hooks ran after their removal", len(seen), 2)
}

// rotateStatus rotates and checks the status.
func (w *auth0Fixture) rotateStatus(status int) {
	w.t.Helper()
	w.call(http.MethodPost, w.rotatePath()).expect(w.t, status)
}

func TestAfterNeedsExecution(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	ran := 0
	w.After(nil, func() { ran++ })
	w.Inject(Fault{Answer: Status(500)})
	w.rotateStatus(500)
	equal(t, "ran", ran, 0)
	w.Inject(Fault{Answer: Status(500), Commit: true})
	w.rotateStatus(500)
	equal(t, "ran", ran, 1)
}

func TestStopAndRestart(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	url := w.tenant.URL()
	w.tenant.Stop()
	_, err := w.try(w.request(http.MethodGet, w.keysPath(), ""))
	if refused := (*net.OpError)(nil); !errors.As(err, &refused) || refused.Op != "dial" {
		t.Errorf("error is %v, want a refused connection", err)
	}
	equal(t, "journal", w.Journal().Len(), 0)
	if err := w.tenant.Restart(); err != nil {
		t.Fatal(err)
	}
	equal(t, "URL", w.tenant.URL(), url)
	equal(t, "keys", len(w.list()), 2)
	if w.tenant.Restart() == nil || w.tenant.Listen("127.0.0.1:0") == nil {
		t.Error("listening twice is no error")
	}
}

func TestStopDropsHeldConnections(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Inject(Fault{Answer: Hang()})
	held := make(chan struct{})
	w.Before(OnAny, func() { close(held) })
	go func() { <-held; w.tenant.Stop() }()
	if _, err := w.try(w.request(http.MethodGet, w.keysPath(), "")); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v, want a dropped connection", err)
	}
}

func TestHandlerAlone(t *testing.T) {
	t.Parallel()
	s := New(WithStart(testStart))
	defer s.Close()
	equal(t, "URL", s.Auth0().URL(), "")
	equal(t, "restart is an error", s.Auth0().Restart() != nil, true)
	id := s.Auth0().AddConnection(Auth0Connection{})
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v2/connections/"+id+"/keys", nil)
	r.Header.Set("Authorization", "Bearer "+s.Auth0().Token())
	recorder(s.Auth0().Handler(), r).expect(t, http.StatusOK)
	equal(t, "journal", s.Journal().Len(), 1)
}

func TestOversizedBodyIsNotReceived(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	r := w.request(http.MethodPost, w.rotatePath(), "")
	r.Body = http.NoBody
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL.String(), bytes.NewReader(make([]byte, maxBody+1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.try(r); err == nil {
		t.Error("an oversized request was answered")
	}
	equal(t, "journal", w.Journal().Len(), 0)
}

func TestClock(t *testing.T) {
	t.Parallel()
	c := New(WithStart(testStart)).Clock()
	first := c.Now()
	if first.Before(testStart) || first.Sub(testStart) > time.Minute || first.Location() != time.UTC {
		t.Errorf("the clock starts at %s", first)
	}
	c.Advance(-2 * time.Hour)
	if moved := first.Sub(c.Now()); moved < time.Hour || moved > 2*time.Hour {
		t.Errorf("the clock moved by %s", moved)
	}
	if off := time.Since(New().Clock().Now()); off < 0 || off > 2*time.Second {
		t.Errorf("without WithStart the clock is off by %s", off)
	}
}

// TestConcurrentUse gives the race detector something to look at.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.OnRequest(func(Entry) {})
	w.Inject(Fault{Match: OnKeys, Times: 5, Answer: Status(500)})
	requests := []*http.Request{}
	for range 10 {
		requests = append(requests, w.request(http.MethodGet, w.keysPath(), ""))
	}
	var wait sync.WaitGroup
	for _, r := range requests {
		wait.Go(func() {
			if _, err := w.try(r); err != nil {
				t.Error(err)
			}
			w.Clock().Advance(time.Second)
			_ = w.tenant.Keys(w.conn)
			_ = w.Journal().String()
		})
	}
	wait.Wait()
	failed := 0
	for _, e := range w.Journal().Entries() {
		if e.Status == 500 {
			failed++
		}
	}
	equal(t, "requests that met the fault", failed, 5)
}

// The sandbox is for this machine alone.
func TestListen_onLoopbackOnly(t *testing.T) {
	t.Parallel()
	for addr, good := range map[string]bool{
		"127.0.0.1:0": true, "localhost:0": true, "127.1.2.3:0": true,
		"0.0.0.0:0": false, ":0": false, "[::]:0": false, "192.0.2.1:0": false, "example.com:0": false, "127.0.0.1": false, "": false,
	} {
		box := New()
		for _, listen := range []func(string) error{box.Auth0().Listen, box.Okta().Listen} {
			if err := listen(addr); (err == nil) != good {
				t.Errorf("%q: %v", addr, err)
			}
		}
		box.Close()
	}
}
