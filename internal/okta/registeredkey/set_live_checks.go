package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// refuseRemovalOfSignInKeys returns an error if the changes deactivate or delete the key with which the provider signs
// in.
func (r *SetResource) refuseRemovalOfSignInKeys(m SetModel, changes plannedChanges) (errIfSignInKey diag.Diagnostics) {
	if m.ParentID().IsUnknown() {
		return nil
	}
	for _, key := range changes.before {
		if changes.deactivatesOrDeletes(key) && r.isSignInKey(parentIDOf(m), key.Thumbprint) {
			errIfSignInKey.Append(diagnostics.ErrChangesOwnKey(diagnostics.RemoveOwnKey, r.parentSubject(m), key.KID))
		}
	}
	return errIfSignInKey
}

// refuseDeletionOfSignInKeys refuses to delete the key with which the provider signs in. deleted are
// registered keys.
func (r *SetResource) refuseDeletionOfSignInKeys(m SetModel, deleted []oktaapi.Key) (errIfSignInKey diag.Diagnostics) {
	for _, key := range deleted {
		if r.isSignInKey(parentIDOf(m), liveThumbprintOrUnreadable(key)) {
			errIfSignInKey.Append(diagnostics.ErrChangesOwnKey(diagnostics.RemoveOwnKey, r.parentSubject(m), kidOrID(key)))
		}
	}
	return errIfSignInKey
}

// changesOfCreateFromLive are the changes of a create, from the registered keys, which no state holds
// yet. leftOrNil is what a replaced set has left to it. A key that is not known yet may turn out to
// be the registered one of its kid.
func (r *SetResource) changesOfCreateFromLive(changes plannedChanges, registered []oktaapi.Key, leftOrNil *keysLeftToCreate) plannedChanges {
	now := plannedChanges{desired: changes.desired, plannerKeys: slices.Clone(changes.plannerKeys), before: r.Spec.liveForPlanner(registered, leftOrNil.deletePolicy())}
	for i, w := range now.plannerKeys {
		if live, there := findByKID(registered, w.KID); there && !changes.desired[w.KID].requested.Parsed.Known {
			now.plannerKeys[i].Thumbprint = liveThumbprintOrUnreadable(live)
		}
	}
	if leftOrNil.onlyDeactivates() {
		now.deactivateInsteadOfDeleting()
	}
	return now
}

// deactivatesOrDeletes reports whether a key is going to be deactivated or deleted.
func (s plannedChanges) deactivatesOrDeletes(key keyplan.Key) bool {
	return slices.ContainsFunc(s.plan.Steps, func(step keyplan.Step) bool {
		return (step.Action == keyplan.Deactivate || step.Action == keyplan.Delete) && step.KID == key.KID && step.ID == key.ID
	})
}

// checkCreateAgainstLiveKeys refuses a create that the registered keys, which no state knows yet, are
// known to be in the way of; and one at a parent that is not there, or has no keys.
func (r *SetResource) checkCreateAgainstLiveKeys(ctx context.Context, plan SetModel, changes plannedChanges) (errIfImpossible diag.Diagnostics) {
	if _, err := r.configuredAPI(); changes.created && r.run != nil && apierr.Is(err, apierr.NotConfigured) {
		errIfImpossible.Append(diagnostics.ErrPlanCannotReadKeys(r.parentSubject(plan), err))
		return errIfImpossible
	}
	if !changes.created || changes.plannerKeys == nil || plan.ParentID().IsUnknown() {
		return nil
	}
	keys, err := r.listCachedKeysOf(ctx, plan)
	switch {
	case apierr.Is(err, apierr.NotConfigured, apierr.ConfigUnknown):
		return nil // missing settings are said above; the apply says it of unknown ones, if it is so then
	case apierr.Is(err, apierr.NotFound) && r.run.missingParents.has(parentIDOf(plan)):
		return nil // the refresh has said it
	case err != nil:
		errIfImpossible.Append(diagnostics.ErrPlanCannotReadKeys(r.parentSubject(plan), err))
		return errIfImpossible
	}
	now := r.changesOfCreateFromLive(changes, keys, r.findLeftToCreateInRun(plan))
	if err := now.planSteps(r.Spec.Limits); err != nil {
		errIfImpossible.Append(diagnostics.ErrInvalidKeySet(r.parentSubject(plan), err))
	}
	return errIfImpossible
}
