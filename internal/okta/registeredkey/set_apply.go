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
)

// Create brings the parent to the planned keys. One that fails returns no state:
// Terraform would taint it, and the replacement would delete every key first. The
// next create goes on from the keys that are registered.
func (r *SetResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	config, plan := r.Spec.NewModel(), r.Spec.NewModel()
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limits.Within(ctx, plan.Attributes().Timeouts.Create, limits.Write, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	left := r.handedOver(plan)
	a, diags := r.applyChanges(ctx, config, plan, nil, &setApply{handedOver: left})
	resp.Diagnostics.Append(diags...)
	r.nameLeftKeys(ctx, plan, left, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		r.run.handovers.done(left)
		resp.Diagnostics.Append(r.recordOthers(ctx, resp.Private, plan, a.keys)...)
		resp.Diagnostics.Append(r.save(ctx, plan, &resp.State, resp.Identity)...)
	}
}

// Update brings the parent to the planned keys. One that fails records what really
// stands, so that the next plan shows what is left to do.
func (r *SetResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	config, plan, state := r.Spec.NewModel(), r.Spec.NewModel(), r.Spec.NewModel()
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limits.Within(ctx, plan.Attributes().Timeouts.Update, limits.Write, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.sendsRequests(plan) {
		resp.Diagnostics.Append(r.save(ctx, plan, &resp.State, resp.Identity)...)
		return
	}
	seen, diags := readActiveOthers(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(readUnmanaged(ctx, req.Private, state)...)
	a, diags := r.applyChanges(ctx, config, plan, state, &setApply{activeOthers: seen})
	resp.Diagnostics.Append(diags...)
	switch {
	case !resp.Diagnostics.HasError():
		resp.Diagnostics.Append(r.recordOthers(ctx, resp.Private, plan, a.keys)...)
		resp.Diagnostics.Append(r.save(ctx, plan, &resp.State, resp.Identity)...)
	case a != nil:
		resp.Diagnostics.Append(r.recordPartial(ctx, state, a)...)
		resp.Diagnostics.Append(r.recordOthers(ctx, resp.Private, state, a.keys)...)
		resp.Diagnostics.Append(r.save(ctx, state, &resp.State, resp.Identity)...)
	}
}

// sendsRequests reports whether a plan does more than record arguments.
func (r *SetResource) sendsRequests(plan SetModel) bool {
	return plan.Attributes().UnmanagedKIDs.IsUnknown()
}

// applyChanges carries out what is left to do from the keys as they are now, and fills
// what came of it into the plan. held is the state, nil for a create, and a is
// what is known from before. It returns how far it came, nil where nothing was begun.
func (r *SetResource) applyChanges(ctx context.Context, config, plan, held SetModel, a *setApply) (*setApply, diag.Diagnostics) {
	op, unlock, ok := r.beginOperation(ctx, parentOf(plan), "update")
	if !ok {
		return nil, op.Diags
	}
	defer unlock()
	a.op = op
	if !r.prepareApply(ctx, a, config, plan, held) {
		return nil, op.Diags
	}
	if !a.execute(ctx) {
		return a, op.Diags
	}
	entries := map[string]keyEntry{}
	for kid, w := range a.desired {
		live, _ := a.find(kid)
		entries[kid] = w.entry.withLive(live)
	}
	op.Diags.Append(r.setKeys(ctx, plan, entries, a.keys)...)
	return a, op.Diags
}

// prepareApply looks at the keys as they are, and plans the steps from there. It is
// false where nothing may be sent.
func (r *SetResource) prepareApply(ctx context.Context, a *setApply, config, plan, held SetModel) bool {
	state, _, diags := r.recordedKeys(ctx, held)
	planned, more := decodeKeys(ctx, plan.Attributes().Keys)
	diags.Append(more...)
	diags.Append(r.applyIgnoreChanges(ctx, config, plan, planned)...)
	desired, more := r.desiredKeys(ctx, config, state)
	a.op.Diags.Append(diags...)
	a.op.Diags.Append(more...)
	if a.op.Diags.HasError() {
		return false
	}
	a.desired = desired
	// The plan of a create has just listed the keys, in this run.
	keys, err := a.op.listKeys(ctx, held != nil || a.handedOver != nil)
	if err != nil {
		a.op.addDiagnostic(diagnostics.ErrCallFailed("read", a.op.Subject, err))
		return false
	}
	a.keys = slices.Clone(keys)
	if diags := r.checkUnchanged(plan, planned, keys); diags.HasError() {
		a.op.Diags.Append(diags...)
		return false
	}
	mayGo := a.handedOver.policy()
	if held != nil {
		mayGo = deletePolicy{state: state, exclusive: plan.Attributes().Exclusive.ValueBool(), named: held.Attributes().unmanagedIDs}
		a.nameOthersLeft(mayGo)
	}
	s := plannedChanges{desired: desired, have: r.Spec.liveForPlanner(keys, mayGo), plannerKeys: r.Spec.desiredForPlanner(desired)}
	skipAdopted(a.op, s.have, desired)
	s.takeHandedOver(a.handedOver)
	if err := s.planSteps(r.Spec.Limits); err != nil {
		a.op.addDiagnostic(diagnostics.ErrInvalidKeySet(a.op.Subject, err))
		return false
	}
	a.plan = s.plan
	a.op.Diags.Append(r.refuseOwnKeys(plan, s)...)
	a.op.Diags.Append(r.checkPlannedStatuses(plan, planned, s)...)
	if a.op.Diags.HasError() || held != nil && a.op.refuseUnplannedDeactivation(r.displacedOthers(s, state, keys), a.activeOthers) {
		return false
	}
	return a.adoptKeys(state)
}

// displacedOthers are the keys of others that the steps take out of use by an activation.
func (r *SetResource) displacedOthers(s plannedChanges, state map[string]keyEntry, keys []oktaapi.Key) []oktaapi.Key {
	return r.Spec.otherActiveKeys(keys, func(key oktaapi.Key) bool {
		_, held := state[key.KID]
		w, wanted := s.desired[key.KID]
		return held || wanted && r.Spec.isDesired(w, key) || s.activatedKID(r.Spec.EffectiveUse(key.Use), r.Spec.Limits) == ""
	})
}

// recordOthers records the keys of others, and which of them are active, for the apply of the
// next plan.
func (r *SetResource) recordOthers(ctx context.Context, private privatestate.Writer, m SetModel, keys []oktaapi.Key) diag.Diagnostics {
	entries, diags := decodeKeys(ctx, m.Attributes().Keys)
	others := r.Spec.otherActiveKeys(keys, func(key oktaapi.Key) bool { _, own := entries[key.KID]; return own })
	diags.Append(writeActiveOthers(ctx, private, others)...)
	diags.Append(writeUnmanaged(ctx, private, keys, entries)...)
	return diags
}

// checkPlannedStatuses refuses steps that end in other statuses than the plan shows: somebody
// has changed the keys since.
func (r *SetResource) checkPlannedStatuses(plan SetModel, planned map[string]keyEntry, s plannedChanges) (diags diag.Diagnostics) {
	for _, kid := range sortedKIDs(planned) {
		status := planned[kid].Status
		if status.IsUnknown() || (status.ValueString() == active) == isPlannedActive(s.plan.Final, kid) {
			continue
		}
		diags.Append(diagnostics.ErrKeyStatusChangedSincePlan(r.subject(plan), kid, status.ValueString()))
	}
	return diags
}

// recordPartial fills how far an apply came into the state: what is there of the keys that
// were, and of those that were to come.
func (r *SetResource) recordPartial(ctx context.Context, state SetModel, a *setApply) diag.Diagnostics {
	if keys, err := a.op.listKeys(ctx, true); err == nil {
		a.keys = slices.Clone(keys)
	}
	held, diags := decodeKeys(ctx, state.Attributes().Keys)
	entries := map[string]keyEntry{}
	for _, live := range a.keys {
		w, wanted := a.desired[live.KID]
		e, was := held[live.KID]
		switch {
		case wanted && r.Spec.isDesired(w, live):
			entries[live.KID] = w.withPartialResult(live)
		case was && e.recordedThumbprint() == liveThumbprint(live):
			entries[live.KID] = e.withLive(live)
		}
	}
	diags.Append(r.setKeys(ctx, state, entries, a.keys)...)
	return diags
}
