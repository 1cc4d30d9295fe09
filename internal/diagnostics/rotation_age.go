package diagnostics

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// adviceToRotateAnyway is what can be done about an age that is not known, and the way past it.
func adviceToRotateAnyway(s Subject, doubt rotation.Doubt) string {
	mend := "Check the keys in the " + s.Vendor + " dashboard."
	switch doubt {
	case rotation.ClocksApart:
		mend = "Set the clock that is wrong, and run again."
	case rotation.NoClock:
		mend = "Check what is between here and " + s.Vendor + ", such as a proxy that takes headers away, and run again."
	}
	return mend + " If you know that the last rotation is not recent, set min_rotation_interval = \"0s\" for one apply, which rotates the keys whatever " +
		"their age."
}

// ErrAgeUnknown reports a rotation that is not sent because it is not known when the last
// one was.
func ErrAgeUnknown(s Subject, doubt rotation.Doubt, clocks rotation.Clocks, creating bool) diag.Diagnostic {
	advice := adviceToRotateAnyway(s, doubt)
	if creating {
		advice += " Or set rotate_on_create = false to adopt the keys as they are, for example if an earlier apply has rotated them already."
	}
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: when the keys were last rotated is not known: %s. It may be that they have only just been, and another rotation would retire a key that "+
			"verifiers have only just fetched. Nothing was sent.\n\n%s", s.Parent, reasonAgeUnknown(s, doubt, clocks), advice))
}

// reasonAgeUnknown says why the age of keys is not known. Without clocks it gives no times.
func reasonAgeUnknown(s Subject, doubt rotation.Doubt, clocks rotation.Clocks) string {
	switch doubt {
	case rotation.NoRecord:
		return s.Dating + " is missing or cannot be read"
	case rotation.BadRecord:
		return "the time that " + s.Dating + " gives cannot be right: it has not come yet, or lies far in the past"
	case rotation.NoClock:
		return s.Vendor + "'s answer does not say what time it is there (it has no usable Date header), so the clock of this machine cannot be checked"
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

// refusedWithoutAge says why the apply is going to refuse.
func refusedWithoutAge(s Subject, plan rotation.Decision) string {
	return fmt.Sprintf("When the keys were last rotated is not known: %s. As long as that is so, the apply refuses a rotation and sends nothing.",
		reasonAgeUnknown(s, plan.Doubt, rotation.Clocks{}))
}

// WarnPeriodWithoutAge reports that rotation_period, which is set, has no effect while the
// age of the keys is not known.
func WarnPeriodWithoutAge(s Subject, doubt rotation.Doubt) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are of unknown age"), fmt.Sprintf(
		"%s: rotation_period is set, but how old the keys are is not known: %s. As long as that is so, no plan rotates them because of "+
			"rotation_period.\n\nTo rotate them now, change rotate_when_changed and set min_rotation_interval = \"0s\" for that apply.",
		s.Parent, reasonAgeUnknown(s, doubt, rotation.Clocks{})))
}
