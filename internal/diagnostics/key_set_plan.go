package diagnostics

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// ErrInvalidKeySet reports a set of keys that keyplan cannot reach.
func ErrInvalidKeySet(s Subject, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to plan "+s.Noun, fmt.Sprintf(
		"%s: %s.\n\n%s%s", s.Parent, err, adviceFor(err), adviceToDestroy))
}

// adviceFor is what to do about a set of keys that keyplan cannot reach.
func adviceFor(err error) string {
	var (
		wrong    *keyplan.Contradiction
		conflict *keyplan.Conflict
		last     *keyplan.LastActive
		room     *keyplan.NoRoom
	)
	switch {
	case errors.As(err, &wrong) && wrong.Registered:
		return "Delete one of the two at Okta: the provider cannot tell which one you mean."
	case errors.As(err, &wrong):
		return "Set status = \"INACTIVE\" for all but one of the keys of which only one can be active: a new key without a status is added ACTIVE."
	case errors.As(err, &conflict):
		return "Choose another kid for the key in keys, delete the registered one first, or, for a set that is in the state already, set exclusive = true to have it deleted."
	case errors.As(err, &last):
		return "Give the new key another kid: then it is added and activated before the old one is deleted."
	case errors.As(err, &room) && len(room.Retiring) > 0:
		return "A retiring key makes room once it is deleted. Set a shorter retire.delete_after and apply without the new key, then apply again; or delete the retiring key at Okta. " +
			"Removing retire deletes all retiring keys in the same apply."
	case errors.As(err, &room):
		return "Remove a key from keys that is not active, and apply, before you add another one; a key that is not in keys can be deleted at Okta, or by " +
			"exclusive = true of a set that is in the state already."
	default:
		return "Correct keys, and plan again."
	}
}

// ErrPlanCannotReadKeys reports that the plan of a new set could not list the registered
// keys.
func ErrPlanCannotReadKeys(s Subject, err error) diag.Diagnostic {
	detail := failureDetail(s, err)
	if apierr.Is(err, apierr.NotFound, apierr.Invalid) { // else a destroy of other keys fails as well
		detail += adviceToDestroy
	}
	return diag.NewErrorDiagnostic(errorSummary("read", s), detail)
}

// WarnKeysWillBeDeleted names the keys that a plan deletes. own are those of the resource, others
// what exclusive deletes, and onDestroy is the argument in the state: a replacement goes by it,
// and no plan knows of -replace.
func WarnKeysWillBeDeleted(s Subject, own, others []string, onDestroy string) diag.Diagnostic {
	kids := slices.Sorted(slices.Values(slices.Concat(own, others)))
	detail := fmt.Sprintf("%s: the apply deletes %s. Nothing that is signed with a deleted signing key is accepted any more, and nothing new is encrypted to a deleted encryption key.",
		s.Parent, strings.Join(quotedAll(kids), ", "))
	var replaced []string
	switch {
	case len(own) == 0:
	case onDestroy == "deactivate":
		replaced = append(replaced, strings.Join(quotedAll(own), ", ")+" only deactivated, and not deleted, since on_destroy is \"deactivate\" in the state")
	case onDestroy == "abandon":
		replaced = append(replaced, strings.Join(quotedAll(own), ", ")+" not deleted, since on_destroy is \"abandon\" in the state")
	}
	if len(others) > 0 {
		replaced = append(replaced, strings.Join(quotedAll(others), ", ")+" not deleted, since a new resource deletes no unmanaged key: the plan after it names and deletes what is left")
	}
	if len(replaced) > 0 {
		detail += "\n\nIf Terraform replaces the resource (-replace), this is different: " + strings.Join(replaced, "; ") + "."
	}
	return diag.NewWarningDiagnostic(s.summaryForParent("will be deleted"), detail)
}

// WarnKeysDeletedByNextApply reports the keys that an exclusive set leaves alone when it
// is created.
func WarnKeysDeletedByNextApply(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("will be deleted by the next apply"), fmt.Sprintf(
		"%s: exclusive is true, and these keys are registered and not in keys: %s. The apply that creates the resource leaves them alone. The plan after it names "+
			"and deletes what is registered by then.", s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// WarnDestroyAbandonsKeys reports a destroy of a set that leaves its keys registered,
// because on_destroy is "abandon".
func WarnDestroyAbandonsKeys(typeName string, s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("stay as they are when the resource is destroyed"), fmt.Sprintf(
		"%s, %s: on_destroy is \"abandon\". Destroying the resource only removes it from the state; these keys stay registered: %s.",
		typeName, s.Parent, strings.Join(quotedAll(kids), ", ")))
}
