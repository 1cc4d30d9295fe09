package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// The bounds of reading a document that anybody may read. Real documents have some kilobytes.
const (
	maxPublicBody      = 1 << 20
	maxPublicRedirects = 5
	// PublicTimeout bounds reading one document, redirects included.
	PublicTimeout = 15 * time.Second
)

// PublicReader reads documents that anybody may read, as those do who verify signatures: with
// GET, without credentials, and with whatever a cache on the way holds. It follows redirects
// on the same host only, and bounds the size of an answer and the time. It does not retry.
// It is safe for concurrent use.
type PublicReader struct {
	client    *http.Client
	userAgent string
	timeout   time.Duration
}

// NewPublicReader makes a reader. A timeout of zero, or longer than PublicTimeout, means
// PublicTimeout. Base replaces the network; nil is the real one.
func NewPublicReader(userAgent string, timeout time.Duration, base http.RoundTripper) *PublicReader {
	if base == nil {
		base = network(true)
	}
	if timeout <= 0 || timeout > PublicTimeout {
		timeout = PublicTimeout
	}
	return &PublicReader{
		client:    &http.Client{Transport: publicTransport{base}, CheckRedirect: checkPublicRedirect},
		userAgent: userAgent, timeout: timeout,
	}
}

// PublicDocument is an answer with a document.
type PublicDocument struct {
	Body []byte
	// Header is that of the answer.
	Header http.Header
}

// Read reads the document at a URI for which CheckPublicURI has no objection. The error is an
// *apierr.Error whose message says what was found in place of a document.
func (r *PublicReader) Read(ctx context.Context, uri string) (PublicDocument, error) {
	if err := CheckPublicURI(uri); err != nil {
		return PublicDocument{}, publicError(0, "the URI "+err.Error())
	}
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, uri, nil)
	if err != nil {
		return PublicDocument{}, publicError(0, "the URI is none")
	}
	req.Header.Set("User-Agent", r.userAgent)
	req.Header.Set("Accept", "application/jwk-set+json, application/json")
	resp, err := r.client.Do(req)
	if err != nil {
		return PublicDocument{}, r.noAnswer(err)
	}
	defer func() { _ = resp.Body.Close() }() // it was read as far as it is needed
	body, err := checkTokens(readUpTo(resp.Body, maxPublicBody))
	switch {
	case resp.StatusCode != http.StatusOK:
		return PublicDocument{}, publicError(resp.StatusCode, strings.TrimSpace(fmt.Sprintf("an answer with HTTP %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))))
	case errors.Is(err, ErrTooLarge):
		return PublicDocument{}, publicError(resp.StatusCode, "a document of more than 1 MiB")
	case errors.Is(err, ErrTooMany):
		return PublicDocument{}, publicError(resp.StatusCode, "a document with more than 100,000 names and values")
	case err != nil:
		return PublicDocument{}, r.noAnswer(err)
	}
	return PublicDocument{Body: body, Header: resp.Header}, nil
}

// errPublicRedirect and errPublicRedirects refuse a redirect.
var (
	errPublicRedirect  = errors.New("a redirect to another host, which is not followed")
	errPublicRedirects = fmt.Errorf("more than %d redirects", maxPublicRedirects)
)

// HaveSameOrigin reports whether two URLs have the same scheme, host and port.
func HaveSameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }

// checkPublicRedirect lets a redirect pass that stays on the same scheme, host and port: a verifier
// trusts the host that it was given.
func checkPublicRedirect(req *http.Request, via []*http.Request) error {
	switch {
	case !HaveSameOrigin(req.URL, via[0].URL), req.URL.User != nil:
		return errPublicRedirect
	case len(via) > maxPublicRedirects:
		return errPublicRedirects
	}
	return nil
}

// noAnswer is the failure of a read without a whole answer.
func (r *PublicReader) noAnswer(err error) error {
	for _, refused := range []error{errPublicRedirect, errPublicRedirects} {
		if errors.Is(err, refused) {
			return publicError(0, refused.Error())
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		return &apierr.Error{Kind: apierr.Canceled, Message: "an interruption", Err: err}
	case errors.Is(err, context.DeadlineExceeded):
		return publicError(0, fmt.Sprintf("no whole answer within %s", r.timeout))
	default:
		return publicError(0, "no answer, because the connection failed: "+apierr.Printable(rootCause(err), maxText))
	}
}

func publicError(status int, found string) error {
	return &apierr.Error{Kind: apierr.Unavailable, Status: status, Message: found, Ours: true}
}

// publicTransport logs requests, without queries.
type publicTransport struct{ next http.RoundTripper }

func (t publicTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	begin := time.Now()
	resp, err := t.next.RoundTrip(req)
	logExchange(req, resp, err, map[string]any{"host": req.URL.Host, "duration_ms": time.Since(begin).Milliseconds()})
	return resp, err
}

// CheckPublicURI says what is wrong with the URI of a document that anybody may read, as the
// rest of a sentence about it, and is nil if nothing is. It must be https, or http on a loopback
// host. User information would be credentials, and a fragment is for no server (RFC 3986
// section 3.5). The error repeats nothing of the URI.
func CheckPublicURI(uri string) error {
	u, err := url.Parse(uri)
	switch {
	case err != nil, u.Opaque != "", u.Hostname() == "":
		return errors.New("is not a URL such as https://example.com/jwks.json")
	case u.Scheme != "https" && (u.Scheme != "http" || !IsLoopback(u.Hostname())):
		return errors.New("does not begin with https:// (http:// is for loopback hosts only)")
	case u.User != nil:
		return errors.New("has a user name or password; anybody can read published keys")
	case strings.Contains(uri, "#"):
		return errors.New("has a fragment, which is never sent")
	}
	return nil
}
