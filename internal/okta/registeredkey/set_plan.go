package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// ModifyPlan makes the plan know each key in every form, and the statuses that
// will result.
//
// It runs in the plan walk and again in the apply walk, and both must agree. So
// the planned values rest on configuration and state alone; the keys that are
// registered only give rise to warnings, and to errors.
func (r *SetResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	config, plan := r.Spec.NewModel(), r.Spec.NewModel()
	var held SetModel
	if !req.State.Raw.IsNull() {
		held = r.Spec.NewModel()
		resp.Diagnostics.Append(req.State.Get(ctx, held)...)
		resp.Diagnostics.Append(readUnmanaged(ctx, req.Private, held)...)
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
		resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(r.planDestroy(ctx, held, nil)...)
		return
	}
	var replaced SetModel
	if held != nil && !plan.ParentID().Equal(held.ParentID()) {
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root(r.Spec.IDAttribute))
		replaced, held = held, nil
	}
	created, diags := r.planKeys(ctx, config, plan, held)
	resp.Diagnostics.Append(diags...)
	if replaced != nil && !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.planDestroy(ctx, replaced, &created)...)
	}
	if req.State.Raw.IsNull() && !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(writePlannedCreate(ctx, resp.Private, created.keys)...)
		resp.Diagnostics.Append(writePlannedSet(ctx, resp.Private, plan)...)
	}
	if req.State.Raw.IsNull() {
		r.nameLeftKeys(ctx, plan, r.handedOver(plan), &resp.Diagnostics)
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	}
}

// planKeys fills in a plan, and returns the keys that it leads to; held is the state, nil
// for a create.
func (r *SetResource) planKeys(ctx context.Context, config, plan, held SetModel) (created setPlan, diags diag.Diagnostics) {
	p := plan.Attributes()
	p.ID = plan.ParentID()
	p.UnmanagedKIDs = types.ListUnknown(types.StringType)
	if config.Attributes().Keys.IsUnknown() {
		p.Keys = types.MapUnknown(keyEntryType)
		r.setActiveKID(config, plan, types.StringUnknown())
		return created, nil
	}
	s, diags := r.planChanges(ctx, config, plan, held)
	if diags.HasError() {
		return created, diags
	}
	entries := map[string]keyEntry{}
	for kid, w := range s.desired {
		entries[kid] = w.entry
	}
	var more diag.Diagnostics
	p.Keys, more = encodeKeys(ctx, entries)
	diags.Append(more...)
	r.setActiveKID(config, plan, s.activeKID)
	if held != nil && !s.hasChanges {
		p.UnmanagedKIDs = held.Attributes().UnmanagedKIDs
	}
	diags.Append(r.planWarnings(ctx, plan, s)...)
	if diags.HasError() {
		return created, diags
	}
	ids := r.liveIDs(ctx, plan, s)
	diags.Append(r.recordPlan(plan, s, ids, nil)...)
	return setPlan{r.plannedCreates(plan, s, ids), r.keptKeys(plan, s, ids)}, diags
}

// setPlan is what the plan of a set leads to: its keys for the delete of a replacement, and for the
// other plans of this run.
type setPlan struct {
	keys plannedCreates
	kept []plannedKey
}

// setActiveKID fills in the one active key, where there is such an attribute and the
// configuration says nothing.
func (r *SetResource) setActiveKID(config, plan SetModel, kid types.String) {
	if r.Spec.HasActiveKID && config.ActiveKIDArgument().IsNull() {
		*plan.ActiveKIDArgument() = kid
	}
}

// planDestroy says what becomes of the keys. replacement is what the set is replaced by, nil if
// it is destroyed; keys that it has itself stay where they are.
func (r *SetResource) planDestroy(ctx context.Context, state SetModel, replacement *setPlan) diag.Diagnostics {
	attributes := state.Attributes()
	entries, diags := decodeKeys(ctx, attributes.Keys)
	if diags.HasError() {
		return diags
	}
	if attributes.OnDestroy.ValueString() == onDestroyAbandon {
		diags.Append(diagnostics.WarnDestroyAbandonsKeys(r.Spec.Type, r.subject(state), sortedKIDs(entries)))
		return diags
	}
	have := r.Spec.recordedForPlanner(entries)
	for i, key := range have {
		// Under create_before_destroy this is planned after the create.
		have[i].Removable = !r.isAdopted(key.ID) && !replacement.recreates(parentOf(state), key)
	}
	if attributes.OnDestroy.ValueString() == onDestroyIfUnneeded {
		diags.Append(r.planKeptByDestroy(ctx, state, have)...)
	}
	s, err := r.planDestroySteps(state, entries, have)
	if err != nil {
		diags.Append(diagnostics.ErrInvalidKeySet(r.subject(state), err))
		return diags
	}
	changes := plannedChanges{state: entries, have: have, destroys: replacement == nil, replaced: replacement != nil}
	diags.Append(r.recordPlan(state, changes, nil, replacement.keptKeys())...)
	diags.Append(r.refuseOwnKeys(state, s)...)
	diags.Append(r.planRemovals(ctx, state, s, diagnostics.DeactivatedByDestroy)...)
	return diags
}

// planKeptByDestroy says which keys a destroy leaves that deletes only what is not needed. Which
// it leaves is decided in the apply; if the plan cannot know it, there is no warning.
func (r *SetResource) planKeptByDestroy(ctx context.Context, state SetModel, have []keyplan.Key) (diags diag.Diagnostics) {
	keys, err := r.list(ctx, state)
	if err != nil || r.run == nil {
		return nil
	}
	staying := r.run.activity.remainingActive(parentOf(state), keys)
	_ = r.keepNeeded(ctx, state, staying, have, func(key oktaapi.Key, use, setting string) {
		if use == "" {
			diags.Append(diagnostics.WarnOwnKeyLeft(r.subject(state), key.KID))
			return
		}
		diags.Append(diagnostics.WarnKeyStaysIfNeeded(r.subject(state), key.KID, use, setting))
	})
	return diags
}

// isAdopted reports whether another resource of this run has taken a key over.
func (r *SetResource) isAdopted(id string) bool { return r.run != nil && r.run.touched.isAdopted(id) }

// recreates reports whether the set that another one is replaced by has this key of it.
func (p *setPlan) recreates(parent string, key keyplan.Key) bool {
	return p != nil && p.keys.recreates(createdFrom(parent, key))
}

// keptKeys are the keys of the set that another one is replaced by.
func (p *setPlan) keptKeys() []plannedKey {
	if p == nil {
		return nil
	}
	return p.kept
}
