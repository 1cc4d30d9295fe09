package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// Update activates or deactivates the key. Everything else that can change in place is
// only recorded.
func (r *KeyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	plan, state := r.Spec.Models.NewModel(), r.Spec.Models.NewModel()
	resp.Diagnostics.Append(tfmodel.GetPlan(ctx, req.Plan, plan)...)
	resp.Diagnostics.Append(tfmodel.GetState(ctx, req.State, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.recordKeyOfStateInRun(state)
	p, s := plan.Attributes(), state.Attributes()
	ctx, cancel := limits.Within(ctx, p.Timeouts.Update, limits.Write, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	if !p.Status.Equal(s.Status) {
		seen, diags := readActiveOtherIDs(ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		live, op := r.changeStatus(ctx, plan, seen)
		resp.Diagnostics.Append(op.Diags...)
		if resp.Diagnostics.HasError() {
			return
		}
		if p.Status.ValueString() == oktaapi.StatusActive { // and no other one of its use is any more
			resp.Diagnostics.Append(writeActiveOtherIDs(ctx, resp.Private, nil)...)
		}
		p.LastUpdated = nullable.String(live.LastUpdated)
	}
	// A key that is updated, and not replaced, is as the configuration says.
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, privateRecordedBeforeDrift, nil)...)
	resp.Diagnostics.Append(r.saveModelAndIdentity(ctx, plan, &resp.State, resp.Identity)...)
}

// changeStatus changes the status of the key to the planned one, unless it has it already. activeOtherIDsAtPlan are
// the IDs of the other keys that were active when the plan was made.
func (r *KeyResource) changeStatus(ctx context.Context, plan KeyModel, activeOtherIDsAtPlan []string) (live oktaapi.Key, op *Operation) {
	const verb = "update"
	op, unlock, ok := r.beginLockedOperation(ctx, parentIDOf(plan), verb)
	for ok {
		var refused *refusedDeactivation
		live, refused = r.tryToChangeStatus(ctx, op, plan, activeOtherIDsAtPlan)
		unlock()
		unlock, ok = r.waitForSuccessorAndRelock(ctx, op, plan.Attributes(), refused, verb)
	}
	return live, op
}

// tryToChangeStatus reads the key, and sends the request that is needed, if any.
func (r *KeyResource) tryToChangeStatus(ctx context.Context, op *Operation, plan KeyModel, activeOtherIDsAtPlan []string) (live oktaapi.Key, refusedOrNil *refusedDeactivation) {
	attributes := plan.Attributes()
	id, kid, status := attributes.ID.ValueString(), attributes.KID.ValueString(), attributes.Status.ValueString()
	keys, err := op.listKeysFreshOrInRun(ctx, true)
	if err != nil {
		op.addDiagnostic(diagnostics.ErrCallFailed("read", op.Subject, err))
		return oktaapi.Key{}, nil
	}
	live, there := findByID(keys, id)
	c := newActivation(kid, id)
	if status == oktaapi.StatusInactive {
		c = newDeactivation(kid, id)
	}
	switch {
	case !there:
		op.addDiagnostic(diagnostics.ErrCallFailed(c.action.String(), op.Subject, &apierr.Error{
			Kind: apierr.NotFound, Message: "key " + kid + " is not registered any more", Hint: "Plan again: the plan will add it.",
		}))
		return live, nil
	case live.Status == status:
		return live, nil
	case status == oktaapi.StatusActive && op.refuseUnplannedDeactivation(r.keysDeactivatedByActivating(plan, keys), activeOtherIDsAtPlan):
		return live, nil
	case status == oktaapi.StatusInactive && op.isSignInKey(live):
		op.addDiagnostic(diagnostics.ErrChangesOwnKey(diagnostics.DeactivateOwnKey, op.Subject, kid))
		return live, nil
	case status == oktaapi.StatusInactive && op.mustWaitForSuccessorInRun(ctx, live, keys):
		return live, &refusedDeactivation{kid: kid, err: errSuccessorInactive, keys: keys, way: diagnostics.DeactivatedByStatus}
	}
	switch out := op.executeExactlyOnce(ctx, c); {
	case out.OK:
		return out.Key, nil
	case status == oktaapi.StatusInactive && out.isRefusedWith(apierr.Invalid):
		return live, &refusedDeactivation{kid: kid, err: out.Err, keys: keys, way: diagnostics.DeactivatedByStatus}
	default:
		op.addChangeError(c, out)
		return live, nil
	}
}
