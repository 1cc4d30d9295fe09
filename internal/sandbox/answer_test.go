package sandbox

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// short is how long an impatient client waits; patient clients wait for ever.
const short = 500 * time.Millisecond

// overBoth makes a rotation that meets the fault, over HTTP/1.1 without TLS and
// over HTTP/2, and has its outcome checked.
func overBoth(t *testing.T, fault Fault, check func(t *testing.T, w *auth0Fixture, a answer, err error)) {
	t.Helper()
	overBothWithin(t, time.Hour, fault, check)
}

// overBothWithin is overBoth with a client that gives up.
func overBothWithin(t *testing.T, timeout time.Duration, fault Fault, check func(t *testing.T, w *auth0Fixture, a answer, err error)) {
	t.Helper()
	fault.Name, fault.Match = "tried", OnRotate
	for _, proto := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(proto, func(t *testing.T) {
			t.Parallel()
			w := newAuth0Fixture(t)
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			if proto == "HTTP/2.0" {
				client = w.overHTTP2()
			}
			client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			w.Inject(fault)
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			defer cancel()
			a, err := roundTrip(client, w.request(http.MethodPost, w.rotatePath(), "").WithContext(ctx))
			equal(t, "faults left", len(w.PendingFaults()), 0)
			equal(t, "requests in the journal", w.Journal().Count(http.MethodPost, "/rotate"), 1)
			check(t, w, a, err)
		})
	}
}

// overHTTP2 moves the fixture's tenant to TLS and returns a client that speaks
// HTTP/2 with it.
func (w *auth0Fixture) overHTTP2() *http.Client {
	w.t.Helper()
	w.tenant.Stop()
	pool, err := w.tenant.ListenTLS("127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	client := clientOf(pool)
	w.t.Cleanup(client.CloseIdleConnections)
	return client
}

// clientOf speaks HTTP/2 with a service that has a certificate of a pool.
func clientOf(pool *x509.CertPool) *http.Client {
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true,
	}}
}

// lost expects no answer at all.
func lost(committed bool) func(*testing.T, *auth0Fixture, answer, error) {
	return func(t *testing.T, w *auth0Fixture, a answer, err error) {
		t.Helper()
		if err == nil || a.status != 0 {
			t.Errorf("answer %d %q, error %v; want an error alone", a.status, a.body, err)
		}
		rotations := 0
		if committed {
			rotations = 1
		}
		equal(t, "rotations", w.tenant.Rotations(w.conn), rotations)
		equal(t, "journal", w.Journal().String(), "POST "+w.rotatePath()+" - (tried)")
		equal(t, "committed", w.Journal().Entries()[0].Committed, committed)
	}
}

func TestDrop(t *testing.T) {
	t.Parallel()
	overBoth(t, Fault{Answer: Drop()}, lost(false))
	overBoth(t, Fault{Answer: Drop(), Commit: true}, lost(true))
}

func TestReset(t *testing.T) {
	t.Parallel()
	overBoth(t, Fault{Answer: Reset(), Commit: true}, func(t *testing.T, w *auth0Fixture, a answer, err error) {
		lost(true)(t, w, a, err)
		equal(t, "a mere end of the stream", errors.Is(err, io.EOF), false)
	})
}

func TestHang(t *testing.T) {
	t.Parallel()
	overBothWithin(t, short, Fault{Answer: Hang(), Commit: true}, func(t *testing.T, w *auth0Fixture, a answer, err error) {
		lost(true)(t, w, a, err)
		equal(t, "deadline", errors.Is(err, context.DeadlineExceeded), true)
	})
}

// cutShort expects a status and half of a body that the client knows is not
// whole.
func cutShort(t *testing.T, w *auth0Fixture, a answer, err error) {
	t.Helper()
	equal(t, "status", a.status, http.StatusCreated)
	if err == nil || len(a.body) == 0 || strings.HasSuffix(a.body, "}") {
		t.Errorf("error %v, body %q", err, a.body)
	}
	equal(t, "rotations", w.tenant.Rotations(w.conn), 1)
	equal(t, "journal", w.Journal().String(), "POST "+w.rotatePath()+" 201 (tried)")
}

func TestResetMidBody(t *testing.T) {
	t.Parallel()
	overBoth(t, Fault{Answer: ResetMidBody(), Commit: true}, cutShort)
	overBoth(t, Fault{Answer: ResetMidBody()}, func(t *testing.T, w *auth0Fixture, a answer, err error) {
		equal(t, "status", a.status, http.StatusOK)
		equal(t, "whole", err == nil, false)
		equal(t, "rotations", w.tenant.Rotations(w.conn), 0)
	})
}

func TestTruncated(t *testing.T) {
	t.Parallel()
	overBoth(t, Fault{Answer: Truncated(201), Commit: true}, func(t *testing.T, w *auth0Fixture, a answer, err error) {
		cutShort(t, w, a, err)
		equal(t, "unexpected end", errors.Is(err, io.ErrUnexpectedEOF), true)
	})
}

