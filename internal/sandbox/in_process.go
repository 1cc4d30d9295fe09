package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"syscall"
)

// The addresses of services that listen in process. Nothing listens there by itself:
// the ports are reserved.
const (
	auth0InProcess = "127.0.0.1:1"
	oktaInProcess  = "127.0.0.1:2"
)

// ListenInProcess makes the service reachable by [Sandbox.Transport] alone, without a
// socket. Its URL is then the same in every sandbox. Stop and Restart work as with
// a socket. It fails if the service listens already.
func (s *httpServer) ListenInProcess() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.serveInProcess()
}

// serveInProcess makes the service reachable in process. The lock is held.
func (s *httpServer) serveInProcess() error {
	if s.open != nil {
		return fmt.Errorf("sandbox: already listening on %s", s.addr)
	}
	s.addr, s.tls = s.inProcess, nil
	s.open = inProcessListening()
	return nil
}

// inProcessListening is a stretch of time in which a service is reachable in process.
func inProcessListening() *listening {
	l := &listening{}
	l.inProcess, l.drop = context.WithCancel(context.Background()) //nolint:forbidigo // it ends with Stop, not with a caller
	return l
}

// reached is the stretch of time in which the service is reachable in process at an
// address, or nil.
func (s *httpServer) reached(address string) *listening {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil || s.open.inProcess == nil || s.addr != address {
		return nil
	}
	return s.open
}

// Transport is the network to the services of the sandbox that listen in process. A
// request runs the service's handler. RoundTrip returns when the handler has ended, or has
// begun to send an answer in parts, also if the context of the request ends before: so
// what a request does is done when RoundTrip returns. A hook must not wait for the
// client to give up.
//
// Where a fault drops the answer, or breaks it, errors are those of net/http. Unlike
// net/http it does not ask for compression, keeps no connections, and repeats nothing.
func (s *Sandbox) Transport() http.RoundTripper { return inProcessTransport{s} }

// inProcessTransport runs handlers.
type inProcessTransport struct{ box *Sandbox }

// RoundTrip implements [http.RoundTripper].
func (t inProcessTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := takeBody(r)
	if err != nil {
		return nil, err
	}
	trace := traceOf(r)
	trace.wants(r.URL.Host)
	if r.Context().Err() != nil {
		return nil, context.Cause(r.Context())
	}
	service, l, err := t.dial(r)
	if err != nil {
		return nil, err
	}
	c := newInProcessConn(r, l)
	received := c.request(body)
	trace.sent(received.Header)
	go c.serve(service, received)
	resp, err := c.response()
	if err == nil {
		trace.answered()
	}
	return resp, err
}

// takeBody reads and closes the body of a request.
func takeBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	return body, errors.Join(err, r.Body.Close())
}

// dial finds the service that a request is for.
func (t inProcessTransport) dial(r *http.Request) (http.Handler, *listening, error) {
	if r.URL.Scheme != "http" {
		return nil, nil, fmt.Errorf("sandbox: services in process are reached by http, not %q", r.URL.Scheme)
	}
	for _, service := range []*httpServer{&t.box.auth0.httpServer, &t.box.okta.httpServer} {
		if l := service.reached(r.URL.Host); l != nil {
			return service.handler, l, nil
		}
	}
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	if address, err := netip.ParseAddrPort(r.URL.Host); err == nil {
		refused.Addr = net.TCPAddrFromAddrPort(address)
	}
	return nil, nil, refused
}
