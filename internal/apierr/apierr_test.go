package apierr_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

func TestAs_findsTheErrorInside(t *testing.T) {
	t.Parallel()
	inner := &apierr.Error{Kind: apierr.NotFound, Status: 404, Err: io.EOF}
	for name, err := range map[string]error{
		"itself":        inner,
		"wrapped":       fmt.Errorf("reading: %w", inner),
		"wrapped twice": fmt.Errorf("a: %w", fmt.Errorf("b: %w", inner)),
		"joined":        errors.Join(io.ErrClosedPipe, inner),
		"inside its own kind": &wrapper{
			inner,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := apierr.As(err); got != inner {
				t.Errorf("got %+v, want the error inside", got)
			}
		})
	}
}

type wrapper struct{ inner error }

func (w *wrapper) Error() string { return "wrapper" }

func (w *wrapper) Unwrap() error { return w.inner }

// What nobody has classified may have been sent.
func TestAs_otherErrorsAreUnknownAndCountAsSent(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"plain":    io.ErrUnexpectedEOF,
		"wrapped":  fmt.Errorf("reading: %w", io.ErrUnexpectedEOF),
		"canceled": context.Canceled,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := apierr.As(err)
			if got == nil || got.Kind != apierr.Unknown || !got.Sent {
				t.Fatalf("got %+v, want one of kind Unknown that counts as sent", got)
			}
			if !errors.Is(got, err) || got.Error() != err.Error() {
				t.Errorf("%q has lost %q", got, err)
			}
		})
	}
}

func TestAs_nilIsNil(t *testing.T) {
	t.Parallel()
	if got := apierr.As(nil); got != nil {
		t.Errorf("got %+v", got)
	}
}

func TestIs_anyOfTheKinds(t *testing.T) {
	t.Parallel()
	found := fmt.Errorf("reading: %w", &apierr.Error{Kind: apierr.NotFound})
	for name, c := range map[string]struct {
		err   error
		kinds []apierr.Kind
		want  bool
	}{
		"nil":                        {nil, []apierr.Kind{apierr.Unknown, apierr.NotFound}, false},
		"no kinds":                   {found, nil, false},
		"the kind":                   {found, []apierr.Kind{apierr.NotFound}, true},
		"another kind":               {found, []apierr.Kind{apierr.Invalid}, false},
		"one of several":             {found, []apierr.Kind{apierr.Invalid, apierr.NotFound}, true},
		"none of several":            {found, []apierr.Kind{apierr.Invalid, apierr.Unavailable}, false},
		"unclassified":               {io.EOF, []apierr.Kind{apierr.Unknown}, true},
		"unclassified, another kind": {io.EOF, []apierr.Kind{apierr.Unavailable, apierr.Canceled}, false},
		"inside a joined error":      {errors.Join(io.EOF, found), []apierr.Kind{apierr.NotFound}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := apierr.Is(c.err, c.kinds...); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestIs_kindsAreDistinct(t *testing.T) {
	t.Parallel()
	for kind := apierr.Unknown; kind <= apierr.Canceled; kind++ {
		for other := apierr.Unknown; other <= apierr.Canceled; other++ {
			if got := apierr.Is(&apierr.Error{Kind: kind}, other); got != (kind == other) {
				t.Errorf("an error of kind %d is of kind %d: %v", kind, other, got)
			}
		}
	}
}

func TestError_describesTheFailure(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]*apierr.Error{
		"HTTP 404: The connection does not exist": {Status: 404, Message: "The connection does not exist", Code: "inexistent_connection", Err: io.EOF},
		"HTTP 502":           {Status: 502, Err: io.EOF},
		"nothing is set":     {Message: "nothing is set", Hint: "Set it.", Err: io.EOF},
		"EOF":                {Err: io.EOF},
		"unknown failure":    {},
		"HTTP 401: no token": {Status: 401, Message: "no token", Token: true},
	} {
		if got := e.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestError_unwraps(t *testing.T) {
	t.Parallel()
	if err := error(&apierr.Error{Kind: apierr.Unavailable, Err: io.EOF}); !errors.Is(err, io.EOF) {
		t.Error("the underlying error is lost")
	}
	if got := errors.Unwrap(&apierr.Error{}); got != nil {
		t.Errorf("got %v inside an error with nothing inside", got)
	}
}
