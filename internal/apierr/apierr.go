// Package apierr names the ways in which a call to a vendor's API can fail.
//
// The adapters (auth0api, oktaapi) classify every failure once, from what the
// transport saw on the wire. Everything above them decides by Kind, never by
// the text of an error.
package apierr

import (
	"errors"
	"fmt"
)

// Kind says what a failed call means for the caller.
type Kind int

// The kinds of failure.
const (
	// Unknown is a failure that no rule covers.
	Unknown Kind = iota
	// NotConfigured means that the provider block and the environment hold no
	// complete settings for this vendor. Nothing was sent.
	NotConfigured
	// ConfigUnknown means that a setting is only known after apply. Nothing
	// was sent.
	ConfigUnknown
	// NotFound means that the vendor itself said that the parent does not
	// exist: HTTP 404 with a body of the vendor's own error shape. A 404 of a
	// proxy is Unavailable.
	NotFound
	// Invalid means that the vendor understood the request and refused it.
	Invalid
	// Unauthorized means that the credentials or the token were refused.
	Unauthorized
	// Forbidden means that the token lacks a scope or a permission.
	Forbidden
	// RateLimited means HTTP 429. That the request was not executed is proven only
	// where Error.Refused is true as well.
	RateLimited
	// Unavailable means that no usable answer came: unreachable, dropped, timed
	// out, 5xx, or a body that is not the vendor's.
	Unavailable
	// Canceled means that the caller gave up, for example by Ctrl-C.
	Canceled
)

// Error is a failed call.
type Error struct {
	Kind Kind
	// Status is the HTTP status that the transport saw, or 0.
	Status int
	// Code is the vendor's own error code, for example "insufficient_scope".
	Code string
	// Message is the vendor's own text, or a description of what came instead.
	Message string
	// Ours is true when Message is our own description of an answer that is not
	// the vendor's, or cannot be used.
	Ours bool
	// RequestID is the vendor's identifier of the request, for its support.
	RequestID string
	// CorrelationID is the identifier that the provider sent with a write.
	CorrelationID string
	// Sent is false when it is certain that the request never left.
	Sent bool
	// Token is true when the failure was met while obtaining an access token.
	Token bool
	// Refused is true when the vendor itself refused: a 4xx that came whole, with
	// an error of the vendor's own form. Nothing less proves that a write was not
	// executed: a proxy can put a 4xx of its own in the place of any answer.
	Refused bool
	// Dropped is true when the connection broke or could not be made.
	Dropped bool
	// Hint names what is missing, for NotConfigured and ConfigUnknown.
	Hint string
	// Err is the underlying error; it may be nil.
	Err error
}

// Error describes the failure in one line, without secrets.
func (e *Error) Error() string {
	switch {
	case e.Status != 0 && e.Message != "":
		return fmt.Sprintf("HTTP %d: %s", e.Status, e.Message)
	case e.Status != 0:
		return fmt.Sprintf("HTTP %d", e.Status)
	case e.Message != "":
		return e.Message
	case e.Err != nil:
		return e.Err.Error()
	default:
		return "unknown failure"
	}
}

// Unwrap returns the underlying error.
func (e *Error) Unwrap() error { return e.Err }

// As returns the *Error inside err, or one of kind Unknown around it. It
// returns nil for nil.
func As(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Unknown, Sent: true, Err: err}
}

// Is reports whether err is of one of the kinds.
func Is(err error, kinds ...Kind) bool {
	if err == nil {
		return false
	}
	e := As(err)
	for _, k := range kinds {
		if e.Kind == k {
			return true
		}
	}
	return false
}
