package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync"
	"syscall"
)

// inProcessConn is one request to a service in process, and its answer: what the handler
// writes to, and the body that the client reads.
type inProcessConn struct {
	asked     *http.Request
	client    context.Context //nolint:containedctx // of the request
	listening context.Context //nolint:containedctx // ends when the service stops
	server    context.Context //nolint:containedctx // ends when the client has gone, or the service stops
	gone      context.CancelFunc
	header    http.Header // as the handler sets it

	mu      sync.Mutex
	changed *sync.Cond
	status  int         // 0: no head yet
	sent    http.Header // the header at the time of the head
	written int
	unread  bytes.Buffer
	flushed bool
	ended   bool  // the handler has ended
	broken  error // why the answer does not come whole, if the handler broke it
}

// newInProcessConn makes the connection of a request.
func newInProcessConn(r *http.Request, l *listening) *inProcessConn {
	c := &inProcessConn{asked: r, client: r.Context(), listening: l.inProcess, header: http.Header{}}
	c.changed = sync.NewCond(&c.mu)
	c.server, c.gone = context.WithCancel(context.WithoutCancel(c.client))
	return c
}

// request is the request as the service receives it.
func (c *inProcessConn) request(body []byte) *http.Request {
	received := c.asked.Clone(c.server)
	received.URL = &url.URL{Path: c.asked.URL.Path, RawPath: c.asked.URL.RawPath, RawQuery: c.asked.URL.RawQuery}
	received.RequestURI = c.asked.URL.RequestURI()
	received.Proto, received.ProtoMajor, received.ProtoMinor = "HTTP/1.1", 1, 1
	received.RemoteAddr = "127.0.0.1:3"
	received.Body, received.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if received.Host == "" {
		received.Host = c.asked.URL.Host
	}
	if received.Header == nil {
		received.Header = http.Header{}
	}
	switch _, set := received.Header["User-Agent"]; {
	case !set:
		received.Header.Set("User-Agent", "Go-http-client/1.1")
	case received.UserAgent() == "":
		received.Header.Del("User-Agent")
	}
	return received
}

// serve runs the handler. A panic that is not [http.ErrAbortHandler] is a mistake in the
// sandbox or in a hook.
func (c *inProcessConn) serve(handler http.Handler, received *http.Request) {
	for _, ctx := range []context.Context{c.client, c.listening} {
		defer context.AfterFunc(ctx, c.gone)() //nolint:contextcheck // it is that of the request
	}
	defer c.gone()
	whole := false
	defer func() {
		problem := recover()
		c.end(whole)
		if err, ok := problem.(error); problem != nil && (!ok || !errors.Is(err, http.ErrAbortHandler)) {
			panic(problem)
		}
	}()
	handler.ServeHTTP(c, received)
	whole = true
}

// end notes that the handler has ended, and whether it has returned.
func (c *inProcessConn) end(whole bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if whole {
		c.head(http.StatusOK)
	}
	length, err := strconv.Atoi(c.sent.Get("Content-Length"))
	if c.broken == nil && (!whole || err == nil && c.written < length) {
		c.broken = io.ErrUnexpectedEOF
		if !whole && !c.flushed {
			c.broken = io.EOF // nothing has left the server
		}
	}
	c.ended = true
	c.changed.Broadcast()
}

// Header implements [http.ResponseWriter].
func (c *inProcessConn) Header() http.Header { return c.header }

// WriteHeader implements [http.ResponseWriter].
func (c *inProcessConn) WriteHeader(status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.head(status)
}

// head begins the answer, if it has not begun. The lock is held.
func (c *inProcessConn) head(status int) {
	if c.status != 0 {
		return
	}
	c.status, c.sent = status, http.Header{}
	for name, values := range c.header {
		if len(values) > 0 {
			c.sent[name] = append([]string(nil), values...)
		}
	}
}

// Write implements [http.ResponseWriter].
func (c *inProcessConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.head(http.StatusOK)
	c.written += len(p)
	c.changed.Broadcast()
	return c.unread.Write(p)
}

// Flush implements [http.Flusher].
func (c *inProcessConn) Flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.head(http.StatusOK)
	c.flushed = true
	c.changed.Broadcast()
}

// reset makes the connection end as after a TCP RST.
func (c *inProcessConn) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken = &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
}

// response waits for the answer.
func (c *inProcessConn) response() (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.ended && !c.flushed {
		c.changed.Wait()
	}
	switch {
	case c.client.Err() != nil:
		return nil, context.Cause(c.client)
	case c.listening.Err() != nil && !c.flushed:
		return nil, io.EOF
	case c.broken != nil && !errors.Is(c.broken, io.ErrUnexpectedEOF):
		return nil, c.broken
	}
	resp := &http.Response{
		Status: strconv.Itoa(c.status) + " " + http.StatusText(c.status), StatusCode: c.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: c.sent.Clone(), Body: inProcessBody{c}, ContentLength: -1, Request: c.asked,
	}
	if length, err := strconv.ParseInt(c.sent.Get("Content-Length"), 10, 64); err == nil {
		resp.ContentLength = length
	} else if c.ended {
		resp.ContentLength = int64(c.written)
	}
	return resp, nil
}

// inProcessBody is the body of an answer, as the client reads it.
type inProcessBody struct{ conn *inProcessConn }

// Read implements [io.Reader].
func (b inProcessBody) Read(p []byte) (int, error) {
	c := b.conn
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.unread.Len() == 0 && !c.ended {
		c.changed.Wait()
	}
	switch {
	case c.unread.Len() > 0:
		return c.unread.Read(p)
	case c.broken == nil:
		return 0, io.EOF // it came whole, whatever has happened since
	case c.client.Err() != nil:
		return 0, context.Cause(c.client)
	}
	return 0, c.broken
}

// Close implements [io.Closer]. Who closes a body that has not come whole has gone.
func (b inProcessBody) Close() error {
	b.conn.gone()
	return nil
}
