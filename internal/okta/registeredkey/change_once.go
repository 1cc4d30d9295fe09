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
}

// isRefused reports whether the change certainly did not take effect, for one of
// these reasons.
func (o outcome) isRefused(kinds ...apierr.Kind) bool { return o.Known && apierr.Is(o.Err, kinds...) }

// execute carries out a change, and keeps what this run knows of the keys right.
func (op *Operation) execute(ctx context.Context, c change) outcome {
	out := op.executeOnce(ctx, c)
	if c.action == keyplan.Add && out.OK {
		op.Run.cache.add(op.Parent, out.Key)
	} else {
		op.Run.cache.drop(op.Parent)
	}
	return out
}

// executeOnce carries out a change exactly once. Only the vendor's own HTTP 429, which says
// that nothing was executed, has it sent again, after a look at the list. After every answer that proves
// nothing, a 4xx that is not in the vendor's form included, the list of keys decides.
func (op *Operation) executeOnce(ctx context.Context, c change) outcome {
	var out outcome
	var limited error
	err := op.API.Policy().Write(ctx, func(ctx context.Context) error {
		if err := ctx.Err(); err != nil {
			out = outcome{Known: true, Err: interrupted(err, limited != nil)}
			return nil
		}
		settle, cancel := transport.Settling(ctx)
		defer cancel()
		if limited != nil {
			if key, ok := op.findEffect(settle, c, limited); ok {
				out = outcome{Key: key, OK: true}
				return nil
			}
		}
		key, err := c.send(settle, op.API, op.Parent)
		switch rotation.Judge(rotation.AnswerOf(err)) {
		case rotation.Rotated:
			out = outcome{Key: key, OK: true}
		case rotation.NotExecuted:
			limited = err
			return err
		case rotation.NotSent, rotation.Refused:
			out = outcome{Known: true, Err: err}
		default:
			out = op.resolveByListing(settle, c, err)
		}
		return nil
	})
	if err != nil {
		return outcome{Known: true, Err: err}
	}
	return out
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
