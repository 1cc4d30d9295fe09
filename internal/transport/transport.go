// Package transport is what stands between the vendors' SDKs and the network:
// round trippers that record, log and refuse redirects, and the one retry
// policy. The round trippers never retry; the policy stands around the SDK call.
package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// Subsystem is the name under which requests are logged. Its level is set by
// TF_LOG_PROVIDER_IDPKEYS_HTTP, or follows TF_LOG_PROVIDER.
const Subsystem = "idpkeys.http"

// RedirectError is an answer that points elsewhere. The APIs never redirect;
// following one would send credentials, or a rotation, to another place.
type RedirectError struct {
	Status int
}

// Error names the status. The target is left out: it may carry secrets. HTTP 304 says that a
// copy is still good, of which there is none here.
func (e *RedirectError) Error() string {
	if e.Status == http.StatusNotModified {
		return "the answer holds nothing: HTTP 304 points to an earlier one, which was not asked for"
	}
	return fmt.Sprintf("refused to follow a redirect (HTTP %d)", e.Status)
}

// Options are the parts of New that vary.
type Options struct {
	// UserAgent replaces the SDK's.
	UserAgent string
	// Fresh makes a new connection for each request, so that a write never
	// meets a connection that the server has just closed.
	Fresh bool
	// PlainHTTP sends requests without TLS. The caller has checked that the
	// host is a loopback address.
	PlainHTTP bool
	// RequestIDHeader is the name of the vendor's request identifier.
	RequestIDHeader string
	// Base replaces the network; tests only. Nil means a transport with the
	// proxy variables of the environment and the system's roots.
	Base http.RoundTripper
}

// New builds the chain of round trippers: headers, log, redirects, recorder,
// network.
func New(o Options) http.RoundTripper {
	base := o.Base
	if base == nil {
		base = network(o.Fresh)
	}
	return &clientTransport{options: o, next: Recorder{Base: base}}
}

func network(fresh bool) http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t = t.Clone()
	t.DisableKeepAlives = fresh
	t.MaxIdleConnsPerHost = 20
	return t
}

type clientTransport struct {
	options Options
	next    http.RoundTripper
}

func (c *clientTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	req = c.withOwnHeaders(req)
	if authorize, ok := req.Context().Value(authorizerKey{}).(Authorizer); ok {
		if err := authorize(req); err != nil {
			*recorded(req.Context()) = Exchange{Err: err}
			return nil, errors.Join(err, closeBody(req))
		}
	}
	begin := time.Now()
	resp, err := c.next.RoundTrip(req)
	c.log(req, resp, err, time.Since(begin))
	if err != nil {
		return nil, hideEOF(err)
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		return nil, &RedirectError{Status: resp.StatusCode}
	}
	return resp, nil
}

// withOwnHeaders copies the request, and sets what the provider decides and not the SDK.
func (c *clientTransport) withOwnHeaders(req *http.Request) *http.Request {
	req = req.Clone(req.Context())
	req.Header.Set("User-Agent", c.options.UserAgent)
	if c.options.PlainHTTP {
		req.URL.Scheme = "http"
	}
	if c.options.Fresh {
		// With it, net/http could send the body a second time.
		req.GetBody = nil
	}
	return req
}

func closeBody(req *http.Request) error {
	if req.Body == nil {
		return nil
	}
	return req.Body.Close()
}

// hideEOF keeps a connection that was closed before an answer from being
// recognised as io.EOF: the Okta SDK then sends again without limit and without
// pause, rotations included (v6.1.6, doWithRetries). The Exchange has the
// error as it is.
func hideEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return closedError{err}
	}
	return err
}

// closedError is an error that wraps io.EOF and does not show it.
type closedError struct{ err error }

// Error is the text of the error inside.
func (e closedError) Error() string { return e.err.Error() }

// log logs a request, with the identifier of the answer.
func (c *clientTransport) log(req *http.Request, resp *http.Response, err error, took time.Duration) {
	fields := map[string]any{"duration_ms": took.Milliseconds()}
	if err == nil {
		if id := resp.Header.Get(c.options.RequestIDHeader); id != "" {
			fields["request_id"] = apierr.Printable(id, maxIdentifier)
		}
	}
	logExchange(req, resp, err, fields)
}

// logExchange writes method, path and status, and the other fields. It never sees bodies, queries
// or credentials.
func logExchange(req *http.Request, resp *http.Response, err error, fields map[string]any) {
	ctx := tflog.NewSubsystem(req.Context(), Subsystem, tflog.WithLevelFromEnv("TF_LOG_PROVIDER_IDPKEYS_HTTP"))
	fields["method"], fields["path"] = req.Method, req.URL.Path
	if err != nil {
		fields["error"] = fmt.Sprintf("%T", err)
		tflog.SubsystemDebug(ctx, Subsystem, "no answer", fields)
		return
	}
	fields["status"] = resp.StatusCode
	tflog.SubsystemDebug(ctx, Subsystem, "answer", fields)
}

// Authorizer puts credentials on a request in place of the SDK's. It may not
// keep the request.
type Authorizer func(*http.Request) error

type authorizerKey struct{}

// WithAuthorizer returns a context whose requests are authorized by authorize.
// Its error, which should be an *apierr.Error, is that of the call.
func WithAuthorizer(ctx context.Context, authorize Authorizer) context.Context {
	return context.WithValue(ctx, authorizerKey{}, authorize)
}

// WithBearer returns a context whose requests carry the access token.
func WithBearer(ctx context.Context, token string) context.Context {
	return WithAuthorizer(ctx, func(req *http.Request) error {
		req.Header.Set("Authorization", "Bearer "+token)
		return nil
	})
}
