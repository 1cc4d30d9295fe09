package diagnose

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// BadSet words keys that cannot be brought about, as keyplan says why.
func BadSet(s Subject, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to plan "+s.Noun, fmt.Sprintf(
		"%s: %s.\n\n%s%s", s.Parent, err, wayOut(err), toDestroy))
}

// wayOut is what to do about keys that cannot be brought about.
func wayOut(err error) string {
	var (
		wrong    *keyplan.Contradiction
		conflict *keyplan.Conflict
		last     *keyplan.LastActive
		room     *keyplan.NoRoom
	)
	switch {
	case errors.As(err, &wrong) && wrong.Registered:
		return "Delete one of the two at Okta: which of them is meant cannot be told."
	case errors.As(err, &wrong):
		return "Set status = \"INACTIVE\" for all but one of the keys of which only one can be active: a new key without a status is added ACTIVE."
	case errors.As(err, &conflict):
		return "Choose another kid for the key in keys, delete the registered one first, or, for a set that is in the state already, set exclusive = true to have it deleted."
	case errors.As(err, &last):
		return "Give the new key another kid: then it is added and activated before the old one goes."
	case errors.As(err, &room):
		return "Remove a key from keys that is not active, and apply, before you add another one; a key that is not in keys can be deleted at Okta, or by exclusive = true of a set that is in the state already."
	default:
		return "Correct keys, and plan again."
	}
}

// Unforeseen words registered keys that cannot be listed before a set is created:
// which of them are in the way, or would go, is not known.
func Unforeseen(s Subject, err error) diag.Diagnostic {
	detail := Detail(s, err)
	if apierr.Is(err, apierr.NotFound, apierr.Invalid) { // else a destroy of other keys fails as well
		detail += toDestroy
	}
	return diag.NewErrorDiagnostic(Summary("read", s), detail)
}

// InPlan is an error of an apply that the plan knows already.
func InPlan(d diag.Diagnostic) diag.Diagnostic {
	return diag.NewErrorDiagnostic(d.Summary(), d.Detail()+toDestroy)
}

// Full words a key for which there is no room unless another one goes first. kid is
// empty where it is not known.
func Full(s Subject, kid string, n, most int) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, "can only be added after another one has gone"), fmt.Sprintf(
		"%s: %d keys are registered, and %s takes no more than %d. The apply can add this one only after another one has gone: delete one first, in an apply of its own.",
		s.Parent, n, s.Vendor, most))
}

// toDestroy is the way past an error in a plan.
const toDestroy = "\n\nTo destroy instead, run terraform destroy -refresh=false."

// LosesKeys names the keys that a plan deletes. own are those of the resource, others what
// exclusive deletes, and onDestroy is the argument in the state: a replacement goes by it, and
// no plan knows of -replace.
func LosesKeys(s Subject, own, others []string, onDestroy string) diag.Diagnostic {
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
	return diag.NewWarningDiagnostic(s.Titled("will be deleted"), detail)
}

