package sandbox

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxBody is the size in bytes above which a request is cut off; the requests
// that the services know are far smaller.
const maxBody = 1 << 20

// vendor is what differs between the fake services. It never touches the
// connection: it turns a request into a reply.
type vendor interface {
	// execute does what the request asks for. A read shows the moment of the view.
	execute(r *http.Request, body []byte, v view) reply
	// headers sets the headers that the vendor sends with every answer.
	headers(h http.Header, r *http.Request, requestID string)
	// quota sets the headers of an answer that tell the state of the rate limit.
	quota(h http.Header, r *http.Request, q quota)
	// failure is an answer of the vendor's error shape for an injected status.
	failure(r *http.Request, status int) reply
	// rateLimited is the vendor's refusal of one request too many, in a stretch
	// of time or, when concurrent, at the same time.
	rateLimited(r *http.Request, reset *time.Time, concurrent bool) reply
}

// reply is an answer before it is sent.
type reply struct {
	status int
	header http.Header
	body   []byte
	// committed: the state of the service has changed.
	committed bool
	// unknown: there is no such operation.
	unknown bool
	// failure is an error of Okta's Management API that has no ID yet.
	failure *oktaErrorJSON
	// foreign: the answer does not come from the vendor, but from something
	// on the way to it, and so lacks the vendor's headers.
	foreign bool
	// age is how long a cache has held the answer: Date is of then.
	age time.Duration
}

// requestHandler handles the requests to a service: it journals, injects faults, runs hooks and
// sends.
type requestHandler struct {
	box    *Sandbox
	vendor vendor
	random *random // of request IDs
	// limiter counts requests if a test has set a limit.
	limiter rateLimiter
}

// ServeHTTP handles one request. It panics with [http.ErrAbortHandler], which
// net/http understands, when the answer is to be dropped.
func (h *requestHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		panic(http.ErrAbortHandler) // never received whole
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	id := h.random.hex(10)
	x := &exchange{handler: h, w: w, r: r, body: body, requestID: id, entry: h.box.journal.receive(r, id)}
	defer func() {
		h.box.hooks.finished(h.box.journal.update(x.entry, func(*Entry) {}))
	}()
	h.box.hooks.fire(&h.box.hooks.before, r)
	state, allowed := h.limiter.take(h.box.clock.Now())
	x.quota = state
	if !allowed {
		x.send(h.vendor.rateLimited(r, &state.reset, false))
		return
	}
	fault, ok := h.box.faults.take(r)
	if !ok {
		x.send(x.execute())
		return
	}
	x.note(func(e *Entry) { e.Fault = fault.Name })
	if fault.Commit {
		x.execute()
	}
	if fault.Answer == nil {
		x.send(x.execute())
		return
	}
	fault.Answer.answer(x)
}

// exchange is one request that is being handled.
type exchange struct {
	handler   *requestHandler
	w         http.ResponseWriter
	r         *http.Request
	body      []byte
	requestID string
	entry     int
	real      *reply
	// quota is the state of the rate limit that a test has set, or nil.
	quota *quota
}

// execute has the service do what the request asks for, at most once.
func (x *exchange) execute() reply {
	if x.real == nil {
		v := x.handler.box.viewOf(x.r)
		rep := x.handler.vendor.execute(x.r, x.body, v)
		x.real = &rep
		x.note(func(e *Entry) { e.Committed, e.Unknown, e.Lag = rep.committed, rep.unknown, v.behind })
		x.handler.box.hooks.fire(&x.handler.box.hooks.after, x.r)
	}
	return *x.real
}

// takesGzip reports whether the client names gzip in Accept-Encoding (RFC 9110 section
// 12.5.3). Weights are not read, as no client of the services sends any.
func takesGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		if strings.TrimSpace(coding) == "gzip" {
			return true
		}
	}
	return false
}

// gzipWriters are used again: a new one takes 800 KB.
var gzipWriters = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// compressed is the answer with its body in gzip.
func compressed(rep reply) reply {
	var buf bytes.Buffer
	z, _ := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(z)
	z.Reset(&buf)
	_, _ = z.Write(rep.body) // a bytes.Buffer takes all
	_ = z.Close()
	rep.header = rep.header.Clone()
	rep.header.Set("Content-Encoding", "gzip")
	rep.header.Add("Vary", "Accept-Encoding")
	rep.body = buf.Bytes()
	return rep
}

// note changes the journal entry of the request.
func (x *exchange) note(change func(*Entry)) { x.handler.box.journal.update(x.entry, change) }

// send sends a whole answer, compressed as the vendors do it: JSON that is asked for by
// GET, if the client takes gzip.
func (x *exchange) send(rep reply) {
	isJSON := strings.HasPrefix(rep.header.Get("Content-Type"), "application/json")
	if x.r.Method == http.MethodGet && isJSON && !rep.foreign && takesGzip(x.r) {
		rep = compressed(rep)
	}
	x.start(rep, len(rep.body))
	_, _ = x.w.Write(rep.body)
}

// start journals the status, then sends status and headers, so that whoever has
// the answer also finds it in the journal. length is the Content-Length to
// announce; a negative one announces none.
func (x *exchange) start(rep reply, length int) {
	h := x.w.Header()
	if !rep.foreign {
		x.handler.vendor.headers(h, x.r, x.requestID)
	}
	maps.Copy(h, rep.header)
	if x.quota != nil && !rep.foreign {
		x.handler.vendor.quota(h, x.r, *x.quota)
	}
	x.handler.box.setDate(h, rep.age)
	if length >= 0 && rep.status != http.StatusNoContent && rep.status != http.StatusNotModified {
		h.Set("Content-Length", strconv.Itoa(length))
	}
	x.note(func(e *Entry) { e.Status = rep.status })
	x.w.WriteHeader(rep.status)
}

// DateFormat is the form of the Date header, of times in UTC.
const DateFormat = http.TimeFormat

// setDate sets the Date header to the time at which the answer was made. net/http sets one
// of its own where there is no entry.
func (s *Sandbox) setDate(h http.Header, age time.Duration) {
	now := s.clock.Now().Add(-age)
	date := now.Format(DateFormat)
	if text := s.date.Load(); text != nil {
		date = (*text)(now)
	}
	h["Date"] = nil
	if date != "" {
		h.Set("Date", date)
	}
}

// wait passes time on the wall clock. It is false when the client has gone or
// the sandbox was closed meanwhile.
func (x *exchange) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-x.gone():
	case <-x.handler.box.closed:
	}
	return false
}

// gone is closed when the client has gone.
func (x *exchange) gone() <-chan struct{} { return x.r.Context().Done() }

// flush pushes out what has been written.
func (x *exchange) flush() { _ = http.NewResponseController(x.w).Flush() }

// jsonReply is an answer with a JSON body, written as the vendors write it:
// without escapes for HTML and without a line end.
func jsonReply(status int, v any) reply {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("sandbox: " + err.Error()) // our own types always encode
	}
	return rawReply(status, "application/json; charset=utf-8", strings.TrimSuffix(buf.String(), "\n"))
}

// rawReply is an answer with the body as given.
func rawReply(status int, contentType, body string) reply {
	return reply{status: status, header: http.Header{"Content-Type": {contentType}}, body: []byte(body)}
}
