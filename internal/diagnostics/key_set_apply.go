package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// WarnKeysTakenOver reports registered keys that the set manages from now on.
func WarnKeysTakenOver(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("were taken over"), fmt.Sprintf(
		"%s: %s lists these keys as registered already, with the same key, so they were not added again: %s. From now on this resource manages them.\n\n"+
			"If another resource manages them as well, remove them from one of the two: with on_destroy = \"abandon\", applied first, the keys stay.", s.Parent, s.Vendor, strings.Join(quotedAll(kids), ", ")))
}

// WarnKeysLeftToCreate names keys that the delete of a replacement leaves to the create that follows.
func WarnKeysLeftToCreate(s Subject, kids []string, deactivates bool) diag.Diagnostic {
	then := "deactivates and deletes them"
	if deactivates {
		then = "deactivates them, as on_destroy says"
	}
	return diag.NewWarningDiagnostic(s.summaryForParent("are left to the new resource"), fmt.Sprintf(
		"%s: the resource is replaced. Nothing was sent for the old one: its keys stay until those of the new one are there and active, and then this apply %s: %s.\n\n"+
			"If the new resource is not created, these keys stay registered, and are in no resource.", s.Parent, then, strings.Join(quotedAll(kids), ", ")))
}

// WarnKeysInNoResource names keys that a replaced set has left to a create that failed.
func WarnKeysInNoResource(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are in no resource"), fmt.Sprintf(
		"%s: the resource was to be replaced, and the new one was not created. As far as is known, these keys of the old one are still registered, and in no resource: %s.\n\n"+
			"Apply again: those that are in keys are taken over. unmanaged_kids then lists the others. Delete them at Okta once nobody needs them, or set exclusive = true.",
		s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// ErrKeysAddedByOtherResource reports keys that another resource has just added or taken
// over.
func ErrKeysAddedByOtherResource(s Subject, kids []string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary("update", s), fmt.Sprintf(
		"%s: another resource of this configuration manages the same keys, and this apply has just added them or taken them over for it: %s. Nothing was sent.\n\n"+
			"Remove them from one of the two.", s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// ErrStepOutcomeUnknown reports a step whose answer was lost, and that the list of keys
// does not show.
func ErrStepOutcomeUnknown(verb string, s Subject, step string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(verb, s), fmt.Sprintf(
		"%s: outcome unknown; not sent again: %s. The request was sent once, no usable answer came, and the list of keys, as far as it could be read, does not show "+
			"that it took effect.\n\n%s", s.Parent, step, failureDetail(s.withAdviceOnAccessOnly(), err)))
}

// WarnApplyStoppedPartWay reports which steps an apply has done and which it has not. The
// first of those that are left may have an unknown outcome, or rest on the vendor's
// answer: err is its failure.
func WarnApplyStoppedPartWay(s Subject, done, left []string, known bool, err error) diag.Diagnostic {
	notDone := "Not done" + s.accordingToVendor(err)
	if !known {
		notDone = "Not done, as far as is known"
	}
	sofar := "nothing"
	if len(done) > 0 {
		sofar = strings.Join(done, ", ")
	}
	return diag.NewWarningDiagnostic(s.summaryForParent("are only partly changed"), fmt.Sprintf(
		"%s: done: %s. %s: %s.\n\nApply again: the apply continues from the keys as they are then, and repeats nothing.", s.Parent, sofar, notDone, strings.Join(left, ", ")))
}

// ErrKeyGoneSincePlan reports a key that somebody deleted between plan and apply, or
// deleted and added again.
func ErrKeyGoneSincePlan(s Subject, kid string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary("update", s), fmt.Sprintf(
		"%s: the keys have changed since this plan was made: key %s is not registered any more, or was deleted and added again. Nothing was sent.\n\n"+
			"Plan again, without -refresh=false.", s.Parent, quoted(kid)))
}

// ErrKeyActivatedSincePlan reports a key that somebody activated between plan and apply,
// and that the apply would deactivate.
func ErrKeyActivatedSincePlan(s Subject, kid string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(s.summaryForKey(kid, "was activated since this plan was made"), fmt.Sprintf(
		"%s: key %s is active now, and was not when the keys were read for the plan, which does not name it. The apply would take it out of use. Nothing was sent.\n\n"+
			"Plan again, without -refresh=false: the plan names the key.", s.Parent, quoted(kid)))
}

// ErrKeyStatusChangedSincePlan reports a key that would not have the planned status,
// because somebody changed the keys between plan and apply.
func ErrKeyStatusChangedSincePlan(s Subject, kid, planned string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary("update", s), fmt.Sprintf(
		"%s: the keys have changed since this plan was made: key %s would not be %s in the end, as the plan says. Nothing was sent.\n\n"+
			"Plan again, without -refresh=false.", s.Parent, quoted(kid), planned))
}
