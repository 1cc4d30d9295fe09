package simulation

import (
	"net/http"
	"strings"
)

// RoundTrip is the network of the providers: each request waits until the scheduler has
// it answered.
func (m *machine) RoundTrip(req *http.Request) (*http.Response, error) {
	t := taskOf(req.Context())
	if t.run.dead {
		return nil, errGone
	}
	return m.current.scheduler.await(req.Context(), &pause{task: t, request: req})
}

// deliver hands a request to the sandbox, and returns what comes back.
func (f *fixture) deliver(req *http.Request) answer {
	response, err := f.box.Transport().RoundTrip(req) //nolint:bodyclose // the provider closes it
	return answer{response, err}
}

// isWrite reports whether a request changes something.
func isWrite(req *http.Request) bool { return req.Method != http.MethodGet }

// lastPart is what a request is about, for the trace: "keys", or "keys/rotate".
func lastPart(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	return strings.Join(parts[max(0, len(parts)-2):], "/")
}
