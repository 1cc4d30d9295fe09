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

// WarnRotationPlanned reports why the plan rotates, which key will sign and which stops.
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

// adviceWithoutNextKey says what verifiers do when there is no next key.
const adviceWithoutNextKey = "No next key is listed, so no verifier can have seen the key that will sign. A verifier refuses what is signed with that " +
	"key until it fetches the keys again: expect refused tokens for as long as verifiers cache keys. " +
	"Set require_next = true to refuse such a rotation."

// WarnRotationNeedsNextKey reports a planned rotation that the apply refuses until there
// is a next key.
func WarnRotationNeedsNextKey(s Subject, plan rotation.Decision, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("cannot be rotated yet"), fmt.Sprintf(
		"%s: a rotation is asked for, because %s, but no next key is listed, and require_next is true. The apply refuses this rotation until there is a "+
			"next key: no verifier could have seen the key that would sign.\n\nfound: %s\n\n"+
			"Plan again once %s lists a next key, or set require_next = false to rotate to a key that no verifier has seen.",
		s.Parent, reasonText(plan.Reason), found, s.Vendor))
}

// adviceOnInconsistentPlan explains an error of Terraform that blames the provider.
const adviceOnInconsistentPlan = "If Terraform reports an inconsistent final plan for kid, the keys were rotated after this plan " +
	"was made, or min_rotation_interval has ended since: plan again."

// refusedUntil says until when the apply refuses the rotation.
func refusedUntil(plan rotation.Decision) string {
	return fmt.Sprintf("The last rotation is recent (min_rotation_interval). Until %s the apply refuses this rotation and sends nothing. "+
		"From then on it rotates the keys once.", plan.TooSoonUntil.UTC().Format(time.RFC3339))
}

// WarnRotationOfUnknownKeys reports a rotation whose keys the plan cannot name.
func WarnRotationOfUnknownKeys(s Subject, why string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("will be rotated unless they were rotated recently"), fmt.Sprintf(
		"%s: the apply rotates the keys once, because the resource is created and rotate_on_create is true. If they were rotated within "+
			"min_rotation_interval by then, that rotation counts as this one, and nothing is sent. The plan cannot name the keys: %s. A resource that is "+
			"replaced is created again, and rotates even if the value turns out "+
			"to be the same.\n\nSet rotate_on_create = false to adopt the keys as they are.", s.Parent, why))
}

// WarnRotationAdopted reports that an earlier rotation counts as the planned one.
func WarnRotationAdopted(s Subject, plan rotation.Decision, now rotation.Snapshot, at time.Time) diag.Diagnostic {
	why, more := "the rotation that is asked for has taken place since the last recorded state", ""
	if plan.Reason == rotation.Created {
		why = "the keys were rotated within min_rotation_interval"
		more = "\n\n" + adviceOnInconsistentPlan
	}
	if plan.Uncertain {
		why = "the keys were rotated more than once since an earlier apply sent the request to rotate them, whose outcome is not known; the last time"
	}
	if plan.Reason == rotation.Triggered && !plan.Own {
		more = "\n\nTo rotate once more nevertheless, for example because a key is compromised, apply with min_rotation_interval = \"0s\"."
	}
	when := ""
	if !at.IsZero() {
		when = " at " + at.UTC().Format(time.RFC3339)
	}
	return diag.NewWarningDiagnostic(s.summaryForParent("are not rotated again"), fmt.Sprintf(
		"%s: %s, %s -> %s%s. That rotation counts as the one that this plan asks for; nothing is sent.%s",
		s.Parent, why, now.Previous, now.Current, when, more))
}

// WarnKeysAdopted reports the keys that a create adopts. The planned values are unknown,
// because somebody may rotate the keys before the apply.
func WarnKeysAdopted(s Subject, now rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are adopted as they are"), fmt.Sprintf(
		"%s: rotate_on_create is false, so the apply sends no request to rotate, and records the keys that it finds. The plan shows them as known after "+
			"apply, because somebody may rotate them before.\n\nnow: %s", s.Parent, now))
}

// WarnTriggerOnlyRecorded reports that rotate_when_changed is new, so that it rotates
// nothing.
func WarnTriggerOnlyRecorded(s Subject) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are not rotated by this plan"), fmt.Sprintf(
		"%s: rotate_when_changed is new, so applying this plan only records it. The keys are NOT rotated."+
			"\n\nTo rotate them, apply this plan first, then change a value in rotate_when_changed and apply again.", s.Parent))
}

// WarnOlderThanPeriod reports keys that this plan leaves alone and the next plan rotates.
// since is when rotation_period ended.
func WarnOlderThanPeriod(s Subject, since time.Time) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are older than rotation_period"), fmt.Sprintf(
		"%s: this plan leaves the keys as they are, but rotation_period ended at %s, so the next plan after the apply rotates them once."+
			"\n\nIf the next plan must not rotate the keys, set a longer rotation_period, or none.",
		s.Parent, since.UTC().Format(time.RFC3339)))
}