func TestCutJSON(t *testing.T) {
	t.Parallel()
	overBoth(t, Fault{Answer: CutJSON(201)}, func(t *testing.T, w *auth0Fixture, a answer, err error) {
		equal(t, "error", err, nil)
		equal(t, "status", a.status, http.StatusCreated)
		equal(t, "rotations", w.tenant.Rotations(w.conn), 0)
		if !strings.HasPrefix(a.body, `{"kid":"`) || strings.HasSuffix(a.body, "}") {
			t.Errorf("body %q", a.body)
		}
	})
}

func TestDelay(t *testing.T) {
	t.Parallel()
	overBoth(t, Fault{Answer: Delay(20 * time.Millisecond)}, func(t *testing.T, w *auth0Fixture, a answer, err error) {
		equal(t, "error", err, nil)
		a.expect(t, http.StatusCreated)
		equal(t, "rotations", w.tenant.Rotations(w.conn), 1)
	})
	overBothWithin(t, short, Fault{Answer: Delay(time.Hour)}, lost(false))
	overBothWithin(t, short, Fault{Answer: Delay(time.Hour), Commit: true}, lost(true))
}

func TestTrickle(t *testing.T) {
	t.Parallel()
	overBothWithin(t, short, Fault{Answer: Trickle(10 * time.Millisecond)}, func(t *testing.T, w *auth0Fixture, a answer, err error) {
		cutShort(t, w, a, err)
		equal(t, "deadline", errors.Is(err, context.DeadlineExceeded), true)
	})
}

func TestWholeAnswers(t *testing.T) {
	t.Parallel()
	const page = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"
	for name, c := range map[string]struct {
		answer Answer
		status int
		body   string
	}{
		"html":      {StatusHTML(502), 502, page},
		"html 200":  {HTML200(), 200, strings.ReplaceAll(page, "502 Bad Gateway", "200 OK")},
		"empty":     {EmptyBody(201), 201, ""},
		"nothing":   {EmptyBody(204), 204, ""},
		"silence":   {StatusEmpty(403), 403, ""},
		"challenge": {Challenge(403), 403, ""},
		"json":      {OKJSON(`null`), 200, `null`},
		"liar":      {JSON(500, `{"statusCode":404}`), 500, `{"statusCode":404}`},
		"redirect":  {Redirect(307, "/elsewhere"), 307, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			overBoth(t, Fault{Answer: c.answer}, func(t *testing.T, w *auth0Fixture, a answer, err error) {
				equal(t, "error", err, nil)
				a.is(t, c.status, c.body)
				equal(t, "challenge", a.header.Get("WWW-Authenticate") != "", name == "challenge")
				equal(t, "location", a.header.Get("Location") != "", c.status == 307)
				equal(t, "rotations", w.tenant.Rotations(w.conn), 0)
				equal(t, "date", a.header.Get("Date") != "", true)
			})
		})
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	const body = `{"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached","errorCode":"too_many_requests"}`
	for _, d := range []time.Duration{3 * time.Second, -time.Minute} {
		overBoth(t, Fault{Answer: RateLimit(d)}, func(t *testing.T, w *auth0Fixture, a answer, err error) {
			equal(t, "error", err, nil)
			a.is(t, http.StatusTooManyRequests, body)
			equal(t, "limit", a.header.Get("X-RateLimit-Limit"), "50")
			equal(t, "remaining", a.header.Get("X-RateLimit-Remaining"), "0")
			w.resetIn(a.header, d)
		})
	}
	overBoth(t, Fault{Answer: RateLimitWithoutReset()}, func(t *testing.T, w *auth0Fixture, a answer, err error) {
		equal(t, "error", err, nil)
		a.is(t, http.StatusTooManyRequests, body)
		for name := range a.header {
			equal(t, name+" tells of the limit", strings.HasPrefix(name, "X-Ratelimit"), false)
		}
	})
	w := newAuth0Fixture(t)
	w.Inject(Fault{Match: OnToken, Answer: RateLimit(time.Second)})
	a := w.do(w.form())
	a.is(t, http.StatusTooManyRequests, `{"error":"too_many_requests","error_description":"Global limit has been reached"}`)
	w.resetIn(a.header, time.Second)
}

// TestJSONIsCompressed: a client that takes gzip gets what is asked for by GET in it,
// and the same without it.
func TestJSONIsCompressed(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	read := func(method, path, encoding string) (string, []byte) {
		t.Helper()
		r := w.request(method, path, "")
		r.Header.Set("Authorization", "Bearer "+w.token)
		if encoding != "" {
			r.Header.Set("Accept-Encoding", encoding)
		}
		res, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err = errors.Join(err, res.Body.Close()); err != nil {
			t.Fatal(err)
		}
		return res.Header.Get("Content-Encoding"), body
	}
	encoding, packed := read(http.MethodGet, w.keysPath(), "br, gzip")
	equal(t, "Content-Encoding", encoding, "gzip")
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	encoding, plain := read(http.MethodGet, w.keysPath(), "")
	equal(t, "Content-Encoding", encoding, "")
	equal(t, "body", string(unpacked), string(plain))
	encoding, _ = read(http.MethodPost, w.rotatePath(), "gzip")
	equal(t, "Content-Encoding of a POST", encoding, "")
}
