package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// The frames of HTTP/2 that the tests need (RFC 9113 section 6).
const (
	frameHeaders   = 1
	frameRST       = 3
	frameSettings  = 4
	frameGoAway    = 7
	refusedStream  = 7
	prefaceLength  = 24
	framePrefixLen = 9
)

// refuser is a server that speaks just enough HTTP/2 to refuse each request in a
// way that lets a client send it again, and counts the requests.
type refuser struct {
	listener net.Listener
	answer   func(stream uint32) []byte
	requests atomic.Int32
}

// goAway says that no request has been executed and the connection is over.
func goAway(uint32) []byte { return frame(frameGoAway, 0, make([]byte, 8)) }

// refuse says that the request has not been executed.
func refuse(stream uint32) []byte {
	return frame(frameRST, stream, binary.BigEndian.AppendUint32(nil, refusedStream))
}

func frame(kind byte, stream uint32, payload []byte) []byte {
	header := []byte{0, 0, byte(len(payload)), kind, 0} // #nosec G115 -- payloads of the tests are short
	return append(binary.BigEndian.AppendUint32(header, stream), payload...)
}

func newRefuser(t *testing.T, answer func(uint32) []byte) (*refuser, *tls.Config) {
	t.Helper()
	// Only its certificate is of use.
	lender := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(lender.Close)
	roots := x509.NewCertPool()
	roots.AddCert(lender.Certificate())
	config := &tls.Config{Certificates: lender.TLS.Certificates, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS12}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	r := &refuser{listener: listener, answer: answer}
	go r.serve()
	return r, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

func (r *refuser) serve() {
	for {
		conn, err := r.listener.Accept()
		if err != nil {
			return
		}
		go r.talk(conn)
	}
}

func (r *refuser) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	if _, err := io.ReadFull(conn, make([]byte, prefaceLength)); err != nil {
		return
	}
	_, _ = conn.Write(frame(frameSettings, 0, nil))
	for {
		header := make([]byte, framePrefixLen)
		if _, err := io.ReadFull(conn, header); err != nil {
			return
		}
		length := binary.BigEndian.Uint32(append([]byte{0}, header[:3]...))
		if _, err := io.ReadFull(conn, make([]byte, length)); err != nil {
			return
		}
		if header[3] == frameHeaders {
			r.requests.Add(1)
			_, _ = conn.Write(r.answer(binary.BigEndian.Uint32(header[5:])))
		}
	}
}

// What a client may send again by the rules of HTTP/2 is not sent again by what
// rotates keys: nobody knows what a proxy on the way has made of it.
func TestFresh_sendsOnceOnHTTP2(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(uint32) []byte{"GOAWAY": goAway, "REFUSED_STREAM": refuse} {
		for _, body := range []string{"", `{"use":"sig"}`} {
			t.Run(name+" "+body, func(t *testing.T) {
				t.Parallel()
				r, config := newRefuser(t, answer)
				base, ok := network(true).(*http.Transport)
				if !ok {
					t.Fatal("another transport")
				}
				base.TLSClientConfig = config
				x, err := post(t, t.Context(), New(Options{Fresh: true, Base: base}), "https://"+r.listener.Addr().String(), body)
				if n := r.requests.Load(); err == nil || n != 1 {
					t.Errorf("%d requests, error %v, want one and an error", n, err)
				}
				if x.Err == nil || !x.Sent || x.Status != 0 {
					t.Errorf("recorded %+v", x)
				}
			})
		}
	}
}

// The counterpart, which shows that the servers above do make net/http send again by
// itself.
func TestNetHTTP_sendsAgainOnHTTP2(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var refused atomic.Int32
	r, config := newRefuser(t, func(stream uint32) []byte {
		if refused.Add(1) == 2 {
			cancel() // seen enough: it would go on for a minute
		}
		return goAway(stream)
	})
	base, ok := network(false).(*http.Transport)
	if !ok {
		t.Fatal("another transport")
	}
	base.TLSClientConfig = config
	if _, err := post(t, ctx, base, "https://"+r.listener.Addr().String(), ""); err == nil || r.requests.Load() < 2 {
		t.Errorf("%d requests, error %v", r.requests.Load(), err)
	}
}

// A read is repeated by the policy alone: as often as max_retries says, whatever HTTP/2
// would permit.
func TestReads_areRepeatedByThePolicyAlone(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(uint32) []byte{"GOAWAY": goAway, "REFUSED_STREAM": refuse} {
		for _, retries := range []int{0, 3} {
			r, config := newRefuser(t, answer)
			base, ok := network(false).(*http.Transport)
			if !ok {
				t.Fatal("another transport")
			}
			base.TLSClientConfig = config
			chain := New(Options{Base: base})
			policy := &Policy{MaxRetries: retries, Gate: new(Gate), Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
			err := policy.Read(t.Context(), func(ctx context.Context) error {
				x, err := post(t, ctx, chain, "https://"+r.listener.Addr().String(), "")
				return Vendor{}.Classify(err, x)
			})
			if n := int(r.requests.Load()); err == nil || n != 1+retries {
				t.Errorf("%s, %d retries: %d requests, error %v", name, retries, n, err)
			}
		}
	}
}

func post(t *testing.T, ctx context.Context, chain http.RoundTripper, url, body string) (*Exchange, error) {
	t.Helper()
	ctx, x := WithExchange(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: chain, Timeout: 10 * time.Second}).Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	return x, err
}

// An SDK that recognises io.EOF sends again; the record keeps it.
func TestChain_hidesEOFFromTheSDK(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_ = conn.Close()
	}))
	t.Cleanup(server.Close)
	x, err := post(t, t.Context(), New(Options{Fresh: true}), server.URL, "{}")
	if err == nil || errors.Is(err, io.EOF) || !errors.Is(x.Err, io.EOF) {
		t.Errorf("the SDK sees %v, recorded is %v", err, x.Err)
	}
	if hidden := hideEOF(io.ErrUnexpectedEOF); !errors.Is(hidden, io.ErrUnexpectedEOF) {
		t.Errorf("%v is not itself any more", hidden)
	}
}

func TestAuthorizer_failsTheCallBeforeItIsSent(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
	t.Cleanup(server.Close)
	refused := errors.New("no key")
	ctx, x := WithExchange(WithAuthorizer(t.Context(), func(*http.Request) error { return refused }))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := New(Options{}).RoundTrip(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	if !errors.Is(err, refused) || !errors.Is(x.Err, refused) || x.Sent || requests.Load() != 0 {
		t.Errorf("got %v after %d requests, recorded %+v", err, requests.Load(), x)
	}
}
