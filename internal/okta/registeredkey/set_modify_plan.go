package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// ModifyPlan makes the plan know each key in every form, and the statuses that
// will result.
//
// It runs in the plan walk and again in the apply walk, and both must agree. So
// the planned values rest on configuration and state alone; the keys that are
// registered only give rise to warnings, and to errors.
func (r *SetResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	config, plan := r.Spec.Models.NewModel(), r.Spec.Models.NewModel()
	var held SetModel
	if !req.State.Raw.IsNull() {
		held = r.Spec.Models.NewModel()
		resp.Diagnostics.Append(tfmodel.GetState(ctx, req.State, held)...)
		resp.Diagnostics.Append(readPrivateStateInto(ctx, req.Private, held)...)
		resp.Diagnostics.Append(r.recordKeysOfStateInRun(ctx, req.Private, held)...)
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(tfmodel.GetConfig(ctx, req.Config, config)...)
		resp.Diagnostics.Append(tfmodel.GetPlan(ctx, req.Plan, plan)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(removePlanOfCreate(ctx, resp.Private)...)
		resp.Diagnostics.Append(r.planDestroy(ctx, held, nil)...)
		return
	}
	if plan.Attributes().Retire.IsUnknown() {
		resp.Diagnostics.Append(diagnostics.ErrRetireUnknown(r.parentSubject(plan)))
		return
	}
	var replaced SetModel
	if held != nil && !plan.ParentID().Equal(held.ParentID()) {
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root(r.Spec.IDAttribute))
		replaced, held = held, nil
	}
	created, diags := r.fillPlanAndRecordInRun(ctx, config, plan, held)
	resp.Diagnostics.Append(diags...)
	if replaced != nil && !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.planDestroy(ctx, replaced, &created)...)
	}
	if req.State.Raw.IsNull() && !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(writeKeysPlannedByCreate(ctx, resp.Private, created.byCreate)...)
		resp.Diagnostics.Append(writePlannedSet(ctx, resp.Private, plan)...)
		// The plan of the update that -replace turns into this create has left one.
		resp.Diagnostics.Append(removeUpdateIntent(ctx, resp.Private)...)
	}
	if held != nil {
		resp.Diagnostics.Append(writeUpdateIntent(ctx, resp.Private, updateIntent{SendsRequests: created.sendsRequests})...)
	}
	if req.State.Raw.IsNull() {
		r.warnOfLeftKeysAfterFailure(ctx, plan, r.findLeftToCreateInRun(plan), &resp.Diagnostics)
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(tfmodel.SetPlan(ctx, &resp.Plan, plan)...)
	}
}

// fillPlanAndRecordInRun fills in a plan, notes it for the run, and returns the keys that it leads to; stateOrNil is nil
// for a create.
func (r *SetResource) fillPlanAndRecordInRun(ctx context.Context, config, plan, stateOrNil SetModel) (planned setPlanResult, diags diag.Diagnostics) {
	p := plan.Attributes()
	p.ID = plan.ParentID()
	p.UnmanagedKIDs = types.ListUnknown(types.StringType)
	if config.Attributes().Keys.IsUnknown() {
		p.Keys, p.Retiring = types.MapUnknown(keyEntryType), types.MapUnknown(retiringEntryType)
		r.setComputedActiveKID(config, plan, types.StringUnknown(), plan.Activation().atOrUnknown())
		planned.sendsRequests = true
		return planned, nil
	}
	s, diags := r.planChanges(ctx, config, plan, stateOrNil)
	if diags.HasError() {
		return planned, diags
	}
	entries := map[string]keyEntry{}
	for kid, w := range s.desired {
		entries[kid] = w.entry
	}
	var more diag.Diagnostics
	p.Keys, more = encodeEntries(ctx, entries)
	diags.Append(more...)
	r.setComputedActiveKID(config, plan, s.activeKID, s.activation.at)
	planned.sendsRequests = stateOrNil == nil || s.hasChanges
	diags.Append(s.fillRetiring(ctx, p)...)
	if !planned.sendsRequests {
		p.UnmanagedKIDs = stateOrNil.Attributes().UnmanagedKIDs
		if len(s.retirement.entries) == 0 { // a state from before there was such an attribute has none
			p.Retiring = stateOrNil.Attributes().Retiring
		}
	}
	diags.Append(r.checkPlanAndRecordInRun(ctx, plan, s)...)
	if diags.HasError() {
		return planned, diags
	}
	ids := r.listRegisteredIDsForCreate(ctx, plan, s)
	diags.Append(r.recordKeptAndDeletedInRun(plan, s, ids, nil)...)
	planned.byCreate, planned.kept = r.keysPlannedByCreate(plan, s, ids), r.keysKeptOrAdded(plan, s, ids)
	return planned, diags
}

