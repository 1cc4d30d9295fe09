package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Delete does what on_destroy says with the keys of the resource. Other keys stay, even with
// exclusive = true. Keys that are deleted already are no error. If the resource is replaced
// at the same parent, the create does it.
func (r *SetResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state := r.Spec.Models.NewModel()
	ctx, cancel, replacement, ok := r.getStateForDelete(ctx, state, req, resp)
	defer cancel()
	if !ok {
		resp.Diagnostics.Append(r.markAbandonedKeysLeftForReplacement(ctx, state)...)
		return
	}
	resp.Diagnostics.Append(r.recordKeysOfStateInRun(ctx, req.Private, state)...)
	next, diags := readPlannedSet(ctx, req.Private, parentIDOf(state))
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.removeKeysOnDestroy(ctx, state, replacement, next)...)
}

// markAbandonedKeysLeftForReplacement notes the keys that are left as they are, for the create of a replacement.
func (r *SetResource) markAbandonedKeysLeftForReplacement(ctx context.Context, state SetModel) diag.Diagnostics {
	if r.run == nil || state.Attributes().OnDestroy.ValueString() != onDestroyAbandon {
		return nil
	}
	held, diags := decodeManagedEntries(ctx, state)
	for _, e := range held {
		r.run.applied.markLeftForReplacement(e.ID.ValueString())
	}
	return diags
}

// removeKeysOnDestroy deactivates and deletes the removable keys. If the resource is replaced, the keys stay that the
// create plans. If it is replaced at the same parent, all of them stay until the create has added its own:
// createOrNil is that create.
func (r *SetResource) removeKeysOnDestroy(ctx context.Context, state SetModel, replacement keysPlannedByCreate, createOrNil *plannedSet) diag.Diagnostics {
	op, unlock, ok := r.beginLockedOperation(ctx, parentIDOf(state), verbDelete)
	var done []string
	for ok {
		a := r.planRemovalOrDeferToCreate(ctx, op, state, replacement, createOrNil)
		if a != nil {
			a.doneBefore = done
			a.executeSteps(ctx)
			done = a.doneStepTexts()
		}
		unlock()
		unlock, ok = r.waitForSuccessorAndRelock(ctx, op, a)
	}
	return op.Diags
}

// planRemovalOrDeferToCreate lists the keys, and plans the removal of the removable ones. It is nil if nothing is to
// be sent. If createOrNil is a create at the same parent, it only notes for the run what that create has to remove.
func (r *SetResource) planRemovalOrDeferToCreate(ctx context.Context, op *Operation, state SetModel, replacement keysPlannedByCreate, createOrNil *plannedSet) (toApplyOrNil *setApply) {
	held, diags := decodeManagedEntries(ctx, state)
	op.Diags.Append(diags...)
	keys, err := op.listKeysFreshOrInRun(ctx, true)
	switch {
	case apierr.Is(err, apierr.NotFound):
		return nil
	case err != nil:
		op.addDiagnostic(diagnostics.ErrCallFailed("read", op.Subject, err))
		return nil
	}
	have := r.Spec.liveForPlanner(keys, deletePolicy{state: held})
	clearRemovableOfOthersInRun(op, have, nil)
	clearRemovablePlannedByCreate(op, have, replacement)
	replaced := len(replacement) > 0 || createOrNil != nil
	leaves := state.Attributes().OnDestroy.ValueString() == onDestroyIfUnneeded && !replaced
	if leaves && !r.clearRemovableIfNeededAndReport(ctx, op, state, keys, have) {
		return nil
	}
	s, err := r.planDestroySteps(state, held, have)
	if err != nil {
		op.addDiagnostic(diagnostics.ErrInvalidKeySet(op.Subject, err))
		return nil
	}
	op.Diags.Append(r.refuseRemovalOfSignInKeys(state, s)...)
	switch {
	case op.Diags.HasError():
		return nil
	case createOrNil != nil:
		op.deferRemovalToCreateInRun(state, *createOrNil, held, have)
		return nil
	}
	return &setApply{op: op, plan: s.plan, keys: slices.Clone(keys), mayLeave: leaves, destroys: true}
}

// clearRemovableIfNeededAndReport makes the keys that are still needed not removable, and adds warnings that name
// them. neededKnown is false if it is not known which keys are needed. Then nothing is sent.
func (r *SetResource) clearRemovableIfNeededAndReport(ctx context.Context, op *Operation, state SetModel, registered []oktaapi.Key, plannerKeys []keyplan.Key) (neededKnown bool) {
	kept, err := r.clearRemovableIfNeeded(ctx, state, registered, plannerKeys)
	for _, key := range kept {
		if key.use == "" {
			op.addDiagnostic(diagnostics.WarnOwnKeyLeft(op.Subject, key.KID))
			continue
		}
		op.addDiagnostic(diagnostics.WarnNeededKeyLeft(op.Subject, key.KID, key.use, key.setting))
	}
	if err != nil {
		op.addDiagnostic(diagnostics.ErrCallFailed("read what needs", op.Subject, err))
	}
	return err == nil
}
