package sandbox

import (
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

// door is the listening side of a service.
type door struct {
	handler http.Handler

	mu   sync.Mutex
	addr string      // set by the first listen, kept over Stop
	tls  *tls.Config // nil: plain HTTP
	open *opening    // nil: not listening
}

// opening is one stretch of time in which the door is open.
type opening struct {
	listener net.Listener
	server   *http.Server
	served   chan struct{} // closed when no more connections are accepted
}

// end closes the listener and all connections. The server may not have begun to
// serve yet, or may just be taking up a connection; both are waited for.
func (o *opening) end() {
	_ = o.listener.Close()
	_ = o.server.Close()
	<-o.served
	_ = o.server.Close()
}

// Handler serves the service without a listener, journal, faults and headers
// included. Where an answer is dropped it panics with [http.ErrAbortHandler].
func (d *door) Handler() http.Handler { return d.handler }

// Listen serves plain HTTP/1.1 on addr, for example "127.0.0.1:0". It fails for an
// address that is not loopback.
func (d *door) Listen(addr string) error { return d.listen(addr, nil) }

// ListenTLS serves TLS on addr, HTTP/2 or HTTP/1.1 as the client prefers. The
// returned pool holds the certificate, which is good for the loopback addresses
// and localhost, and the same for all listeners of the process.
func (d *door) ListenTLS(addr string) (*x509.CertPool, error) {
	cert, err := loopback()
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert.Leaf)
	return pool, d.listen(addr, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
}

// Stop makes the service unreachable: it closes the listener and all
// connections. Connecting is refused until Restart.
func (d *door) Stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open != nil {
		d.open.end()
		d.open = nil
	}
}

// Restart listens again on the address of before Stop.
func (d *door) Restart() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.addr == "" {
		return errors.New("sandbox: Restart without an earlier Listen")
	}
	return d.serve(d.addr, d.tls)
}

// URL is the base address of the service without a trailing slash, such as
// "http://127.0.0.1:34567", or empty before the first listen.
func (d *door) URL() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.addr == "":
		return ""
	case d.tls != nil:
		return "https://" + d.addr
	default:
		return "http://" + d.addr
	}
}

func (d *door) listen(addr string, cfg *tls.Config) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.serve(addr, cfg)
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
func (d *door) serve(addr string, cfg *tls.Config) error {
	if d.open != nil {
		return fmt.Errorf("sandbox: already listening on %s", d.addr)
	}
	if err := checkLoopback(addr); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr) //nolint:noctx // there is nothing to wait for on loopback
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	d.addr, d.tls = listener.Addr().String(), cfg
	o := &opening{
		listener: listener,
		server:   &http.Server{Handler: d.handler, TLSConfig: cfg.Clone(), ReadHeaderTimeout: time.Minute},
		served:   make(chan struct{}),
	}
	d.open = o
	go func() {
		defer close(o.served)
		// The error says that the listener was closed; nothing else is of use.
		if cfg != nil {
			_ = o.server.ServeTLS(listener, "", "")
		} else {
			_ = o.server.Serve(listener)
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
