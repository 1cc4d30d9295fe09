package rotateonly

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// leastTime is the time that an operation must have left to send a rotation. With less time, it could send
// one and not wait for the answer.
const leastTime = 3 * time.Second

// applyResult is the result of a request to rotate or adopt.
type applyResult struct {
	live  LiveKeys
	diags diag.Diagnostics
	// unknown is true if a rotation was sent and its outcome is unknown. confirmed is true if
	// it took effect but could not be recorded. before are the keys before it was
	// sent.
	unknown, confirmed bool
	before             rotation.Snapshot
	// sent is the rotation that was sent, and sentBy are the clocks at the last reading before it.
	sent   rotation.Attempt
	sentBy rotation.Clocks
}

func (out *applyResult) addDiagnostic(d diag.Diagnostic) { out.diags.Append(d) }

// rotateOnce rotates exactly once: it reads the keys, compares them with the target, sends the
// request, and finds out whether it took effect. It repeats this only after the vendor's own
// HTTP 429, which says that nothing was executed.
func (r *Resource) rotateOnce(ctx context.Context, m Model, request rotationRequest) (result applyResult) {
	subject := r.parentSubject(m)
	api, err := r.configuredAPI()
	if err != nil {
		result.addDiagnostic(diagnostics.ErrCallFailed("rotate", subject, err))
		return result
	}
	unlock, err := api.Lock(ctx, request.parent)
	if err != nil {
		result.addDiagnostic(diagnostics.ErrCallFailed("rotate", subject, err))
		return result
	}
	defer unlock()
	run := &rotator{resource: r, api: api, subject: subject, request: request}
	run.newest = rotation.Listing{Snapshot: run.snapshotTargetWasMadeFrom(), Former: request.known.Former, Made: request.known.Made}
	tries := api.Policy().Writes()
	for again := true; again; again = tries.Again(ctx, err) {
		if err = tries.Begin(ctx); err != nil {
			break
		}
		before, ok := run.listKeysAndDecide(ctx)
		if !ok {
			break
		}
		err = run.sendAndResolveRotation(ctx, before)
	}
	if err != nil {
		run.out.addDiagnostic(diagnostics.ErrNotRotated(subject, err))
	}
	return run.out
}

// rotator executes one rotationRequest.
type rotator struct {
	resource *Resource
	api      API
	subject  diagnostics.Subject
	request  rotationRequest
	out      applyResult
	// formerKIDs are the keys that no longer signed when the rotation was sent.
	formerKIDs []string
	// newest is the newest list of the keys that is known. An older list is ignored.
	newest rotation.Listing
	// record is the record file of this machine for the parent. recorded is its content before the rotation
	// was sent.
	record   processlock.Record
	recorded *processlock.Content
	// outcome is what is certain of the rotation that was sent.
	outcome outcome
	// limited is true after the rate limit has refused the request.
	limited bool
}

// addDiagnostic adds a diagnostic. If an earlier try was sent, the text says so.
func (ro *rotator) addDiagnostic(d diag.Diagnostic) {
	if ro.limited {
		d = diagnostics.NothingSentAgain(d, "HTTP 429, the answer of the rate limit")
	}
	ro.out.addDiagnostic(d)
}

// listKeysAndDecide reads the keys, and decides whether to rotate them. If not, it adds the reason to the result. If
// the request has no target, it sets one.
func (ro *rotator) listKeysAndDecide(ctx context.Context) (live LiveKeys, mayRotate bool) {
	live, err := ro.api.Keys(ctx, ro.request.parent, Fresh)
	if err != nil {
		ro.addDiagnostic(diagnostics.ErrCallFailed("read", ro.subject, err))
		return live, false
	}
	ro.record = ro.api.Record(ctx, ro.request.parent)
	live = checkClocksAndFindPrevious(live, ro.snapshotTargetWasMadeFrom(), ro.request.known.Former)
	found := snapshotOf(live.Roles)
	switch {
	case !ro.resource.canRotate(found):
		ro.addDiagnostic(diagnostics.ErrNoNextKey(ro.subject, found))
		return live, false
	case live.listing().IsOlderThan(ro.newest):
		ro.addDiagnostic(diagnostics.ErrListIsOlder(ro.subject, ro.newest.Snapshot, found))
		return live, false
	}
	ro.newest = live.listing()
	if ro.request.target == nil {
		decision := rotation.PlanCreate(true, live.Times, ro.request.interval, live.now)
		switch decision.Intent {
		case rotation.Adopt:
			ro.out.live = live
			ro.addDiagnostic(diagnostics.WarnRotationAdopted(ro.subject, decision, found, live.Times.Rotated))
			return live, false
		case rotation.Refuse:
			ro.addDiagnostic(diagnostics.ErrAgeUnknown(ro.subject, decision.Doubt, live.Clocks, true))
			return live, false
		}
		target := found.Target()
		ro.request.target = &target
	}
	switch rotation.Decide(*ro.request.target, found) {
	case rotation.Done:
		ro.out.live = live
		ro.addDiagnostic(diagnostics.WarnAlreadyRotated(ro.subject, found))
		return live, false
	case rotation.Moved:
		ro.addDiagnostic(diagnostics.ErrKeysChanged(ro.subject, *ro.request.target, found))
		return live, false
	}
	return live, !ro.refuseToRotate(ctx, live, found)
}

