package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// WarnPlanUndecided says that a trigger is not known yet, and what the apply does in
// either case.
func WarnPlanUndecided(s Subject, plan rotation.Decision) diag.Diagnostic {
	if plan.Reason == rotation.Period {
		return warnDueButUndecided(s, plan)
	}
	does, title := "the keys are rotated once", "may be rotated"
	switch {
	case plan.AdoptsIfChanged:
		does = "the rotation that has taken place since the last recorded state is taken for the one that is asked for, and nothing is sent"
		title = "may have been rotated already"
	case plan.Doubt != rotation.NoDoubt:
		does, title = "a rotation is asked for", "cannot be rotated yet"
	case !plan.TooSoonUntil.IsZero():
		does, title = "a rotation is asked for", "were rotated recently"
	}
	text := fmt.Sprintf("%s: a value in rotate_when_changed is only known after apply. If it turns out to differ, %s; if not, nothing is sent.", s.Parent, does)
	if more := refusal(s, plan); more != "" && !plan.AdoptsIfChanged {
		text += "\n\n" + more
	}
	return diag.NewWarningDiagnostic(s.summaryForParent(title), text)
}

// warnDueButUndecided says it where rotation_period asks for a rotation in any case, which it
// does only where the age of the keys is known.
func warnDueButUndecided(s Subject, plan rotation.Decision) diag.Diagnostic {
	does, title := "applying this plan rotates the keys once", "will be rotated"
	more := refusal(s, plan)
	if !plan.TooSoonUntil.IsZero() {
		does, title = "a rotation is asked for", "were rotated recently"
	}
	text := fmt.Sprintf("%s: %s, because %s. The plan cannot name the keys, since a value in rotate_when_changed is only known after apply; "+
		"whatever it is, one rotation is asked for.", s.Parent, does, reasonText(plan.Reason))
	if more != "" {
		text += "\n\n" + more
	}
	return diag.NewWarningDiagnostic(s.summaryForParent(title), text)
}

// refusal says why and until when the apply refuses a rotation; empty where it
// does not.
func refusal(s Subject, plan rotation.Decision) string {
	switch {
	case plan.Doubt != rotation.NoDoubt:
		return refusedWithoutAge(s, plan)
	case !plan.TooSoonUntil.IsZero():
		return refusedUntil(plan)
	default:
		return ""
	}
}
