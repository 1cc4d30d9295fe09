package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Retirement is keys that leave a set and stay registered for a while.
type Retirement struct {
	KIDs []string
	// DeactivateAfter and DeleteAfter are the delays as they are written, empty if there is none.
	DeactivateAfter, DeleteAfter string
	// OnDestroy is the argument in the state: a replacement goes by it.
	OnDestroy string
}

// ErrRetireUnknown reports a retire that is only known after apply as a whole.
func ErrRetireUnknown(s Subject) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Invalid retire", fmt.Sprintf(
		"%s: retire is only known after apply, so no plan can say whether a key that leaves keys is deleted at once or later. "+
			"Write it as an object: its members may be known after apply.%s", s.Parent, adviceToDestroy))
}

// WarnKeysRetire names keys that leave a set and stay registered, and both delays.
func WarnKeysRetire(s Subject, r Retirement) diag.Diagnostic {
	detail := fmt.Sprintf("%s: these keys leave keys and stay registered: %s. This apply sends nothing about them; they move to retiring, which has the times. %s",
		s.Parent, strings.Join(quotedAll(r.KIDs), ", "), r.later())
	if r.OnDestroy != "" {
		detail += fmt.Sprintf("\n\nIf Terraform replaces the resource (-replace), this is different: on_destroy is %q in the state, and the new resource does that with them.", r.OnDestroy)
	}
	return diag.NewWarningDiagnostic(s.summaryForParent("leave keys and stay registered"), detail)
}

// later says what becomes of the keys later.
func (r Retirement) later() string {
	const by = "by the first apply after that"
	switch {
	case r.DeactivateAfter == "" && r.DeleteAfter == "":
		return "They stay registered."
	case r.DeactivateAfter == "":
		return fmt.Sprintf("They are deleted %s after this apply, %s. retire does not deactivate them before that.", r.DeleteAfter, by)
	case r.DeleteAfter == "":
		return fmt.Sprintf("They are deactivated %s after this apply, %s, and stay registered.", r.DeactivateAfter, by)
	default:
		return fmt.Sprintf("They are deactivated %s after this apply, and deleted %s after it, each %s.", r.DeactivateAfter, r.DeleteAfter, by)
	}
}

// WarnNoKeyFollows names active keys of a use that leave a set to be taken out of use later, where no key of
// keys is in use by then. loss is what is not possible then, a clause.
func WarnNoKeyFollows(s Subject, kids []string, use, loss string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("retire, and no key follows them"), fmt.Sprintf(
		"%s: %s leave keys, and no key in keys is ACTIVE for %q after this apply, or waits to be activated. Unless another key is active when a delay of retire is over, %s. "+
			"The plan that has to take the keys out of use says so, and is refused where %s documents that it refuses that: then a nightly apply fails.\n\n"+
			"Add the key that follows to keys, or put these back.", s.Parent, strings.Join(quotedAll(kids), ", "), use, loss, s.Vendor))
}

// WarnRetiringKeysDeactivated names retiring keys that are due to be deactivated.
func WarnRetiringKeysDeactivated(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("will be deactivated"), fmt.Sprintf(
		"%s: retire.deactivate_after is over, and the apply deactivates %s. Nothing that is signed with a deactivated signing key is accepted any more, and nothing new is encrypted to a "+
			"deactivated encryption key.\n\nTo keep a key active, put it back into keys, or set a longer retire.deactivate_after.", s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// WarnDueUnchecked names keys for which a step may be due, if it is not known what time it is.
func WarnDueUnchecked(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are not checked for what is due"), fmt.Sprintf(
		"%s: a step may be due for %s, and the provider does not know what time it is: %s's answer to the last refresh has no usable Date header, or %s's clock and that of this machine are "+
			"more than an hour apart. Until it knows, nothing counts as due.\n\nCorrect the clock that is wrong, or check the path between this machine and %s for a proxy that removes headers, and run again.",
		s.Parent, strings.Join(quotedAll(kids), ", "), s.Vendor, s.Vendor, s.Vendor))
}

// WarnRetirementNotDated names keys that have left the set at a time that is not known.
func WarnRetirementNotDated(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("left keys at a time that is not known"), fmt.Sprintf(
		"%s: these keys left keys in this apply, and the provider does not know what time it is: %s. %s's answer has no usable Date header, or %s's clock and that of this machine are more than an hour apart. "+
			"The delays of retire count from the first refresh that knows the time.", s.Parent, strings.Join(quotedAll(kids), ", "), s.Vendor, s.Vendor))
}

// WarnRetiringKeysDestroyed names retiring keys of a set that is destroyed, or replaced.
func WarnRetiringKeysDestroyed(s Subject, kids []string, onDestroy string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are retiring and go with their resource"), fmt.Sprintf(
		"%s: these keys are retiring, and on_destroy is %q in the state: destroying the resource does that with them as well, whatever the times in retiring: %s.",
		s.Parent, onDestroy, strings.Join(quotedAll(kids), ", ")))
}