// LosesIfOther names keys that exclusive deletes if the keys of their kids turn out to be other
// ones.
func LosesIfOther(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("will be deleted if others are to take their place"), fmt.Sprintf(
		"%s: %s: a key of this kid is registered, and the one in keys is only known after apply. If it is the same, it is taken over. If not, the apply deletes the registered one first, since exclusive is true.",
		s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// NotRecorded names keys that exclusive would delete, if it were recorded which keys they are.
func NotRecorded(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("stay for now"), fmt.Sprintf(
		"%s: exclusive is true, and these keys are not in keys: %s. The apply leaves them alone: no refresh has recorded yet which keys they are, so they could be other ones by then.\n\n"+
			"Plan again, without -refresh=false: the plan names and deletes them.", s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// OtherKeyLeft names a key that an exclusive set leaves alone, because the plan has named another
// one of its kid.
func OtherKeyLeft(s Subject, kid string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, "was left in place"), fmt.Sprintf(
		"%s: key %s is another key than the one of this kid that was registered when the keys were read for the plan. exclusive deletes only what a plan has named, so nothing was sent for it.\n\n"+
			"Plan again: the plan names it.", s.Parent, quoted(kid)))
}

// DeletedLater names the keys that an exclusive set leaves alone while it is created.
func DeletedLater(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("will be deleted by the next apply"), fmt.Sprintf(
		"%s: exclusive is true, and these keys are registered and not in keys: %s. The apply that creates the resource leaves them alone. The plan after it names "+
			"and deletes what is registered by then.", s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// AbandonedSet words a destroy of a set that sends nothing.
func AbandonedSet(typeName string, s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("stay as they are when the resource is destroyed"), fmt.Sprintf(
		"%s, %s: on_destroy is \"abandon\". Destroying the resource only removes it from the state; these keys stay registered: %s.",
		typeName, s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// SetTakenOver names keys that were registered already.
func SetTakenOver(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("were taken over"), fmt.Sprintf(
		"%s: these keys were registered already, with the same key, so they were not added again: %s. From now on this resource manages them.\n\n"+
			"If another resource manages them as well, remove them from one of the two: with on_destroy = \"abandon\", applied first, the keys stay.", s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// LeftToCreate names keys that the delete of a replacement leaves to the create that follows.
func LeftToCreate(s Subject, kids []string, deactivates bool) diag.Diagnostic {
	then := "deactivates and deletes them"
	if deactivates {
		then = "deactivates them, as on_destroy says"
	}
	return diag.NewWarningDiagnostic(s.Titled("are left to the new resource"), fmt.Sprintf(
		"%s: the resource is replaced. Nothing was sent for the old one: its keys stay until those of the new one are there and active, and then this apply %s: %s.\n\n"+
			"If the new resource is not created, these keys stay registered, and are in no resource.", s.Parent, then, strings.Join(quotedAll(kids), ", ")))
}

// LeftInNoResource names keys that a replaced set has left to a create that failed.
func LeftInNoResource(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("are in no resource"), fmt.Sprintf(
		"%s: the resource was to be replaced, and its new half was not created. As far as is known, these keys of the old one are registered still, and in no resource: %s.\n\n"+
			"Apply again: those that are in keys are taken over. The others are listed in unmanaged_kids then. Delete them at Okta once nobody needs them, or set exclusive = true.",
		s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// SetContested names keys that another resource has just added or taken over.
func SetContested(s Subject, kids []string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary("update", s), fmt.Sprintf(
		"%s: another resource of this configuration manages the same keys, and this apply has just added them or taken them over for it: %s. Nothing was sent.\n\n"+
			"Remove them from one of the two.", s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// StepUnknown words a step whose answer was lost, and that is not to be seen.
func StepUnknown(verb string, s Subject, step string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary(verb, s), fmt.Sprintf(
		"%s: outcome unknown; not sent again: %s. The request was sent once, no usable answer came, and the list of keys, as far as it could be read, does not show "+
			"that it took effect.\n\n%s", s.Parent, step, Detail(s.helpingWithAccess(), err)))
}

// SetBrokenOff says how far an apply came. What is left may begin with a step whose
// outcome is unknown, or is not done by what the vendor answered: err is its failure.
func SetBrokenOff(s Subject, done, left []string, known bool, err error) diag.Diagnostic {
	notDone := "Not done" + s.byAnswer(err)
	if !known {
		notDone = "Not done, as far as is known"
	}
	sofar := "nothing"
	if len(done) > 0 {
		sofar = strings.Join(done, ", ")
	}
	return diag.NewWarningDiagnostic(s.Titled("are on the way"), fmt.Sprintf(
		"%s: done: %s. %s: %s.\n\nApply again: it goes on from the keys as they are then, and repeats nothing.", s.Parent, sofar, notDone, strings.Join(left, ", ")))
}

// GoneSincePlan words a key that somebody has deleted, or deleted and added again,
// between plan and apply.
func GoneSincePlan(s Subject, kid string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary("update", s), fmt.Sprintf(
		"%s: the keys have changed since this plan was made: key %s is not registered any more, or was deleted and added again. Nothing was sent.\n\n"+
			"Plan again, without -refresh=false.", s.Parent, quoted(kid)))
}

// ActivatedSincePlan words a key of others that an activation would take out of use, and
// that was not active when the keys were read for the plan.
func ActivatedSincePlan(s Subject, kid string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(s.TitledKey(kid, "was activated since this plan was made"), fmt.Sprintf(
		"%s: key %s is active now, and was not when the keys were read for the plan, which does not name it. The apply would take it out of use. Nothing was sent.\n\n"+
			"Plan again, without -refresh=false: the plan names the key.", s.Parent, quoted(kid)))
}

// ChangedSincePlan words keys that somebody has changed between plan and apply.
func ChangedSincePlan(s Subject, kid, planned string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary("update", s), fmt.Sprintf(
		"%s: the keys have changed since this plan was made: key %s would not be %s in the end, as the plan says. Nothing was sent.\n\n"+
			"Plan again, without -refresh=false.", s.Parent, quoted(kid), planned))
}
