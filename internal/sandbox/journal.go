package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Entry is one request as the sandbox received it. It never holds a body or a
// credential.
type Entry struct {
	// At is the sandbox time of arrival.
	At time.Time
	// Method and Path are the request line without its query; Path is as it
	// was escaped on the wire.
	Method, Path string
	// Status is the HTTP status sent, or 0 as long as there is none: the
	// request is still held, or its answer was dropped.
	Status int
	// Committed says that the request changed the state of the service.
	Committed bool
	// Fault is the name of the fault that the request met, or empty.
	Fault string
	// Lag is how far behind the answer to a read was. It is 0 for the present, and
	// for a request that was not executed.
	Lag time.Duration
	// Unknown says that the sandbox has no such operation.
	Unknown bool
	// RequestID is what the answer's request id header says.
	RequestID string
	// UserAgent and CorrelationID are the headers User-Agent and
	// X-Correlation-ID of the request.
	UserAgent, CorrelationID string
	// IdempotencyKey says that the request carried Idempotency-Key or
	// X-Idempotency-Key, with which net/http would replay a POST by itself.
	IdempotencyKey bool
	// HasAuth0ClientHeader says that the SDK sent its telemetry header.
	HasAuth0ClientHeader bool
}

// String is the entry on one line: "GET /api/v2/connections/con_x/keys 200",
// with "-" in place of a status that was never sent, and with the lag and the fault
// after it, if there are any.
func (e Entry) String() string {
	status := "-"
	if e.Status != 0 {
		status = fmt.Sprint(e.Status)
	}
	line := e.Method + " " + e.Path + " " + status
	if e.Lag != 0 {
		line += " " + e.Lag.String() + " behind"
	}
	if e.Fault != "" {
		line += " (" + e.Fault + ")"
	}
	return line
}

// IsToken says whether the request was for an access token.
func (e Entry) IsToken() bool { return isTokenPath(e.Path) }

// Entries is a part of a journal, oldest first.
type Entries []Entry

// String has one line per entry, for the message of a failed test.
func (es Entries) String() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.String()
	}
	return strings.Join(lines, "\n")
}

// Journal lists requests in the order in which they were received, whatever
// became of their answers.
type Journal struct {
	clock   *Clock
	mu      sync.Mutex
	entries Entries
}

// Entries is a copy of the whole journal.
func (j *Journal) Entries() Entries { return j.Since(0) }

// Since is a copy of the journal without its first mark entries. A mark is an
// earlier Len.
func (j *Journal) Since(mark int) Entries {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries[min(max(mark, 0), len(j.entries)):])
}

// Len is the number of requests received so far.
func (j *Journal) Len() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.entries)
}

// Count is the number of requests of a method whose path ends in pathSuffix.
func (j *Journal) Count(method, pathSuffix string) int {
	n := 0
	for _, e := range j.Entries() {
		if e.Method == method && strings.HasSuffix(e.Path, pathSuffix) {
			n++
		}
	}
	return n
}

// API is the journal without token requests, whose number depends on how the
// caller signs in.
func (j *Journal) API() Entries {
	return slices.DeleteFunc(j.Entries(), Entry.IsToken)
}

// String has one line per request.
func (j *Journal) String() string { return j.Entries().String() }

// receive adds the entry of a request that has just arrived and returns its
// index.
func (j *Journal) receive(r *http.Request, requestID string) int {
	h := r.Header
	e := Entry{
		At:                   j.clock.Now(),
		Method:               r.Method,
		Path:                 r.URL.EscapedPath(),
		RequestID:            requestID,
		UserAgent:            h.Get("User-Agent"),
		CorrelationID:        h.Get("X-Correlation-Id"),
		IdempotencyKey:       h.Get("Idempotency-Key") != "" || h.Get("X-Idempotency-Key") != "",
		HasAuth0ClientHeader: h.Get("Auth0-Client") != "",
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, e)
	return len(j.entries) - 1
}

// update changes one entry and returns it as it is then.
func (j *Journal) update(i int, change func(*Entry)) Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(&j.entries[i])
	return j.entries[i]
}
