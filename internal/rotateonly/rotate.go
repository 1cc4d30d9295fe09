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

// leastTime is how much of an operation's time has to be left for a rotation to be
// sent: one that is sent and then not waited for is the worst of all.
const leastTime = 3 * time.Second

// applyResult is what came of a request.
type applyResult struct {
	live  LiveKeys
	diags diag.Diagnostics
	// unknown is true when a rotation was sent and nobody can say what became
	// of it, confirmed when it took place but could not be recorded; before are
	// the keys that it was sent against.
	unknown, confirmed bool
	before             rotation.Snapshot
	// sent is the rotation that was sent, and sentBy are the clocks at the last reading before it.
	sent   rotation.Attempt
	sentBy rotation.Clocks
}

func (out *applyResult) addDiagnostic(d diag.Diagnostic) { out.diags.Append(d) }

// rotateOnce rotates exactly once: read, compare with the target, send, and find
// out. The only repetition is after the vendor's own HTTP 429, which says that
// nothing was executed, and it begins again with reading.
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

// rotator is one request under way.
type rotator struct {
	resource *Resource
	api      API
	subject  diagnostics.Subject
	request  rotationRequest
	out      applyResult
	// formerKIDs are the keys that no longer signed when the rotation was sent.
	formerKIDs []string
	// newest is the newest list of the keys that is known: none may be older.
	newest rotation.Listing
	// record is that of this machine about the parent, and recorded what it said before the rotation
	// was sent.
	record   processlock.Record
	recorded *processlock.Content
	// outcome is what is certain of the rotation that was sent.
	outcome outcome
	// limited is true once the rate limit has held the request back.
	limited bool
}

// addDiagnostic adds a diagnostic. What it says of requests is about all tries of this request.
func (ro *rotator) addDiagnostic(d diag.Diagnostic) {
	if ro.limited {
		d = diagnostics.NothingSentAgain(d, "HTTP 429, the answer of the rate limit")
	}
	ro.out.addDiagnostic(d)
}

// listKeysAndDecide reads the keys, and decides whether to rotate them. If not, the result says why. A
// request without a target gets one.
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

// refuseToRotate reports whether these keys, which the plan would rotate, must not be rotated
// now. Then the result says why.
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

// snapshotTargetWasMadeFrom is the snapshot that the target was made from, as far as it is known.
func (ro *rotator) snapshotTargetWasMadeFrom() rotation.Snapshot {
	if ro.request.target == nil || ro.request.known.Current != "" {
		return ro.request.known.Snapshot
	}
	return rotation.Snapshot{Current: ro.request.target.Previous, Next: ro.request.target.Current}
}

// sendAndResolveRotation sends the one request, unless too little time is left, and finds out what it did. It returns an error only for
// what is to be tried again: a rotation that was held back by the rate limit. Everything
// else is worded in the result.
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
	// The other half of the time is left for finding out what became of it.
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

// withHalfOfRemainingTime is a context with half of the time there is.
func withHalfOfRemainingTime(ctx context.Context) (context.Context, context.CancelFunc) {
	end, limited := ctx.Deadline()
	if !limited {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(end)/2)
}
