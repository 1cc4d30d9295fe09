package keylife

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
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
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	}
}

// planAnew plans a key that is going to be added.
func (r *Resource[M]) planAnew(ctx context.Context, config, plan *M) (diags diag.Diagnostics) {
	c, p := r.Vendor.Shared(config), r.Vendor.Shared(plan)
	w, err := wantedBy(c)
	if err == nil {
		err = w.anew(r.Vendor.Rules, c, p)
	}
	if err != nil {
		diags.Append(diagnose.BadKey(r.subject(plan), err))
		return diags
	}
	diags.Append(r.planActive(ctx, plan, "")...)
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
	w, err := wantedBy(c)
	if err != nil {
		resp.Diagnostics.Append(diagnose.BadKey(r.subject(&plan), err))
		return
	}
	if !r.Vendor.ParentID(&plan).Equal(*r.Vendor.ParentID(&state)) || !w.isSame(r.Vendor.Rules, c, s) {
		r.planReplacement(ctx, &config, &plan, &state, resp)
		return
	}
	p.Model, p.PublicKeyPEMWOVersion = s.Model, c.PublicKeyPEMWOVersion
	p.ID, p.KID, p.Use, p.Alg, p.Created, p.LastUpdated = s.ID, s.KID, s.Use, s.Alg, s.Created, s.LastUpdated
	p.Status = s.Status
	if !c.Status.IsNull() {
		p.Status = c.Status
	}
	if !p.Status.Equal(s.Status) {
		p.LastUpdated = types.StringUnknown()
		if p.Status.ValueString() == oktaapi.StatusInactive {
			resp.Diagnostics.Append(r.refuseOwn(&state, "deactivate")...)
		}
	}
	resp.Diagnostics.Append(r.planActive(ctx, &plan, s.ID.ValueString())...)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// planReplacement plans another key in place of the one in the state.
func (r *Resource[M]) planReplacement(ctx context.Context, config, plan, state *M, resp *resource.ModifyPlanResponse) {
	resp.Diagnostics.Append(r.planAnew(ctx, config, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	s := r.Vendor.Shared(state)
	if s.OnDestroy.ValueString() != OnDestroyAbandon {
		resp.Diagnostics.Append(r.refuseOwn(state, "replace")...)
		resp.Diagnostics.Append(diagnose.Replaced(r.subject(state), s.KID.ValueString(), s.Status.ValueString()))
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
	if r.Vendor.Shared(&state).OnDestroy.ValueString() == OnDestroyAbandon {
		resp.Diagnostics.Append(diagnose.Abandoned(r.Vendor.Type, r.subject(&state), r.Vendor.Shared(&state).KID.ValueString()))
		return
	}
	resp.Diagnostics.Append(r.refuseOwn(&state, "delete")...)
}

// refuseOwn refuses to take away the key with which the provider signs in.
func (r *Resource[M]) refuseOwn(state *M, verb string) (diags diag.Diagnostics) {
	api, err := r.api()
	key, ok := r.Vendor.Shared(state).Recorded()
	if err != nil || !ok {
		return nil
	}
	thumbprint, err := key.Thumbprint()
	if err == nil && api.SignsIn(r.Vendor.ParentID(state).ValueString(), thumbprint) {
		diags.Append(diagnose.OwnKey(verb, r.subject(state), r.Vendor.Shared(state).KID.ValueString()))
	}
	return diags
}

// planActive says what a plan to have the key active does to others: two that plan
// it for one slot are refused, and the one that is active now is named. What is
// not known yet is left to the vendor.
func (r *Resource[M]) planActive(ctx context.Context, plan *M, ownID string) (diags diag.Diagnostics) {
	p, parent := r.Vendor.Shared(plan), *r.Vendor.ParentID(plan)
	walk := r.walk()
	if p.Status.ValueString() != oktaapi.StatusActive || parent.IsUnknown() || p.Use.IsUnknown() || walk == nil {
		return nil
	}
	use := r.Vendor.useOf(p.Use.ValueString())
	key, known := p.Recorded()
	if !r.Vendor.Slot(use) || !known {
		return nil
	}
	thumbprint, err := key.Thumbprint()
	if err != nil {
		return nil
	}
	if others := walk.Claims.Claim(parent.ValueString(), use, thumbprint, p.KID.ValueString()); len(others) > 0 {
		diags.Append(diagnose.TwoActive(r.subject(plan), use, append(others, p.KID.ValueString())))
		return diags
	}
	diags.Append(r.warnOfDeactivation(ctx, plan, use, ownID)...)
	return diags
}

// warnOfDeactivation names the key that activating this one takes out of use.
func (r *Resource[M]) warnOfDeactivation(ctx context.Context, plan *M, use, ownID string) (diags diag.Diagnostics) {
	api, err := r.api()
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, limits.Read)
	defer cancel()
	keys, err := api.Keys(ctx, r.Vendor.ParentID(plan).ValueString(), false)
	if err != nil {
		return nil
	}
	for _, key := range keys {
		if key.ID == ownID && ownID != "" && key.Status == oktaapi.StatusActive {
			return nil
		}
	}
	for _, key := range r.Vendor.active(keys, use, ownID) {
		diags.Append(diagnose.Deactivates(r.subject(plan), r.Vendor.Shared(plan).KID.ValueString(), key.KID))
	}
	return diags
}

func (r *Resource[M]) walk() *Walk { return r.Vendor.Walk(r.data) }
