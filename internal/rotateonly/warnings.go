package rotateonly

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// The warnings of a plan name the type and the parent: Terraform prints none
// of them for a resource that has left the configuration.

func reasonText(reason rotation.Reason) string {
	switch reason {
	case rotation.Created:
		return "the resource is created and rotate_on_create is true"
	case rotation.Triggered:
		return "rotate_when_changed changes"
	case rotation.Period:
		return "the keys are older than rotation_period"
	default:
		return "the plan says so"
	}
}

// warnRotation says why the plan rotates, which key will sign and which stops.
func warnRotation(s diagnose.Subject, plan rotation.Decision, target rotation.Target, consequence string) diag.Diagnostic {
	signs := target.Current + " (now next)"
	if target.Current == "" {
		signs = "a key that " + s.Vendor + " makes at the rotation"
		consequence = noNextText + "\n\n" + consequence
	}
	does := "applying this plan rotates the keys once, because " + reasonText(plan.Reason) + "."
	title := "will be rotated"
	if !plan.TooSoonUntil.IsZero() {
		does = "a rotation is asked for, because " + reasonText(plan.Reason) + ". " + tooSoonText(plan)
		title = "were rotated recently"
	}
	text := fmt.Sprintf("%s: %s\n\nwill sign:     %s\nstops signing: %s (now current)\n\n%s", s.Parent, does, signs, target.Previous, consequence)
	if plan.Reason == rotation.Created {
		text += "\n\nSet rotate_on_create = false to adopt the keys as they are. " + inconsistentPlan
	}
	return diag.NewWarningDiagnostic(s.Titled(title), text)
}

// noNextText says what verifiers will see when there is no next key.
const noNextText = "No next key is listed, so no verifier can have seen the key that will sign. Until each has fetched the keys anew, it " +
	"refuses what is signed with it: expect refused tokens for as long as verifiers keep keys in their caches. " +
	"Set require_next = true to refuse such a rotation."

// warnNextRequired says that the apply is going to refuse.
func warnNextRequired(s diagnose.Subject, plan rotation.Decision, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("cannot be rotated yet"), fmt.Sprintf(
		"%s: a rotation is asked for, because %s, but no next key is listed, and require_next is true. The apply refuses this rotation "+
			"for as long as there is no next key: no verifier could have seen the key that would sign.\n\nfound: %s\n\n"+
			"Plan again once %s lists a next key, or set require_next = false to rotate to a key that nobody has seen.",
		s.Parent, reasonText(plan.Reason), found, s.Vendor))
}

// inconsistentPlan explains core's own error, which blames the provider.
const inconsistentPlan = "If Terraform reports an inconsistent final plan for kid, the keys were rotated after this plan " +
	"was made, or min_rotation_interval has run out since: plan again."

// tooSoonText says from when on the apply rotates.
func tooSoonText(plan rotation.Decision) string {
	return fmt.Sprintf("The last rotation is recent (min_rotation_interval). Until %s the apply refuses this rotation and sends nothing. "+
		"From then on it rotates the keys once.", plan.TooSoonUntil.UTC().Format(time.RFC3339))
}

// warnUnplanned says that the plan cannot name the keys.
func warnUnplanned(s diagnose.Subject, why string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("will be rotated unless they just have been"), fmt.Sprintf(
		"%s: the keys will be rotated once by the apply, because the resource is created and rotate_on_create is true. If they were "+
			"rotated more recently than min_rotation_interval by then, that rotation is taken for this one, and nothing is sent. The plan cannot name them: %s. A resource that is replaced is created anew, and rotates even if the value turns out "+
			"to be the same.\n\nSet rotate_on_create = false to adopt the keys as they are.", s.Parent, why))
}

// warnAdoption says that a rotation that has happened is taken for this one.
func warnAdoption(s diagnose.Subject, plan rotation.Decision, now rotation.Snapshot, at time.Time) diag.Diagnostic {
	why, more := "the rotation that is asked for has taken place since the last recorded state", ""
	if plan.Reason == rotation.Created {
		why = "the keys were rotated more recently than min_rotation_interval"
		more = "\n\n" + inconsistentPlan
	}
	if plan.Reason == rotation.Triggered && !plan.Own {
		more = "\n\nTo rotate once more all the same, for example because a key is compromised, apply with min_rotation_interval = \"0s\"."
	}
	when := ""
	if !at.IsZero() {
		when = " at " + at.UTC().Format(time.RFC3339)
	}
	return diag.NewWarningDiagnostic(s.Titled("are not rotated again"), fmt.Sprintf(
		"%s: %s, %s -> %s%s. It is taken for the one that this plan asks for; nothing is sent.%s",
		s.Parent, why, now.Previous, now.Current, when, more))
}

// warnAdopted names the keys that a create adopts as they are. The planned values are
// unknown, because an apply takes what is there by then.
func warnAdopted(s diagnose.Subject, now rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("are adopted as they are"), fmt.Sprintf(
		"%s: rotate_on_create is false, so the apply sends no request to rotate and records the keys that are there by then. The plan shows them as known "+
			"after apply, because they may be rotated until then.\n\nnow: %s", s.Parent, now))
}

// warnDestroy says that destroying changes nothing at the vendor.
func warnDestroy(typeName string, s diagnose.Subject) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("stay as they are when the resource is destroyed"), fmt.Sprintf(
		"%s, %s: the keys cannot be deleted. Destroying the resource only removes it from the state: no request is sent, "+
			"the current key goes on signing.", typeName, s.Parent))
}

// warnGone says that the parent is gone.
func warnGone(typeName string, s diagnose.Subject, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("are gone"), fmt.Sprintf(
		"%s, %s was deleted outside of Terraform, and its keys with it; or the provider points elsewhere, so check "+
			"that first. The resource is removed from the state. Creating it again rotates, unless rotate_on_create is false.\n\n%s",
		typeName, s.Parent, diagnose.Detail(s, err)))
}

// warnIncomplete says that the vendor lists no current or no next key.
func warnIncomplete(s diagnose.Subject, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("are incomplete"), fmt.Sprintf(
		"%s: %s lists no complete set of keys. The state is kept as it was.\n\nfound: %s", s.Parent, s.Vendor, found))
}
