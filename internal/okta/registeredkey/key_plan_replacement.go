package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
)

// planReplacement plans a new resource in place of the one in the state.
func (r *KeyResource) planReplacement(ctx context.Context, config, plan, state KeyModel, raw tfsdk.Plan, resp *resource.ModifyPlanResponse) {
	next, diags := r.planNewKey(ctx, raw, config, plan)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.releaseKey(state)
	next.ID = r.liveID(ctx, next)
	resp.Diagnostics.Append(r.planGoing(ctx, next, state)...)
	s := state.Attributes()
	for _, name := range append(keyinput.Names(), "kid", "use", "alg") {
		if name != "public_key_pem_wo_version" || !s.PublicKeyPEMWOVersion.IsNull() {
			resp.RequiresReplace = append(resp.RequiresReplace, path.Root(name))
		}
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// planGoing says what becomes of the key of the state in a replacement.
func (r *KeyResource) planGoing(ctx context.Context, next newKey, state KeyModel) (diags diag.Diagnostics) {
	s := state.Attributes()
	if plannedCreates(r.plannedCreate(next)).recreates(r.stateAsCreated(state)) { // the delete finds it among what the create plans, and leaves it
		diags.Append(r.recordPlan(next.held(), heldKey{})...)
		diags.Append(diagnostics.WarnKeyStaysInReplacement(r.subject(state), s.KID.ValueString(), next.WriteOnly))
		return diags
	}
	replacement := diagnostics.Replacement{KID: s.KID.ValueString(), Status: s.Status.ValueString()}
	if r.staysAtParent(ctx, next, state) {
		replacement.KeepsKID = next.Attributes().KID.Equal(s.KID)
	} else {
		replacement.MovedTo = r.movedTo(next)
	}
	if s.OnDestroy.ValueString() == onDestroyAbandon {
		diags.Append(r.recordPlan(next.held(), heldKey{})...)
		diags.Append(diagnostics.WarnReplacedKeyStaysRegistered(r.subject(state), replacement))
		return diags
	}
	replacement.OnlyActive = r.isOnlyActive(ctx, state)
	diags.Append(r.recordPlan(next.held(), heldKey{KeyModel: state, Way: diagnostics.KeyReplaced})...)
	diags.Append(r.refuseOwnKey(state, diagnostics.ReplaceOwnKey)...)
	diags.Append(diagnostics.WarnKeyWillBeReplaced(r.subject(state), replacement))
	diags.Append(r.planRemoval(ctx, state, diagnostics.DeactivatedByReplacement)...)
	return diags
}

// staysAtParent reports whether a plan is about the parent of the state, whatever it is
// called: the key of the state is listed there.
func (r *KeyResource) staysAtParent(ctx context.Context, plan, state KeyModel) bool {
	if plan.ParentID().Equal(state.ParentID()) {
		return true
	}
	_, there := byID(r.knownKeys(ctx, plan), state.Attributes().ID.ValueString())
	return there
}

// movedTo names another parent at which a key is planned.
func (r *KeyResource) movedTo(plan KeyModel) string {
	if plan.ParentID().IsUnknown() {
		return "a place that is not known yet"
	}
	return r.subject(plan).Parent
}
