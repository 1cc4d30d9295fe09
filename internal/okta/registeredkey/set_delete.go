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
// exclusive or not. Keys that are gone already are done.
func (r *SetResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state := r.Spec.NewModel()
	ctx, cancel, replacement, ok := r.beginDelete(ctx, state, req, resp)
	defer cancel()
	if ok {
		resp.Diagnostics.Append(r.removeKeys(ctx, state, replacement)...)
	}
}

// removeKeys takes the keys away that may go. If the resource is replaced, those that the
// create plans stay where they are.
func (r *SetResource) removeKeys(ctx context.Context, state SetModel, replacement plannedCreates) diag.Diagnostics {
	op, unlock, ok := r.beginOperation(ctx, parentOf(state), verbDelete)
	if !ok {
		return op.Diags
	}
	defer unlock()
	held, diags := decodeKeys(ctx, state.Attributes().Keys)
	op.Diags.Append(diags...)
	keys, err := op.listKeys(ctx, true)
	switch {
	case apierr.Is(err, apierr.NotFound):
		return op.Diags
	case err != nil:
		op.addDiagnostic(diagnostics.ErrCallFailed("read", op.Subject, err))
		return op.Diags
	}
	have := r.Spec.liveForPlanner(keys, deletePolicy{state: held})
	skipAdopted(op, have, nil)
	skipRecreated(op, have, replacement)
	leaves := state.Attributes().OnDestroy.ValueString() == onDestroyIfUnneeded && len(replacement) == 0
	if leaves && !r.skipNeeded(ctx, op, state, keys, have) {
		return op.Diags
	}
	s, err := r.planDestroySteps(state, held, have)
	if err != nil {
		op.addDiagnostic(diagnostics.ErrInvalidKeySet(op.Subject, err))
		return op.Diags
	}
	op.Diags.Append(r.refuseOwnKeys(state, s)...)
	if op.Diags.HasError() {
		return op.Diags
	}
	a := &setApply{op: op, plan: s.plan, keys: slices.Clone(keys), mayLeave: leaves, destroys: true}
	a.execute(ctx)
	return op.Diags
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
