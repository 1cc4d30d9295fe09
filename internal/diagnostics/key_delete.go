package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// ErrKeyNotDeleted reports that the vendor refused to delete a key.
func ErrKeyNotDeleted(s Subject, kid string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary("delete", s), fmt.Sprintf(
		"%s: key %s stays registered%s.\n\n%s\n\nApply again: a key that somebody has activated meanwhile is deactivated first.",
		s.Parent, quoted(kid), s.accordingToVendor(err), vendorMessage(s, err)))
}

// WarnNeededKeyLeft reports that a destroy has left a key that the parent needs. setting
// is the setting that needs it.
func WarnNeededKeyLeft(s Subject, kid, use, setting string) diag.Diagnostic {
	return warnKeyLeft(s, kid, fmt.Sprintf("it is the last active key for %q, and %s. Nothing was sent to deactivate or delete it", use, setting))
}

// WarnKeyLeftAfterRefusal reports that a destroy has left a key because the vendor refused
// to deactivate it.
func WarnKeyLeftAfterRefusal(s Subject, kid string, err error) diag.Diagnostic {
	return warnKeyLeft(s, kid, "it could not be deactivated"+s.accordingToVendor(err)+". "+strings.TrimSuffix(vendorMessage(s, err), "."))
}

// warnKeyLeft is the text that the warnings about a key that stays share.
func warnKeyLeft(s Subject, kid, why string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "stays registered"), fmt.Sprintf(
		"%s: destroying the resource leaves key %s as it is: %s.\n\nDelete it at %s, or import and destroy it, when nothing needs it. Deleting the parent deletes it as well.",
		s.Parent, quoted(kid), why, s.Vendor))
}

// WarnKeyStaysIfNeeded reports that a destroy will leave the key if the parent still needs
// it. setting is the setting that needs it.
func WarnKeyStaysIfNeeded(s Subject, kid, use, setting string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "stays registered if it is still needed"), fmt.Sprintf(
		"%s: key %s is the last active one for %q, and %s. on_destroy is \"delete_if_unneeded\", so destroying the resource leaves the key as it is, unless another key for this use "+
			"is active by then, or the setting has changed.", s.Parent, quoted(kid), use, setting))
}

// WarnKeyLeftToOtherResource reports a destroy that leaves a key to the resource that has
// taken it over in this apply.
func WarnKeyLeftToOtherResource(s Subject, kid string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "was left in place"), fmt.Sprintf(
		"%s: key %s stays. This apply has taken it over, or the plan keeps it, in a resource of this configuration, which can be the one that replaces this one. "+
			"So destroying this resource sends nothing about the key.", s.Parent, quoted(kid)))
}
