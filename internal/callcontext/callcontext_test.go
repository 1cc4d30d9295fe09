package callcontext_test

import (
	"context"
	"errors"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/callcontext"
)

type (
	requestKey struct{}
	callKey    struct{}
)

// A context of a call is that of the request until it is released, and then one that was cancelled.
func TestNew(t *testing.T) {
	t.Parallel()
	request, interrupt := context.WithCancel(context.WithValue(t.Context(), requestKey{}, "request"))
	defer interrupt()
	ctx, release := callcontext.New(request)
	child, cancel := context.WithCancel(ctx)
	defer cancel()
	if ctx.Value(requestKey{}) != "request" || child.Value(requestKey{}) != "request" || ctx.Err() != nil {
		t.Error("the call does not see the request")
	}
	interrupt()
	<-child.Done()
	if !errors.Is(ctx.Err(), context.Canceled) {
		t.Errorf("after an interruption: %v", ctx.Err())
	}
	release()
	<-ctx.Done()
	if _, limited := ctx.Deadline(); limited || ctx.Value(requestKey{}) != nil || child.Value(requestKey{}) != nil || !errors.Is(ctx.Err(), context.Canceled) {
		t.Error("the request is still there after the call")
	}
}

// What is detached keeps all values, and is not interrupted with the call or with its end.
func TestDetach(t *testing.T) {
	t.Parallel()
	request, interrupt := context.WithCancel(context.WithValue(t.Context(), requestKey{}, "request"))
	defer interrupt()
	call, release := callcontext.New(request)
	ctx := context.WithValue(call, callKey{}, "call")
	for name, detached := range map[string]context.Context{"of a call": callcontext.Detach(ctx), "of none": callcontext.Detach(context.WithValue(request, callKey{}, "call"))} {
		interrupt()
		release()
		if detached.Err() != nil || detached.Done() != nil || context.Cause(detached) != nil {
			t.Errorf("%s: interrupted", name)
		}
		if detached.Value(requestKey{}) != "request" || detached.Value(callKey{}) != "call" {
			t.Errorf("%s: values are gone", name)
		}
	}
}
