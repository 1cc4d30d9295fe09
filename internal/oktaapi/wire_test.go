package oktaapi_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

type connKey struct{}

// newTLSOrg serves over TLS, and over HTTP/2 if h2 is set. Its handler finds the
// connection in the request's context.
func newTLSOrg(t *testing.T, h2 bool, handler http.HandlerFunc) (*org, *http.Transport) {
	t.Helper()
	served := newUnstartedOrg(handler)
	served.server.EnableHTTP2 = h2
	served.server.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		return context.WithValue(ctx, connKey{}, conn)
	}
	served.server.StartTLS()
	t.Cleanup(served.server.Close)
	served.url = served.server.URL
	base, ok := served.server.Client().Transport.(*http.Transport)
	if !ok {
		t.Fatal("another transport")
	}
	return served, base
}

func over(base http.RoundTripper) func(*oktaapi.Settings) {
	return func(s *oktaapi.Settings) { s.Base = base }
}

// vanish closes the connection below TLS, without a word.
func vanish(_ http.ResponseWriter, r *http.Request) {
	conn, ok := r.Context().Value(connKey{}).(*tls.Conn)
	if !ok {
		panic("no TLS")
	}
	_ = conn.NetConn().Close()
}

// abort ends the stream, or the connection of HTTP/1.1.
func abort(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// The SDK sends again and again after a connection that was closed before an
// answer: 7 000 rotations in 2 s were counted with its defaults (v6.1.6).
func TestRotate_oneRequestWhereTheConnectionCloses(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{"vanish": vanish, "abort": abort} {
		for _, h2 := range []bool{false, true} {
			for _, keepAlive := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, HTTP/2 %v, kept alive %v", name, h2, keepAlive), func(t *testing.T) {
					t.Parallel()
					served, base := newTLSOrg(t, h2, func(w http.ResponseWriter, r *http.Request) {
						if r.Method == http.MethodPost {
							handler(w, r)
							return
						}
						answer(200, listBefore)(w, r)
					})
					base.DisableKeepAlives = !keepAlive
					client := served.client(t, over(base), retries(4))
					// The POST may come to a connection that has been used.
					if _, err := client.AuthorizationServerKeys(t.Context(), "aus1"); err != nil {
						t.Fatal(err)
					}
					e := failure(t, second(client.RotateAuthorizationServerKeys(t.Context(), "aus1")))
					if e.Kind != apierr.Unavailable || e.Status != 0 || !e.Sent || !e.Dropped || !strings.HasPrefix(e.Message, "the connection failed: ") {
						t.Errorf("got %+v", e)
					}
					if verdict := rotation.Judge(rotation.Answer{Sent: e.Sent, Status: e.Status}); verdict != rotation.Ambiguous {
						t.Errorf("judged %s, want ambiguous", verdict)
					}
					rotations := served.to(rotatePath)
					if want := map[bool]string{false: "HTTP/1.1", true: "HTTP/2.0"}[h2]; len(rotations) != 1 || rotations[0].proto != want {
						t.Errorf("%d rotations were asked for, want one over %s", len(rotations), want)
					}
				})
			}
		}
	}
}

// The rotation may have happened in every one of these cases.
func TestRotate_oneRequestWhateverBecomesOfIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		status  int
	}{
		"EOF":                       {hangUp(false), 0},
		"reset":                     {hangUp(true), 0},
		"500":                       {answer(500, oktaError("E0000009", "Internal Server Error")), 500},
		"502":                       {answer(502, page), 502},
		"503":                       {answer(503, oktaError("E0000010", "Service is in read only mode")), 503},
		"408":                       {answer(408, page), 408},
		"302":                       {answer(302, ""), 302},
		"307":                       {answer(307, ""), 307},
		"a page":                    {answer(200, page), 200},
		"an object":                 {answer(200, `{"keys":[]}`), 200},
		"half of it":                {cut(200, listAfter[:60]), 200},
		"all of it, but cut short":  {cut(200, listAfter), 200},
		"malformed":                 {answer(200, listAfter[:60]), 200},
		"nothing":                   {answer(200, ""), 200},
		"204":                       {answer(204, ""), 204},
		"null":                      {answer(200, "null"), 200},
		"no keys":                   {answer(200, "[]"), 200},
		"no active key":             {answer(200, `[{"status":"NEXT","kid":"k3"},{"status":"EXPIRED","kid":"k1"}]`), 200},
		"an active key without kid": {answer(200, `[{"status":"ACTIVE"},null]`), 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, c.handler)
			keys, err := served.client(t, retries(4)).RotateAuthorizationServerKeys(t.Context(), "aus1")
			e := failure(t, err)
			if e.Kind != apierr.Unavailable || e.Status != c.status || !e.Sent || e.Token || keys.Keys != nil {
				t.Errorf("got %+v and %+v", keys, e)
			}
			if verdict := rotation.Judge(rotation.Answer{Sent: e.Sent, Status: e.Status}); verdict != rotation.Ambiguous {
				t.Errorf("judged %s, want ambiguous", verdict)
			}
			if len(served.all()) != 1 || len(served.to(rotatePath)) != 1 {
				t.Errorf("%d requests, want one", len(served.all()))
			}
		})
	}
}

