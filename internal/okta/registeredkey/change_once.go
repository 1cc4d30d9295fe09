package registeredkey

import (
	"context"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// change is one request that changes a key.
type change struct {
	// verb is the infinitive of it, done what the key has become.
	verb, done string
	kid        string
	// send sends exactly one request.
	send func(context.Context) (oktaapi.Key, error)
	// find looks for the effect in a list of the keys.
	find func([]oktaapi.Key) (oktaapi.Key, bool)
	// adds is true if all that changes is one key more.
	adds bool
}

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

// execute carries out a Change, and keeps what this run knows of the keys right.
func (op *Operation) execute(ctx context.Context, c change) outcome {
	out := op.executeOnce(ctx, c)
	if c.adds && out.OK {
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
			out = outcome{Known: true, Err: &apierr.Error{Kind: apierr.Canceled, Message: "interrupted; nothing was sent", Err: err}}
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
		key, err := c.send(settle)
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
	key, ok := c.find(keys)
	if ok {
		op.addDiagnostic(diagnose.LostChange(op.Subject, c.kid, c.done, answer))
	}
	return key, ok
}

// addFailure words a change that did not take effect.
func (op *Operation) addFailure(c change, out outcome) {
	if out.Known {
		op.addDiagnostic(diagnose.Error(c.verb, op.Subject, out.Err))
		return
	}
	op.addDiagnostic(diagnose.ChangeUnknown(c.verb, op.Subject, c.kid, out.Err))
}

// addition registers a key, which is what its public half says.
func (op *Operation) addition(body oktaapi.Key, key jwk.Public) change {
	return change{
		verb: "add", done: "is registered", kid: body.KID, adds: true,
		send: func(ctx context.Context) (oktaapi.Key, error) { return op.API.Add(ctx, op.Parent, body) },
		find: func(keys []oktaapi.Key) (oktaapi.Key, bool) {
			live, there := byKID(keys, body.KID)
			found, err := live.Public()
			return live, there && err == nil && found.Equal(key)
		},
	}
}

// activation puts a key in use.
func (op *Operation) activation(kid, id string) change {
	return change{
		verb: "activate", done: "is active", kid: kid,
		send: func(ctx context.Context) (oktaapi.Key, error) { return op.API.Activate(ctx, op.Parent, id) },
		find: hasStatus(id, oktaapi.StatusActive),
	}
}

// deactivation takes a key out of use.
func (op *Operation) deactivation(kid, id string) change {
	return change{
		verb: "deactivate", done: "is inactive", kid: kid,
		send: func(ctx context.Context) (oktaapi.Key, error) { return op.API.Deactivate(ctx, op.Parent, id) },
		find: hasStatus(id, oktaapi.StatusInactive),
	}
}

// deletion removes a key.
func (op *Operation) deletion(kid, id string) change {
	return change{
		verb: "delete", done: "is gone", kid: kid,
		send: func(ctx context.Context) (oktaapi.Key, error) {
			return oktaapi.Key{}, op.API.Delete(ctx, op.Parent, id)
		},
		find: func(keys []oktaapi.Key) (oktaapi.Key, bool) {
			_, there := byID(keys, id)
			return oktaapi.Key{}, !there
		},
	}
}

func hasStatus(id, status string) func([]oktaapi.Key) (oktaapi.Key, bool) {
	return func(keys []oktaapi.Key) (oktaapi.Key, bool) {
		key, ok := byID(keys, id)
		return key, ok && key.Status == status
	}
}
