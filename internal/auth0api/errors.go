package auth0api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// wireError is Auth0's error body: of the Management API (statusCode, error,
// message, errorCode) and of the token endpoint (error, error_description,
// RFC 6749 section 5.2).
type wireError struct {
	StatusCode  int    `json:"statusCode"`
	Error       string `json:"error"`
	Message     string `json:"message"`
	ErrorCode   string `json:"errorCode"`
	Description string `json:"error_description"`
}

// classify turns a failed SDK call into an *apierr.Error. It trusts what the
// transport saw: the SDK takes the status from the body, so that a proxy could
// make a 500 look like a 404.
func classify(err error, x *transport.Exchange) error {
	if x == nil {
		x = new(transport.Exchange)
	}
	e := &apierr.Error{
		Status:    x.Status,
		RequestID: x.Header.Get(RequestIDHeader),
		Sent:      x.Sent,
		Err:       err,
	}
	var redirect *transport.RedirectError
	switch {
	case errors.As(err, &redirect):
		e.Kind, e.Message = apierr.Unavailable, redirect.Error()
	case x.Status == 0:
		noAnswer(e)
	case errors.Is(x.BodyErr, context.Canceled):
		e.Kind, e.Message = apierr.Canceled, "interrupted while the answer came"
	case x.Status >= 400:
		refusal(e, x.Body)
		e.Dropped = cutShort(x.BodyErr)
	default:
		e.Kind, e.Message = apierr.Unavailable, "the answer could not be read"
		e.Dropped = cutShort(x.BodyErr)
	}
	return e
}

// cutShort reports whether a body ended because the connection broke, and not
// because the caller's time was over or the body is too long.
func cutShort(err error) bool {
	for _, other := range []error{context.DeadlineExceeded, context.Canceled, transport.ErrTooLarge} {
		if errors.Is(err, other) {
			return false
		}
	}
	return err != nil
}

// noAnswer fills in a call that ended without a status.
func noAnswer(e *apierr.Error) {
	switch {
	case errors.Is(e.Err, context.Canceled):
		e.Kind, e.Message = apierr.Canceled, "interrupted before an answer came"
	case errors.Is(e.Err, context.DeadlineExceeded):
		e.Kind, e.Message = apierr.Unavailable, "no answer within the time allowed"
	case errors.As(e.Err, new(*url.Error)):
		e.Kind, e.Dropped, e.Message = apierr.Unavailable, true, "the connection failed: "+rootCause(e.Err)
	default:
		// The SDK gave up before it had a request to send.
		e.Kind, e.Message = apierr.Invalid, "the request could not be made: "+rootCause(e.Err)
	}
}

// rootCause is the innermost error: the outer ones repeat the URL.
func rootCause(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

func refusal(e *apierr.Error, body []byte) {
	var wire wireError
	vendors := json.Unmarshal(body, &wire) == nil && (wire.Error != "" || wire.Message != "")
	e.Code, e.Message = wire.ErrorCode, wire.Message
	if e.Message == "" {
		e.Message = wire.Description
	}
	if e.Code == "" && wire.StatusCode == 0 {
		e.Code = wire.Error
	}
	if e.Message == "" {
		e.Message = wire.Error
	}
	if !vendors {
		e.Message = fmt.Sprintf("the answer is not Auth0's (%s)", http.StatusText(e.Status))
	}
	e.Kind = kindOf(e.Status, vendors, wire.StatusCode)
}

// kindOf maps a status. A refusal counts only with Auth0's own body, and a 404
// only where that repeats it: anything less may be a proxy's or a wrong host's.
func kindOf(status int, vendors bool, repeated int) apierr.Kind {
	switch {
	case status == http.StatusTooManyRequests:
		return apierr.RateLimited
	case !vendors, status >= http.StatusInternalServerError, status == http.StatusRequestTimeout:
		return apierr.Unavailable
	case status == http.StatusUnauthorized:
		return apierr.Unauthorized
	case status == http.StatusForbidden:
		return apierr.Forbidden
	case status == http.StatusNotFound && repeated == http.StatusNotFound:
		return apierr.NotFound
	case status == http.StatusNotFound:
		return apierr.Unavailable
	default:
		return apierr.Invalid
	}
}
