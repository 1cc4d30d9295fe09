package diagnostics

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// Diagnostics about arguments repeat nothing of a value: it may be a private key that was
// put into the wrong argument.

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

// WarnRotationPlanned says why the plan rotates, which key will sign and which stops.
func WarnRotationPlanned(s Subject, plan rotation.Decision, target rotation.Target, consequence string) diag.Diagnostic {
	signs := target.Current + " (now next)"
	if target.Current == "" {
		signs = "a key that " + s.Vendor + " makes at the rotation"
		consequence = adviceWithoutNextKey + "\n\n" + consequence
	}
	does := "applying this plan rotates the keys once, because " + reasonText(plan.Reason) + "."
	title := "will be rotated"
	if !plan.TooSoonUntil.IsZero() {
		does = "a rotation is asked for, because " + reasonText(plan.Reason) + ". " + refusedUntil(plan)
		title = "were rotated recently"
	}
	text := fmt.Sprintf("%s: %s\n\nwill sign:     %s\nstops signing: %s (now current)\n\n%s", s.Parent, does, signs, target.Previous, consequence)
	if plan.Reason == rotation.Created {
		text += "\n\nSet rotate_on_create = false to adopt the keys as they are. " + adviceOnInconsistentPlan
	}
	return diag.NewWarningDiagnostic(s.summaryForParent(title), text)
}

// adviceWithoutNextKey says what verifiers will see when there is no next key.
const adviceWithoutNextKey = "No next key is listed, so no verifier can have seen the key that will sign. Until each has fetched the keys anew, it " +
	"refuses what is signed with it: expect refused tokens for as long as verifiers keep keys in their caches. " +
	"Set require_next = true to refuse such a rotation."

// WarnRotationNeedsNextKey says that the apply is going to refuse.
func WarnRotationNeedsNextKey(s Subject, plan rotation.Decision, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("cannot be rotated yet"), fmt.Sprintf(
		"%s: a rotation is asked for, because %s, but no next key is listed, and require_next is true. The apply refuses this rotation "+
			"for as long as there is no next key: no verifier could have seen the key that would sign.\n\nfound: %s\n\n"+
			"Plan again once %s lists a next key, or set require_next = false to rotate to a key that nobody has seen.",
		s.Parent, reasonText(plan.Reason), found, s.Vendor))
}

// adviceOnInconsistentPlan explains core's own error, which blames the provider.
const adviceOnInconsistentPlan = "If Terraform reports an inconsistent final plan for kid, the keys were rotated after this plan " +
	"was made, or min_rotation_interval has run out since: plan again."

// refusedUntil says from when on the apply rotates.
func refusedUntil(plan rotation.Decision) string {
	return fmt.Sprintf("The last rotation is recent (min_rotation_interval). Until %s the apply refuses this rotation and sends nothing. "+
		"From then on it rotates the keys once.", plan.TooSoonUntil.UTC().Format(time.RFC3339))
}

// WarnRotationOfUnknownKeys says that the plan cannot name the keys.
func WarnRotationOfUnknownKeys(s Subject, why string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("will be rotated unless they just have been"), fmt.Sprintf(
		"%s: the keys will be rotated once by the apply, because the resource is created and rotate_on_create is true. If they were "+
			"rotated more recently than min_rotation_interval by then, that rotation is taken for this one, and nothing is sent. The plan cannot name them: %s. A resource that is replaced is created anew, and rotates even if the value turns out "+
			"to be the same.\n\nSet rotate_on_create = false to adopt the keys as they are.", s.Parent, why))
}

// WarnRotationAdopted says that a rotation that has happened is taken for this one.
func WarnRotationAdopted(s Subject, plan rotation.Decision, now rotation.Snapshot, at time.Time) diag.Diagnostic {
	why, more := "the rotation that is asked for has taken place since the last recorded state", ""
	if plan.Reason == rotation.Created {
		why = "the keys were rotated more recently than min_rotation_interval"
		more = "\n\n" + adviceOnInconsistentPlan
	}
	if plan.Reason == rotation.Triggered && !plan.Own {
		more = "\n\nTo rotate once more all the same, for example because a key is compromised, apply with min_rotation_interval = \"0s\"."
	}
	when := ""
	if !at.IsZero() {
		when = " at " + at.UTC().Format(time.RFC3339)
	}
	return diag.NewWarningDiagnostic(s.summaryForParent("are not rotated again"), fmt.Sprintf(
		"%s: %s, %s -> %s%s. It is taken for the one that this plan asks for; nothing is sent.%s",
		s.Parent, why, now.Previous, now.Current, when, more))
}

// WarnKeysAdopted names the keys that a create adopts as they are. The planned values are
// unknown, because an apply takes what is there by then.
func WarnKeysAdopted(s Subject, now rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are adopted as they are"), fmt.Sprintf(
		"%s: rotate_on_create is false, so the apply sends no request to rotate and records the keys that are there by then. The plan shows them as known "+
			"after apply, because they may be rotated until then.\n\nnow: %s", s.Parent, now))
}

// WarnTriggerOnlyRecorded reports that rotate_when_changed is new, so that it does not rotate.
func WarnTriggerOnlyRecorded(s Subject) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are not rotated by this plan"), fmt.Sprintf(
		"%s: the resource has had no rotate_when_changed before, so applying this plan only records it. The keys are NOT rotated."+
			"\n\nTo rotate them, apply this plan first, then change a value in rotate_when_changed and apply again.", s.Parent))
}

// WarnOlderThanPeriod reports keys that this plan leaves alone and that the plan after it
// rotates. since is when rotation_period ended.
func WarnOlderThanPeriod(s Subject, since time.Time) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are older than rotation_period"), fmt.Sprintf(
		"%s: this plan leaves the keys as they are, but rotation_period is over since %s, so the next plan after its apply rotates them once."+
			"\n\nSet a longer rotation_period, or none, if the next plan is not to rotate the keys.",
		s.Parent, since.UTC().Format(time.RFC3339)))
}
