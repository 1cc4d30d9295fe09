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

// WarnDeactivatesOther reports that activating a key deactivates the active one. kid is
// empty where it is not known.
func WarnDeactivatesOther(s Subject, kid, other string) diag.Diagnostic {
	named := "this key"
	if kid != "" {
		named = "key " + quoted(kid)
	}
	return diag.NewWarningDiagnostic(s.summaryForKey(other, "will be deactivated"), fmt.Sprintf(
		"%s: only one key of this use can be active. Activating %s deactivates key %s, at once. Before you apply, make sure that whoever holds the private "+
			"keys can use the new one.", s.Parent, named, quoted(other)))
}

// WarnKeyWillBeReplaced reports that another key replaces this one. keepsKID is true if
// the new key has the same kid, onlyActive if the old one is the only active key of its
// use.
func WarnKeyWillBeReplaced(s Subject, kid, status string, keepsKID, onlyActive bool) diag.Diagnostic {
	advice := "To add the new key before the old one is removed, set lifecycle { create_before_destroy = true }, if it is not set yet."
	if keepsKID {
		advice = "To add the new key before the old one is removed, give it another kid and set lifecycle { create_before_destroy = true }. With that and " +
			"an unchanged kid, the apply refuses: " + oneKID + "."
	}
	only := ""
	if onlyActive {
		only = " It is the only active key of its use: without create_before_destroy none is active until the new one is added, and " + s.Vendor + " may refuse to deactivate it."
	}
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "will be replaced"), fmt.Sprintf(
		"%s: another key takes the place of key %s, which is %s now. on_destroy decides what becomes of that key.%s\n\n%s", s.Parent, quoted(kid), printable(status), only, advice))
}

// WarnReplacedKeyStaysRegistered reports a replacement that leaves the old key registered,
// because on_destroy is "abandon".
func WarnReplacedKeyStaysRegistered(s Subject, kid, status string, keepsKID bool) diag.Diagnostic {
	advice := "Deactivate or delete it at Okta when nobody needs it. Or apply another on_destroy first, and change nothing else."
	if keepsKID {
		advice = "Give the new key another kid, or the apply refuses: " + oneKID + ". Or apply another on_destroy first, and change nothing else."
	}
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "will stay registered"), fmt.Sprintf(
		"%s: another key takes the place of key %s, which stays registered and is %s: on_destroy is \"abandon\" in the state.\n\n%s",
		s.Parent, quoted(kid), printable(status), advice))
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

// ErrPlanDeletesKeptKey reports a plan in which one resource deletes a key that another
// one keeps or adds. A kid is empty where it is not known.
func ErrPlanDeletesKeptKey(s Subject, deletingType, deletedKID, keepingType, keptKID string) diag.Diagnostic {
	kid := deletedKID
	if kid == "" {
		kid = keptKID
	}
	return diag.NewErrorDiagnostic(s.summaryForKey(kid, "would be deleted, though another resource keeps it"), fmt.Sprintf(
		"%s: in this plan a resource of type %s deletes key %s, or deactivates it as on_destroy says, and a resource of type %s keeps or adds key %s at the same parent. "+
			"The apply would take the key away from the second one. Nothing was sent.\n\n%s",
		s.Parent, deletingType, quoted(deletedKID), keepingType, quoted(keptKID), adviceOnPassingKeyOn(deletingType, keepingType)))
}

// adviceOnPassingKeyOn is what to do to pass a key from one resource to another.
func adviceOnPassingKeyOn(deletingType, keepingType string) string {
	advice := fmt.Sprintf("To pass the key on, have Terraform forget the resource that deletes it. Run terraform state rm with its address, or put this in place of its "+
		"block, with its name:\n\n  removed {\n    from = %s.NAME\n    lifecycle { destroy = false }\n  }\n\n", deletingType)
	if deletingType == keepingType {
		advice += "If the resource was only renamed, a moved block from the old address to the new one is enough. With count, a key that is taken out of the " +
			"list moves the others to new indexes: use for_each over the kids instead, with a moved block from each index.\n\n"
	}
	return advice + "To delete the key, remove it from the other resource as well. (terraform destroy -refresh=false works without that.)"
}

// WarnParentFull reports a key that cannot be added before another one is deleted. kid is
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
