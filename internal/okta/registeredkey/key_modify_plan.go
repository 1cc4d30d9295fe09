package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// ModifyPlan plans every form of the key, compares keys by their key material and not
// by their form, and warns of effects on other keys.
//
// It runs in the plan walk and again in the apply walk, and both must give the same
// values. So the planned values depend on configuration and state only. The
// registered keys only lead to warnings and errors.
func (r *KeyResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	switch {
	case req.Plan.Raw.IsNull():
		r.planDestroy(ctx, req, resp)
	case req.State.Raw.IsNull():
		r.planCreate(ctx, req, resp)
	default:
		r.planUpdate(ctx, req, resp)
	}
}

func (r *KeyResource) planCreate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	config, plan := r.Spec.Models.NewModel(), r.Spec.Models.NewModel()
	resp.Diagnostics.Append(tfmodel.GetConfig(ctx, req.Config, config)...)
	resp.Diagnostics.Append(tfmodel.GetPlan(ctx, req.Plan, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	next, diags := r.fillPlanOfKeyToAdd(ctx, req.Plan, config, plan)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.recordActivationOfKeyToAddInRun(ctx, plan, next)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.checkCreateAgainstLiveKeys(ctx, plan)...) // before the plan itself is recorded
	if !resp.Diagnostics.HasError() {
		next.ID = r.findRegisteredIDByKID(ctx, next)
	}
	resp.Diagnostics.Append(r.recordKeptAndDeletedInRun(next.asPlannedAddition(), keyWithPlan{})...)
	resp.Diagnostics.Append(r.recordKeyOfCreateInRun(next.KeyModel, next.ID)...)
	resp.Diagnostics.Append(writeKeysPlannedByCreate(ctx, resp.Private, r.keyPlannedByCreateOrNone(next))...)
	resp.Diagnostics.Append(tfmodel.SetPlan(ctx, &resp.Plan, plan)...)
}

// keyToAdd is a planned key that is going to be added, with its key material, even if the plan cannot
// contain that.
type keyToAdd struct {
	KeyModel
	// ID is Okta's, if the key is registered already.
	ID string
	// WriteOnly is true if the material is that of a write-only argument.
	WriteOnly bool
}

func (k keyToAdd) asPlannedAddition() keyWithPlan {
	return keyWithPlan{k.KeyModel, diagnostics.KeyAdded, k.ID}
}

// fillPlanOfKeyToAdd fills in the plan of a key that is going to be added. rawPlan is the plan as it was.
func (r *KeyResource) fillPlanOfKeyToAdd(ctx context.Context, rawPlan tfsdk.Plan, config, plan KeyModel) (next keyToAdd, diags diag.Diagnostics) {
	c, p := config.Attributes(), plan.Attributes()
	w, err := r.Spec.parseDesiredKey(c.Model, c.KID, c.Use, c.Alg)
	if err == nil {
		err = w.fillPlanForNewKey(r.Spec, c, p)
	}
	if err != nil {
		diags.Append(diagnostics.ErrInvalidKey(r.parentSubject(plan), err))
		return next, diags
	}
	return keyToAdd{KeyModel: r.copyPlanWithWriteOnlyKey(ctx, rawPlan, w, config, plan), WriteOnly: w.Parsed.WriteOnly()}, diags
}

// recordActivationOfKeyToAddInRun notes for the run that a key that is going to be added is planned to be active,
// and returns the diagnostics on the effect on other keys. It does nothing for a key that is planned to be
// inactive.
func (r *KeyResource) recordActivationOfKeyToAddInRun(ctx context.Context, plan KeyModel, next keyToAdd) (errOrWarnOfOtherActive diag.Diagnostics) {
	p := plan.Attributes()
	if p.Status.ValueString() != oktaapi.StatusActive {
		return nil
	}
	ownID := ""
	if r.Spec.allowsOnlyOneActive(r.Spec.EffectiveUse(p.Use.ValueString())) {
		ownID = r.findRegisteredIDByKID(ctx, next)
	}
	r.recordPlannedActivationInRun(plan)
	return r.recordActiveInRunAndCheck(ctx, plan, ownID, true)
}

