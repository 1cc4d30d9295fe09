package rotateonly

import (
	"cmp"
	"context"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// confirmRotation takes the keys from an answer that lists them, or reads the keys if the answer does not
// list them. An answer that shows anything but one rotation of the keys proves nothing. Then it continues
// as after a lost answer.
func (ro *rotator) confirmRotation(ctx, operationCtx context.Context, before LiveKeys, answer RotateResponse) {
	if answer.After != nil {
		after := ro.fillModeAndFindPrevious(*answer.After, before.Mode)
		switch {
		case rotation.Compare(ro.out.before, snapshotOf(after.Roles)) == rotation.Once:
			ro.out.live, ro.outcome = after, rotated
			return
		case after.listing().ShowsRotationSince(baselineFromSnapshot(ro.out.before).Baseline):
			// Somebody else rotated as well, and the list before did not show it.
			ro.out.confirmed = true
			ro.out.addDiagnostic(diagnostics.ErrRotatedMoreThanOnce(ro.subject, ro.out.before, snapshotOf(after.Roles), true, ro.nextApplyFacts()))
			return
		}
	}
	if answer.After != nil || ro.out.before.HasKID(kidOrEmpty(answer.Next)) {
		ro.resolveLostAnswer(ctx, operationCtx, before, &apierr.Error{
			Kind: apierr.Unavailable, Sent: true, Ours: true, Message: "the answer does not show one rotation of these keys",
		})
		return
	}
	seen := ro.pollKeysUntilChanged(ctx, before, rotation.PollPauses(), pollResult{})
	// Each rotation makes a next key. If the list has another one than the answer, it shows a rotation
	// before this one.
	shown := answer.Next == nil || kidOrEmpty(answer.Next) == kidOrEmpty(seen.live.Next)
	switch {
	case seen.change == rotation.Once && shown:
		ro.out.live, ro.outcome = seen.live, rotated
	case seen.ok && seen.change == rotation.Other:
		ro.out.confirmed = true
		ro.out.addDiagnostic(diagnostics.ErrRotatedMoreThanOnce(ro.subject, ro.out.before, snapshotOf(seen.live.Roles), true, ro.nextApplyFacts()))
	default:
		ro.outcome = rotated
		ro.out.live = LiveKeys{Roles: ro.resource.Spec.RolesAfterRotation(before.Roles, answer.Next), Clocks: before.Clocks}.checkedAgainstClocks()
		ro.out.addDiagnostic(diagnostics.WarnRotationNotListed(ro.subject, snapshotOf(ro.out.live.Roles), seen.err))
	}
}

// resolveLostAnswer finds out whether a rotation took effect whose answer was lost. It sends no rotation. ctx is that
// of the rotation, which nothing interrupts, and operationCtx that of the whole operation. A create
// leaves no state that could stop the next apply. So it reads the keys until no list can lag, or until the
// operation ends.
func (ro *rotator) resolveLostAnswer(ctx, operationCtx context.Context, before LiveKeys, lost error) {
	seen := ro.pollKeysUntilChanged(ctx, before, rotation.PollPauses(), pollResult{})
	if ro.request.creating {
		seen = ro.pollKeysUntilChanged(operationCtx, before, rotation.LaterPollPauses(), seen)
	}
	after := snapshotOf(seen.live.Roles)
	switch {
	case !seen.ok:
		ro.out.unknown = true
		ro.out.addDiagnostic(diagnostics.ErrRotationOutcomeUnread(ro.subject, ro.out.before, lost, seen.err, ro.nextApplyFacts()))
	case seen.change == rotation.Once:
		ro.out.live, ro.outcome = seen.live, rotated
		ro.out.addDiagnostic(diagnostics.WarnRotatedAnswerLost(ro.subject, after, lost))
	case seen.change == rotation.None && seen.certain:
		ro.outcome = notRotated
		ro.out.addDiagnostic(diagnostics.ErrRotationHadNoEffect(ro.subject, ro.out.before, lost))
	case seen.change == rotation.None:
		ro.out.unknown = true
		ro.out.addDiagnostic(diagnostics.ErrRotationOutcomeUnknown(ro.subject, ro.out.before, lost, ro.nextApplyFacts()))
	default:
		ro.out.unknown = true
		ro.out.addDiagnostic(diagnostics.ErrRotatedMoreThanOnce(ro.subject, ro.out.before, after, false, ro.nextApplyFacts()))
	}
}

// verifyRefusedRotation reads the keys once to confirm that they were not rotated, as the vendor's refusal
// says. It sends no rotation.
func (ro *rotator) verifyRefusedRotation(ctx context.Context, before LiveKeys, refusal error) {
	live, err := ro.api.Keys(ctx, ro.request.parent, Settling)
	if err != nil {
		ro.outcome = notRotated // the vendor's own refusal
		ro.out.addDiagnostic(diagnostics.ErrRotationRefusedKeysUnread(ro.subject, refusal, err))
		return
	}
	live = ro.fillModeAndFindPrevious(live, before.Mode)
	after, change := snapshotOf(live.Roles), rotation.None
	if !live.listing().IsOlderThan(ro.newest) {
		change = rotation.Compare(ro.out.before, after)
	}
	switch change {
	case rotation.None:
		ro.outcome = notRotated
		ro.out.addDiagnostic(diagnostics.ErrNotRotated(ro.subject, refusal))
	case rotation.Once:
		ro.out.live, ro.outcome = live, rotated
		ro.out.addDiagnostic(diagnostics.WarnRotatedThoughRefused(ro.subject, after, refusal))
	default:
		ro.out.addDiagnostic(diagnostics.ErrRotatedMoreThanOnce(ro.subject, ro.out.before, after, false, ro.nextApplyFacts()))
	}
}

// nextApplyFacts returns what an error can say about the next apply.
func (ro *rotator) nextApplyFacts() diagnostics.NextApply {
	return diagnostics.NextApply{
		Creating: ro.request.creating, Interval: ro.request.interval,
		Hold: ro.out.sent.Hold(rotation.Listing{Snapshot: ro.out.before}, ro.out.sentBy), Clocks: ro.out.sentBy,
	}
}

// pollResult is the result of polling the keys.
type pollResult struct {
	live   LiveKeys
	change rotation.Drift
	// ok is true if the keys could be read at least once.
	ok  bool
	err error
	// certain is true if the keys have not changed, and the list can no longer lag.
	certain bool
}

// pollKeysUntilChanged reads the keys after each pause, until they have changed, or certainly have not, or until the
// pauses are over. It continues from seen.
func (ro *rotator) pollKeysUntilChanged(ctx context.Context, before LiveKeys, pauses []time.Duration, seen pollResult) pollResult {
	for _, pause := range pauses {
		if seen.change != rotation.None || seen.certain {
			return seen
		}
		if err := ro.api.Policy().Wait(ctx, pause); err != nil {
			seen.keepFirstError(err)
			return seen
		}
		live, err := ro.api.Keys(ctx, ro.request.parent, Settling)
		if err != nil {
			seen.keepFirstError(err)
			continue
		}
		live = ro.fillModeAndFindPrevious(live, before.Mode)
		seen.ok = true
		if live.listing().IsOlderThan(ro.newest) {
			continue // a list that lags shows nothing new
		}
		seen.live, seen.change = live, rotation.Compare(ro.out.before, snapshotOf(live.Roles))
		seen.certain = seen.change == rotation.None && ro.out.sent.MustBeListed(live.Clocks)
	}
	return seen
}

// fillModeAndFindPrevious completes keys that were read after the rotation. If they have no mode, it sets the mode
// before the rotation. It finds the previous key by the keys before the rotation.
func (ro *rotator) fillModeAndFindPrevious(live LiveKeys, modeBefore string) LiveKeys {
	live.Mode = cmp.Or(live.Mode, modeBefore)
	return checkClocksAndFindPrevious(live, ro.out.before, ro.formerKIDs)
}

// keepFirstError keeps the first error, which says more than a later timeout.
func (r *pollResult) keepFirstError(err error) {
	if r.err == nil {
		r.err = err
	}
}
