package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// ErrInvalidKey reports a key argument that cannot be used. err holds nothing of a private
// key.
func ErrInvalidKey(s Subject, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Invalid key", fmt.Sprintf("%s: %s.", s.Parent, err))
}

// ErrTwoActiveKeys reports two resources that plan an active key where the vendor allows
// one.
func ErrTwoActiveKeys(s Subject, use string, kids []string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("More than one active key for one use", fmt.Sprintf(
		"%s: only one key for %q can be active, and this configuration has the status ACTIVE for %s.\n\n"+
			"Set status = \"INACTIVE\" for all but one; a set with active_kid has no status: change its active_kid. (terraform destroy -refresh=false works "+
			"without that.)",
		s.Parent, use, strings.Join(quotedAll(kids), " and ")))
}

// WarnDeactivatesOther reports what activating a key does to the one that is active. In a create
// that is whichever is active by then: only an update knows in its apply what its plan has named.
func WarnDeactivatesOther(s Subject, kid, other string, creates bool) diag.Diagnostic {
	later := ""
	if creates {
		later = " If another one is active by then, this apply deactivates that one."
	}
	named := "this key"
	if kid != "" {
		named = "key " + quoted(kid)
	}
	return diag.NewWarningDiagnostic(s.summaryForKey(other, "will be deactivated"), fmt.Sprintf(
		"%s: only one key of this use can be active. Activating %s deactivates key %s, at once. Whoever uses the private keys must be able to "+
			"use the new one by then.%s", s.Parent, named, quoted(other), later))
}

// oneKID is Okta's rule for the keys of one parent.
const oneKID = "two keys cannot have the same kid"

// WarnDestroyAbandonsKey reports a destroy that leaves the key registered, because
// on_destroy is "abandon".
func WarnDestroyAbandonsKey(typeName string, s Subject, kid string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "stays as it is when its resource is destroyed"), fmt.Sprintf(
		"%s, %s: on_destroy is \"abandon\". Destroying the resource only removes it from the state; key %s stays registered.",
		typeName, s.Parent, quoted(kid)))
}

// WarnManagedTwice reports a planned key that another resource in the state manages, and
// that no plan deletes.
func WarnManagedTwice(s Subject, kid string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "is already managed by another resource"), fmt.Sprintf(
		"%s: a resource in the state manages key %s, and this plan creates another resource for the same key.\n\nIf both are in the configuration, "+
			"remove one of them: the new one is refused, or takes the key over, and then destroying either of them would delete the key of the other. If the resource is replaced by "+
			"-replace or because it is tainted, there is nothing to do.", s.Parent, quoted(kid)))
}

// WarnParentFull reports a key for which there is no room unless another one goes first. kid is
// empty where it is not known.
func WarnParentFull(s Subject, kid string, n, most int) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "can only be added after another one is deleted"), fmt.Sprintf(
		"%s: %d keys are registered, and %s takes no more than %d. The apply can add this one only after another one is deleted: delete one first, in an apply of its own.",
		s.Parent, n, s.Vendor, most))
}

// WarnKeyStaysVersionRecorded reports that the apply records public_key_pem_wo_version and
// leaves the key. known is true if it is known that public_key_pem_wo is another key.
func WarnKeyStaysVersionRecorded(s Subject, kid string, known bool) diag.Diagnostic {
	which := "It is not known yet whether public_key_pem_wo is the same key."
	if known {
		which = "But public_key_pem_wo is another key, which this apply ignores."
	}
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "stays as it is"), fmt.Sprintf(
		"%s: the state has no public_key_pem_wo_version yet, as after an import, so this one is recorded and key %s stays. %s\n\n"+
			"Set another public_key_pem_wo_version afterwards to take that key instead.", s.Parent, quoted(kid), which))
}