func (r *KeyResource) planUpdate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	config, plan, state := r.Spec.Models.NewModel(), r.Spec.Models.NewModel(), r.Spec.Models.NewModel()
	resp.Diagnostics.Append(tfmodel.GetConfig(ctx, req.Config, config)...)
	resp.Diagnostics.Append(tfmodel.GetPlan(ctx, req.Plan, plan)...)
	resp.Diagnostics.Append(tfmodel.GetState(ctx, req.State, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.recordKeyOfStateInRun(state)
	c, p, s := config.Attributes(), plan.Attributes(), state.Attributes()
	w, err := r.Spec.parseDesiredKey(c.Model, c.KID, c.Use, c.Alg)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidKey(r.parentSubject(plan), err))
		return
	}
	other, diags := r.mustReplaceAfterDrift(ctx, req.Private, w, s)
	resp.Diagnostics.Append(diags...)
	if other || !plan.ParentID().Equal(state.ParentID()) || !w.isKeyOfState(r.Spec, c, s) {
		r.planReplacementAndRecordInRun(ctx, config, plan, state, req.Plan, resp)
		return
	}
	w.fillPlanFromState(c, p, s)
	if w.onlyRecordsWriteOnlyVersion(s) {
		resp.Diagnostics.Append(diagnostics.WarnKeyStaysVersionRecorded(r.parentSubject(state), s.KID.ValueString(), w.Parsed.Known))
	}
	resp.Diagnostics.Append(r.planStatusAndRecordInRun(ctx, c, plan, state)...)
	unread := r.ignoredWriteOnlyKeyOrNone(ctx, req.Plan, w, config, plan)
	resp.Diagnostics.Append(r.recordKeptAndDeletedInRun(keyWithPlan{KeyModel: plan}, keyWithPlan{})...)
	resp.Diagnostics.Append(r.recordKeptAndDeletedInRun(unread, keyWithPlan{})...)
	resp.Diagnostics.Append(tfmodel.SetPlan(ctx, &resp.Plan, plan)...)
}

// planStatusAndRecordInRun plans the status of a registered key, and notes for the run which keys it activates or
// deactivates. A status that is not configured is only read, which changes nothing.
func (r *KeyResource) planStatusAndRecordInRun(ctx context.Context, config *KeyAttributes, plan, state KeyModel) (errorsAndWarnings diag.Diagnostics) {
	p, s := plan.Attributes(), state.Attributes()
	p.Status = s.Status
	if config.Status.IsNull() {
		return nil
	}
	p.Status = config.Status
	changes := !p.Status.Equal(s.Status)
	if changes {
		p.LastUpdated = types.StringUnknown()
	}
	switch p.Status.ValueString() {
	case oktaapi.StatusActive:
		r.recordPlannedActivationInRun(plan)
		errorsAndWarnings.Append(r.recordActiveInRunAndCheck(ctx, plan, s.ID.ValueString(), changes)...)
	case oktaapi.StatusInactive:
		if changes {
			errorsAndWarnings.Append(r.refuseChangeOfSignInKey(state, diagnostics.DeactivateOwnKey)...)
			errorsAndWarnings.Append(r.recordRemovalInRun(ctx, state, diagnostics.DeactivatedByStatus)...)
		}
	}
	return errorsAndWarnings
}

func (r *KeyResource) planDestroy(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	state := r.Spec.Models.NewModel()
	resp.Diagnostics.Append(tfmodel.GetState(ctx, req.State, state)...)
	resp.Diagnostics.Append(removePlanOfCreate(ctx, resp.Private)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.recordKeyOfStateInRun(state)
	if state.Attributes().OnDestroy.ValueString() == onDestroyAbandon {
		resp.Diagnostics.Append(diagnostics.WarnDestroyAbandonsKey(r.Spec.Type, r.parentSubject(state), state.Attributes().KID.ValueString()))
		return
	}
	if r.isTakenOverInRun(state.Attributes().ID.ValueString()) {
		return // under create_before_destroy this is planned after the create: the key stays
	}
	resp.Diagnostics.Append(r.recordKeptAndDeletedInRun(keyWithPlan{}, keyWithPlan{KeyModel: state, Plan: diagnostics.KeyDestroyed})...)
	if state.Attributes().OnDestroy.ValueString() == onDestroyIfUnneeded {
		resp.Diagnostics.Append(r.recordRemovalInRunUnlessNeeded(ctx, state)...)
		return
	}
	resp.Diagnostics.Append(r.refuseChangeOfSignInKey(state, diagnostics.DeleteOwnKey)...)
	resp.Diagnostics.Append(r.recordRemovalInRun(ctx, state, diagnostics.DeactivatedByDestroy)...)
}
