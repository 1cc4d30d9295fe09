package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// KeyPlan is what the plan of a resource makes of a key.
type KeyPlan int

// The key is kept as it is in the state, or added by a create, or is the public_key_pem_wo that
// an unchanged version keeps from being looked at; or it goes: because its resource is
// destroyed or replaced, because a set does not have it any more, or because a set is
// exclusive.
const (
	KeyKept KeyPlan = iota
	KeyAdded
	KeyNotCompared
	KeyDestroyed
	KeyReplaced
	KeyLeavesSet
	KeyDeletedByExclusive
)

// PlannedKey is a key in the plan of one resource.
type PlannedKey struct {
	// Type is the resource type, OfSet is true for that of a set.
	Type  string
	OfSet bool
	// KID is empty where it is not known, and so is ID, Okta's ID.
	KID, ID string
	Way     KeyPlan
}

// ErrPlanDeletesKeptKey reports a plan in which one resource deletes a key that another one
// keeps or adds.
func ErrPlanDeletesKeptKey(s Subject, deleted, kept PlannedKey, importID string) diag.Diagnostic {
	kid := deleted.KID
	if kid == "" {
		kid = kept.KID
	}
	if kept.Way == KeyNotCompared {
		return errPlanDeletesUncomparedKey(s, deleted, kept)
	}
	return diag.NewErrorDiagnostic(s.summaryForKey(kid, "would be deleted, though another resource keeps it"), fmt.Sprintf(
		"%s: in this plan a resource of type %s deletes key %s, or deactivates it as on_destroy says, and a resource of type %s keeps or adds key %s at the same parent. "+
			"The apply would take the key away from the second one. Nothing was sent.\n\n%s",
		s.Parent, deleted.Type, quoted(deleted.KID), kept.Type, quoted(kept.KID), adviceOnPassingKeyOn(deleted, kept, importID)))
}

// errPlanDeletesUncomparedKey reports a plan in which the second resource names the key, and does not look at it.
func errPlanDeletesUncomparedKey(s Subject, deleted, kept PlannedKey) diag.Diagnostic {
	return diag.NewErrorDiagnostic(s.summaryForKey(deleted.KID, "would be deleted, though another resource names it"), fmt.Sprintf(
		"%s: in this plan a resource of type %s deletes key %s, or deactivates it as on_destroy says, and a resource of type %s has the same key in public_key_pem_wo. "+
			"The second one compares it only when its public_key_pem_wo_version changes, so no resource would have the key. Nothing was sent.\n\n"+
			"Keep each key at the address that it has in the state: with count, use for_each over the kids instead, with a moved block from each index. To give a "+
			"resource another key, change its public_key_pem_wo_version. To delete the key, take it out of public_key_pem_wo as well. "+
			noteOnDestroy, s.Parent, deleted.Type, quoted(deleted.KID), kept.Type))
}

const noteOnDestroy = "(terraform destroy -refresh=false works without that.)"

// adviceOnPassingKeyOn is what to do where a key passes from one resource to another.
func adviceOnPassingKeyOn(deleted, kept PlannedKey, importID string) string {
	same := deleted.Type == kept.Type
	advice := ""
	switch deleted.Way {
	case KeyDeletedByExclusive:
		advice = "The first one is a set with exclusive = true, and does not have the key in keys. Set exclusive = false, or put the key into its keys; in that case have " +
			"Terraform forget the second one: " + adviceToForgetResource(kept.Type) + "\n\n"
	case KeyLeavesSet:
		advice = "Leave the key in keys, and remove the second resource. Or, to have the key in a resource of its own: run terraform state rm with the address of the set, which stays in " +
			"the configuration" + andImport(kept, importID) + " The next apply creates the set again. It takes over the keys that it still has, without a request.\n\n"
	case KeyReplaced:
		advice = "To pass the key on, run terraform state rm with the address of the resource that is replaced, whose block stays in the configuration" + andImport(kept, importID) +
			" The next apply creates the first one again" + withItsKeys(deleted) + ".\n\n"
	default:
		if same && kept.Way == KeyAdded {
			advice = "If the resource was only renamed, put a moved block from the old address to the new one into the configuration: that is enough.\n\n"
		}
		advice += "To pass the key on, have Terraform forget the resource that deletes it: " + adviceToForgetResource(deleted.Type) + andImportToo(kept, importID) + "\n\n"
	}
	if same && !deleted.OfSet && kept.Way == KeyAdded {
		advice += "With count, a key that is taken out of the list moves the others to new indexes: use for_each over the kids instead, with a moved block from each index.\n\n"
	}
	if same && deleted.ID != "" && deleted.ID == kept.ID && deleted.Way == KeyDestroyed {
		advice += adviceOnDeposedObject(kept, importID)
	}
	return advice + "To delete the key, remove it from the other resource as well. " + noteOnDestroy
}

// adviceToForgetResource is how Terraform forgets a resource.
func adviceToForgetResource(typeName string) string {
	return fmt.Sprintf("run terraform state rm with its address, or put this in place of its block, with its name:\n\n"+
		"  removed {\n    from = %s.NAME\n    lifecycle { destroy = false }\n  }", typeName)
}

// withItsKeys says what becomes of a set that is created anew.
func withItsKeys(deleted PlannedKey) string {
	if deleted.OfSet {
		return ", and takes over the keys that it still has"
	}
	return ""
}

// andImport is how the second resource gets the key, if it does not have it yet. A set takes
// it over, and a single key that is in use has to be imported.
func andImport(kept PlannedKey, importID string) string {
	if kept.Way != KeyAdded || kept.OfSet {
		return "."
	}
	return ", and import the key into the second one, with the ID " + quoted(importID) + "."
}

// andImportToo is andImport as a sentence.
func andImportToo(kept PlannedKey, importID string) string {
	if kept.Way != KeyAdded || kept.OfSet {
		return ""
	}
	return "\n\nAnd import the key into the second one, with the ID " + quoted(importID) + "."
}

// adviceOnDeposedObject is for an object that an interrupted replacement has left. The provider cannot see
// whether there is one.
func adviceOnDeposedObject(kept PlannedKey, importID string) string {
	what := "import the resource with the ID " + quoted(importID)
	if kept.OfSet {
		what = "import the resource with the ID of its app or server"
	}
	back := ""
	if kept.Way == KeyAdded {
		back = "apply the configuration that was applied last, which finishes the replacement and deletes the key, and then go back to this one, which adds it again. Or "
	}
	return "If the plan, or terraform show, mentions a deposed object, both are the same resource: an interrupted replacement with create_before_destroy has left the object, " +
		"and none of the above helps. Then " + back + "run terraform state rm with the address, which forgets the resource and what is deposed, and " + what +
		". A key that was only in the removed state stays registered, ACTIVE or not, and is in no resource: delete it at Okta.\n\n"
}
