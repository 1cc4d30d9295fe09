package keychange

import (
	"context"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Change is one request that changes a key.
type Change struct {
	// Verb is the infinitive of it, done what the key has become.
	Verb, done string
	kid        string
	// send sends exactly one request.
	send func(context.Context) (oktaapi.Key, error)
	// find looks for the effect in a list of the keys.
	find func([]oktaapi.Key) (oktaapi.Key, bool)
	// adds is true if all that changes is one key more.
	adds bool
}

// Outcome is what became of a change.
type Outcome struct {
	// Key is the key as it is now; the zero value after a deletion.
	Key oktaapi.Key
	// OK is true if the change took effect. Otherwise Err is why not, an
	// *apierr.Error, and Known whether it is certain that it did not.
	OK, Known bool
	Err       error
}

// Refused reports whether the change certainly did not take effect, for one of
// these reasons.
func (o Outcome) Refused(kinds ...apierr.Kind) bool { return o.Known && apierr.Is(o.Err, kinds...) }

// Do carries out a Change, and keeps what this walk knows of the keys right.
func (j *Job) Do(ctx context.Context, c Change) Outcome {
	out := j.once(ctx, c)
	if c.adds && out.OK {
		j.Walk.lists.add(j.Parent, out.Key)
	} else {
		j.Walk.lists.drop(j.Parent)
	}
	return out
}

// once carries out a change exactly once. Only the vendor's own HTTP 429, which says
// that nothing was executed, has it sent again, after a look at the list. After every answer that proves
// nothing, a 4xx that is not in the vendor's form included, the list of keys decides.
func (j *Job) once(ctx context.Context, c Change) Outcome {
	var out Outcome
	var limited error
	err := j.API.Policy().Write(ctx, func(ctx context.Context) error {
		if err := ctx.Err(); err != nil {
			out = Outcome{Known: true, Err: interrupted(err, limited != nil)}
			return nil
		}
		settle, cancel := transport.Settling(ctx)
		defer cancel()
		if limited != nil {
			if key, ok := j.found(settle, c, limited); ok {
				out = Outcome{Key: key, OK: true}
				return nil
			}
		}
		key, err := c.send(settle)
		switch rotation.Judge(rotation.AnswerOf(err)) {
		case rotation.Rotated:
			out = Outcome{Key: key, OK: true}
		case rotation.NotExecuted:
			limited = err
			return err
		case rotation.NotSent, rotation.Refused:
			out = Outcome{Known: true, Err: err}
		default:
			out = j.resolve(settle, c, err)
		}
		return nil
	})
	if err != nil {
		return Outcome{Known: true, Err: err}
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

// resolve finds out what a change did whose answer was lost. It never sends.
func (j *Job) resolve(ctx context.Context, c Change, lost error) Outcome {
	for _, pause := range rotation.Polls() {
		if j.API.Policy().Wait(ctx, pause) != nil {
			break
		}
		if key, ok := j.found(ctx, c, lost); ok {
			return Outcome{Key: key, OK: true}
		}
	}
	return Outcome{Err: lost}
}

// found looks whether a change took effect whose request was answered like that, and
// says so if it did.
func (j *Job) found(ctx context.Context, c Change, answer error) (oktaapi.Key, bool) {
	keys, err := j.API.Keys(ctx, j.Parent, true)
	if err != nil {
		return oktaapi.Key{}, false
	}
	key, ok := c.find(keys)
	if ok {
		j.Say(diagnose.LostChange(j.Subject, c.kid, c.done, answer))
	}
	return key, ok
}

// Fail words a change that did not take effect.
func (j *Job) Fail(c Change, out Outcome) {
	if out.Known {
		j.Say(diagnose.Error(c.Verb, j.Subject, out.Err))
		return
	}
	j.Say(diagnose.ChangeUnknown(c.Verb, j.Subject, c.kid, out.Err))
}

// Addition registers a key, which is what its public half says.
func (j *Job) Addition(body oktaapi.Key, key jwk.Public) Change {
	return Change{
		Verb: "add", done: "is registered", kid: body.KID, adds: true,
		send: func(ctx context.Context) (oktaapi.Key, error) { return j.API.Add(ctx, j.Parent, body) },
		find: func(keys []oktaapi.Key) (oktaapi.Key, bool) {
			live, there := ByKID(keys, body.KID)
			found, err := live.Public()
			return live, there && err == nil && found.Equal(key)
		},
	}
}

// Activation puts a key in use.
func (j *Job) Activation(kid, id string) Change {
	return Change{
		Verb: "activate", done: "is active", kid: kid,
		send: func(ctx context.Context) (oktaapi.Key, error) { return j.API.Activate(ctx, j.Parent, id) },
		find: inStatus(id, oktaapi.StatusActive),
	}
}

// Deactivation takes a key out of use.
func (j *Job) Deactivation(kid, id string) Change {
	return Change{
		Verb: "deactivate", done: "is inactive", kid: kid,
		send: func(ctx context.Context) (oktaapi.Key, error) { return j.API.Deactivate(ctx, j.Parent, id) },
		find: inStatus(id, oktaapi.StatusInactive),
	}
}

// Deletion removes a key.
func (j *Job) Deletion(kid, id string) Change {
	return Change{
		Verb: "delete", done: "is gone", kid: kid,
		send: func(ctx context.Context) (oktaapi.Key, error) { return oktaapi.Key{}, j.API.Delete(ctx, j.Parent, id) },
		find: func(keys []oktaapi.Key) (oktaapi.Key, bool) {
			_, there := ByID(keys, id)
			return oktaapi.Key{}, !there
		},
	}
}

func inStatus(id, status string) func([]oktaapi.Key) (oktaapi.Key, bool) {
	return func(keys []oktaapi.Key) (oktaapi.Key, bool) {
		key, ok := ByID(keys, id)
		return key, ok && key.Status == status
	}
}
