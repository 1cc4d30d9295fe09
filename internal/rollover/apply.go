package rollover

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Create brings the parent to the planned keys. One that fails returns no state:
// Terraform would taint it, and the replacement would delete every key first. The
// next create goes on from the keys that are registered.
func (r *Resource[M]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan M
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limits.Within(ctx, r.Vendor.Shared(&plan).Timeouts.Create, limits.Write, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	x, diags := r.apply(ctx, &config, &plan, nil, nil)
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.rememberActive(ctx, resp.Private, &plan, x.keys)...)
		resp.Diagnostics.Append(r.save(ctx, &plan, &resp.State, resp.Identity)...)
	}
}

// Update brings the parent to the planned keys. One that fails records what really
// stands, so that the next plan shows what is left to do.
func (r *Resource[M]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var config, plan, state M
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limits.Within(ctx, r.Vendor.Shared(&plan).Timeouts.Update, limits.Write, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.changes(&plan) {
		resp.Diagnostics.Append(r.save(ctx, &plan, &resp.State, resp.Identity)...)
		return
	}
	seen, diags := keychange.SeenActive(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	x, diags := r.apply(ctx, &config, &plan, &state, seen)
	resp.Diagnostics.Append(diags...)
	switch {
	case !resp.Diagnostics.HasError():
		resp.Diagnostics.Append(r.rememberActive(ctx, resp.Private, &plan, x.keys)...)
		resp.Diagnostics.Append(r.save(ctx, &plan, &resp.State, resp.Identity)...)
	case x != nil:
		resp.Diagnostics.Append(r.stand(ctx, &state, x)...)
		resp.Diagnostics.Append(r.save(ctx, &state, &resp.State, resp.Identity)...)
	}
}

// changes reports whether a plan does more than record arguments.
func (r *Resource[M]) changes(plan *M) bool { return r.Vendor.Shared(plan).UnmanagedKIDs.IsUnknown() }

// apply carries out what is left to do from the keys as they are now, and fills
// what came of it into the plan. held is the state, nil for a create, and seen the IDs
// of the keys of others that were active then. It returns how far it came, nil where
// nothing was begun.
func (r *Resource[M]) apply(ctx context.Context, config, plan, held *M, seen []string) (*run, diag.Diagnostics) {
	j, unlock, ok := r.Vendor.Begin(ctx, r.data, r.parent(plan), "update")
	if !ok {
		return nil, j.Diags
	}
	defer unlock()
	x := &run{job: j, limits: r.Vendor.Limits}
	x.seen = seen
	if !r.prepare(ctx, x, config, plan, held) {
		return nil, j.Diags
	}
	if !x.carryOut(ctx) {
		return x, j.Diags
	}
	entries := map[string]entry{}
	for kid, w := range x.wants {
		live, _ := x.find(kid)
		entries[kid] = w.entry.filled(live)
	}
	j.Diags.Append(r.record(ctx, plan, entries, x.keys)...)
	return x, j.Diags
}

// prepare looks at the keys as they are, and plans the steps from there. It is
// false where nothing may be sent.
func (r *Resource[M]) prepare(ctx context.Context, x *run, config, plan, held *M) bool {
	state, unmanaged, diags := r.known(ctx, held)
	planned, more := entriesOf(ctx, r.Vendor.Shared(plan).Keys)
	diags.Append(more...)
	diags.Append(r.effective(ctx, config, plan, planned)...)
	wants, more := r.wants(ctx, config, state)
	x.job.Diags.Append(diags...)
	x.job.Diags.Append(more...)
	if x.job.Diags.HasError() {
		return false
	}
	x.wants = wants
	// The plan of a create has just listed the keys, in this walk.
	keys, err := x.job.Keys(ctx, held != nil)
	if err != nil {
		x.job.Say(diagnose.Error("read", x.job.Subject, err))
		return false
	}
	x.keys = slices.Clone(keys)
	if diags := r.kept(plan, planned, keys); diags.HasError() {
		x.job.Diags.Append(diags...)
		return false
	}
	mayGo := removable{state: state, exclusive: r.Vendor.Shared(plan).Exclusive.ValueBool(), named: unmanaged}
	s := outlook{wants: wants, have: r.Vendor.registered(keys, mayGo), list: r.Vendor.planner(wants)}
	leave(x.job, s.have, wants)
	if err := s.plan(r.Vendor.Limits); err != nil {
		x.job.Say(diagnose.BadSet(x.job.Subject, err))
		return false
	}
	x.steps, x.list, x.have = s.steps, s.list, s.have
	x.job.Diags.Append(r.refuseOwn(plan, s)...)
	x.job.Diags.Append(r.asPlanned(plan, planned, s)...)
	if x.job.Diags.HasError() || held != nil && x.job.RefuseUnseen(r.displaced(s, state, keys), x.seen) {
		return false
	}
	return x.take(state)
}

// displaced are the keys of others that the steps take out of use by an activation.
func (r *Resource[M]) displaced(s outlook, state map[string]entry, keys []oktaapi.Key) []oktaapi.Key {
	return r.Vendor.ActiveOthers(keys, func(key oktaapi.Key) bool {
		_, held := state[key.KID]
		w, wanted := s.wants[key.KID]
		return held || wanted && r.Vendor.isWanted(w, key) || s.activated(r.Vendor.UseOf(key.Use), r.Vendor.Limits) == ""
	})
}

// rememberActive records which keys of others are active, for the apply of the next plan.
func (r *Resource[M]) rememberActive(ctx context.Context, private keychange.PrivateWriter, m *M, keys []oktaapi.Key) diag.Diagnostics {
	entries, diags := entriesOf(ctx, r.Vendor.Shared(m).Keys)
	others := r.Vendor.ActiveOthers(keys, func(key oktaapi.Key) bool { _, own := entries[key.KID]; return own })
	diags.Append(keychange.RememberActive(ctx, private, others)...)
	return diags
}

// asPlanned refuses steps that end in other statuses than the plan shows: somebody
// has changed the keys since.
func (r *Resource[M]) asPlanned(plan *M, planned map[string]entry, s outlook) (diags diag.Diagnostics) {
	for _, kid := range sortedKIDs(planned) {
		status := planned[kid].Status
		if status.IsUnknown() || (status.ValueString() == active) == isActive(s.after, kid) {
			continue
		}
		diags.Append(diagnose.ChangedSincePlan(r.subject(plan), kid, status.ValueString()))
	}
	return diags
}

// stand fills how far a run came into the state: what is there of the keys that
// were, and of those that were to come.
func (r *Resource[M]) stand(ctx context.Context, state *M, x *run) diag.Diagnostics {
	if keys, err := x.job.Keys(ctx, true); err == nil {
		x.keys = slices.Clone(keys)
	}
	held, diags := entriesOf(ctx, r.Vendor.Shared(state).Keys)
	entries := map[string]entry{}
	for _, live := range x.keys {
		w, wanted := x.wants[live.KID]
		e, was := held[live.KID]
		switch {
		case wanted && r.Vendor.isWanted(w, live):
			entries[live.KID] = w.reached(live)
		case was && e.recorded() == thumbprint(live):
			entries[live.KID] = e.filled(live)
		}
	}
	diags.Append(r.record(ctx, state, entries, x.keys)...)
	return diags
}
