package registeredkey

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
)

// recordPlannedKeysInRun notes for the run the keys that one resource plans to keep or add, and those that it
// plans to delete. It returns an error if one resource deletes a key that another one keeps or adds.
func (b *resourceBase) recordPlannedKeysInRun(kept, deleted []plannedKey) (errIfConflict diag.Diagnostics) {
	for _, conflict := range b.run.plannedKeys.addAndFindConflicts(kept, deleted) {
		gone := conflict.Deleted
		errIfConflict.Append(diagnostics.ErrPlanDeletesKeptKey(b.Subject(gone.Parent), gone.forDiagnostics(), conflict.Kept.forDiagnostics(), gone.Parent+"/"+gone.ID))
	}
	return errIfConflict
}

// forDiagnostics is a planned key as the diagnostics name it.
func (k plannedKey) forDiagnostics() diagnostics.PlannedKey {
	return diagnostics.PlannedKey{Type: k.Type, OfSet: k.OfSet, KID: k.KID, ID: k.ID, Way: k.Plan}
}

// recordManagedKeyInRun notes a key that a refresh has found. It warns if a new resource is
// planned to add the same key.
func (b *resourceBase) recordManagedKeyInRun(key managedKey) (warnIfManagedTwice diag.Diagnostics) {
	if b.run.managed.addManaged(key) {
		warnIfManagedTwice.Append(diagnostics.WarnManagedTwice(b.Subject(key.parent), key.kid))
	}
	return warnIfManagedTwice
}

// recordPlannedAdditionInRun notes a key that is planned to be added. It warns if another resource
// manages it. This is no error, because a renamed resource and -replace look the same.
func (b *resourceBase) recordPlannedAdditionInRun(key managedKey) (warnIfManagedTwice diag.Diagnostics) {
	if b.run.managed.addPlanned(key) {
		warnIfManagedTwice.Append(diagnostics.WarnManagedTwice(b.Subject(key.parent), key.kid))
	}
	return warnIfManagedTwice
}

// isTakenOverInRun reports whether a resource of this run has taken a key over.
func (b *resourceBase) isTakenOverInRun(oktaID string) bool {
	return b.run != nil && b.run.applied.isTakenOver(oktaID)
}

// isSignInKey reports whether the provider signs in with this key. Without a client it is
// false: the caller that needs the client reports the error.
func (b *resourceBase) isSignInKey(parent, thumbprint string) bool {
	api, err := b.configuredAPI()
	return err == nil && api.SignsIn(parent, thumbprint)
}
