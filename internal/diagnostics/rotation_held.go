package diagnostics

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// ErrRotationHeld reports a rotation that was not sent, because an earlier apply sent one, the
// outcome of which is unknown or not recorded, and the list may not show it yet. found are the keys that are listed, and
// clocks say what time it was then.
func ErrRotationHeld(s Subject, found rotation.Snapshot, hold rotation.Hold, clocks rotation.Clocks) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: an earlier apply sent a request to rotate these keys. The list of keys does not show the outcome for "+
			"certain, because a list may lag behind. Nothing was sent.\n\nfound: %s\n\n%s", s.Parent, found, adviceOnHold(s, hold, clocks)))
}

// ErrHeldByEarlierRun reports a rotation that was not sent, because another run on this machine sent
// one whose outcome is not recorded, and the list may not show it yet.
func ErrHeldByEarlierRun(s Subject, found rotation.Snapshot, hold rotation.Hold, clocks rotation.Clocks) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: another run on this machine sent a request to rotate these keys, and its outcome is not recorded, for example because the run was killed. The list "+
			"of keys does not show it for certain, because a list may lag behind. Nothing was sent.\n\nfound: %s\n\n%s",
		s.Parent, found, adviceOnHold(s, hold, clocks)))
}

// ErrHeldByListedLate reports a rotation that was not sent, because another run on this machine has
// rotated the keys, and the list does not show it yet. after are the keys that it left.
func ErrHeldByListedLate(s Subject, found rotation.Snapshot, after rotation.Baseline, hold rotation.Hold, clocks rotation.Clocks) diag.Diagnostic {
	advice := adviceOnHold(s, hold, clocks)
	if hold.Doubt == rotation.NoDoubt {
		advice = fmt.Sprintf("Plan again when the list shows that rotation. Nothing is sent before %s.", hold.Until.UTC().Format(time.RFC3339))
	}
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: another run on this machine has rotated these keys, and the current key after that was %s. The list of keys does not show that rotation, because a list may "+
			"lag behind. Nothing was sent.\n\nfound: %s\n\n%s", s.Parent, quoted(after.Current), found, advice))
}

// ErrRecordUnreadable reports a rotation that was not sent, because the file that says which one was
// sent last from this machine cannot be read. path is where it is.
func ErrRecordUnreadable(s Subject, path string, hold rotation.Hold, clocks rotation.Clocks) diag.Diagnostic {
	advice := adviceOnHold(s, hold, clocks)
	if hold.Doubt == rotation.NoDoubt {
		advice = fmt.Sprintf("Apply again after %s.", hold.Until.UTC().Format(time.RFC3339))
	}
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: the record of the last rotation of these keys from this machine cannot be read. A run may have rotated them, and a list may not show a rotation at "+
			"once. Nothing was sent.\n\nfile: %s\n\n%s", s.Parent, path, advice))
}

// adviceOnHold says until when no rotation is sent, and what happens then.
func adviceOnHold(s Subject, hold rotation.Hold, clocks rotation.Clocks) string {
	if hold.Doubt != rotation.NoDoubt {
		return fmt.Sprintf("%s How long ago the earlier request was sent is not known: %s. Until it is, no rotation is sent, whatever min_rotation_interval is.",
			adviceOnClocks(s, hold.Doubt), reasonAgeUnknown(s, hold.Doubt, clocks))
	}
	return fmt.Sprintf("Apply again after %s, whatever min_rotation_interval is. If the list shows the same keys then, the earlier request had no effect, and that "+
		"apply rotates the keys once.", hold.Until.UTC().Format(time.RFC3339))
}

// WarnRotationHeld reports a planned rotation that the apply refuses as long as an earlier one may
// not be listed yet.
func WarnRotationHeld(s Subject, plan rotation.Decision, target rotation.Target) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("cannot be rotated yet"), fmt.Sprintf(
		"%s: a rotation is asked for, because %s. %s\n\nplanned: %s", s.Parent, reasonText(plan.Reason), heldUntil(s, plan.Hold), target))
}

// heldUntil says until when the apply sends no rotation.
func heldUntil(s Subject, hold rotation.Hold) string {
	const why = "An earlier apply sent a request to rotate these keys, and a list may not show a rotation at once. "
	if hold.Doubt != rotation.NoDoubt {
		return why + fmt.Sprintf("How long ago that was is not known: %s. Until it is, the apply sends nothing. %s",
			reasonAgeUnknown(s, hold.Doubt, rotation.Clocks{}), adviceOnClocks(s, hold.Doubt))
	}
	return why + fmt.Sprintf("Until %s the apply sends nothing. An apply after that decides by the keys that are listed then.", hold.Until.UTC().Format(time.RFC3339))
}
