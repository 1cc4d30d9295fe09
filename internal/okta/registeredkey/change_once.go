package registeredkey

import (
	"context"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// outcome is what became of a change.
type outcome struct {
	// Key is the key as it is now; the zero value after a deletion.
	Key oktaapi.Key
	// OK is true if the change took effect. Otherwise Err is why not, an
	// *apierr.Error, and Known whether it is certain that it did not.
	OK, Known bool
	Err       error
	// limited is Err of a request that the rate limit held back.
	limited error
}

// isRefused reports whether the change certainly did not take effect, for one of
// these reasons.
func (o outcome) isRefused(kinds ...apierr.Kind) bool { return o.Known && apierr.Is(o.Err, kinds...) }

// execute carries out a change exactly once, and keeps what this run knows of the keys right.
// Only the vendor's own HTTP 429, which says that nothing was executed, has it sent again,
// after a look at the list.
func (op *Operation) execute(ctx context.Context, c change) outcome {
	out := outcome{Known: true}
	tries := op.API.Policy().Writes()
	for again := true; again; again = tries.Again(ctx, out.limited) {
		if err := tries.Begin(ctx); err != nil {
			out = outcome{Known: true, Err: err}
			break
		}
		out = op.attempt(ctx, c, out.limited)
	}
	if c.action == keyplan.Add && out.OK {
		op.Run.cache.add(op.Parent, out.Key)
	} else {
		op.Run.cache.drop(op.Parent)
	}
	return out
}

// attempt sends at most one request. limited is how the request before it was held back by
// the rate limit, if one was. After every answer that proves nothing, a 4xx that is not in
// the vendor's form included, the list of keys decides.
func (op *Operation) attempt(ctx context.Context, c change, limited error) outcome {
	if err := ctx.Err(); err != nil {
		return outcome{Known: true, Err: interrupted(err, limited != nil)}
	}
	settle, cancel := transport.Settling(ctx)
	defer cancel()
	if limited != nil {
		if key, ok := op.findEffect(settle, c, limited); ok {
			return outcome{Key: key, OK: true}
		}
	}
	var key oktaapi.Key
	var err error
	switch c.action {
	case keyplan.Add:
		key, err = op.API.Add(settle, op.Parent, c.body)
	case keyplan.Activate:
		key, err = op.API.Activate(settle, op.Parent, c.id)
	case keyplan.Deactivate:
		key, err = op.API.Deactivate(settle, op.Parent, c.id)
	default:
		err = op.API.Delete(settle, op.Parent, c.id)
	}
	if err == nil && !c.isShownBy(key) {
		err = errAnotherKey()
	}
	switch rotation.Judge(rotation.AnswerOf(err)) {
	case rotation.Rotated:
		return outcome{Key: key, OK: true}
	case rotation.NotExecuted:
		return outcome{Known: true, Err: err, limited: err}
	case rotation.NotSent, rotation.Refused:
		return outcome{Known: true, Err: err}
	default:
		return op.resolveByListing(settle, c, err)
	}
}

// errAnotherKey is an answer in the form of success that shows something else than the change
// that was sent. It proves nothing.
func errAnotherKey() error {
	return &apierr.Error{
		Kind: apierr.Unavailable, Sent: true, Ours: true,
		Message: "the answer does not show the change that was sent: it is about another key, or another status",
	}
}

// interrupted is an end before the request was sent, or sent again. Other requests of the
// same apply may have been sent before it.
func interrupted(err error, again bool) error {
	message := "interrupted before the request was sent"
	if again {
		message += " again"
	}
	return &apierr.Error{Kind: apierr.Canceled, Message: message, Err: err}
}

// resolveByListing finds out what a change did whose answer was lost. It never sends.
func (op *Operation) resolveByListing(ctx context.Context, c change, lost error) outcome {
	for _, pause := range rotation.Polls() {
		if op.API.Policy().Wait(ctx, pause) != nil {
			break
		}
		if key, ok := op.findEffect(ctx, c, lost); ok {
			return outcome{Key: key, OK: true}
		}
	}
	return outcome{Err: lost}
}

// findEffect looks whether a change took effect whose request was answered like that, and
// says so if it did.
func (op *Operation) findEffect(ctx context.Context, c change, answer error) (oktaapi.Key, bool) {
	keys, err := op.API.Keys(ctx, op.Parent, true)
	if err != nil {
		return oktaapi.Key{}, false
	}
	key, ok := c.findEffect(keys)
	if ok {
		op.addDiagnostic(diagnostics.WarnKeyChangedAnswerLost(op.Subject, c.kid, c.done(), answer))
	}
	return key, ok
}

// addFailure words a change that did not take effect.
func (op *Operation) addFailure(c change, out outcome) {
	if out.Known {
		op.addDiagnostic(diagnostics.ErrCallFailed(c.action.String(), op.Subject, out.Err))
		return
	}
	op.addDiagnostic(diagnostics.ErrKeyChangeOutcomeUnknown(c.action.String(), op.Subject, c.kid, out.Err))
}
