package reliability

import (
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Environment is the sandbox and the provider of one case.
type Environment struct {
	*acctest.Sandbox
	T   testing.TB
	RPC *acctest.RPC
	net *network
}

// newEnvironment starts a sandbox that speaks the protocol.
func newEnvironment(t testing.TB, protocol Protocol) *Environment {
	t.Helper()
	w := &Environment{T: t, net: new(network)}
	w.net.base = &http.Transport{}
	if protocol == HTTP2 {
		box, pool := acctest.NewTLSSandbox(t)
		w.Sandbox = box
		w.net.base = &http.Transport{TLSClientConfig: acctest.TLS(pool), ForceAttemptHTTP2: true}
	} else {
		w.Sandbox = acctest.NewSandbox(t)
	}
	t.Cleanup(w.net.base.CloseIdleConnections)
	w.RPC = w.Sandbox.RPC(idpkeys.WithNetwork(w.net))
	return w
}

// nth accepts what match accepts, from the request after skip on: that one
// alone, or all that follow.
func nth(match func(*http.Request) bool, skip int, always bool) func(*http.Request) bool {
	var met atomic.Int32
	return func(r *http.Request) bool {
		if !match(r) {
			return false
		}
		n := int(met.Add(1))
		return n > skip && (always || n == skip+1)
	}
}

// inject lets the fault meet the requests that match, after skip of them.
func (w *Environment) inject(f Fault, match func(*http.Request) bool, skip int, always bool) {
	times := 1
	if always {
		times = -1
	}
	switch {
	case f.Refused:
		w.net.refuse = nth(match, skip, always)
		return
	case f.Slow:
		w.net.slow = nth(match, skip, always)
		arrived := w.Before
		if f.Commit {
			arrived = w.After
		}
		w.net.still = arrived(match, w.net.expire)
	}
	w.Inject(sandbox.Fault{Name: f.Name, Match: match, Skip: skip, Times: times, Commit: f.Commit, Answer: f.Answer})
}

// blind lets the reads fail that follow the write.
func (w *Environment) blind(onRead, onWrite func(*http.Request) bool) {
	var wrote atomic.Bool
	w.Before(onWrite, func() { wrote.Store(true) })
	w.Inject(sandbox.Fault{
		Name: "blind", Times: -1, Answer: sandbox.StatusHTML(500),
		Match: func(r *http.Request) bool { return wrote.Load() && onRead(r) },
	})
}

// heal removes all faults.
func (w *Environment) heal() {
	w.ClearFaults()
	w.net.heal()
}

// writes counts the requests to write since mark, and fails the test when one
// follows an answer that proves nothing.
func (w *Environment) writes(mark int, isWrite, isOther func(*http.Request) bool) (n int) {
	held := true
	for _, e := range w.Journal().Since(mark) {
		switch r := requestOf(w.T, e); {
		case isWrite(r):
			if !held {
				w.T.Errorf("written again after an answer that proves nothing:\n%s", w.Journal().Since(mark))
			}
			n++
			held = e.Status == http.StatusTooManyRequests
		case e.Method != http.MethodGet && !sandbox.OnToken(r) && !isOther(r):
			w.T.Errorf("an unexpected request: %s", e)
		}
	}
	return n
}

// requestOf is an entry of the journal as the argument of a matcher.
func requestOf(t testing.TB, e sandbox.Entry) *http.Request {
	t.Helper()
	r, err := http.NewRequest(e.Method, "http://sandbox"+e.Path, nil) //nolint:noctx // never sent
	if err != nil {
		t.Fatal(err)
	}
	return r
}
