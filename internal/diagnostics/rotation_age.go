package diagnostics

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// adviceToRotateAnyway is what to do about an unknown age of the keys, and how to rotate
// nevertheless.
func adviceToRotateAnyway(s Subject, doubt rotation.Doubt) string {
	advice := adviceOnClocks(s, doubt)
	if doubt.AboutRecord() {
		advice = "Check the keys in " + s.Console + "."
	}
	return advice + " If you know that the last rotation is not recent, set min_rotation_interval = \"0s\" for one apply, which rotates the keys whatever " +
		"their age."
}

// adviceOnClocks is what to do about clocks that cannot be trusted.
func adviceOnClocks(s Subject, doubt rotation.Doubt) string {
	if doubt == rotation.ClocksApart {
		return "Correct the clock that is wrong, and run again."
	}
	return "Check the path between this machine and " + s.Vendor + " for a proxy that removes headers, and run again."
}

// ErrAgeUnknown reports a rotation that was not sent because the age of the keys is
// unknown.
func ErrAgeUnknown(s Subject, doubt rotation.Doubt, clocks rotation.Clocks, creating bool) diag.Diagnostic {
	advice := adviceToRotateAnyway(s, doubt)
	if creating {
		advice += " Or set rotate_on_create = false to adopt the keys as they are, for example if an earlier apply has rotated them already."
	}
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: the provider does not know when the keys were last rotated: %s. If the last rotation is recent, another one would replace a key that verifiers "+
			"have only just fetched. Nothing was sent.\n\n%s", s.Parent, reasonAgeUnknown(s, doubt, clocks), advice))
}

// reasonAgeUnknown says why the age of the keys is unknown. Without clocks it gives no
// times.
func reasonAgeUnknown(s Subject, doubt rotation.Doubt, clocks rotation.Clocks) string {
	switch doubt {
	case rotation.NoRecord:
		return s.Dating + " is missing or cannot be read"
	case rotation.BadRecord:
		return s.Dating + " gives a time that cannot be right: it is in the future, or far in the past"
	case rotation.NoClock:
		return s.Vendor + "'s answer has no usable Date header, so the provider cannot check the clock of this machine"
	default:
		text := s.Vendor + "'s clock and that of this machine are more than an hour apart"
		if clocks.Vendor.IsZero() {
			return text
		}
		return fmt.Sprintf("%s (%s there, %s here)", text, clocks.Vendor.UTC().Format(time.RFC3339), clocks.Local.UTC().Format(time.RFC3339))
	}
}

// WarnAgeUnknown reports a planned rotation that the apply is going to refuse, because
// the age of the keys was not known at the last refresh.
func WarnAgeUnknown(s Subject, plan rotation.Decision, target rotation.Target) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("cannot be rotated yet"), fmt.Sprintf(
		"%s: a rotation is asked for, because %s. %s\n\nplanned: %s\n\n%s",
		s.Parent, reasonText(plan.Reason), refusedWithoutAge(s, plan), target, adviceToRotateAnyway(s, plan.Doubt)))
}

// refusedWithoutAge says that the apply refuses a rotation while the age of the keys is
// unknown.
func refusedWithoutAge(s Subject, plan rotation.Decision) string {
	return fmt.Sprintf("The provider does not know when the keys were last rotated: %s. Until it does, the apply refuses a rotation and sends nothing.",
		reasonAgeUnknown(s, plan.Doubt, rotation.Clocks{}))
}

// WarnPeriodWithoutAge reports that rotation_period, which is set, has no effect while the
// age of the keys is not known.
func WarnPeriodWithoutAge(s Subject, doubt rotation.Doubt) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are of unknown age"), fmt.Sprintf(
		"%s: rotation_period is set, but the provider does not know how old the keys are: %s. Until it does, no plan rotates them because of "+
			"rotation_period.\n\nTo rotate them now, change rotate_when_changed and set min_rotation_interval = \"0s\" for that apply.",
		s.Parent, reasonAgeUnknown(s, doubt, rotation.Clocks{})))
}
