package oktaspec

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// listener is a test that only keeps what is reported to it.
type listener struct {
	testing.TB
	mu   sync.Mutex
	said []string
}

func (l *listener) Errorf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said = append(l.said, fmt.Sprintf(format, args...))
}

func (l *listener) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.said...)
}

// call makes a request through a checking client to a server that answers as
// told, and returns what the client reads.
func call(t *testing.T, client http.RoundTripper, method, url, body string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body == "" {
		req.Body, req.ContentLength = nil, 0
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := client.RoundTrip(req)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(resp.Body)
	return string(text), errors.Join(err, resp.Body.Close())
}

// answering is a handler that reads the request and answers.
func answering(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if err != nil || len(text) != int(max(r.ContentLength, 0)) {
			status = http.StatusTeapot
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

func TestClientsAndServersAreWatched(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path, body string
		handler            http.Handler
		fails              bool
		want               []string
	}{
		"good":            {http.MethodPost, rotatePath, `{"use":"sig"}`, answering(200, "["+goodKey+"]"), false, nil},
		"bad answer":      {http.MethodGet, keysPath, "", answering(200, `[{"kid":1}]`), false, []string{"GET " + keysPath + ": against Okta's OpenAPI document: listAuthorizationServerKeys response: /0/kid: "}},
		"bad request":     {http.MethodPost, rotatePath, `{}}`, answering(200, `[]`), false, []string{"POST " + rotatePath + ": against Okta's OpenAPI document: rotateAuthorizationServerKeys request: body: "}},
		"no header":       {http.MethodGet, keysPath, "", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), false, []string{"GET " + keysPath + ": against Okta's OpenAPI document: listAuthorizationServerKeys response: body 200: "}},
		"hijacked":        {http.MethodGet, keysPath, "", http.HandlerFunc(hijack), true, nil},
		"cut short":       {http.MethodGet, keysPath, "", http.HandlerFunc(cutShort), true, nil},
		"another place":   {http.MethodGet, "/oauth2/v1/keys", "", answering(200, `<html>`), false, nil},
		"dropped":         {http.MethodGet, keysPath + "?zz=1", "", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), true, []string{"GET " + keysPath + ": against Okta's OpenAPI document: listAuthorizationServerKeys request: query zz: "}},
		"broken off":      {http.MethodGet, keysPath, "", http.HandlerFunc(breakOff), true, nil},
		"departure":       {http.MethodGet, keysPath, "", answering(401, goodError), false, nil},
		"no such request": {http.MethodPatch, keysPath, "", answering(405, goodError), false, []string{"PATCH " + keysPath + ": against Okta's OpenAPI document: unknown operation request: operation: "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, client, server := Load(t), &listener{TB: t}, &listener{TB: t}
			ts := httptest.NewServer(doc.Handler(server, c.handler))
			t.Cleanup(ts.Close)
			_, err := call(t, doc.RoundTripper(client, ts.Client().Transport), c.method, ts.URL+c.path, c.body)
			if (err != nil) != c.fails {
				t.Errorf("error: %v", err)
			}
			ts.Close() // the handler has returned
			expect(t, "client", client.lines(), c.want...)
			expect(t, "server", server.lines(), c.want...)
		})
	}
}

// breakOff sends half of an answer.
func breakOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `[{"kid":`)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// cutShort promises more than it sends.
func cutShort(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, `[{"kid":`)
}

// hijack closes the connection without an answer.
func hijack(w http.ResponseWriter, _ *http.Request) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

func TestBrokenAnswersReachTheClientBroken(t *testing.T) {
	t.Parallel()
	ts := httptest.NewServer(http.HandlerFunc(breakOff))
	t.Cleanup(ts.Close)
	text, err := call(t, Load(t).RoundTripper(t, ts.Client().Transport), http.MethodGet, ts.URL+keysPath, "")
	if text != `[{"kid":` || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("read %q, %v", text, err)
	}
}

func TestAnswersBrokenOnPurposeAreIgnored(t *testing.T) {
	t.Parallel()
	said := &listener{TB: t}
	ts := httptest.NewServer(answering(http.StatusBadGateway, "<html>"))
	t.Cleanup(ts.Close)
	client := Load(t).RoundTripper(said, ts.Client().Transport, IgnoreAnswer(func(_ *http.Request, status int) bool {
		return status == http.StatusBadGateway
	}))
	if text, err := call(t, client, http.MethodGet, ts.URL+keysPath+"?zz=1", ""); text != "<html>" || err != nil {
		t.Errorf("read %q, %v", text, err)
	}
	expect(t, "said", said.lines(), "GET "+keysPath+": against Okta's OpenAPI document: listAuthorizationServerKeys request: query zz: ")
}

func TestManyAtATime(t *testing.T) {
	t.Parallel()
	doc, said := Load(t), &listener{TB: t}
	ts := httptest.NewServer(doc.Handler(t, answering(http.StatusUnauthorized, goodError)))
	t.Cleanup(ts.Close)
	client := doc.RoundTripper(said, ts.Client().Transport)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := call(t, client, http.MethodGet, ts.URL+keysPath, ""); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	expect(t, "said", said.lines())
}
