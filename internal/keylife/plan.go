package keylife

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
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
func (r *Resource[M]) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	switch {
	case req.Plan.Raw.IsNull():
		r.planDestroy(ctx, req, resp)
	case req.State.Raw.IsNull():
		r.planCreate(ctx, req, resp)
	default:
		r.planUpdate(ctx, req, resp)
	}
}

func (r *Resource[M]) planCreate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var config, plan M
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.planAnew(ctx, &config, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.foresee(ctx, &plan)...) // before the plan itself is recorded
	resp.Diagnostics.Append(r.recordPlan(&plan, nil)...)
	resp.Diagnostics.Append(r.warnOfHolder(&plan)...)
	resp.Diagnostics.Append(keychange.MarkCreate(ctx, resp.Private, r.created(&plan))...)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// planAnew plans a key that is going to be added.
func (r *Resource[M]) planAnew(ctx context.Context, config, plan *M) (diags diag.Diagnostics) {
	c, p := r.Vendor.Shared(config), r.Vendor.Shared(plan)
	w, err := r.Vendor.wantedBy(c)
	if err == nil {
		err = w.anew(r.Vendor.Rules, c, p)
	}
	if err != nil {
		diags.Append(diagnose.BadKey(r.subject(plan), err))
		return diags
	}
	if p.Status.ValueString() == oktaapi.StatusActive {
		r.planBegin(plan)
		diags.Append(r.planActive(ctx, plan, "", true)...)
	}
	return diags
}

func (r *Resource[M]) planUpdate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var config, plan, state M
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	c, p, s := r.Vendor.Shared(&config), r.Vendor.Shared(&plan), r.Vendor.Shared(&state)
	w, err := r.Vendor.wantedBy(c)
	if err != nil {
		resp.Diagnostics.Append(diagnose.BadKey(r.subject(&plan), err))
		return
	}
	other, diags := r.isOther(ctx, req.Private, w, s)
	resp.Diagnostics.Append(diags...)
	if other || !r.Vendor.ParentID(&plan).Equal(*r.Vendor.ParentID(&state)) || !w.isSame(r.Vendor.Rules, c, s) {
		r.planReplacement(ctx, &config, &plan, &state, resp)
		return
	}
	w.keep(c, p, s)
	if w.records(s) {
		resp.Diagnostics.Append(diagnose.KeptKey(r.subject(&state), s.KID.ValueString(), w.Given.Known))
	}
	resp.Diagnostics.Append(r.planStatus(ctx, c, &plan, &state)...)
	resp.Diagnostics.Append(r.recordPlan(&plan, nil)...)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// planStatus plans the status of a key that is there. What the configuration does
// not say is only observed: that claims nothing and changes nothing.
func (r *Resource[M]) planStatus(ctx context.Context, config *Shared, plan, state *M) (diags diag.Diagnostics) {
	p, s := r.Vendor.Shared(plan), r.Vendor.Shared(state)
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
		r.planBegin(plan)
		diags.Append(r.planActive(ctx, plan, s.ID.ValueString(), changes)...)
	case oktaapi.StatusInactive:
		if changes {
			diags.Append(r.refuseOwn(state, diagnose.OwnDeactivate)...)
			diags.Append(r.planEnd(ctx, state, diagnose.TakenByStatus)...)
		}
	}
	return diags
}

// planReplacement plans another key in place of the one in the state.
func (r *Resource[M]) planReplacement(ctx context.Context, config, plan, state *M, resp *resource.ModifyPlanResponse) {
	resp.Diagnostics.Append(r.planAnew(ctx, config, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	s := r.Vendor.Shared(state)
	r.letGo(state)
	keepsKID := r.Vendor.ParentID(plan).Equal(*r.Vendor.ParentID(state)) && r.Vendor.Shared(plan).KID.Equal(s.KID)
	if s.OnDestroy.ValueString() == keychange.OnDestroyAbandon {
		resp.Diagnostics.Append(r.recordPlan(plan, nil)...)
		resp.Diagnostics.Append(diagnose.LeftRegistered(r.subject(state), s.KID.ValueString(), s.Status.ValueString(), keepsKID))
	} else {
		resp.Diagnostics.Append(r.recordPlan(plan, state)...)
		resp.Diagnostics.Append(r.refuseOwn(state, diagnose.OwnReplace)...)
		resp.Diagnostics.Append(diagnose.Replaced(r.subject(state), s.KID.ValueString(), s.Status.ValueString(), keepsKID, r.isOnlyActive(ctx, state)))
		resp.Diagnostics.Append(r.planEnd(ctx, state, diagnose.TakenByReplacement)...)
	}
	for _, name := range append(keyinput.Names(), "kid", "use", "alg") {
		if name != "public_key_pem_wo_version" || !s.PublicKeyPEMWOVersion.IsNull() {
			resp.RequiresReplace = append(resp.RequiresReplace, path.Root(name))
		}
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

func (r *Resource[M]) planDestroy(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if r.Vendor.Shared(&state).OnDestroy.ValueString() == keychange.OnDestroyAbandon {
		resp.Diagnostics.Append(diagnose.Abandoned(r.Vendor.Type, r.subject(&state), r.Vendor.Shared(&state).KID.ValueString()))
		return
	}
	if walk := r.walk(); walk != nil && walk.Touched.Taken(r.Vendor.ParentID(&state).ValueString(), r.Vendor.Shared(&state).ID.ValueString()) {
		return // under create_before_destroy this is planned after the create: the key stays
	}
	resp.Diagnostics.Append(r.recordPlan(nil, &state)...)
	if r.Vendor.Shared(&state).OnDestroy.ValueString() == keychange.OnDestroyIfUnneeded {
		resp.Diagnostics.Append(r.planTolerantDestroy(ctx, &state)...)
		return
	}
	resp.Diagnostics.Append(r.refuseOwn(&state, diagnose.OwnDelete)...)
	resp.Diagnostics.Append(r.planEnd(ctx, &state, diagnose.TakenByDestroy)...)
}
