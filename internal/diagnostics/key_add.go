package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// ErrKeyAlreadyRegistered reports a key that cannot be added because its kid is
// registered. No earlier run of this resource can have added it. differs says how the
// registered key differs.
func ErrKeyAlreadyRegistered(s Subject, kid, importID, differs string) diag.Diagnostic {
	return errAlreadyRegistered(s, kid, differs, adviceOnCreateBeforeDestroy+"Otherwise import it with the ID "+quoted(importID)+", or choose another kid.")
}

// ErrKeyAlreadyActive reports a key that is registered with the same key material and
// active, so that somebody may use it.
func ErrKeyAlreadyActive(s Subject, kid, importID, differs string) diag.Diagnostic {
	return errAlreadyRegistered(s, kid, differs, adviceOnCreateBeforeDestroy+"Otherwise import it with the ID "+quoted(importID)+", or choose another kid. A resource that is in the state already "+
		"and is being replaced cannot import it. Then, if an earlier apply has added the key and it is not in use yet, deactivate it at Okta and apply again: "+
		"an inactive key is taken over.")
}

// ErrKeyAddedByOtherResource reports a key that another resource of the same apply has
// just added.
func ErrKeyAddedByOtherResource(s Subject, kid string) diag.Diagnostic {
	return errAlreadyRegistered(s, kid, "the same key, by another resource of this configuration", "Remove one of the two resources.")
}

// errAlreadyRegistered is the text that these errors share.
func errAlreadyRegistered(s Subject, kid, differs, advice string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary("add", s), fmt.Sprintf(
		"%s: key %s is registered already with %s. Nothing was sent.\n\n%s", s.Parent, quoted(kid), printable(differs), advice))
}

// adviceOnCreateBeforeDestroy is for a replacement that comes before what it replaces.
const adviceOnCreateBeforeDestroy = "If the registered key is this resource's own, which create_before_destroy keeps until the new one is there, " +
	"remove create_before_destroy: " + oneKID + ".\n\n"

// WarnKeyTakenOver reports a registered key that the resource manages from now on.
func WarnKeyTakenOver(s Subject, kid, status string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "was taken over"), fmt.Sprintf(
		"%s: %s lists key %s as registered already, with the same key and the status %s, so it was not added again. An earlier apply that was interrupted may have added it.\n\n"+
			"If another resource manages it as well, remove one of the two: with on_destroy = \"abandon\", applied first, the key stays.",
		s.Parent, s.Vendor, quoted(kid), printable(status)))
}

// WarnKeyTakenOverAfterRefusal reports a key that is registered although the vendor
// refused to add it, and that the resource manages from now on.
func WarnKeyTakenOverAfterRefusal(s Subject, kid, status string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "was taken over"), fmt.Sprintf(
		"%s: %s refused to add key %s, but it is registered, with the same key and the status %s: by this request, by an earlier apply, or by somebody else. "+
			"It was not sent again.\n\nIf another resource manages it as well, remove one of the two: with on_destroy = \"abandon\", applied first, the key stays.",
		s.Parent, s.Vendor, quoted(kid), printable(status)))
}
