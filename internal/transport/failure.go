package transport

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// Vendor is what reading a vendor's answers takes.
type Vendor struct {
	// Name is the vendor's, for texts.
	Name string
	// RequestIDHeader is the answer header that names a request to the
	// vendor's support.
	RequestIDHeader string
	// Refusal fills in kind, code and message of an answer with a status of 400
	// or more, and whether it has the vendor's own form (Refused). It leaves the
	// message empty where the answer is not the vendor's.
	Refusal func(e *apierr.Error, x *Exchange)
}

// Classify turns a failed call into an *apierr.Error. It trusts what the
// transport saw, and takes err, which is what the SDK made of it, only where
// the transport saw nothing: one SDK takes the status from the body, so that a
// proxy could make a 500 look like a 404, and another turns errors into text.
func (v Vendor) Classify(err error, x *Exchange) *apierr.Error {
	if x == nil {
		x = new(Exchange)
	}
	e := &apierr.Error{
		Status:    x.Status,
		RequestID: x.Header.Get(v.RequestIDHeader),
		Sent:      x.Sent,
		Err:       err,
	}
	var known *apierr.Error
	switch {
	case errors.As(x.Err, &known):
		return x.made(known)
	case x.Status == 0:
		classifyNoResponse(e, x.Err)
	case x.Status >= 300 && x.Status < 400:
		redirect := &RedirectError{Status: x.Status}
		e.Kind, e.Message, e.Err, e.Ours = apierr.Unavailable, redirect.Error(), redirect, true
	case errors.Is(x.BodyErr, context.Canceled):
		e.Kind, e.Message, e.Err = apierr.Canceled, "interrupted while the answer came", x.BodyErr
	case x.Status >= 400:
		v.Refusal(e, x)
		if e.Message == "" {
			e.Message, e.Ours = v.foreign(x.Status), true
		}
		e.Refused = e.Refused && x.Status < http.StatusInternalServerError && x.BodyErr == nil
		e.Dropped = isBodyTruncated(x.BodyErr)
	default:
		e.Kind, e.Message, e.Ours = apierr.Unavailable, describeReadError(x.BodyErr), true
		e.Dropped = isBodyTruncated(x.BodyErr)
		if x.BodyErr != nil {
			e.Err = x.BodyErr
		}
	}
	return x.made(e)
}

// Unusable is the failure of an answer that came whole and says success, but
// does not hold what it has to.
func (v Vendor) Unusable(x *Exchange, message string) *apierr.Error {
	return x.made(&apierr.Error{
		Kind: apierr.Unavailable, Status: x.Status, RequestID: x.Header.Get(v.RequestIDHeader),
		Sent: true, Message: message, Ours: true,
	})
}

// foreign is the message of an answer that is not the vendor's.
func (v Vendor) foreign(status int) string {
	if text := http.StatusText(status); text != "" {
		return fmt.Sprintf("the answer is not %s's (%s)", v.Name, text)
	}
	return fmt.Sprintf("the answer is not %s's", v.Name)
}

// KindOf maps the status of a refusal. It counts only in the vendor's own
// form, and a 404 only where that says that the object is missing: anything less
// may be a proxy's or a wrong host's.
func KindOf(status int, vendors, missing bool) apierr.Kind {
	switch {
	case status == http.StatusTooManyRequests:
		return apierr.RateLimited
	case !vendors, status >= http.StatusInternalServerError, status == http.StatusRequestTimeout:
		return apierr.Unavailable
	case status == http.StatusUnauthorized:
		return apierr.Unauthorized
	case status == http.StatusForbidden:
		return apierr.Forbidden
	case status == http.StatusNotFound && missing:
		return apierr.NotFound
	case status == http.StatusNotFound:
		return apierr.Unavailable
	default:
		return apierr.Invalid
	}
}

// AsError classifies what a cache or a lock adds of its own, the end of a
// context, and leaves other errors as they are.
func AsError(err error) error {
	if e := apierr.As(err); e.Kind != apierr.Unknown {
		return e
	}
	return Vendor{}.Classify(err, nil)
}

// isBodyTruncated reports whether a body ended because the connection broke, and not
// because the caller's time was over or the body is more than it may be.
func isBodyTruncated(err error) bool {
	for _, other := range []error{context.DeadlineExceeded, context.Canceled, ErrTooLarge, ErrTooMany} {
		if errors.Is(err, other) {
			return false
		}
	}
	return err != nil
}

// classifyNoResponse fills in a call that ended without a status. The cause is what the
// transport saw, nil if it saw nothing.
func classifyNoResponse(e *apierr.Error, cause error) {
	connection := cause != nil || errors.As(e.Err, new(*url.Error))
	if cause != nil {
		e.Err = cause
	}
	switch {
	case errors.Is(e.Err, context.Canceled):
		e.Kind, e.Message = apierr.Canceled, "interrupted before an answer came"
	case errors.Is(e.Err, context.DeadlineExceeded):
		e.Kind, e.Message = apierr.Unavailable, "no answer within the time allowed"
	case errors.Is(e.Err, errInformational):
		e.Kind, e.Message = apierr.Unavailable, errInformational.Error()
	case connection:
		e.Kind, e.Dropped, e.Message = apierr.Unavailable, true, "the connection failed: "+rootCause(e.Err)
	case e.Sent:
		e.Kind, e.Message = apierr.Unavailable, "no answer could be taken: "+rootCause(e.Err)
	default:
		// The SDK gave up before it had a request to send.
		e.Kind, e.Message = apierr.Invalid, "the request could not be made: "+rootCause(e.Err)
	}
}

// rootCause is the innermost error: the outer ones repeat the URL. Where no
// connection was made it names the address, which may be a proxy's.
func rootCause(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") {
		return op.Error()
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
