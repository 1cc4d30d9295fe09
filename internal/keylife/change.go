package keylife

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// job is one create, update or delete under way.
type job struct {
	api     API
	walk    *Walk
	subject diagnose.Subject
	parent  string
	diags   diag.Diagnostics
}

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
	key oktaapi.Key
	// ok is true if it took effect. Otherwise err is why not, and known whether
	// it is certain that it did not.
	ok, known bool
	err       error
}

// do carries out a change, and keeps what this walk knows of the keys right.
func (j *job) do(ctx context.Context, c change) outcome {
	out := j.once(ctx, c)
	if c.adds && out.ok {
		j.walk.Lists.add(j.parent, out.key)
	} else {
		j.walk.Lists.drop(j.parent)
	}
	return out
}

// once carries out a change exactly once. Only HTTP 429, which says that nothing
// was executed, has it sent again; after every other answer that proves nothing
// the list of keys decides.
func (j *job) once(ctx context.Context, c change) outcome {
	var out outcome
	err := j.api.Policy().Write(ctx, func(ctx context.Context) error {
		if err := ctx.Err(); err != nil {
			out = outcome{known: true, err: &apierr.Error{Kind: apierr.Canceled, Message: "interrupted; nothing was sent", Err: err}}
			return nil
		}
		settle, cancel := transport.Settling(ctx)
		defer cancel()
		key, err := c.send(settle)
		switch rotation.Judge(rotation.AnswerOf(err)) {
		case rotation.Rotated:
			out = outcome{key: key, ok: true}
		case rotation.NotExecuted:
			return err
		case rotation.NotSent, rotation.Refused:
			out = outcome{known: true, err: err}
		default:
			out = j.resolve(settle, c, err)
		}
		return nil
	})
	if err != nil {
		return outcome{known: true, err: err}
	}
	return out
}

// resolve finds out what a change did whose answer was lost. It never sends.
func (j *job) resolve(ctx context.Context, c change, lost error) outcome {
	for _, pause := range rotation.Polls() {
		if j.api.Policy().Wait(ctx, pause) != nil {
			break
		}
		keys, err := j.api.Keys(ctx, j.parent, true)
		if err != nil {
			continue
		}
		if key, ok := c.find(keys); ok {
			j.say(diagnose.LostChange(j.subject, c.kid, c.done, lost))
			return outcome{key: key, ok: true}
		}
	}
	return outcome{err: lost}
}

// fail words a change that did not take effect.
func (j *job) fail(c change, out outcome) {
	if out.known {
		j.say(diagnose.Error(c.verb, j.subject, out.err))
		return
	}
	j.say(diagnose.ChangeUnknown(c.verb, j.subject, c.kid, out.err))
}

func (j *job) say(d diag.Diagnostic) { j.diags.Append(d) }

// activation and deactivation are the changes of status.
func (j *job) activation(kid, id string) change {
	return change{
		verb: "activate", done: "is active", kid: kid,
		send: func(ctx context.Context) (oktaapi.Key, error) { return j.api.Activate(ctx, j.parent, id) },
		find: inStatus(id, oktaapi.StatusActive),
	}
}

func (j *job) deactivation(kid, id string) change {
	return change{
		verb: "deactivate", done: "is inactive", kid: kid,
		send: func(ctx context.Context) (oktaapi.Key, error) { return j.api.Deactivate(ctx, j.parent, id) },
		find: inStatus(id, oktaapi.StatusInactive),
	}
}

func (j *job) deletion(kid, id string) change {
	return change{
		verb: "delete", done: "is gone", kid: kid,
		send: func(ctx context.Context) (oktaapi.Key, error) { return oktaapi.Key{}, j.api.Delete(ctx, j.parent, id) },
		find: func(keys []oktaapi.Key) (oktaapi.Key, bool) {
			_, there := byID(keys, id)
			return oktaapi.Key{}, !there
		},
	}
}

func inStatus(id, status string) func([]oktaapi.Key) (oktaapi.Key, bool) {
	return func(keys []oktaapi.Key) (oktaapi.Key, bool) {
		key, ok := byID(keys, id)
		return key, ok && key.Status == status
	}
}

func byID(keys []oktaapi.Key, id string) (oktaapi.Key, bool) {
	for _, key := range keys {
		if key.ID == id {
			return key, true
		}
	}
	return oktaapi.Key{}, false
}
