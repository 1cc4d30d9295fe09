package transport

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"sync/atomic"
	"time"
)

// Exchange is what the transport saw of one request and its answer. SDKs lose
// much of it: status codes are taken from bodies, headers are dropped.
type Exchange struct {
	// Sent is true once the request's headers may have left this machine. While
	// it is false, the vendor cannot have executed anything.
	Sent bool
	// Err is why no answer came, or why the request was not sent. SDKs may see
	// less of it (see hideEOF).
	Err error
	// Status is the HTTP status of the answer, 0 without an answer.
	Status int
	// Header is the answer's header.
	Header http.Header
	// Body is the answer's body as far as it arrived.
	Body []byte
	// BodyErr is why the body could not be read to its end, if so.
	BodyErr error
	// secrets are the credentials that went with the request. An answer may repeat them.
	secrets []string
	// Received is the local time at which the answer had arrived.
	Received time.Time
}

// Date is the vendor's clock at the answer (Date header, RFC 9110 section 6.6.1), or
// the zero time where the header is missing or cannot be read.
func (x *Exchange) Date() time.Time {
	t, err := http.ParseTime(x.Header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return t
}

// ServerTime is Date, or the local time of receipt where there is none: for the
// distance to another time of the same answer, not for how old something is.
func (x *Exchange) ServerTime() time.Time {
	if t := x.Date(); !t.IsZero() {
		return t
	}
	return x.Received
}

type exchangeKey struct{}

// WithExchange returns a context in which the last request made with it is
// recorded in the returned Exchange. The Exchange must not be read before the
// call has returned.
func WithExchange(ctx context.Context) (context.Context, *Exchange) {
	x := new(Exchange)
	return context.WithValue(ctx, exchangeKey{}, x), x
}

// recorded is the Exchange of a context, or one that nobody reads.
func recorded(ctx context.Context) *Exchange {
	if x, ok := ctx.Value(exchangeKey{}).(*Exchange); ok {
		return x
	}
	return new(Exchange)
}

// errSentTwice ends the second try of a request that may be sent only once.
var errSentTwice = errors.New("lost after the request was sent, which is not sent twice")

// maxInformational bounds the answers with a status of 1xx before the answer. HTTP knows four
// such statuses, and the APIs send none.
const maxInformational = 8

// errInformational ends a request that gets more of them. It would the next time as well.
var errInformational = errors.New("the server sends answers with a status of 1xx, and none that ends the request")

// errNoStatus is the failure of an answer whose status line has a number below 100, which
// HTTP does not have (RFC 9110 section 15). It says as little as no answer.
var errNoStatus = errors.New("the answer has no HTTP status")

// Recorder fills the Exchange of a request's context. A request whose header may have
// left is not sent again: net/http does that by itself on HTTP/2, after GOAWAY and
// REFUSED_STREAM, without a limit, for every request that has no body. What may be
// repeated is repeated by the Policy alone.
type Recorder struct {
	Base http.RoundTripper
}

// RoundTrip sends the request and keeps the answer. The body is read here, so
// that a failure while reading is seen and the deadline covers it.
func (r Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	x := recorded(req.Context())
	*x = Exchange{secrets: credentialsOf(req.Header)}
	if err := x.keepForm(req); err != nil {
		return nil, err
	}
	var wrote atomic.Bool
	defer func() { x.Sent = x.Sent || wrote.Load() }() // after a panic as well
	ctx, cancel := context.WithCancelCause(req.Context())
	defer cancel(nil)
	trace := &httptrace.ClientTrace{WroteHeaderField: func(string, []string) { wrote.Store(true) }}
	informational := 0
	trace.Got1xxResponse = func(int, textproto.MIMEHeader) error {
		if informational++; informational > maxInformational {
			cancel(errInformational)
			return errInformational
		}
		return nil
	}
	trace.GetConn = func(string) {
		if wrote.Load() {
			cancel(errSentTwice)
		}
	}
	resp, err := r.Base.RoundTrip(req.WithContext(httptrace.WithClientTrace(ctx, trace)))
	for _, ours := range []error{errSentTwice, errInformational} {
		if err != nil && errors.Is(context.Cause(ctx), ours) {
			err = ours // and not that the caller gave up
		}
	}
	x.Received, x.Err = time.Now(), err
	if err != nil {
		return nil, err
	}
	x.Sent = true
	if resp.StatusCode < http.StatusContinue {
		x.Err = errors.Join(errNoStatus, resp.Body.Close())
		return nil, x.Err
	}
	x.Status, x.Header = resp.StatusCode, resp.Header
	x.Body, x.BodyErr = readAnswer(resp.Body)
	x.Received = time.Now()
	resp.Body = replay(x.Body, x.BodyErr)
	return resp, nil
}

// keepForm notes the credentials in the body of a token request, and leaves the body as
// it was.
func (x *Exchange) keepForm(req *http.Request) error {
	if req.Body == nil || !strings.HasPrefix(req.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return nil
	}
	body, err := readAll(req.Body)
	if err != nil {
		return err
	}
	x.secrets = append(x.secrets, formSecrets(body)...)
	req.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// replay gives the SDK the body that was read, ending in the same failure.
func replay(data []byte, err error) io.ReadCloser {
	if err == nil {
		return io.NopCloser(bytes.NewReader(data))
	}
	return io.NopCloser(io.MultiReader(bytes.NewReader(data), failing{err}))
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
