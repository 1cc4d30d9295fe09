package auth0api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

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
	case x.Status >= 400:
		refusal(e, x.Body)
	default:
		e.Kind, e.Message = apierr.Unavailable, "the answer could not be read"
		e.Dropped = cutShort(x.BodyErr)
	}
	return e
}

// cutShort reports whether a body ended because the connection broke, and not
// because the caller's time was over.
func cutShort(err error) bool {
	return err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled)
}

// noAnswer fills in a call that ended without a status.
func noAnswer(e *apierr.Error) {
	switch {
	case errors.Is(e.Err, context.Canceled):
		e.Kind, e.Message = apierr.Canceled, "interrupted before an answer came"
	case errors.Is(e.Err, context.DeadlineExceeded):
		e.Kind, e.Message = apierr.Unavailable, "no answer within the time allowed"
	default:
		e.Kind, e.Dropped, e.Message = apierr.Unavailable, true, "the connection failed: "+rootCause(e.Err)
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
	if !vendors {
		e.Message = fmt.Sprintf("the answer is not Auth0's (%s)", http.StatusText(e.Status))
	}
	e.Kind = kindOf(e.Status, vendors, wire.StatusCode)
}

// kindOf maps a status. A 404 counts only with Auth0's own body, which repeats
// it: anything less may be a proxy's or a wrong host's.
func kindOf(status int, vendors bool, repeated int) apierr.Kind {
	switch status {
	case http.StatusUnauthorized:
		return apierr.Unauthorized
	case http.StatusForbidden:
		return apierr.Forbidden
	case http.StatusTooManyRequests:
		return apierr.RateLimited
	case http.StatusNotFound:
		if vendors && repeated == http.StatusNotFound {
			return apierr.NotFound
		}
		return apierr.Unavailable
	}
	if status < http.StatusInternalServerError && status != http.StatusRequestTimeout && vendors {
		return apierr.Invalid
	}
	return apierr.Unavailable
}
