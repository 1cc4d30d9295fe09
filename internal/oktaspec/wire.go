package oktaspec

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// apiPrefix begins the paths that the document describes. The token endpoint
// and the published keys lie elsewhere.
const apiPrefix = "/api/v1/"

// Option changes how [Document.RoundTripper] and [Document.Handler] check.
type Option func(*watch)

// IgnoreAnswer has answers for which fn is true not checked, for tests that
// break answers on purpose. Their requests are checked all the same.
func IgnoreAnswer(fn func(req *http.Request, status int) bool) Option {
	return func(w *watch) { w.ignore = fn }
}

// watch reports what passes by.
type watch struct {
	doc    *Document
	t      testing.TB
	ignore func(*http.Request, int) bool
}

// newWatch applies the options.
func newWatch(d *Document, t testing.TB, opts []Option) *watch {
	w := &watch{doc: d, t: t, ignore: func(*http.Request, int) bool { return false }}
	for _, opt := range opts {
		opt(w)
	}
	return w
}

// saw checks one exchange. Status 0 stands for an answer that did not come, or
// not whole.
func (w *watch) saw(req *http.Request, reqBody []byte, status int, header http.Header, respBody []byte) {
	if status != 0 && w.ignore(req, status) {
		status = 0
	}
	for _, p := range w.doc.Remaining(w.doc.CheckExchange(req, reqBody, status, header, respBody)) {
		w.t.Errorf("%s %s: against Okta's OpenAPI document: %s", req.Method, req.URL.Path, p)
	}
}

// RoundTripper checks each exchange with the API that passes through, and
// reports to t. A request without an answer is checked alone.
func (d *Document) RoundTripper(t testing.TB, next http.RoundTripper, opts ...Option) http.RoundTripper {
	return &roundTripper{watch: newWatch(d, t, opts), next: next}
}

// roundTripper reads bodies whole and hands on copies.
type roundTripper struct {
	*watch
	next http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (rt *roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	if !strings.HasPrefix(req.URL.Path, apiPrefix) {
		return rt.next.RoundTrip(req)
	}
	body, err := readAll(req.Body)
	if err != nil {
		return nil, err
	}
	sent := req.Clone(req.Context())
	if req.Body != nil {
		sent.Body = io.NopCloser(bytes.NewReader(body))
	}
	resp, err := rt.next.RoundTrip(sent)
	if err != nil {
		rt.saw(req, body, 0, nil, nil)
		return nil, err
	}
	answer, broken := readAll(resp.Body)
	status, end := resp.StatusCode, io.EOF
	if broken != nil {
		status, end = 0, broken // the client is to meet it where it was
	}
	rt.saw(req, body, status, resp.Header, answer)
	resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(answer), ending{end}))
	return resp, nil
}

// readAll reads and closes a body, which may be nil.
func readAll(body io.ReadCloser) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	text, err := io.ReadAll(body)
	return text, errors.Join(err, body.Close())
}

// ending is the end of a body: io.EOF, or why it broke off.
type ending struct{ err error }

// Read implements [io.Reader].
func (e ending) Read([]byte) (int, error) { return 0, e.err }
