package diagnostics

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

const rotateVerb = "rotate"

// ErrKeysChanged reports a plan that the keys have left behind.
func ErrKeysChanged(s Subject, planned rotation.Target, found rotation.Snapshot) diag.Diagnostic {
	what := "the keys were rotated since this plan was made"
	if found.Current == planned.Previous {
		what = "the next key has gone, or is another one, since this plan was made"
	}
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: %s. Nothing was sent.\n\nplanned: %s\nfound:   %s\n\n"+
			"Plan again, without -refresh=false, and look at the new plan before you apply it.",
		s.Parent, what, planned, found))
}

// ErrAdoptedRotationTooOld reports a rotation from outside that a plan takes for the one that
// is asked for, and that is no longer recent.
func ErrAdoptedRotationTooOld(s Subject, found rotation.Snapshot, at time.Time) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: this plan takes the rotation of %s as the rotation that is asked for, but it is no longer recent (min_rotation_interval). "+
			"Nothing was sent.\n\nfound: %s\n\nPlan again, without -refresh=false: the new plan rotates.",
		s.Parent, at.UTC().Format(time.RFC3339), found))
}

// ErrRotationTooSoon reports a rotation inside min_rotation_interval.
func ErrRotationTooSoon(s Subject, until time.Time) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: the keys were rotated too recently. Another rotation now would retire a key that verifiers have only "+
			"just fetched, so nothing was sent.\n\nApply again after %s, or set a shorter min_rotation_interval (\"0s\" turns the guard off).",
		s.Parent, until.UTC().Format(time.RFC3339)))
}

// ErrNoNextKey reports a parent without a key to rotate to.
func ErrNoNextKey(s Subject, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: there is no key to rotate to. Nothing was sent.\n\nfound: %s\n\n"+
			"Check the keys in the %s dashboard, then plan again.",
		s.Parent, found, s.Vendor))
}

// ErrNextKeyRequired reports a rotation that require_next refuses.
func ErrNextKeyRequired(s Subject, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: no next key is listed, and require_next is true: no verifier could have seen the key that would sign. Nothing was sent."+
			"\n\nfound: %s\n\nPlan again once %s lists a next key, or set require_next = false to rotate to a key that nobody has seen.",
		s.Parent, found, s.Vendor))
}

// ErrNotRotated reports a rotation that was refused, or never left.
func ErrNotRotated(s Subject, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), "The keys were not rotated.\n\n"+failureDetail(s, err))
}

// ErrRotationRefusedKeysUnread reports a rotation that was refused, with keys that could not be read
// afterwards to see whether that is so. look is the failure of reading.
func ErrRotationRefusedKeysUnread(s Subject, refusal, look error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"By what %s answered, the keys were not rotated. They could not be read afterwards, to see that it is so.\n\n%s\n\nreading: %s",
		s.Vendor, failureDetail(s, refusal), failureDetail(s.withoutAdvice(), look)))
}
