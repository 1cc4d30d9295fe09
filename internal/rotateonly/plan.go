package rotateonly

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// ModifyPlan makes the plan name the keys and the reason.
//
// Terraform calls it twice, in the plan walk and again in the apply walk, and
// refuses values that changed in between. For a resource that exists it
// therefore looks at configuration, state and private state only, never at the
// live keys or the clock. A resource that is new has neither, so it reads both.
func (r *Resource[M, K]) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	switch {
	case req.Plan.Raw.IsNull():
		r.planDestroy(ctx, req, resp)
	case req.State.Raw.IsNull():
		r.planCreate(ctx, req, resp)
	default:
		r.planUpdate(ctx, req, resp)
	}
}

func (r *Resource[M, K]) planDestroy(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(warnDestroy(r.Vendor.Type, r.subject(&state)))
}

func (r *Resource[M, K]) planCreate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.decideCreate(ctx, &plan)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	}
}

// decideCreate fills in the plan of a resource that is new.
func (r *Resource[M, K]) decideCreate(ctx context.Context, plan *M) (diags diag.Diagnostics) {
	shared, parent := r.Vendor.Shared(plan), r.Vendor.ParentID(plan)
	rotates := shared.RotateOnCreate.IsUnknown() || shared.RotateOnCreate.ValueBool()
	r.setUnknown(plan)
	if parent.IsUnknown() || shared.undecided() {
		if rotates {
			diags.Append(warnUnplanned(r.subject(plan), r.Vendor.Parent+" or another argument is only known after apply"))
		}
		return diags
	}
	ctx, cancel := limits.Within(ctx, shared.Timeouts.Read, limits.Read, &diags)
	defer cancel()
	if diags.HasError() {
		return diags
	}
	live, err := r.read(ctx, plan, rotation.Snapshot{}, nil)
	switch {
	case apierr.Is(err, apierr.ConfigUnknown):
		if rotates {
			diags.Append(warnUnplanned(r.subject(plan), err.Error()))
		}
		return diags
	case err != nil:
		diags.Append(diagnose.Error("read", r.subject(plan), err))
		return diags
	}
	diags.Append(r.planLive(ctx, plan, live, rotates)...)
	return diags
}

// planLive plans a create by the keys that are there.
func (r *Resource[M, K]) planLive(ctx context.Context, plan *M, live Live[K], rotates bool) (diags diag.Diagnostics) {
	found := r.snapshot(live.Roles)
	decision := rotation.PlanCreate(rotates, live.Times, r.Vendor.Shared(plan).interval(), live.now)
	switch {
	case decision.Intent == rotation.Refuse:
		diags.Append(diagnose.AgeUnknown(r.subject(plan), decision.Doubt, live.Clocks, true))
		return diags

	case decision.Intent == rotation.Adopt:
		diags.Append(r.fill(ctx, plan, live.Roles)...)
		diags.Append(warnAdoption(r.subject(plan), decision, found, live.Times.Rotated))
	case decision.Intent == rotation.Rotate && !r.complete(found):
		diags.Append(diagnose.NoNext(r.subject(plan), found))
	case decision.Intent == rotation.Rotate && found.Next == "" && r.requiresNext(*plan):
		diags.Append(diagnose.NextRequired(r.subject(plan), found))
	case decision.Intent == rotation.Rotate:
		diags.Append(r.planRotation(ctx, plan, live.Roles, decision)...)
	}
	if decision.Intent == rotation.Keep {
		diags.Append(warnAdopted(r.subject(plan), found))
		diags.Append(warnUnmeasured(r.subject(plan), r.Vendor.Shared(plan), live.Times.Doubt)...)
		diags.Append(warnOverdue(r.subject(plan), r.Vendor.Shared(plan), live.Times, live.now)...)
	}
	asItIs := *plan // a plan that leaves the keys alone does not show them
	diags.Append(r.fill(ctx, &asItIs, live.Roles)...)
	diags.Append(r.remarks(asItIs)...)
	return diags
}

// planRotation plans one rotation of roles, which are complete: everything is
// known but the keys that the vendor is going to make.
func (r *Resource[M, K]) planRotation(ctx context.Context, plan *M, roles Roles[K], decision rotation.Plan) (diags diag.Diagnostics) {
	before := r.snapshot(roles)
	diags.Append(r.fill(ctx, plan, r.Vendor.Shift(roles, nil))...)
	r.Vendor.Shared(plan).setNextUnknown()
	r.Vendor.SetNextUnknown(plan)
	if before.Next == "" {
		r.Vendor.SetCurrentUnknown(plan)
	}
	switch {
	case before.Next == "" && r.requiresNext(*plan):
		diags.Append(warnNextRequired(r.subject(plan), decision, before))
		return diags
	case decision.Doubt != rotation.NoDoubt:
		diags.Append(warnAgeUnknown(r.subject(plan), decision, before.Target()))
		return diags
	}
	diags.Append(warnRotation(r.subject(plan), decision, before.Target(), r.Vendor.Consequence))
	return diags
}

