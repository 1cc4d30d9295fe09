package oktaspec

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// Handler checks each exchange with the API that next serves, and reports to
// t. Where next drops the connection or sends less than it has promised, the
// request is checked alone.
func (d *Document) Handler(t testing.TB, next http.Handler, opts ...Option) http.Handler {
	w := newWatch(d, t, opts)
	return http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		if !strings.HasPrefix(req.URL.Path, apiPrefix) {
			next.ServeHTTP(rw, req)
			return
		}
		body, err := readAll(req.Body)
		if err != nil {
			panic(http.ErrAbortHandler) // never received whole
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		rec := &recorder{ResponseWriter: rw}
		defer func() { w.saw(req, body, rec.whole(), rw.Header(), rec.body.Bytes()) }()
		next.ServeHTTP(rec, req)
		rec.returned = true
	})
}

// recorder keeps a copy of the answer.
type recorder struct {
	http.ResponseWriter
	status   int // 0: none was set
	body     bytes.Buffer
	hijacked bool
	returned bool // the handler did not panic
}

// whole is the status of an answer that was sent in full, else 0.
func (r *recorder) whole() int {
	promised := r.Header().Get("Content-Length")
	switch {
	case r.hijacked, !r.returned, promised != "" && promised != strconv.Itoa(r.body.Len()):
		return 0
	case r.status == 0:
		return http.StatusOK // what net/http sends
	}
	return r.status
}

// WriteHeader implements [http.ResponseWriter].
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (r *recorder) Write(p []byte) (int, error) {
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}

// Hijack implements [http.Hijacker].
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	r.hijacked = true
	return http.NewResponseController(r.ResponseWriter).Hijack()
}

// Unwrap lets [http.ResponseController] flush.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
