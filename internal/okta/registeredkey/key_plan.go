package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// ModifyPlan makes the plan know the key in every form, tell one key from
// another by what it is and not by how it is written, and say what becomes of
// other keys.
//
// It runs in the plan walk and again in the apply walk, and both must agree. So
// the planned values rest on configuration and state alone; the keys that are
// registered only give rise to warnings.
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
	config, plan := r.Spec.NewModel(), r.Spec.NewModel()
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.planNewKey(ctx, config, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.checkLiveKeys(ctx, plan)...) // before the plan itself is recorded
	resp.Diagnostics.Append(r.recordPlan(plan, nil)...)
	resp.Diagnostics.Append(r.recordNew(plan)...)
	resp.Diagnostics.Append(writePlannedCreate(ctx, resp.Private, r.plannedCreate(plan))...)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// planNewKey plans a key that is going to be added.
func (r *KeyResource) planNewKey(ctx context.Context, config, plan KeyModel) (diags diag.Diagnostics) {
	c, p := config.Attributes(), plan.Attributes()
	w, err := r.Spec.readDesiredKey(c)
	if err == nil {
		err = w.planNew(r.Spec, c, p)
	}
	if err != nil {
		diags.Append(diagnostics.ErrInvalidKey(r.subject(plan), err))
		return diags
	}
	if p.Status.ValueString() == oktaapi.StatusActive {
		r.planActivation(plan)
		diags.Append(r.planActiveStatus(ctx, plan, "", true)...)
	}
	return diags
}

func (r *KeyResource) planUpdate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	config, plan, state := r.Spec.NewModel(), r.Spec.NewModel(), r.Spec.NewModel()
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	c, p, s := config.Attributes(), plan.Attributes(), state.Attributes()
	w, err := r.Spec.readDesiredKey(c)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidKey(r.subject(plan), err))
		return
	}
	other, diags := r.hasDrifted(ctx, req.Private, w, s)
	resp.Diagnostics.Append(diags...)
	if other || !plan.ParentID().Equal(state.ParentID()) || !w.isSame(r.Spec, c, s) {
		r.planReplacement(ctx, config, plan, state, resp)
		return
	}
	w.planFromState(c, p, s)
	if w.recordsVersionOnly(s) {
		resp.Diagnostics.Append(diagnostics.WarnKeyStaysVersionRecorded(r.subject(state), s.KID.ValueString(), w.Parsed.Known))
	}
	resp.Diagnostics.Append(r.planStatus(ctx, c, plan, state)...)
	resp.Diagnostics.Append(r.recordPlan(plan, nil)...)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// planStatus plans the status of a key that is there. What the configuration does
// not say is only observed: that claims nothing and changes nothing.
func (r *KeyResource) planStatus(ctx context.Context, config *KeyAttributes, plan, state KeyModel) (diags diag.Diagnostics) {
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
		r.planActivation(plan)
		diags.Append(r.planActiveStatus(ctx, plan, s.ID.ValueString(), changes)...)
	case oktaapi.StatusInactive:
		if changes {
			diags.Append(r.refuseOwnKey(state, diagnostics.DeactivateOwnKey)...)
			diags.Append(r.planRemoval(ctx, state, diagnostics.DeactivatedByStatus)...)
		}
	}
	return diags
}

// planReplacement plans another key in place of the one in the state.
func (r *KeyResource) planReplacement(ctx context.Context, config, plan, state KeyModel, resp *resource.ModifyPlanResponse) {
	resp.Diagnostics.Append(r.planNewKey(ctx, config, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	s := state.Attributes()
	r.releaseKey(state)
	keepsKID := plan.ParentID().Equal(state.ParentID()) && plan.Attributes().KID.Equal(s.KID)
	if s.OnDestroy.ValueString() == onDestroyAbandon {
		resp.Diagnostics.Append(r.recordPlan(plan, nil)...)
		resp.Diagnostics.Append(diagnostics.WarnReplacedKeyStaysRegistered(r.subject(state), s.KID.ValueString(), s.Status.ValueString(), keepsKID))
	} else {
		resp.Diagnostics.Append(r.recordPlan(plan, state)...)
		resp.Diagnostics.Append(r.refuseOwnKey(state, diagnostics.ReplaceOwnKey)...)
		resp.Diagnostics.Append(diagnostics.WarnKeyWillBeReplaced(r.subject(state), s.KID.ValueString(), s.Status.ValueString(), keepsKID, r.isOnlyActive(ctx, state)))
		resp.Diagnostics.Append(r.planRemoval(ctx, state, diagnostics.DeactivatedByReplacement)...)
	}
	for _, name := range append(keyinput.Names(), "kid", "use", "alg") {
		if name != "public_key_pem_wo_version" || !s.PublicKeyPEMWOVersion.IsNull() {
			resp.RequiresReplace = append(resp.RequiresReplace, path.Root(name))
		}
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

func (r *KeyResource) planDestroy(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	state := r.Spec.NewModel()
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if state.Attributes().OnDestroy.ValueString() == onDestroyAbandon {
		resp.Diagnostics.Append(diagnostics.WarnDestroyAbandonsKey(r.Spec.Type, r.subject(state), state.Attributes().KID.ValueString()))
		return
	}
	if r.run != nil && r.run.touched.isAdopted(parentOf(state), state.Attributes().ID.ValueString()) {
		return // under create_before_destroy this is planned after the create: the key stays
	}
	resp.Diagnostics.Append(r.recordPlan(nil, state)...)
	if state.Attributes().OnDestroy.ValueString() == onDestroyIfUnneeded {
		resp.Diagnostics.Append(r.planDestroyIfUnneeded(ctx, state)...)
		return
	}
	resp.Diagnostics.Append(r.refuseOwnKey(state, diagnostics.DeleteOwnKey)...)
	resp.Diagnostics.Append(r.planRemoval(ctx, state, diagnostics.DeactivatedByDestroy)...)
}
