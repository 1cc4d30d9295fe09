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

// Delete does what on_destroy says with the keys of the resource. Other keys stay,
// exclusive or not. Keys that are gone already are done. If the resource is replaced at
// the same parent, it is the create that follows that does it.
func (r *SetResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state := r.Spec.NewModel()
	ctx, cancel, replacement, ok := r.beginDelete(ctx, state, req, resp)
	defer cancel()
	if !ok {
		resp.Diagnostics.Append(r.noteAbandoned(ctx, state)...)
		return
	}
	next, diags := readPlannedSet(ctx, req.Private, parentOf(state))
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.removeKeys(ctx, state, replacement, next)...)
}

// noteAbandoned notes the keys that are left as they are, for the create of a replacement.
func (r *SetResource) noteAbandoned(ctx context.Context, state SetModel) diag.Diagnostics {
	if r.run == nil || state.Attributes().OnDestroy.ValueString() != onDestroyAbandon {
		return nil
	}
	held, diags := decodeKeys(ctx, state.Attributes().Keys)
	for _, e := range held {
		r.run.touched.addLeft(e.ID.ValueString())
	}
	return diags
}

// removeKeys takes the keys away that may go. If the resource is replaced, those that the
// create plans stay where they are, and at the same parent all of them: next is that create.
func (r *SetResource) removeKeys(ctx context.Context, state SetModel, replacement plannedCreates, next *plannedSet) diag.Diagnostics {
	op, unlock, ok := r.beginOperation(ctx, parentOf(state), verbDelete)
	var done []string
	for ok {
		a := r.prepareRemoval(ctx, op, state, replacement, next)
		if a != nil {
			a.doneBefore = done
			a.execute(ctx)
			done = a.done()
		}
		unlock()
		unlock, ok = r.relockAfterActivation(ctx, op, a)
	}
	return op.Diags
}

// prepareRemoval looks at the keys as they are, and plans how those go that may. It is nil where
// nothing is to be sent.
func (r *SetResource) prepareRemoval(ctx context.Context, op *Operation, state SetModel, replacement plannedCreates, next *plannedSet) *setApply {
	held, diags := decodeKeys(ctx, state.Attributes().Keys)
	op.Diags.Append(diags...)
	keys, err := op.listKeys(ctx, true)
	switch {
	case apierr.Is(err, apierr.NotFound):
		return nil
	case err != nil:
		op.addDiagnostic(diagnostics.ErrCallFailed("read", op.Subject, err))
		return nil
	}
	have := r.Spec.liveForPlanner(keys, deletePolicy{state: held})
	skipAdopted(op, have, nil)
	skipRecreated(op, have, replacement)
	replaced := len(replacement) > 0 || next != nil
	leaves := state.Attributes().OnDestroy.ValueString() == onDestroyIfUnneeded && !replaced
	if leaves && !r.skipNeeded(ctx, op, state, keys, have) {
		return nil
	}
	s, err := r.planDestroySteps(state, held, have)
	if err != nil {
		op.addDiagnostic(diagnostics.ErrInvalidKeySet(op.Subject, err))
		return nil
	}
	op.Diags.Append(r.refuseOwnKeys(state, s)...)
	switch {
	case op.Diags.HasError():
		return nil
	case next != nil:
		r.leaveToCreate(op, state, next, held, have)
		return nil
	}
	return &setApply{op: op, plan: s.plan, keys: slices.Clone(keys), mayLeave: leaves, destroys: true}
}

// skipNeeded leaves the keys where they are that are still needed, and names them. It is false
// where it is not known which they are: then nothing is sent.
func (r *SetResource) skipNeeded(ctx context.Context, op *Operation, state SetModel, keys []oktaapi.Key, have []keyplan.Key) bool {
	err := r.keepNeeded(ctx, state, keys, have, func(key oktaapi.Key, use, setting string) {
		if use == "" {
			op.addDiagnostic(diagnostics.WarnOwnKeyLeft(op.Subject, key.KID))
			return
		}
		op.addDiagnostic(diagnostics.WarnNeededKeyLeft(op.Subject, key.KID, use, setting))
	})
	if err != nil {
		op.addDiagnostic(diagnostics.ErrCallFailed("read what needs", op.Subject, err))
	}
	return err == nil
}