func TestReads_areRepeatedWhereTheConnectionCloses(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"EOF": hangUp(false), "reset": hangUp(true), "cut short": cut(200, listBefore[:50]), "502": answer(502, page), "429": answer(429, page),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, handler)
			e := failure(t, second(served.client(t, retries(2)).AuthorizationServerKeys(t.Context(), "aus1")))
			if n := len(served.all()); n != 3 {
				t.Errorf("%d requests (%v), want 3", n, e)
			}
		})
	}
}

func TestCalls_endWithTheirContext(t *testing.T) {
	t.Parallel()
	for call, send := range calls {
		for name, c := range map[string]struct {
			context func(*testing.T, chan struct{}) context.Context
			change  func(*oktaapi.Settings)
			want    error
			kind    apierr.Kind
		}{
			"canceled": {func(t *testing.T, arrived chan struct{}) context.Context {
				ctx, cancel := context.WithCancel(t.Context())
				go func() { <-arrived; cancel() }()
				return ctx
			}, timeout(2 * time.Second), context.Canceled, apierr.Canceled},
			"the request's time": {func(t *testing.T, _ chan struct{}) context.Context { return t.Context() },
				timeout(100 * time.Millisecond), context.DeadlineExceeded, apierr.Unavailable},
			"the caller's time": {func(t *testing.T, _ chan struct{}) context.Context {
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				t.Cleanup(cancel)
				return ctx
			}, retries(4), context.DeadlineExceeded, apierr.Unavailable},
		} {
			t.Run(call+" "+name, func(t *testing.T) {
				t.Parallel()
				arrived := make(chan struct{})
				served := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
					close(arrived)
					hang(w, r)
				})
				e := failure(t, send(c.context(t, arrived), served.client(t, c.change), "aus1"))
				if !errors.Is(e, c.want) || e.Kind != c.kind || e.Dropped || e.Token {
					t.Errorf("got %+v, want %v", e, c.want)
				}
				if call == "rotate" && !e.Sent {
					t.Error("the rotation was sent")
				}
			})
		}
	}
}

func TestCalls_nothingIsSentAfterTheEndOfTheContext(t *testing.T) {
	t.Parallel()
	for call, send := range calls {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, hang)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			e := failure(t, send(ctx, served.client(t), "aus1"))
			if !errors.Is(e, context.Canceled) || e.Kind != apierr.Canceled || e.Sent || len(served.all()) != 0 {
				t.Errorf("got %+v after %d requests", e, len(served.all()))
			}
		})
	}
}

func TestCalls_nobodyThere(t *testing.T) {
	t.Parallel()
	for call, send := range calls {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			client := newOrg(t, hang).client(t, func(s *oktaapi.Settings) { s.OrgURL = "http://127.0.0.1:1" })
			e := failure(t, send(t.Context(), client, "aus1"))
			if e.Kind != apierr.Unavailable || e.Sent || !e.Dropped || !strings.HasPrefix(e.Message, "the connection failed: ") {
				t.Errorf("got %+v", e)
			}
		})
	}
}

// "" and ".." would be paths of something else.
func TestCalls_refuseWhatIsNoID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", ".", "..", "a/b", "a b", "aus1?x=y", "aus1#", "%2e%2e", "aus1\n", "äus"} {
		for call, send := range calls {
			t.Run(call+" "+id, func(t *testing.T) {
				t.Parallel()
				served := newOrg(t, answer(200, listBefore))
				e := failure(t, send(t.Context(), served.client(t), id))
				if e.Kind != apierr.Invalid || e.Sent || len(served.all()) != 0 {
					t.Errorf("got %+v after %d requests", e, len(served.all()))
				}
			})
		}
	}
}
