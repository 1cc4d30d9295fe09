package registeredkey

import (
	"context"
	"errors"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// changeOutcome says whether a change took effect.
type changeOutcome struct {
	// Key is the key as it is now; the zero value after a deletion.
	Key oktaapi.Key
	// OK is true if the change took effect. Otherwise Err says why not (an *apierr.Error), and Known is true
	// if it is certain that the change did not take effect.
	OK, Known bool
	Err       error
	// rateLimited is Err if the rate limit refused the request.
	rateLimited error
}

// isRefusedWith reports whether the change certainly did not take effect, with an error of one of
// these kinds.
func (o changeOutcome) isRefusedWith(kinds ...apierr.Kind) bool {
	return o.Known && apierr.Is(o.Err, kinds...)
}

// waitsForSuccessor reports whether the change was not sent, because the successor of the key is not
// active yet.
func (o changeOutcome) waitsForSuccessor() bool { return errors.Is(o.Err, errSuccessorInactive) }

// executeExactlyOnce executes a change exactly once, and updates what this run knows of the keys. It sends
// again only after the vendor's own HTTP 429, which says that nothing was executed, and only if the list of
// keys does not show the change.
func (op *Operation) executeExactlyOnce(ctx context.Context, change keyChange) changeOutcome {
	out := changeOutcome{Known: true}
	tries := op.API.Policy().Writes()
	for again := true; again; again = tries.Again(ctx, out.rateLimited) {
		if err := tries.Begin(ctx); err != nil {
			out = changeOutcome{Known: true, Err: err}
			break
		}
		out = op.sendOnceUnlessInEffect(ctx, change, out.rateLimited)
	}
	switch {
	case out.OK && change.action == keyplan.Delete:
		op.Run.latest.recordDeletedKey(change.id)
	case out.OK:
		op.Run.latest.recordAnsweredKey(op.Parent, out.Key, op.Type)
	}
	if change.action == keyplan.Add && out.OK {
		op.Run.keyLists.addKey(op.Parent, out.Key)
	} else {
		op.Run.keyLists.forget(op.Parent)
	}
	return out
}

// sendOnceUnlessInEffect sends at most one request. earlierRateLimitOrNil is the HTTP 429 to the request before
// it, if there was one: then nothing is sent if the list shows the change. After an answer that proves nothing,
// such as a 4xx that is not in the vendor's form, it lists the keys to find out.
func (op *Operation) sendOnceUnlessInEffect(ctx context.Context, change keyChange, earlierRateLimitOrNil error) changeOutcome {
	if err := ctx.Err(); err != nil {
		return changeOutcome{Known: true, Err: errInterrupted(err, earlierRateLimitOrNil != nil)}
	}
	settle, cancel := transport.Settling(ctx)
	defer cancel()
	if earlierRateLimitOrNil != nil {
		if key, ok := op.listAndWarnIfInEffect(settle, change, earlierRateLimitOrNil); ok {
			return changeOutcome{Key: key, OK: true}
		}
	}
	var key oktaapi.Key
	var err error
	switch change.action {
	case keyplan.Add:
		key, err = op.API.Add(settle, op.Parent, change.body)
	case keyplan.Activate:
		key, err = op.API.Activate(settle, op.Parent, change.id)
	case keyplan.Deactivate:
		key, err = op.API.Deactivate(settle, op.Parent, change.id)
	default:
		err = op.API.Delete(settle, op.Parent, change.id)
	}
	if err == nil && !change.isShownBy(key) {
		err = errAnswerShowsOtherChange()
	}
	switch rotation.Judge(rotation.AnswerOf(err)) {
	case rotation.Rotated:
		return changeOutcome{Key: key, OK: true}
	case rotation.NotExecuted:
		return changeOutcome{Known: true, Err: err, rateLimited: err}
	case rotation.NotSent, rotation.Refused:
		return changeOutcome{Known: true, Err: err}
	default:
		return op.resolveByListing(settle, change, err)
	}
}

// errAnswerShowsOtherChange is the error for a successful answer that does not show the change that was sent. It
// proves nothing.
func errAnswerShowsOtherChange() error {
	return &apierr.Error{
		Kind: apierr.Unavailable, Sent: true, Ours: true,
		Message: "the answer does not show the change that was sent: it is about another key, or another status",
	}
}

// errInterrupted is the error for an interrupt before the request was sent, or sent again. Other requests of
// the same apply may have been sent before.
func errInterrupted(cause error, beforeSendingAgain bool) error {
	message := "interrupted before the request was sent"
	if beforeSendingAgain {
		message += " again"
	}
	return &apierr.Error{Kind: apierr.Canceled, Message: message, Err: cause}
}

// resolveByListing lists the keys to find out whether a change took effect whose answer was lost. It never sends
// the change.
func (op *Operation) resolveByListing(ctx context.Context, change keyChange, lost error) changeOutcome {
	for _, pause := range rotation.PollPauses() {
		if op.API.Policy().Wait(ctx, pause) != nil {
			break
		}
		if key, ok := op.listAndWarnIfInEffect(ctx, change, lost); ok {
			return changeOutcome{Key: key, OK: true}
		}
	}
	return changeOutcome{Err: lost}
}

// listAndWarnIfInEffect lists the keys to find out whether a change took effect although it was answered with an
// error, and warns if it did.
func (op *Operation) listAndWarnIfInEffect(ctx context.Context, change keyChange, answer error) (changed oktaapi.Key, inEffect bool) {
	list, err := op.API.Keys(ctx, op.Parent, true)
	if err != nil {
		return oktaapi.Key{}, false
	}
	key, ok := op.findEffectUnlessOutdated(change, list)
	if ok {
		op.addDiagnostic(diagnostics.WarnKeyChangedAnswerLost(op.Subject, change.kid, change.effectText(), answer))
	}
	return key, ok
}

// findEffectUnlessOutdated looks for the effect of a change in a list. A list from before the change can show the
// same: a status that the key had earlier, or that the key was not registered yet. So a version of the key
// that is older than the known one proves nothing, and a missing key that was registered too recently to be in
// every list does not count as deleted.
func (op *Operation) findEffectUnlessOutdated(change keyChange, list oktaapi.KeyList) (changed oktaapi.Key, inEffect bool) {
	key, ok := change.findEffect(list.Keys)
	known, isKnown := op.Run.latest.findByID(change.id)
	switch {
	case !ok || !isKnown:
		return key, ok
	case change.action == keyplan.Delete:
		return key, !rotation.MayHide(list.At, known.CreatedAt())
	default:
		return key, !key.ChangedAt().Before(known.ChangedAt())
	}
}

// addChangeError adds the error for a change that did not take effect.
func (op *Operation) addChangeError(change keyChange, failed changeOutcome) {
	if failed.Known {
		d := diagnostics.ErrCallFailed(change.action.String(), op.Subject, failed.Err)
		isAddition := change.action == keyplan.Add
		if isAddition && failed.isRefusedWith(apierr.Invalid) || !isAddition && failed.isRefusedWith(apierr.NotFound) {
			d = diagnostics.ErrWithNoteOnList(d, change.kid, isAddition)
		}
		op.addDiagnostic(d)
		return
	}
	op.addDiagnostic(diagnostics.ErrKeyChangeOutcomeUnknown(change.action.String(), op.Subject, change.kid, failed.Err))
}
