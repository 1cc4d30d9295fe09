package rotateonly

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// warnAgeUnknown says that the apply is going to refuse a rotation, because the
// age of the keys was not known at the last refresh.
func warnAgeUnknown(s diagnose.Subject, plan rotation.Decision, target rotation.Target) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("cannot be rotated yet"), fmt.Sprintf(
		"%s: a rotation is asked for, because %s. %s\n\nplanned: %s\n\n%s",
		s.Parent, reasonText(plan.Reason), ageUnknownText(s, plan), target, diagnose.RotateAnyway(s, plan.Doubt)))
}

// ageUnknownText says why the apply is going to refuse.
func ageUnknownText(s diagnose.Subject, plan rotation.Decision) string {
	return fmt.Sprintf("When the keys were last rotated is not known: %s. As long as that is so, the apply refuses a rotation and sends nothing.",
		diagnose.Doubt(s, plan.Doubt, rotation.Clocks{}))
}

// warnUnmeasured says that rotation_period, where it is set, has no effect while the
// age of the keys is not known.
func warnUnmeasured(s diagnose.Subject, shared *Attributes, doubt rotation.Doubt) (diags diag.Diagnostics) {
	if doubt == rotation.NoDoubt || shared.RotationPeriod.IsNull() {
		return nil
	}
	diags.AddWarning(s.Titled("are of unknown age"), fmt.Sprintf(
		"%s: rotation_period is set, but how old the keys are is not known: %s. As long as that is so, no plan rotates them because of "+
			"rotation_period.\n\nTo rotate them now, change rotate_when_changed and set min_rotation_interval = \"0s\" for that apply.",
		s.Parent, diagnose.Doubt(s, doubt, rotation.Clocks{})))
	return diags
}
