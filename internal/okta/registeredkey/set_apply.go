package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// Create changes the keys of the parent to the planned ones. If it fails, it returns no
// state: Terraform would taint the resource, and the replacement would delete every key
// first. The next create continues from the registered keys.
func (r *SetResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	config, plan := r.Spec.Models.NewModel(), r.Spec.Models.NewModel()
	resp.Diagnostics.Append(tfmodel.GetConfig(ctx, req.Config, config)...)
	resp.Diagnostics.Append(tfmodel.GetPlan(ctx, req.Plan, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limits.Within(ctx, plan.Attributes().Timeouts.Create, limits.SetWrite, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	left := r.findLeftToCreateInRun(plan)
	a, diags := r.replanAndExecute(ctx, config, plan, nil, &setApply{leftToCreate: left})
	resp.Diagnostics.Append(diags...)
	r.warnOfLeftKeysAfterFailure(ctx, plan, left, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		r.run.leftToCreate.remove(left)
		resp.Diagnostics.Append(r.writePrivateStateFromLive(ctx, resp.Private, plan, a.keys)...)
		resp.Diagnostics.Append(writeDeletedIDs(ctx, nil, resp.Private, a.deleted)...)
		resp.Diagnostics.Append(r.saveModelAndIdentity(ctx, plan, &resp.State, resp.Identity)...)
	}
}

// Update changes the keys of the parent to the planned ones. If it fails, it records the keys
// as they are, so that the next plan shows what is left to do.
func (r *SetResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	config, plan, state := r.Spec.Models.NewModel(), r.Spec.Models.NewModel(), r.Spec.Models.NewModel()
	resp.Diagnostics.Append(tfmodel.GetConfig(ctx, req.Config, config)...)
	resp.Diagnostics.Append(tfmodel.GetPlan(ctx, req.Plan, plan)...)
	resp.Diagnostics.Append(tfmodel.GetState(ctx, req.State, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limits.Within(ctx, plan.Attributes().Timeouts.Update, limits.SetWrite, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	intent, diags := readUpdateIntent(ctx, req.Private, plan)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(removeUpdateIntent(ctx, resp.Private)...)
	if !intent.SendsRequests {
		resp.Diagnostics.Append(writeDueSteps(ctx, resp.Private, dueSteps{})...) // the next refresh finds what is due by the delays of the plan
		resp.Diagnostics.Append(r.saveModelAndIdentity(ctx, plan, &resp.State, resp.Identity)...)
		return
	}
	seen, diags := readActiveOtherIDs(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(readPrivateStateInto(ctx, req.Private, state)...)
	resp.Diagnostics.Append(r.recordKeysOfStateInRun(ctx, req.Private, state)...)
	a, diags := r.replanAndExecute(ctx, config, plan, state, &setApply{activeOthers: seen})
	resp.Diagnostics.Append(diags...)
	switch {
	case !resp.Diagnostics.HasError():
		resp.Diagnostics.Append(r.writePrivateStateFromLive(ctx, resp.Private, plan, a.keys)...)
		resp.Diagnostics.Append(writeDeletedIDs(ctx, req.Private, resp.Private, a.deleted)...)
		resp.Diagnostics.Append(r.saveModelAndIdentity(ctx, plan, &resp.State, resp.Identity)...)
	case a != nil:
		resp.Diagnostics.Append(r.fillStateAfterFailedApply(ctx, state, a)...)
		resp.Diagnostics.Append(r.writePrivateStateFromLive(ctx, resp.Private, state, a.keys)...)
		resp.Diagnostics.Append(writeDeletedIDs(ctx, req.Private, resp.Private, a.deleted)...)
		resp.Diagnostics.Append(r.saveModelAndIdentity(ctx, state, &resp.State, resp.Identity)...)
	}
}

// replanAndExecute plans the steps again from the live keys, executes them, and fills the result
// into the plan. stateOrNil is nil for a create. a has what is known before. appliedOrNil
// says how far it came. It is nil if no step was begun.
func (r *SetResource) replanAndExecute(ctx context.Context, config, plan, stateOrNil SetModel, a *setApply) (appliedOrNil *setApply, diags diag.Diagnostics) {
	op, unlock, ok := r.beginLockedOperation(ctx, parentIDOf(plan), "update")
	if !ok {
		return nil, op.Diags
	}
	defer unlock()
	a.op = op
	if !r.replanAndTakeOver(ctx, a, config, plan, stateOrNil) {
		return nil, op.Diags
	}
	if !a.executeSteps(ctx) {
		return a, op.Diags
	}
	entries := map[string]keyEntry{}
	for kid, w := range a.desired {
		live, _ := a.findKey(kid)
		entries[kid] = w.entry.withLiveIDStatusCreated(live)
	}
	retiring, undated := a.retirement.entriesAfterApply(plan.Attributes().Retire, a.keys)
	if len(undated) > 0 {
		op.addDiagnostic(diagnostics.WarnRetirementNotDated(op.Subject, undated))
	}
	op.Diags.Append(r.fillKeyAttributes(ctx, plan, entries, retiring, a.keys)...)
	return a, op.Diags
}

// replanAndTakeOver plans the steps from the live keys, and takes over the keys of the plan that are
// registered already. maySend is false if nothing more may be sent.
func (r *SetResource) replanAndTakeOver(ctx context.Context, a *setApply, config, plan, stateOrNil SetModel) (maySend bool) {
	for {
		recorded, maySend := r.replanFromLiveKeys(ctx, a, config, plan, stateOrNil)
		if !maySend {
			return false
		}
		anyGone, maySend := a.confirmTakeoversByActivating(ctx, recorded)
		if !anyGone {
			return maySend && a.takeOverInRunIfAllowed(recorded)
		}
	}
}

// replanFromLiveKeys lists the keys, and plans the steps of a from there. It changes config to what was
// planned. It sends no change. If maySend is false, nothing may be sent, and the diagnostics say why.
func (r *SetResource) replanFromLiveKeys(ctx context.Context, a *setApply, config, plan, stateOrNil SetModel) (recorded map[string]keyEntry, maySend bool) {
	ofState, diags := decodeRecordedKeys(ctx, stateOrNil)
	planned, more := decodeEntries(ctx, plan.Attributes().Keys)
	diags.Append(more...)
	diags.Append(r.overwriteConfigAsPlanned(ctx, config, plan, planned)...)
	plannedRetiring, more := decodeRetiring(ctx, plan.Attributes().Retiring)
	diags.Append(more...)
	desired, more := r.parseDesiredByKID(ctx, config, ofState)
	a.op.Diags.Append(diags...)
	a.op.Diags.Append(more...)
	if a.op.Diags.HasError() {
		return nil, false
	}
	a.desired, recorded = desired, ofState.keysAndRetiring()
	due := dueSteps{}
	if stateOrNil != nil {
		due = stateOrNil.Attributes().due.unlessDelaysChange(plan, stateOrNil)
	}
	held := r.planActivation(config, plan, desired, due.RegisteredLong)
	if stateOrNil != nil {
		a.retirement = planRetirement(plan.Attributes().Retire, ofState, desired, due.whileWaiting(held, ofState.retiring).Stages)
	}
	for kid, e := range plannedRetiring {
		planned[kid] = e.asKeyEntry()
	}
	// The plan of a create has just listed the keys, in this run.
	keys, err := a.op.listKeysFreshOrInRun(ctx, stateOrNil != nil || a.leftToCreate != nil)
	if err != nil {
		a.op.addDiagnostic(diagnostics.ErrCallFailed("read", a.op.Subject, err))
		return nil, false
	}
	a.keys = slices.Clone(keys)
	if diags := r.refuseIfPlannedKeysGone(plan, planned, keys); diags.HasError() {
		a.op.Diags.Append(diags...)
		return nil, false
	}
	mayGo := a.leftToCreate.deletePolicy()
	if stateOrNil != nil {
		mayGo = deletePolicy{state: ofState.inSet, exclusive: plan.Attributes().Exclusive.ValueBool(), named: stateOrNil.Attributes().unmanagedIDs}
		a.warnOfUnmanagedKeysChangedSincePlan(mayGo)
	}
	s := plannedChanges{desired: desired, activation: held, retirement: a.retirement, before: r.Spec.liveForPlanner(keys, mayGo), plannerKeys: r.Spec.desiredForPlanner(desired)}
	s.retireForPlanner()
	clearRemovableOfOthersInRun(a.op, s.before, desired)
	if a.leftToCreate.onlyDeactivates() {
		s.deactivateInsteadOfDeleting()
	}
	if err := s.planSteps(r.Spec.Limits); err != nil {
		a.op.addDiagnostic(diagnostics.ErrInvalidKeySet(a.op.Subject, err))
		return nil, false
	}
	a.plan = s.plan
	a.op.Diags.Append(s.refuseToLoseActiveKey(a.op.Subject, r.Spec.Limits.OneActive)...)
	a.op.Diags.Append(r.refuseRemovalOfSignInKeys(plan, s)...)
	a.op.Diags.Append(r.checkStatusesAsPlanned(plan, planned, s)...)
	if a.op.Diags.HasError() || stateOrNil != nil && a.op.refuseUnplannedDeactivation(r.othersDisplacedByActivation(s, recorded, keys), a.activeOthers) {
		return nil, false
	}
	return recorded, true
}

// othersDisplacedByActivation returns the keys of others that the steps deactivate by an activation.
func (r *SetResource) othersDisplacedByActivation(changes plannedChanges, state map[string]keyEntry, registered []oktaapi.Key) []oktaapi.Key {
	return r.Spec.activeOthersOfSingleActiveUses(registered, func(key oktaapi.Key) bool {
		_, held := state[key.KID]
		w, wanted := changes.desired[key.KID]
		return held || wanted && r.Spec.isLiveKeyDesired(w, key) || changes.kidActivatedInSingleActiveUse(r.Spec.EffectiveUse(key.Use), r.Spec.Limits) == ""
	})
}

// writePrivateStateFromLive records the keys of others, and which of them are active, for the apply of the
// next plan.
func (r *SetResource) writePrivateStateFromLive(ctx context.Context, private privatestate.Writer, m SetModel, registered []oktaapi.Key) diag.Diagnostics {
	recorded, diags := decodeRecordedKeys(ctx, m)
	entries := recorded.keysAndRetiring()
	others := r.Spec.activeOthersOfSingleActiveUses(registered, func(key oktaapi.Key) bool { _, own := entries[key.KID]; return own })
	diags.Append(writeActiveOtherIDs(ctx, private, others)...)
	diags.Append(writeUnmanagedIDs(ctx, private, registered, entries)...)
	diags.Append(writeTimesOfLastUpdate(ctx, private, registered, entries)...)
	diags.Append(writeDueSteps(ctx, private, findDueSteps(recorded.retiring, registered).withActivation(m, entries, registered))...)
	return diags
}

// checkStatusesAsPlanned returns an error if the keys would not have the planned statuses after the steps,
// because somebody has changed the keys since the plan.
func (r *SetResource) checkStatusesAsPlanned(plan SetModel, plannedEntries map[string]keyEntry, changes plannedChanges) (errIfChanged diag.Diagnostics) {
	for _, kid := range sortedKIDs(plannedEntries) {
		status := plannedEntries[kid].Status
		if status.IsUnknown() || (status.ValueString() == active) == isActiveAmong(changes.plan.Final, kid) {
			continue
		}
		errIfChanged.Append(diagnostics.ErrKeyStatusChangedSincePlan(r.parentSubject(plan), kid, status.ValueString()))
	}
	return errIfChanged
}

// fillStateAfterFailedApply fills into the state which keys are registered after a failed apply: of those of the
// state, and of those of the plan.
func (r *SetResource) fillStateAfterFailedApply(ctx context.Context, state SetModel, a *setApply) diag.Diagnostics {
	if keys, err := a.op.listKeysFreshOrInRun(ctx, true); err == nil {
		a.keys = slices.Clone(keys)
	}
	recorded, diags := decodeRecordedKeys(ctx, state)
	held, entries := recorded.inSet, map[string]keyEntry{}
	for _, live := range a.keys {
		w, wanted := a.desired[live.KID]
		e, was := held[live.KID]
		switch {
		case wanted && r.Spec.isLiveKeyDesired(w, live):
			entries[live.KID] = w.entryAfterFailedApply(live)
		case was && e.recordedThumbprintOrUnreadable() == liveThumbprintOrUnreadable(live):
			entries[live.KID] = e.withLiveIDStatusCreated(live)
		}
	}
	retiring := refreshRetiring(recorded.retiring, state.Attributes().Retire, a.keys)
	for kid := range entries { // one that was taken back
		delete(retiring, kid)
	}
	diags.Append(r.fillKeyAttributes(ctx, state, entries, retiring, a.keys)...)
	return diags
}
