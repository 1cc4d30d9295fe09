package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Delete does what on_destroy says: it deactivates the key if needed, and deletes it. A key that is
// deleted already is no error. Both requests are sent under one lock, because a create of
// the same run may take over an inactive key.
func (r *KeyResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state := r.Spec.Models.NewModel()
	ctx, cancel, replacement, ok := r.getStateForDelete(ctx, state, req, resp)
	defer cancel()
	if !ok {
		return
	}
	r.recordKeyOfStateInRun(state)
	op, unlock, ok := r.beginLockedOperation(ctx, parentIDOf(state), verbDelete)
	for ok {
		refused := r.removeKeyUnlessKept(ctx, op, state, replacement)
		unlock()
		unlock, ok = r.waitForSuccessorAndRelock(ctx, op, state.Attributes(), refused, verbDelete)
	}
	resp.Diagnostics.Append(op.Diags...)
}

// removeKeyUnlessKept deactivates and deletes the key, unless a create of this run has taken it over, another
// resource of the run keeps it, or the create of this replacement plans the same key.
func (r *KeyResource) removeKeyUnlessKept(ctx context.Context, op *Operation, state KeyModel, replacement keysPlannedByCreate) (refusedOrNil *refusedDeactivation) {
	attributes := state.Attributes()
	id, kid := attributes.ID.ValueString(), attributes.KID.ValueString()
	if r.isTakenOverInRun(id) || r.isKeptOrAddedInRun(state) {
		op.addDiagnostic(diagnostics.WarnKeyLeftToOtherResource(op.Subject, kid))
		return nil
	}
	keys, err := op.listKeysFreshOrInRun(ctx, true)
	switch {
	case apierr.Is(err, apierr.NotFound):
		return nil
	case err != nil:
		op.addDiagnostic(diagnostics.ErrCallFailed("read", op.Subject, err))
		return nil
	}
	live, there := findByID(keys, id)
	leaves := attributes.OnDestroy.ValueString() == onDestroyIfUnneeded && len(replacement) == 0
	deletes := attributes.OnDestroy.ValueString() != onDestroyDeactivate
	switch {
	case !there, !deletes && live.Status != oktaapi.StatusActive:
		return nil
	case replacement.includesSameKey(r.liveKeyForComparison(op.Parent, live)):
		op.Run.applied.markLeftForReplacement(id)
		op.addDiagnostic(diagnostics.WarnKeysStayInReplacement(op.Subject, []string{kid}, replacement.includesWriteOnlyKey()))
		return nil
	case op.isSignInKey(live) && leaves:
		op.addDiagnostic(diagnostics.WarnOwnKeyLeft(op.Subject, kid))
		return nil
	case op.isSignInKey(live):
		op.addDiagnostic(diagnostics.ErrChangesOwnKey(diagnostics.DeleteOwnKey, op.Subject, kid))
		return nil
	}
	if live.Status == oktaapi.StatusActive {
		how := refusedDeactivation{kid: kid, keys: keys, way: diagnostics.DeactivatedByDestroy, keepsKID: replacement.includesKIDOf(r.liveKeyForComparison(op.Parent, live)), mayStay: leaves}
		if len(replacement) > 0 {
			how.way = diagnostics.DeactivatedByReplacement
		}
		if done, refused := r.deactivateUnlessNeeded(ctx, op, live, keys, how); !done {
			return refused
		}
	}
	if deletes {
		deleteInactiveKey(ctx, op, live)
	}
	return nil
}

// isKeptOrAddedInRun reports whether a resource of this run plans to keep or to add the key of a state.
func (r *KeyResource) isKeptOrAddedInRun(state KeyModel) bool {
	key, known := r.plannedKeyFromModel(state)
	return known && r.run.plannedKeys.isKeptOrAdded(key)
}

// deactivateUnlessNeeded deactivates an active key before it is deleted. deactivated is false if the key is
// deleted already, or stays. A key that may stay stays if the parent needs it.
func (r *KeyResource) deactivateUnlessNeeded(ctx context.Context, op *Operation, live oktaapi.Key, registered []oktaapi.Key, ifRefused refusedDeactivation) (deactivated bool, refusedOrNil *refusedDeactivation) {
	if ifRefused.mayStay {
		need, needed, err := r.isNeededAsLastActive(ctx, op.Parent, live, registered)
		switch {
		case err != nil:
			op.addDiagnostic(diagnostics.ErrCallFailed("read what needs", op.Subject, err))
			return false, nil
		case needed:
			ifRefused.use, ifRefused.setting = r.Spec.EffectiveUse(live.Use), need.Setting
			return false, &ifRefused
		}
	}
	if ifRefused.way == diagnostics.DeactivatedByDestroy && op.mustWaitForSuccessorInRun(ctx, live, registered) {
		ifRefused.err, ifRefused.mayStay = errSuccessorInactive, false
		return false, &ifRefused
	}
	c := newDeactivation(ifRefused.kid, live.ID)
	switch out := op.executeExactlyOnce(ctx, c); {
	case out.isRefusedWith(apierr.Invalid):
		ifRefused.err = out.Err
		return false, &ifRefused
	case out.isRefusedWith(apierr.NotFound) && op.isKeyOrParentGone(ctx, live.ID):
		return false, nil
	case !out.OK:
		op.addChangeError(c, out)
		return false, nil
	}
	return true, nil
}

// deleteInactiveKey deletes an inactive key.
func deleteInactiveKey(ctx context.Context, op *Operation, live oktaapi.Key) {
	c := newDeletion(live.KID, live.ID)
	out := op.executeExactlyOnce(ctx, c)
	switch {
	case out.OK, out.isRefusedWith(apierr.NotFound) && op.isKeyOrParentGone(ctx, live.ID):
	case out.isRefusedWith(apierr.Invalid):
		op.addDiagnostic(diagnostics.ErrKeyNotDeleted(op.Subject, live.KID, out.Err))
	default:
		op.addChangeError(c, out)
	}
}
