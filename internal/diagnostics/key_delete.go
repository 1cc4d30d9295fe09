package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// ErrKeyNotDeleted reports a refusal to delete a key.
func ErrKeyNotDeleted(s Subject, kid string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary("delete", s), fmt.Sprintf(
		"%s: key %s stays registered%s.\n\n%s\n\nApply again: a key that somebody has activated meanwhile is deactivated first.",
		s.Parent, quoted(kid), s.accordingToVendor(err), vendorMessage(s, err)))
}

// WarnNeededKeyLeft reports a key that a destroy has left. setting is what wants it.
func WarnNeededKeyLeft(s Subject, kid, use, setting string) diag.Diagnostic {
	return warnKeyLeft(s, kid, fmt.Sprintf("it is the last active key for %q, and %s. Nothing was sent to deactivate or delete it", use, setting))
}

// WarnKeyLeftAfterRefusal reports a key that a destroy has left because the vendor refused to
// deactivate it.
func WarnKeyLeftAfterRefusal(s Subject, kid string, err error) diag.Diagnostic {
	return warnKeyLeft(s, kid, "it could not be deactivated"+s.accordingToVendor(err)+". "+strings.TrimSuffix(vendorMessage(s, err), "."))
}

func warnKeyLeft(s Subject, kid, why string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "stays registered"), fmt.Sprintf(
		"%s: destroying the resource leaves key %s as it is: %s.\n\nDelete it at %s, or import and destroy it, once nothing needs it. Deleting the parent takes it away as well.",
		s.Parent, quoted(kid), why, s.Vendor))
}

// WarnKeyStaysIfNeeded reports a destroy that leaves a key that is needed. setting is what wants it.
func WarnKeyStaysIfNeeded(s Subject, kid, use, setting string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "stays registered if it is still needed"), fmt.Sprintf(
		"%s: key %s is the last active one for %q, and %s. on_destroy is \"delete_if_unneeded\", so destroying the resource leaves the key as it is, unless another key for this use "+
			"is active by then, or the setting has changed.", s.Parent, quoted(kid), use, setting))
}

// WarnKeyLeftToOtherResource reports a delete of a key that this very apply has taken over.
func WarnKeyLeftToOtherResource(s Subject, kid string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "was left in place"), fmt.Sprintf(
		"%s: key %s stays. This apply has taken it over, or the plan keeps it, in a resource of this configuration, which can be the new half of this very one. "+
			"So giving it up here sends nothing about it.", s.Parent, quoted(kid)))
}
