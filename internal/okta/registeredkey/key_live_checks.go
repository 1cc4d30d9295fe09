package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// checkCreateAgainstLiveKeys refuses a create that is known to fail: without credentials, at a parent that does
// not exist or cannot have keys, or under a kid that another key has. The apply checks what is not known
// yet.
func (r *KeyResource) checkCreateAgainstLiveKeys(ctx context.Context, plan KeyModel) (errorsAndWarnings diag.Diagnostics) {
	if r.run == nil {
		return nil
	}
	_, err := r.configuredAPI()
	if err == nil && plan.ParentID().IsUnknown() {
		return nil
	}
	var keys []oktaapi.Key
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, limits.Read)
		defer cancel()
		keys, err = r.listKeysInRunOrCached(ctx, parentIDOf(plan))
	}
	switch {
	case apierr.Is(err, apierr.ConfigUnknown), apierr.Is(err, apierr.NotFound) && r.run.missingParents.has(parentIDOf(plan)):
		return nil // the refresh has said that the parent is gone
	case err != nil:
		errorsAndWarnings.Append(diagnostics.ErrPlanCannotReadKeys(r.parentSubject(plan), err))
		return errorsAndWarnings
	}
	errorsAndWarnings.Append(r.checkKIDAndRoomAtParent(plan, keys)...)
	return errorsAndWarnings
}

// checkKIDAndRoomAtParent compares a planned key with the registered ones. The apply decides whether the same key
// may be taken over. A key that a resource of this run has, or plans to delete, gets other diagnostics: it may be
// the key of this resource, which is replaced.
func (r *KeyResource) checkKIDAndRoomAtParent(plan KeyModel, registered []oktaapi.Key) (errOrWarning diag.Diagnostics) {
	attributes, parent := plan.Attributes(), parentIDOf(plan)
	key, known := attributes.Recorded()
	live, there := findByKID(registered, attributes.KID.ValueString())
	switch {
	case !there && len(registered) >= r.Spec.Limits.Max:
		errOrWarning.Append(diagnostics.WarnParentFull(r.parentSubject(plan), attributes.KID.ValueString(), len(registered), r.Spec.Limits.Max))
		return errOrWarning
	case !there, !known, attributes.Use.IsUnknown(), attributes.Alg.IsUnknown(), r.isManagedKeptOrRemovedInRun(parent, live):
		return nil
	}
	if differs := r.describeOtherKeyUseOrAlg(attributes, live, key); differs != "" {
		errOrWarning.Append(diagnostics.ErrWithAdviceToDestroy(diagnostics.ErrKeyAlreadyRegistered(r.parentSubject(plan), live.KID, parent+"/"+live.ID, differs)))
	}
	return errOrWarning
}

// isManagedKeptOrRemovedInRun reports whether a resource of this run has a registered key in its state, plans to
// keep or add it, or plans to remove it.
func (r *KeyResource) isManagedKeptOrRemovedInRun(parent string, live oktaapi.Key) bool {
	thumbprint := ""
	if public, err := live.Public(); err == nil {
		thumbprint = thumbprintOrNoneText(public)
	}
	key := plannedKey{ID: live.ID, Parent: parent, KID: live.KID, Thumbprint: thumbprint}
	return r.run.managed.isManaged(managedKey{parent, live.KID, thumbprint, live.ID}) || r.run.plannedKeys.isKeptOrAdded(key) || r.run.plannedKeys.isPlannedForRemoval(key)
}