// setPlanResult is what the plan of a set leads to: its keys for the delete of a replacement, and for the
// other plans of this run.
type setPlanResult struct {
	byCreate keysPlannedByCreate
	kept     []plannedKey
	// sendsRequests is false for an update that only records arguments.
	sendsRequests bool
}

// setComputedActiveKID fills in the one active key, where there is such an attribute and the
// configuration says nothing, and activates_at.
func (r *SetResource) setComputedActiveKID(config, plan SetModel, kid, activatesAt types.String) {
	if at := plan.Activation().At; at != nil {
		*at = activatesAt
	}
	if r.Spec.HasActiveKID && config.ActiveKIDOrNil().IsNull() {
		*plan.ActiveKIDOrNil() = kid
	}
}

// planDestroy says what becomes of the keys. replacementOrNil is what the set is replaced by, nil if
// it is destroyed; keys that it has itself stay where they are.
func (r *SetResource) planDestroy(ctx context.Context, state SetModel, replacementOrNil *setPlanResult) diag.Diagnostics {
	attributes := state.Attributes()
	entries, diags := decodeManagedEntries(ctx, state)
	if diags.HasError() {
		return diags
	}
	diags.Append(r.warnOfRetiringKeysDestroyed(ctx, state)...)
	if attributes.OnDestroy.ValueString() == onDestroyAbandon {
		diags.Append(diagnostics.WarnDestroyAbandonsKeys(r.Spec.Type, r.parentSubject(state), sortedKIDs(entries)))
		return diags
	}
	have := r.Spec.recordedForPlanner(entries)
	for i, key := range have {
		// Under create_before_destroy this is planned after the create.
		have[i].Removable = !r.isTakenOverInRun(key.ID) && !replacementOrNil.includesSameKey(parentIDOf(state), key)
	}
	if attributes.OnDestroy.ValueString() == onDestroyIfUnneeded {
		diags.Append(r.clearRemovableIfNeededAndWarn(ctx, state, have)...)
	}
	s, err := r.planDestroySteps(state, entries, have)
	if err != nil {
		diags.Append(diagnostics.ErrInvalidKeySet(r.parentSubject(state), err))
		return diags
	}
	changes := plannedChanges{state: entries, before: have, destroys: replacementOrNil == nil, replaced: replacementOrNil != nil}
	diags.Append(r.recordKeptAndDeletedInRun(state, changes, nil, replacementOrNil.keptKeysOrNone())...)
	diags.Append(r.refuseRemovalOfSignInKeys(state, s)...)
	diags.Append(r.recordRemovalsInRun(ctx, state, s, diagnostics.DeactivatedByDestroy)...)
	return diags
}

// clearRemovableIfNeededAndWarn makes the keys of plannerKeys not removable that a destroy leaves because they are
// needed by what this run plans, and names them. Which
// it leaves is decided in the apply; if the plan cannot know it, there is no warning.
func (r *SetResource) clearRemovableIfNeededAndWarn(ctx context.Context, state SetModel, plannerKeys []keyplan.Key) (warnings diag.Diagnostics) {
	keys, err := r.listCachedKeysOf(ctx, state)
	if err != nil || r.run == nil {
		return nil
	}
	staying := r.run.plannedStatusChanges.keysStayingActive(parentIDOf(state), keys)
	kept, _ := r.clearRemovableIfNeeded(ctx, state, staying, plannerKeys)
	for _, key := range kept {
		if key.use == "" {
			warnings.Append(diagnostics.WarnOwnKeyLeft(r.parentSubject(state), key.KID))
			continue
		}
		warnings.Append(diagnostics.WarnKeyStaysIfNeeded(r.parentSubject(state), key.KID, key.use, key.setting))
	}
	return warnings
}

// includesSameKey reports whether the set that another one is replaced by has this key of it.
func (p *setPlanResult) includesSameKey(parent string, key keyplan.Key) bool {
	return p != nil && p.byCreate.includesSameKey(plannerKeyForComparison(parent, key))
}

// keptKeysOrNone are the keys of the set that another one is replaced by.
func (p *setPlanResult) keptKeysOrNone() []plannedKey {
	if p == nil {
		return nil
	}
	return p.kept
}
