package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// planReplacementAndRecordInRun plans a new resource in place of the one in the state, and notes for the run what
// is planned for both keys.
func (r *KeyResource) planReplacementAndRecordInRun(ctx context.Context, config, plan, state KeyModel, rawPlan tfsdk.Plan, resp *resource.ModifyPlanResponse) {
	next, diags := r.fillPlanOfKeyToAdd(ctx, rawPlan, config, plan)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.recordActivationOfKeyToAddInRun(ctx, plan, next)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.forgetManagedKeyInRun(state)
	next.ID = r.findRegisteredIDByKID(ctx, next)
	resp.Diagnostics.Append(r.recordReplacementInRunAndCheck(ctx, next, state)...)
	s := state.Attributes()
	for _, name := range append(keyinput.Names(), "kid", "use", "alg") {
		if name != "public_key_pem_wo_version" || !s.PublicKeyPEMWOVersion.IsNull() {
			resp.RequiresReplace = append(resp.RequiresReplace, path.Root(name))
		}
	}
	resp.Diagnostics.Append(tfmodel.SetPlan(ctx, &resp.Plan, plan)...)
}

// recordReplacementInRunAndCheck notes for the run that next is added, and that the key of the state is deleted if
// the replacement deletes it. It warns of what happens to that key: it is deleted, it is the same key as next, or
// on_destroy abandons it.
func (r *KeyResource) recordReplacementInRunAndCheck(ctx context.Context, next keyToAdd, state KeyModel) (errorsAndWarnings diag.Diagnostics) {
	s := state.Attributes()
	if keysPlannedByCreate(r.keyPlannedByCreateOrNone(next)).includesSameKey(r.stateKeyForComparison(state)) { // the delete finds it among what the create plans, and leaves it
		errorsAndWarnings.Append(r.recordKeptAndDeletedInRun(next.asPlannedAddition(), keyWithPlan{})...)
		errorsAndWarnings.Append(diagnostics.WarnKeyStaysInReplacement(r.parentSubject(state), s.KID.ValueString(), next.WriteOnly))
		return errorsAndWarnings
	}
	replacement := diagnostics.Replacement{KID: s.KID.ValueString(), Status: s.Status.ValueString()}
	if r.isSameParent(ctx, next, state) {
		replacement.KeepsKID = next.Attributes().KID.Equal(s.KID)
	} else {
		replacement.MovedTo = r.describeParentOrUnknown(next)
	}
	if s.OnDestroy.ValueString() == onDestroyAbandon {
		errorsAndWarnings.Append(r.recordKeptAndDeletedInRun(next.asPlannedAddition(), keyWithPlan{})...)
		errorsAndWarnings.Append(diagnostics.WarnReplacedKeyStaysRegistered(r.parentSubject(state), replacement))
		return errorsAndWarnings
	}
	replacement.OnlyActive = r.isLastActiveByPlansInRun(ctx, state)
	errorsAndWarnings.Append(r.recordKeptAndDeletedInRun(next.asPlannedAddition(), keyWithPlan{KeyModel: state, Plan: diagnostics.KeyReplaced})...)
	errorsAndWarnings.Append(r.refuseChangeOfSignInKey(state, diagnostics.ReplaceOwnKey)...)
	errorsAndWarnings.Append(diagnostics.WarnKeyWillBeReplaced(r.parentSubject(state), replacement))
	errorsAndWarnings.Append(r.recordRemovalInRun(ctx, state, diagnostics.DeactivatedByReplacement)...)
	return errorsAndWarnings
}

// isSameParent reports whether the parent of a plan is that of the state. The two IDs can differ, because the
// default server has two. So it also is the same parent if the key of the state is listed there.
func (r *KeyResource) isSameParent(ctx context.Context, plan, state KeyModel) bool {
	if plan.ParentID().Equal(state.ParentID()) {
		return true
	}
	_, there := findByID(r.listKeysOrNone(ctx, plan), state.Attributes().ID.ValueString())
	return there
}

// describeParentOrUnknown names the parent of a plan, or says that it is not known yet.
func (r *KeyResource) describeParentOrUnknown(plan KeyModel) (name string) {
	if plan.ParentID().IsUnknown() {
		return "a place that is not known yet"
	}
	return r.parentSubject(plan).Parent
}
