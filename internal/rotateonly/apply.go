package rotateonly

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// Create rotates once, or adopts the keys as they are. A failed create returns
// no state: a tainted resource would be replaced, which rotates.
func (r *Resource[M, K]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limits.Within(ctx, r.Vendor.Shared(&plan).Timeouts.Create, limits.Write, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	result := r.create(ctx, &plan)
	resp.Diagnostics.Append(result.diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.conclude(ctx, &plan, result.live, &resp.State, resp.Identity, resp.Private)...)
}

// create carries out the plan of a new resource: adopt what is there, or
// rotate to the planned target, or, where the plan could not name one because
// the parent did not exist, to the one that the first read gives.
func (r *Resource[M, K]) create(ctx context.Context, plan *M) result[K] {
	shared := r.Vendor.Shared(plan)
	planned, diags := r.Vendor.Roles(ctx, *plan)
	switch {
	case diags.HasError():
		return result[K]{diags: diags}
	case !shared.RotateOnCreate.ValueBool():
		return r.adopt(ctx, plan, nil)
	case !shared.NextKID.IsUnknown():
		want := r.snapshot(planned)
		return r.adopt(ctx, plan, &want)
	}
	o := r.order(plan)
	o.creating = true
	if !shared.PreviousKID.IsUnknown() {
		o.target = &rotation.Target{Current: r.kid(planned.Current), Previous: r.kid(planned.Previous)}
	}
	return r.perform(ctx, plan, o)
}

// adopt takes the keys as they are, which must be want where the plan named
// them. It sends nothing, so the list of this walk is fresh enough.
func (r *Resource[M, K]) adopt(ctx context.Context, plan *M, want *rotation.Snapshot) (out result[K]) {
	var known rotation.Snapshot
	if want != nil {
		known = *want
	}
	live, err := r.read(ctx, plan, known, nil)
	if err != nil {
		out.fail(diagnose.Error("read", r.subject(plan), err))
		return out
	}
	found := r.snapshot(live.Roles)
	switch {
	case found.Current == "":
		out.fail(diagnose.NoNext(r.subject(plan), found))
	case want != nil && found != *want:
		out.fail(diagnose.Moved(r.subject(plan), rotation.Target{Current: want.Current, Previous: want.Previous}, found))
	}
	out.live = live
	return out
}

// Update rotates once where the plan says so, and otherwise only records
// changed arguments without a request.
func (r *Resource[M, K]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limits.Within(ctx, r.Vendor.Shared(&plan).Timeouts.Update, limits.Write, &resp.Diagnostics)
	defer cancel()
	roles, diags := r.Vendor.Roles(ctx, state)
	resp.Diagnostics.Append(diags...)
	decision, diags := r.decideUpdate(ctx, &plan, &state, roles, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	switch decision.Intent {
	case rotation.Rotate:
		r.rotate(ctx, &plan, r.snapshot(roles), req.Private, resp)
		return
	case rotation.Adopt:
		if resp.Diagnostics.Append(r.stillAdopts(ctx, &plan, roles, decision)...); resp.Diagnostics.HasError() {
			return
		}
		resp.Diagnostics.Append(remember(ctx, resp.Private, privateBase, baselineOf(r.snapshot(roles)))...)
	}
	if !r.sameSchedule(&plan, &state) {
		// What was seen was measured by the old arguments. The next Read
		// measures by the new ones.
		resp.Diagnostics.Append(remember(ctx, resp.Private, privateSeen, rotation.Seen{})...)
	}
	resp.Diagnostics.Append(r.save(ctx, &plan, &resp.State, resp.Identity)...)
}

// stillAdopts looks whether the rotation that the plan takes for the one asked for
// is still the last one, and still recent unless it is known to be our own. The
// plan rests on what was last seen, which with -refresh=false can be long ago.
func (r *Resource[M, K]) stillAdopts(ctx context.Context, plan *M, roles Roles[K], decision rotation.Plan) (diags diag.Diagnostics) {
	api, err := r.api()
	if err != nil {
		diags.Append(diagnose.Error("read", r.subject(plan), err))
		return diags
	}
	live, err := api.Keys(ctx, r.Vendor.ParentID(plan).ValueString(), Fresh)
	recorded, interval := r.snapshot(roles), r.Vendor.Shared(plan).interval()
	live = r.place(live, recorded, nil)
	found := r.snapshot(live.Roles)
	switch {
	case err != nil:
		diags.Append(diagnose.Error("read", r.subject(plan), err))
	case rotation.Compare(recorded, found) != rotation.None:
		diags.Append(diagnose.Moved(r.subject(plan), rotation.Target{Current: recorded.Current, Previous: recorded.Previous}, found))
	case !decision.Own && live.Times.Unguarded(interval) != rotation.NoDoubt:
		diags.Append(diagnose.AgeUnknown(r.subject(plan), live.Times.Doubt, live.Clocks, false))
	case !decision.Own && live.Times.RecentUntil(interval, live.now).IsZero():
		diags.Append(diagnose.AdoptionTooOld(r.subject(plan), found, live.Times.Rotated))
	}
	return diags
}

func (r *Resource[M, K]) sameSchedule(plan, state *M) bool {
	p, s := r.Vendor.Shared(plan), r.Vendor.Shared(state)
	return p.RotationPeriod.Equal(s.RotationPeriod) && p.MinRotationInterval.Equal(s.MinRotationInterval)
}

// rotate carries out a planned rotation of a resource that exists. After a
// failure the state stays as it was, and the trigger stays planned.
func (r *Resource[M, K]) rotate(ctx context.Context, plan *M, recorded rotation.Snapshot, private privateReader, resp *resource.UpdateResponse) {
	shared := r.Vendor.Shared(plan)
	retired, _, diags := recall[[]string](ctx, private, privateRetired)
	resp.Diagnostics.Append(diags...)
	target, o := recorded.Target(), r.order(plan)
	o.target, o.known, o.retired = &target, recorded, retired
	result := r.perform(ctx, plan, o)
	resp.Diagnostics.Append(result.diags...)
	if result.unknown || result.confirmed {
		base := baselineOf(result.before)
		base.Attempted = &attempt{Trigger: stringsOf(shared.RotateWhenChanged), Confirmed: result.confirmed}
		resp.Diagnostics.Append(remember(ctx, resp.Private, privateBase, base)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.conclude(ctx, plan, result.live, &resp.State, resp.Identity, resp.Private)...)
}

// conclude records a create or a rotation that ended well: state, identity, and
// a baseline from here on.
func (r *Resource[M, K]) conclude(ctx context.Context, plan *M, live Live[K], state *tfsdk.State, identity *tfsdk.ResourceIdentity, private privateWriter) diag.Diagnostics {
	diags := r.record(ctx, plan, live)
	diags.Append(r.save(ctx, plan, state, identity)...)
	diags.Append(r.rememberRetired(ctx, private, live.Roles)...)
	diags.Append(rememberBoth(ctx, private,
		baselineOf(r.snapshot(live.Roles)), seenAt(r.Vendor.Shared(plan), live.Times, live.now))...)
	return diags
}

// record writes the live keys into the plan, but keeps to what the plan
// promised: Terraform refuses other values. A later Read brings the rest.
func (r *Resource[M, K]) record(ctx context.Context, plan *M, live Live[K]) diag.Diagnostics {
	planned, diags := r.Vendor.Roles(ctx, *plan)
	roles := live.Roles
	roles.Current = r.agree(planned.Current, roles.Current)
	roles.Next = r.agree(planned.Next, roles.Next)
	roles.Previous = r.agree(planned.Previous, roles.Previous)
	diags.Append(r.fill(ctx, plan, roles)...)
	return diags
}

func (r *Resource[M, K]) agree(planned, live *K) *K {
	switch {
	case live == nil:
		return planned // a previous key that the vendor has dropped already
	case planned == nil || r.kid(planned) != r.kid(live):
		return live
	}
	key := r.Vendor.Agree(*planned, *live)
	return &key
}
