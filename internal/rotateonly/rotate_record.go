package rotateonly

import (
	"context"
	"encoding/json"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// Private state does not contain a rotation whose process was killed, a rotation by a create that failed, or one by
// another state. So each rotation is written to a file on this machine before it is sent.

// recordedRotation is the last rotation of a parent's keys that was sent from this machine.
type recordedRotation struct {
	rotation.Attempt
	// Trigger is the hash of the trigger for which it was sent; empty if it was not for one.
	Trigger string `json:"trigger,omitempty"`
	// After are the keys after it, and Done is when they were known, by the vendor's clock. Both are
	// zero until it is certain that it took effect.
	After rotation.Baseline `json:"after,omitzero"`
	Done  time.Time         `json:"done,omitzero"`
}

// holdUntilListsAreCurrent returns until when nothing may be sent because of the recorded rotation.
func (rec recordedRotation) holdUntilListsAreCurrent(live LiveKeys) rotation.Hold {
	if rec.Done.After(rec.Sent) {
		rec.Sent = rec.Done
	}
	return rec.Hold(live.listing(), live.Clocks)
}

// readRecordFileForTrigger returns the hash of the trigger for which this machine sent the rotation
// that the live list shows and that is not in the state, because its process was killed. It is empty if
// there is no such rotation. base is the baseline in the state.
func (r *Resource) readRecordFileForTrigger(ctx context.Context, parent string, base rotation.Baseline, live rotation.Listing) (hashOrEmpty string) {
	if base.Current == "" || base.Current == live.Current {
		return ""
	}
	api, err := r.configuredAPI()
	if err != nil {
		return ""
	}
	content, _ := api.Record(ctx, parent).Read(ctx)
	rec, ok := parseRecord(content)
	if !ok || rec.Before.Current != base.Current || !live.ShowsRotationSince(rec.Before) {
		return ""
	}
	return rec.Trigger
}

// parseRecord returns the rotation in the content of a record file. ok is false if it cannot be parsed.
func parseRecord(content processlock.Content) (rec recordedRotation, ok bool) {
	err := json.Unmarshal(content.Text, &rec)
	return rec, err == nil && rec.Before.Current != ""
}

// outcome is what is certain about a rotation that was sent. The zero value means that nothing is certain.
type outcome int

const (
	rotated outcome = iota + 1
	notRotated
)

// readRecordFile reads the record file. If the time of the rotation in it is not known, the rotation counts as sent
// now. If the file cannot be read, the rotation counts as sent at the modification time of the file, when the keys were
// as they are now. Then unreadablePath is its path.
func (ro *rotator) readRecordFile(ctx context.Context, live LiveKeys, found rotation.Snapshot) (rec recordedRotation, unreadablePath string) {
	content, exists := ro.record.Read(ctx)
	rec, ok := parseRecord(content)
	switch {
	case !exists:
		return recordedRotation{}, ""
	case !ok:
		written := content.Written.Add(time.Second).Truncate(time.Second) // errors name whole seconds
		return recordedRotation{Attempt: rotation.Attempt{Sent: written, Before: baselineFromSnapshot(found).Baseline}}, content.Path
	}
	if dated := rec.WithTimeIfUnknown(live.Clocks); !dated.Sent.Equal(rec.Sent) {
		rec.Attempt = dated
		ro.writeRecordFile(ctx, rec)
	}
	return rec, ""
}

// refuseBecauseOfRecordFile reports whether lists may not show a rotation yet that this machine has sent. Then it adds
// the error to the result.
func (ro *rotator) refuseBecauseOfRecordFile(rec recordedRotation, unreadablePath string, live LiveKeys, found rotation.Snapshot) (refused bool) {
	hold := rec.holdUntilListsAreCurrent(live)
	switch {
	case !hold.Active():
		return false
	case unreadablePath != "":
		ro.addDiagnostic(diagnostics.ErrRecordUnreadable(ro.subject, unreadablePath, hold, live.Clocks))
	case rec.After.Current == "":
		ro.addDiagnostic(diagnostics.ErrHeldByEarlierRun(ro.subject, found, hold, live.Clocks))
	default:
		ro.addDiagnostic(diagnostics.ErrHeldByListedLate(ro.subject, found, rec.After, hold, live.Clocks))
	}
	return true
}

// writeRecordFileBeforeSending records a rotation that is about to be sent.
func (ro *rotator) writeRecordFileBeforeSending(ctx context.Context, rec recordedRotation) {
	ro.recorded = nil
	if content, exists := ro.record.Read(ctx); exists && content.Text != nil {
		ro.recorded = &content
	}
	ro.writeRecordFile(ctx, rec)
}

// restoreRecordFile writes what the file said before, because the rotation certainly did not take
// effect.
func (ro *rotator) restoreRecordFile(ctx context.Context) {
	if ro.recorded == nil {
		ro.record.Remove(ctx)
		return
	}
	ro.record.Write(ctx, ro.recorded.Text, ro.recorded.Written)
}

// updateRecordFileIfCertain writes the outcome of the rotation to the record file, if it is certain.
func (ro *rotator) updateRecordFileIfCertain(ctx context.Context) {
	switch ro.outcome {
	case rotated:
		ro.writeRecordFile(ctx, recordedRotation{
			Attempt: ro.out.sent, Trigger: ro.request.triggerHash, After: baselineFromSnapshot(snapshotOf(ro.out.live.Roles)).Baseline, Done: ro.out.live.Clocks.VendorOrZero(),
		})
	case notRotated:
		ro.restoreRecordFile(ctx)
	}
}

// writeRecordFile writes the file of the record.
func (ro *rotator) writeRecordFile(ctx context.Context, rec recordedRotation) {
	text, err := json.Marshal(rec)
	if err != nil {
		ro.record.Remove(ctx)
		return
	}
	ro.record.Write(ctx, text, ro.api.Now())
}
