package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// WarnPlanUndecided reports a rotation that depends on a trigger that is not known before
// the apply.
func WarnPlanUndecided(s Subject, plan rotation.Decision, p Published) diag.Diagnostic {
	if plan.Reason == rotation.Period {
		return warnDueButUndecided(s, plan)
	}
	does, title := "the keys are rotated once", "may be rotated"
	switch {
	case plan.AdoptsIfChanged:
		does = "the rotation since the last recorded state counts as the one that is asked for, and nothing is sent"
		title = "may have been rotated already"
	case plan.Hold.Active(), plan.Doubt != rotation.NoDoubt, plan.Gate.Closed():
		does, title = "a rotation is asked for", "cannot be rotated yet"
	case !plan.TooSoonUntil.IsZero():
		does, title = "a rotation is asked for", "were rotated recently"
	}
	text := fmt.Sprintf("%s: a value in rotate_when_changed is only known after apply. If it turns out to differ, %s; if not, nothing is sent.", s.Parent, does)
	more := refusal(s, plan)
	if more == "" || plan.Gate.Closed() && !plan.Hold.Active() && plan.Doubt == rotation.NoDoubt {
		more = refusalByGate(s, plan, p)
	}
	if more != "" && !plan.AdoptsIfChanged {
		text += "\n\n" + more
	}
	return diag.NewWarningDiagnostic(s.summaryForParent(title), text)
}

// warnDueButUndecided reports a rotation that rotation_period asks for, whatever the
// trigger turns out to be.
func warnDueButUndecided(s Subject, plan rotation.Decision) diag.Diagnostic {
	does, title := "applying this plan rotates the keys once", "will be rotated"
	more := refusal(s, plan)
	switch {
	case plan.Hold.Active():
		does, title = "a rotation is asked for", "cannot be rotated yet"
	case !plan.TooSoonUntil.IsZero():
		does, title = "a rotation is asked for", "were rotated recently"
	}
	text := fmt.Sprintf("%s: %s, because %s. The plan cannot name the keys, because a value in rotate_when_changed is only known after apply. Whatever "+
		"the value is, the plan asks for one rotation.", s.Parent, does, reasonText(plan.Reason))
	if more != "" {
		text += "\n\n" + more
	}
	return diag.NewWarningDiagnostic(s.summaryForParent(title), text)
}

// refusalByGate says why and until when the apply refuses a rotation because of the published document. It
// is empty if the apply does not.
func refusalByGate(s Subject, plan rotation.Decision, p Published) string {
	if !plan.Gate.Closed() {
		return ""
	}
	return reasonToWait(s, plan.Gate, p) + " " + refusedByGate(plan.Gate)
}

// refusal says why and until when the apply refuses a rotation. It is empty if the apply
// does not.
func refusal(s Subject, plan rotation.Decision) string {
	switch {
	case plan.Hold.Active():
		return heldUntil(s, plan.Hold)
	case plan.Doubt != rotation.NoDoubt:
		return refusedWithoutAge(s, plan)
	case !plan.TooSoonUntil.IsZero():
		return refusedUntil(plan)
	default:
		return ""
	}
}
