package diagnostics

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

const rotateVerb = "rotate"

// ErrKeysChanged reports keys that were rotated, or a next key that was replaced, since
// the plan.
func ErrKeysChanged(s Subject, planned rotation.Target, found rotation.Snapshot) diag.Diagnostic {
	what := "the keys were rotated since this plan was made"
	if found.Current == planned.Previous {
		what = "the next key was removed or replaced since this plan was made"
	}
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: %s. Nothing was sent.\n\nplanned: %s\nfound:   %s\n\n"+
			"Plan again, without -refresh=false, and look at the new plan before you apply it.",
		s.Parent, what, planned, found))
}

// ErrAdoptedRotationTooOld reports an earlier rotation that the plan counts as the planned
// one, and that is no longer recent.
func ErrAdoptedRotationTooOld(s Subject, found rotation.Snapshot, at time.Time) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: this plan takes the rotation of %s as the one that it asks for, but that rotation is no longer recent (min_rotation_interval). "+
			"Nothing was sent.\n\nfound: %s\n\nPlan again, without -refresh=false: the new plan rotates.",
		s.Parent, at.UTC().Format(time.RFC3339), found))
}

// ErrRotationTooSoon reports a rotation within min_rotation_interval.
func ErrRotationTooSoon(s Subject, until time.Time) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: the keys were rotated too recently. Another rotation now would replace a key that verifiers have only "+
			"just fetched, so nothing was sent.\n\nApply again after %s, or set a shorter min_rotation_interval (\"0s\" turns the guard off).",
		s.Parent, until.UTC().Format(time.RFC3339)))
}

// ErrNoNextKey reports a parent without a next key.
func ErrNoNextKey(s Subject, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: there is no key to rotate to. Nothing was sent.\n\nfound: %s\n\n"+
			"Check the keys in %s, then plan again.",
		s.Parent, found, s.Console))
}

// ErrNextKeyRequired reports a rotation that require_next refuses.
func ErrNextKeyRequired(s Subject, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: no next key is listed, and require_next is true: no verifier could have seen the key that would sign. Nothing was sent."+
			"\n\nfound: %s\n\nPlan again once %s lists a next key, or set require_next = false to rotate to a key that no verifier has seen.",
		s.Parent, found, s.Vendor))
}

// ErrNotRotated reports a rotation that was refused or not sent.
func ErrNotRotated(s Subject, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), "The keys were not rotated.\n\n"+failureDetail(s, err))
}

// ErrRotationRefusedKeysUnread reports a refused rotation after which the keys could not
// be read to confirm the refusal. look is the failure of the read.
func ErrRotationRefusedKeysUnread(s Subject, refusal, look error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"According to %s's answer, the keys were not rotated. They could not be read afterwards to confirm it.\n\n%s\n\nreading: %s",
		s.Vendor, failureDetail(s, refusal), failureDetail(s.withoutAdvice(), look)))
}
