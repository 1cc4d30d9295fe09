package rollover

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// ModifyPlan makes the plan know each key in every form, and the statuses that
// will result.
//
// It runs in the plan walk and again in the apply walk, and both must agree. So
// the planned values rest on configuration and state alone; the keys that are
// registered only give rise to warnings, and to errors.
func (r *Resource[M]) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var config, plan M
	var held *M
	if !req.State.Raw.IsNull() {
		held = new(M)
		resp.Diagnostics.Append(req.State.Get(ctx, held)...)
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(r.planDestroy(ctx, held)...)
		return
	}
	if held != nil && !r.Vendor.ParentID(&plan).Equal(*r.Vendor.ParentID(held)) {
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root(r.Vendor.Parent))
		resp.Diagnostics.Append(r.planDestroy(ctx, held)...)
		held = nil
	}
	created, diags := r.plan(ctx, &config, &plan, held)
	resp.Diagnostics.Append(diags...)
	if req.State.Raw.IsNull() && !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(keychange.MarkCreate(ctx, resp.Private, created)...)
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	}
}

// plan fills in a plan, and returns the keys that it leads to; held is the state, nil
// for a create.
func (r *Resource[M]) plan(ctx context.Context, config, plan, held *M) (created []keychange.CreatedKey, diags diag.Diagnostics) {
	p := r.Vendor.Shared(plan)
	p.ID = *r.Vendor.ParentID(plan)
	p.UnmanagedKIDs = types.ListUnknown(types.StringType)
	if r.Vendor.Shared(config).Keys.IsUnknown() {
		p.Keys = types.MapUnknown(entryTypes)
		r.setActive(config, plan, types.StringUnknown())
		return nil, nil
	}
	s, diags := r.outlook(ctx, config, plan, held)
	if diags.HasError() {
		return nil, diags
	}
	entries := map[string]entry{}
	for kid, w := range s.wants {
		entries[kid] = w.entry
	}
	var more diag.Diagnostics
	p.Keys, more = mapOf(ctx, entries)
	diags.Append(more...)
	r.setActive(config, plan, s.active)
	if held != nil && !s.changes {
		p.UnmanagedKIDs = r.Vendor.Shared(held).UnmanagedKIDs
	}
	diags.Append(r.recordPlan(plan, s)...)
	diags.Append(r.remark(ctx, plan, s)...)
	return r.created(plan, s), diags
}

// setActive fills in the one active key, where there is such an attribute and the
// configuration says nothing.
func (r *Resource[M]) setActive(config, plan *M, kid types.String) {
	if r.Vendor.ActiveKID != nil && r.Vendor.ActiveKID(config).IsNull() {
		*r.Vendor.ActiveKID(plan) = kid
	}
}

// planDestroy says what becomes of the keys.
func (r *Resource[M]) planDestroy(ctx context.Context, state *M) diag.Diagnostics {
	shared := r.Vendor.Shared(state)
	entries, diags := entriesOf(ctx, shared.Keys)
	if diags.HasError() {
		return diags
	}
	if shared.OnDestroy.ValueString() == keychange.OnDestroyAbandon {
		diags.Append(diagnose.AbandonedSet(r.Vendor.Type, r.subject(state), sortedKIDs(entries)))
		return diags
	}
	have := r.Vendor.recorded(entries)
	for i, key := range have {
		// Under create_before_destroy this is planned after the create.
		have[i].Removable = !r.isTaken(state, key.ID)
	}
	if shared.OnDestroy.ValueString() == keychange.OnDestroyIfUnneeded {
		diags.Append(r.planLeft(ctx, state, have)...)
	}
	s, err := r.ending(state, entries, have)
	if err != nil {
		diags.Append(diagnose.BadSet(r.subject(state), err))
		return diags
	}
	diags.Append(r.recordPlan(state, outlook{state: entries, have: have})...)
	diags.Append(r.refuseOwn(state, s)...)
	diags.Append(r.taking(ctx, state, s, diagnose.TakenByDestroy)...)
	return diags
}

// planLeft says which keys a destroy leaves that deletes only what is not needed. Which
// it leaves is decided in the apply; where it cannot be foreseen, nothing is said.
func (r *Resource[M]) planLeft(ctx context.Context, state *M, have []keyset.Key) (diags diag.Diagnostics) {
	keys, err := r.list(ctx, state)
	if err != nil || r.Vendor.Walk(r.data) == nil {
		return nil
	}
	staying := r.Vendor.Walk(r.data).Actives.Left(r.parent(state), keys)
	_ = r.leaveNeeded(ctx, state, staying, have, func(key oktaapi.Key, use, setting string) {
		if use == "" {
			diags.Append(diagnose.LeftOwn(r.subject(state), key.KID))
			return
		}
		diags.Append(diagnose.StaysIfNeeded(r.subject(state), key.KID, use, setting))
	})
	return diags
}

// isTaken reports whether another resource of this walk has taken a key over.
func (r *Resource[M]) isTaken(m *M, id string) bool {
	walk := r.Vendor.Walk(r.data)
	return walk != nil && walk.Touched.Taken(r.parent(m), id)
}