func (r *Resource[M, K]) planUpdate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.Vendor.ParentID(&plan).Equal(*r.Vendor.ParentID(&state)) {
		resp.Diagnostics.Append(r.warnOfReplacement(ctx, plan)...)
		return
	}
	roles, diags := r.Vendor.Roles(ctx, state)
	resp.Diagnostics.Append(diags...)
	decision, diags := r.decideUpdate(ctx, &plan, &state, roles, req.Private)
	resp.Diagnostics.Append(diags...)
	seen, _, diags := recall[rotation.Seen](ctx, req.Private, privateSeen)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if seen.Doubt.AboutRecord() {
		roles.Times = rotation.Times{Doubt: seen.Doubt} // as Read has recorded them
	}
	decision = r.guardOf(decision, &plan, &state, roles)
	next := state
	r.takeArguments(&next, plan)
	var onCreate types.Bool
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("rotate_on_create"), &onCreate)...)
	r.Vendor.Shared(&next).keepOnCreate(onCreate, r.Vendor.Shared(&state))
	switch {
	case decision.Intent == rotation.Rotate && !r.complete(r.snapshot(roles)):
		// An error here would block a destroy; the apply reports it.
		r.setUnknown(&next)
		resp.Diagnostics.Append(warnIncomplete(r.subject(&state), r.snapshot(roles)))
	case decision.Intent == rotation.Undecided:
		r.setUnknown(&next)
		resp.Diagnostics.Append(warnUndecided(r.subject(&state), decision))
	case decision.Intent == rotation.Rotate:
		resp.Diagnostics.Append(r.planRotation(ctx, &next, roles, decision)...)
	default:
		r.Vendor.Shared(&next).setDue(roles.Times)
		resp.Diagnostics.Append(warnUnmeasured(r.subject(&state), r.Vendor.Shared(&next), seen.Doubt)...)
		if decision.Intent == rotation.Adopt {
			resp.Diagnostics.Append(warnAdoption(r.subject(&state), decision, r.snapshot(roles), roles.Times.Rotated))
		}
		resp.Diagnostics.Append(r.warnOfArguments(&plan, &state, roles.Times, seen)...)
	}
	resp.Diagnostics.Append(r.remarks(next)...)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &next)...)
}

// takeArguments copies what is configured.
func (r *Resource[M, K]) takeArguments(to *M, from M) {
	r.Vendor.Shared(to).takeArguments(r.Vendor.Shared(&from))
	if r.Vendor.TakeArguments != nil {
		r.Vendor.TakeArguments(to, from)
	}
}

// warnOfReplacement says what creating the resource for another parent is going
// to do. Core plans that as a create of its own, but drops its warnings.
func (r *Resource[M, K]) warnOfReplacement(ctx context.Context, plan M) diag.Diagnostics {
	var warnings diag.Diagnostics
	warnings.Append(r.decideCreate(ctx, &plan).Warnings()...)
	return warnings
}

// guardOf measures the guard by the planned interval. What was seen was measured
// by the interval in the state; whether the planned one is over is for the apply
// to say, and until when it lasts is known without a clock.
func (r *Resource[M, K]) guardOf(decision rotation.Plan, plan, state *M, roles Roles[K]) rotation.Plan {
	p, s := r.Vendor.Shared(plan), r.Vendor.Shared(state)
	rotates := decision.Intent == rotation.Rotate || decision.Intent == rotation.Undecided
	if !rotates || decision.Doubt != rotation.NoDoubt || p.MinRotationInterval.Equal(s.MinRotationInterval) {
		return decision
	}
	decision.TooSoonUntil = time.Time{}
	if p.interval() > 0 && !p.MinRotationInterval.IsUnknown() && !roles.Times.Rotated.IsZero() {
		decision.TooSoonUntil = roles.Times.Rotated.Add(p.interval())
	}
	return decision
}

// decideUpdate gathers what rotation.PlanUpdate decides by. It is pure but for
// the private state, so that Update comes to the plan's own decision.
func (r *Resource[M, K]) decideUpdate(ctx context.Context, plan, state *M, roles Roles[K], private privateReader) (rotation.Plan, diag.Diagnostics) {
	base, _, diags := recall[record](ctx, private, privateBase)
	seen, _, seenDiags := recall[rotation.Seen](ctx, private, privateSeen)
	diags.Append(seenDiags...)
	p, s := r.Vendor.Shared(plan), r.Vendor.Shared(state)
	attempted := base.Attempted.matches(stringsOf(p.RotateWhenChanged))
	return rotation.PlanUpdate(rotation.Update{
		Trigger:       trigger(s.RotateWhenChanged, p.RotateWhenChanged),
		PeriodSet:     !p.RotationPeriod.IsNull(),
		PeriodChanged: !p.RotationPeriod.Equal(s.RotationPeriod),
		GuardOff:      !p.MinRotationInterval.IsUnknown() && p.interval() == 0,
		Attempted:     attempted,
		Fulfilled:     attempted && base.Attempted.Confirmed,
		Baseline:      base.Baseline,
		Seen:          seen,
		Recorded:      r.snapshot(roles),
	}), diags
}

func (r *Resource[M, K]) subject(m *M) diagnose.Subject {
	return r.Vendor.Subject(r.Vendor.ParentID(m).ValueString())
}

// read takes this walk's list of the keys of the model's parent. known is an
// earlier snapshot of them, retired what no longer signed then.
func (r *Resource[M, K]) read(ctx context.Context, m *M, known rotation.Snapshot, retired []string) (Live[K], error) {
	api, err := r.api()
	if err != nil {
		return Live[K]{}, err
	}
	live, err := api.Keys(ctx, r.Vendor.ParentID(m).ValueString(), Cached)
	return r.place(live, known, retired), err
}
