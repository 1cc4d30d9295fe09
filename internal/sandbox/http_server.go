package sandbox

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// httpServer is the listening side of a service.
type httpServer struct {
	handler   http.Handler
	inProcess string // the address for ListenInProcess

	mu   sync.Mutex
	addr string      // set by the first listen, kept over Stop
	tls  *tls.Config // nil: plain HTTP
	open *listening  // nil: not listening
}

// listening is one stretch of time in which the server listens.
type listening struct {
	listener net.Listener
	server   *http.Server
	served   chan struct{} // closed when no more connections are accepted

	inProcess context.Context //nolint:containedctx // without a socket: ends with the stretch
	drop      context.CancelFunc
}

// end closes the listener and all connections. The server may not have begun to
// serve yet, or may just be taking up a connection; both are waited for.
func (l *listening) end() {
	if l.inProcess != nil {
		l.drop()
		return
	}
	_ = l.listener.Close()
	_ = l.server.Close()
	<-l.served
	_ = l.server.Close()
}

// Handler serves the service without a listener, journal, faults and headers
// included. Where an answer is dropped it panics with [http.ErrAbortHandler].
func (s *httpServer) Handler() http.Handler { return s.handler }

// Listen serves plain HTTP/1.1 on addr, for example "127.0.0.1:0". It fails for an
// address that is not loopback.
func (s *httpServer) Listen(addr string) error { return s.listen(addr, nil) }

// ListenTLS serves TLS on addr, HTTP/2 or HTTP/1.1 as the client prefers. The
// returned pool holds the certificate, which is good for the loopback addresses
// and localhost, and the same for all listeners of the process.
func (s *httpServer) ListenTLS(addr string) (*x509.CertPool, error) {
	cert, err := loopback()
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert.Leaf)
	return pool, s.listen(addr, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
}

// Stop makes the service unreachable: it closes the listener and all
// connections. Connecting is refused until Restart.
func (s *httpServer) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open != nil {
		s.open.end()
		s.open = nil
	}
}

// Restart listens again on the address of before Stop.
func (s *httpServer) Restart() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.addr == "" {
		return errors.New("sandbox: Restart without an earlier Listen")
	}
	if s.addr == s.inProcess {
		return s.serveInProcess()
	}
	return s.serve(s.addr, s.tls)
}

// URL is the base address of the service without a trailing slash, such as
// "http://127.0.0.1:34567", or empty before the first listen.
func (s *httpServer) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.addr == "":
		return ""
	case s.tls != nil:
		return "https://" + s.addr
	default:
		return "http://" + s.addr
	}
}

func (s *httpServer) listen(addr string, cfg *tls.Config) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.serve(addr, cfg)
}

// checkLoopback refuses an address that other machines can reach: whoever reaches the
// sandbox can read what is sent to it.
func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	if ip, err := netip.ParseAddr(host); host == "localhost" || err == nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("sandbox: %s is no loopback address; use 127.0.0.1, [::1] or localhost, with a port", addr)
}

// serve starts to serve on addr. The lock is held.
func (s *httpServer) serve(addr string, cfg *tls.Config) error {
	if s.open != nil {
		return fmt.Errorf("sandbox: already listening on %s", s.addr)
	}
	if err := checkLoopback(addr); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr) //nolint:noctx // there is nothing to wait for on loopback
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	s.addr, s.tls = listener.Addr().String(), cfg
	l := &listening{
		listener: listener,
		server:   &http.Server{Handler: s.handler, TLSConfig: cfg.Clone(), ReadHeaderTimeout: time.Minute},
		served:   make(chan struct{}),
	}
	s.open = l
	go func() {
		defer close(l.served)
		// The error says that the listener was closed; nothing else is of use.
		if cfg != nil {
			_ = l.server.ServeTLS(listener, "", "")
		} else {
			_ = l.server.Serve(listener)
		}
	}()
	return nil
}

// loopback is the certificate of the process.
var loopback = sync.OnceValues(loopbackCertificate)

// loopbackCertificate makes a self-signed server certificate. It is dated by the
// wall clock, as clients check it.
func loopbackCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("sandbox: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(time.Now().UnixNano()),
		Subject:               pkix.Name{CommonName: "sandbox on loopback"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		IsCA:                  true,
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("sandbox: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("sandbox: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}
