package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// WarnActivationWaits names the key that active_kid names and that is not activated yet. delay is activate_after as it
// is written, at is when the key is due, empty while that is not known; undatable is true if the
// vendor names no time of registration that can be right.
func WarnActivationWaits(s Subject, kid, delay, at string, undatable bool) diag.Diagnostic {
	when := "activates_at has the time after this apply."
	switch {
	case undatable:
		when = fmt.Sprintf("The time at which it was registered, as %s reports it, cannot be used, so that never comes. To activate it, remove activate_after.", s.Vendor)
	case at != "":
		when = "That is from " + at + " on."
	}
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "waits to be activated"), fmt.Sprintf(
		"%s: active_kid is %s, and activate_after is %q. This apply does not activate the key; the first apply after it has been registered that long, by %s's clock, does. %s",
		s.Parent, quoted(kid), delay, s.Vendor, when))
}

// ErrActiveKeyNeededUntilActivation reports a plan that takes the active key away while the one that is to be
// active waits.
func ErrActiveKeyNeededUntilActivation(s Subject, kid, waits string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to plan "+s.Noun, fmt.Sprintf(
		"%s: key %s is active and would be deactivated or deleted, and key %s, which active_kid names, is not activated before activate_after is over. No key would be active until then.\n\n"+
			"Keep the key in keys until the other one is active, or set retire, with which it stays. If it is in unmanaged_kids, leave exclusive out until then. Or remove activate_after.%s", s.Parent, quoted(kid), quoted(waits), adviceToDestroy))
}