// refuseToRotate reports whether the keys must not be rotated now. Then it adds the error to the
// result.
func (ro *rotator) refuseToRotate(ctx context.Context, live LiveKeys, found rotation.Snapshot) (refused bool) {
	rec, unreadablePath := ro.readRecordFile(ctx, live, found)
	hold := ro.request.attempted.holdUntilListsAreCurrent(live.listing(), live.Clocks)
	until, doubt := live.Times.RecentUntil(ro.request.interval, live.now), live.Times.GuardDoubt(ro.request.interval)
	switch {
	case hold.Active():
		ro.addDiagnostic(diagnostics.ErrRotationHeld(ro.subject, found, hold, live.Clocks))
	case ro.refuseBecauseOfRecordFile(rec, unreadablePath, live, found):
	case doubt != rotation.NoDoubt:
		ro.addDiagnostic(diagnostics.ErrAgeUnknown(ro.subject, doubt, live.Clocks, ro.request.creating))
	case !until.IsZero():
		ro.addDiagnostic(diagnostics.ErrRotationTooSoon(ro.subject, until))
	case found.Next == "" && ro.request.requiresNextKey:
		ro.addDiagnostic(diagnostics.ErrNextKeyRequired(ro.subject, found))
	default:
		return ro.refuseUnlessPublished(ctx, live, found)
	}
	return true
}

// snapshotTargetWasMadeFrom returns the keys from which the target was made, as far as they are known.
func (ro *rotator) snapshotTargetWasMadeFrom() rotation.Snapshot {
	if ro.request.target == nil || ro.request.known.Current != "" {
		return ro.request.known.Snapshot
	}
	return rotation.Snapshot{Current: ro.request.target.Previous, Next: ro.request.target.Current}
}

// sendAndResolveRotation sends the request, unless too little time is left, and finds out whether it took effect. It
// returns an error only for a rotation that the rate limit refused, which may be sent again. It adds all
// other diagnostics to the result.
func (ro *rotator) sendAndResolveRotation(ctx context.Context, before LiveKeys) (rateLimitedOrNil error) {
	if end, ok := ctx.Deadline(); ok && time.Until(end) < leastTime && ctx.Err() == nil {
		ro.addDiagnostic(diagnostics.ErrNotRotated(ro.subject, &apierr.Error{
			Kind: apierr.Unavailable, Message: "the time left of timeouts is too short to rotate and to read the keys afterwards; nothing was sent",
		}))
		return nil
	}
	if err := ctx.Err(); err != nil {
		ro.addDiagnostic(diagnostics.ErrCallFailed("rotate", ro.subject, &apierr.Error{Kind: apierr.Canceled, Message: "interrupted; nothing was sent", Err: err}))
		return nil
	}
	settle, cancel := transport.Settling(ctx)
	defer cancel()
	ro.out.before, ro.formerKIDs = snapshotOf(before.Roles), formerSigningKIDs(before.Roles)
	ro.out.sent = rotation.Attempt{Sent: before.Clocks.VendorOrZero(), Before: baselineFromSnapshot(ro.out.before).Baseline}
	ro.out.sentBy = before.Clocks
	ro.writeRecordFileBeforeSending(settle, recordedRotation{Attempt: ro.out.sent, Trigger: ro.request.triggerHash})
	// The other half of the time is for finding out whether it took effect.
	sending, cancelSending := withHalfOfRemainingTime(settle)
	defer cancelSending()
	answer, err := ro.api.Rotate(sending, ro.request.parent)
	switch rotation.Judge(rotation.AnswerOf(err)) {
	case rotation.NotExecuted:
		ro.limited = true
		ro.restoreRecordFile(settle)
		return err
	case rotation.NotSent:
		ro.outcome = notRotated
		ro.addDiagnostic(diagnostics.ErrNotRotated(ro.subject, err))
	case rotation.Refused:
		ro.verifyRefusedRotation(settle, before, err)
	case rotation.Rotated:
		ro.confirmRotation(settle, ctx, before, answer)
	default:
		ro.resolveLostAnswer(settle, ctx, before, err)
	}
	ro.updateRecordFileIfCertain(settle)
	return nil
}

// withHalfOfRemainingTime returns a context with half of the remaining time.
func withHalfOfRemainingTime(ctx context.Context) (context.Context, context.CancelFunc) {
	end, limited := ctx.Deadline()
	if !limited {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(end)/2)
}
