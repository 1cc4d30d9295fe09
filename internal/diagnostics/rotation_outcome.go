package diagnostics

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// ErrRotationOutcomeUnknown reports a rotation whose answer was lost, and that the keys do
// not show. err is the failure of the request.
func ErrRotationOutcomeUnknown(s Subject, before rotation.Snapshot, err error, next NextApply) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: outcome unknown; not sent again. The request to rotate was sent once and no usable answer came. "+
			"As far as can be seen, the keys are as before: %s.\n\n%s\n\n%s",
		s.Parent, before, failureDetail(s.withAdviceOnAccessOnly(), err), next.advice(s, before)))
}

// ErrRotationOutcomeUnread reports a rotation whose answer was lost, and after which the
// keys could not be read. err is the failure of the request, look that of the last read.
func ErrRotationOutcomeUnread(s Subject, before rotation.Snapshot, err, look error, next NextApply) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: outcome unknown; not sent again. The request to rotate was sent once, no usable answer came, and the keys "+
			"could not be read afterwards. Before, they were: %s.\n\nrotating: %s\n\nreading: %s\n\n%s",
		s.Parent, before, failureDetail(s.withAdviceOnAccessOnly(), err), failureDetail(s.withoutAdvice(), look), next.advice(s, before)))
}

// NextApply is what the next apply can rely on.
type NextApply struct {
	// Creating is true where no state remembers the attempt, so that only its
	// age tells it from another: within Interval it is recognised.
	Creating bool
	Interval time.Duration
	// Hold is until when the rotation may not be listed yet, by Clocks.
	Hold   rotation.Hold
	Clocks rotation.Clocks
}

func (n NextApply) advice(s Subject, before rotation.Snapshot) string {
	if !n.Creating {
		return "Apply again: a rotation that took effect is recognised and not repeated. " + n.holdAdvice(s)
	}
	when := "in 15 minutes"
	if n.Hold.Doubt == rotation.NoDoubt {
		when = "after " + n.Hold.Until.UTC().Format(time.RFC3339)
	}
	sign := "the current key is " + quoted(before.Next)
	if before.Next == "" {
		sign = "the current key is no longer " + quoted(before.Current)
	}
	check := fmt.Sprintf("if %s, the rotation took effect, and applying would rotate once more; import the resource instead, or set rotate_on_create = false.", sign)
	const others = "Until then, let no run apply on another machine: a list may not show a rotation at once, and only runs on this machine know of this one."
	if n.Interval <= rotation.ListLag {
		return fmt.Sprintf("Apply again %s, and check the keys before, since min_rotation_interval is %s: %s %s", when, n.Interval, check, others)
	}
	return fmt.Sprintf("Apply again %s. Within %s (min_rotation_interval) of the rotation, it is recognised and not repeated, if it took effect. Later, "+
		"check the keys first: %s %s", when, n.Interval, check, others)
}

// ErrRotationHadNoEffect reports a rotation whose answer was lost, and that certainly had no effect:
// the keys stayed as before for longer than a list can lag.
func ErrRotationHadNoEffect(s Subject, before rotation.Snapshot, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: the request to rotate was sent once and no usable answer came. %d minutes later, the keys are listed as before: %s. So the request had no effect, and the "+
			"keys were not rotated.\n\n%s\n\nApply again.",
		s.Parent, rotation.ListLag/time.Minute, before, failureDetail(s.withAdviceOnAccessOnly(), err)))
}

// holdAdvice says until when the next apply sends nothing.
func (n NextApply) holdAdvice(s Subject) string {
	if n.Hold.Doubt != rotation.NoDoubt {
		return fmt.Sprintf("As long as the keys are listed as before, nothing is sent until the age of this request is known: %s. %s",
			reasonAgeUnknown(s, n.Hold.Doubt, n.Clocks), adviceOnClocks(s, n.Hold.Doubt))
	}
	return fmt.Sprintf("A list may not show a rotation at once: if the keys are listed as before, nothing is sent until %s. An apply after that rotates them.",
		n.Hold.Until.UTC().Format(time.RFC3339))
}

// ErrRotatedMoreThanOnce reports keys that changed by more than one rotation. confirmed is
// true if the vendor confirmed the rotation that was sent.
func ErrRotatedMoreThanOnce(s Subject, before, after rotation.Snapshot, confirmed bool, next NextApply) diag.Diagnostic {
	then := "Planning again adopts the keys as they are, because the rotation that was sent may be one of these; change rotate_when_changed once more to rotate again."
	switch {
	case confirmed && next.Creating:
		then = "The rotation that was sent took place. Import the resource to adopt the keys as they are; creating it again may rotate once more."
	case confirmed:
		then = "The rotation that was sent took place. Planning again adopts the keys as they are."
	case next.Creating:
		then = "Import the resource to adopt the keys as they are; creating it again may rotate once more."
	}
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: the keys changed by more than the one rotation that was sent: something else rotates them as well.\n\n"+
			"before: %s\nafter:  %s\n\n"+
			"Find out what else rotates these keys (the %s logs name the caller). %s",
		s.Parent, before, after, s.Vendor, then))
}

// WarnRotatedAnswerLost reports a rotation that took effect although its answer was lost.
func WarnRotatedAnswerLost(s Subject, after rotation.Snapshot, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("were rotated, though no usable answer came"), fmt.Sprintf(
		"%s: the request to rotate was sent once and no usable answer came, but the list of keys shows exactly one rotation: "+
			"by this request, or by somebody else at about the same time. It was not sent again.\n\nnow: %s\n\nwhat came instead: %s",
		s.Parent, after, vendorMessage(s, err)))
}

// WarnRotatedThoughRefused reports a rotation that the vendor refused, and that the keys
// show. err is the refusal.
func WarnRotatedThoughRefused(s Subject, after rotation.Snapshot, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("were rotated, though the request was refused"), fmt.Sprintf(
		"%s: the request to rotate was sent once and %s refused it, but the list of keys shows exactly one rotation: "+
			"by this request, or by somebody else at about the same time. It was not sent again.\n\nnow: %s\n\nthe refusal: %s",
		s.Parent, s.Vendor, after, vendorMessage(s, err)))
}

// WarnAlreadyRotated reports that the keys already are as planned, so that nothing was
// sent.
func WarnAlreadyRotated(s Subject, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("had already been rotated"), fmt.Sprintf(
		"%s: the keys already are what this plan leads to, for example after an apply that was interrupted. "+
			"Nothing was sent.\n\nnow: %s",
		s.Parent, found))
}

// WarnRotationNotListed reports a confirmed rotation that the list of keys does not show
// yet.
func WarnRotationNotListed(s Subject, now rotation.Snapshot, err error) diag.Diagnostic {
	detail := fmt.Sprintf(
		"%s: the rotation was confirmed, but the list of keys could not be read afterwards, or does not show it yet. The "+
			"state was filled in from the answer; the next plan completes it.\n\nnow, unless somebody else has rotated the keys as well: %s",
		s.Parent, now)
	if err != nil {
		detail += "\n\n" + failureDetail(s.withoutAdvice(), err)
	}
	return diag.NewWarningDiagnostic(s.summaryForParent("are not listed after the rotation"), detail)
}
