package rotateonly

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// ModifyPlan makes the plan name the keys and the reason.
//
// Terraform calls it twice, in the plan walk and again in the apply walk, and
// refuses values that changed in between. For a resource that exists it
// therefore looks at configuration, state and private state only, never at the
// live keys or the clock. A resource that is new has neither, so it reads both.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	switch {
	case req.Plan.Raw.IsNull():
		r.planDestroy(ctx, req, resp)
	case req.State.Raw.IsNull():
		r.planCreate(ctx, req, resp)
	default:
		r.planUpdate(ctx, req, resp)
	}
}

func (r *Resource) planDestroy(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	state := r.Spec.NewModel()
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(diagnostics.WarnDestroyKeepsKeys(r.Spec.Type, r.subject(state)))
}

func (r *Resource) planCreate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	plan := r.Spec.NewModel()
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.decideCreate(ctx, plan)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	}
}

// decideCreate fills in the plan of a resource that is new.
func (r *Resource) decideCreate(ctx context.Context, plan Model) (diags diag.Diagnostics) {
	shared, parent := plan.attributes(), plan.ParentID()
	rotates := shared.RotateOnCreate.IsUnknown() || shared.RotateOnCreate.ValueBool()
	r.setUnknown(plan)
	if parent.IsUnknown() || shared.dependsOnUnknown() {
		if rotates {
			diags.Append(diagnostics.WarnRotationOfUnknownKeys(r.subject(plan), r.Spec.IDAttribute+" or another argument is only known after apply"))
		}
		return diags
	}
	ctx, cancel := limits.Within(ctx, shared.Timeouts.Read, limits.Read, &diags)
	defer cancel()
	if diags.HasError() {
		return diags
	}
	live, err := r.listKeys(ctx, plan, rotation.Snapshot{}, nil)
	switch {
	case apierr.Is(err, apierr.ConfigUnknown):
		if rotates {
			diags.Append(diagnostics.WarnRotationOfUnknownKeys(r.subject(plan), err.Error()))
		}
		return diags
	case err != nil:
		diags.Append(diagnostics.ErrCallFailed("read", r.subject(plan), err))
		return diags
	}
	diags.Append(r.planFromLive(ctx, plan, live, rotates)...)
	return diags
}

// planFromLive plans a create by the keys that are there.
func (r *Resource) planFromLive(ctx context.Context, plan Model, live LiveKeys, rotates bool) (diags diag.Diagnostics) {
	found := snapshotOf(live.Roles)
	decision := rotation.PlanCreate(rotates, live.Times, plan.attributes().interval(), live.now)
	switch {
	case decision.Intent == rotation.Refuse:
		diags.Append(diagnostics.ErrAgeUnknown(r.subject(plan), decision.Doubt, live.Clocks, true))
		return diags

	case decision.Intent == rotation.Adopt:
		diags.Append(r.setKeys(ctx, plan, live.Roles)...)
		diags.Append(diagnostics.WarnRotationAdopted(r.subject(plan), decision, found, live.Times.Rotated))
	case decision.Intent == rotation.Rotate && !r.canRotate(found):
		diags.Append(diagnostics.ErrNoNextKey(r.subject(plan), found))
	case decision.Intent == rotation.Rotate && found.Next == "" && plan.RequiresNext():
		diags.Append(diagnostics.ErrNextKeyRequired(r.subject(plan), found))
	case decision.Intent == rotation.Rotate:
		diags.Append(r.planRotation(ctx, plan, live.Roles, decision)...)
	}
	if decision.Intent == rotation.Keep {
		diags.Append(diagnostics.WarnKeysAdopted(r.subject(plan), found))
		diags.Append(warnIfAgeUnknown(r.subject(plan), plan.attributes(), live.Times.Doubt)...)
		diags.Append(warnIfOverdue(r.subject(plan), plan.attributes(), live.Times, live.now)...)
	}
	asItIs := plan.Copy() // a plan that leaves the keys alone does not show them
	diags.Append(r.setKeys(ctx, asItIs, live.Roles)...)
	diags.Append(asItIs.PlanWarnings()...)
	return diags
}

// planRotation plans one rotation of roles, which are complete: everything is
// known but the keys that the vendor is going to make.
func (r *Resource) planRotation(ctx context.Context, plan Model, roles Roles, decision rotation.Decision) (diags diag.Diagnostics) {
	before := snapshotOf(roles)
	diags.Append(r.setKeys(ctx, plan, r.Spec.Shift(roles, nil))...)
	plan.attributes().setNextUnknown()
	plan.SetNextUnknown()
	if before.Next == "" {
		plan.SetCurrentUnknown()
	}
	switch {
	case before.Next == "" && plan.RequiresNext():
		diags.Append(diagnostics.WarnRotationNeedsNextKey(r.subject(plan), decision, before))
		return diags
	case decision.Doubt != rotation.NoDoubt:
		diags.Append(diagnostics.WarnAgeUnknown(r.subject(plan), decision, before.Target()))
		return diags
	}
	diags.Append(diagnostics.WarnRotationPlanned(r.subject(plan), decision, before.Target(), r.Spec.Consequence))
	return diags
}

func (r *Resource) planUpdate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	plan, state := r.Spec.NewModel(), r.Spec.NewModel()
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.ParentID().Equal(state.ParentID()) {
		resp.Diagnostics.Append(r.warnOfReplacement(ctx, plan)...)
		return
	}
	roles, diags := state.Roles(ctx)
	resp.Diagnostics.Append(diags...)
	decision, diags := r.decideUpdate(ctx, plan, state, roles, req.Private)
	resp.Diagnostics.Append(diags...)
	seen, _, diags := privatestate.Read[rotation.Observation](ctx, req.Private, privateSeen)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if seen.Doubt.AboutRecord() {
		roles.Times = rotation.Times{Doubt: seen.Doubt} // as Read has recorded them
	}
	decision = r.measureGuard(decision, plan, state, roles)
	next := state.Copy()
	r.takeArguments(next, plan)
	var onCreate types.Bool
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("rotate_on_create"), &onCreate)...)
	next.attributes().keepOnCreate(onCreate, state.attributes())
	switch {
	case decision.Intent == rotation.Rotate && !r.canRotate(snapshotOf(roles)):
		// An error here would block a destroy; the apply reports it.
		r.setUnknown(next)
		resp.Diagnostics.Append(diagnostics.WarnKeysIncomplete(r.subject(state), snapshotOf(roles)))
	case decision.Intent == rotation.Undecided:
		r.setUnknown(next)
		resp.Diagnostics.Append(diagnostics.WarnPlanUndecided(r.subject(state), decision))
	case decision.Intent == rotation.Rotate:
		resp.Diagnostics.Append(r.planRotation(ctx, next, roles, decision)...)
	default:
		next.attributes().setDue(roles.Times)
		resp.Diagnostics.Append(warnIfAgeUnknown(r.subject(state), next.attributes(), seen.Doubt)...)
		if decision.Intent == rotation.Adopt {
			resp.Diagnostics.Append(diagnostics.WarnRotationAdopted(r.subject(state), decision, snapshotOf(roles), roles.Times.Rotated))
		}
		resp.Diagnostics.Append(r.warnOfArguments(plan, state, roles.Times, seen)...)
	}
	resp.Diagnostics.Append(next.PlanWarnings()...)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, next)...)
}

// takeArguments copies what is configured.
func (r *Resource) takeArguments(to Model, from Model) {
	to.attributes().takeArguments(from.attributes())
	to.TakeArguments(from)
}

// warnOfReplacement says what creating the resource for another parent is going
// to do. Core plans that as a create of its own, but drops its warnings.
func (r *Resource) warnOfReplacement(ctx context.Context, plan Model) diag.Diagnostics {
	var warnings diag.Diagnostics
	warnings.Append(r.decideCreate(ctx, plan).Warnings()...)
	return warnings
}

// measureGuard measures the guard by the planned interval. What was seen was measured
// by the interval in the state; whether the planned one is over is for the apply
// to say, and until when it lasts is known without a clock.
func (r *Resource) measureGuard(decision rotation.Decision, plan, state Model, roles Roles) rotation.Decision {
	p, s := plan.attributes(), state.attributes()
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
func (r *Resource) decideUpdate(ctx context.Context, plan, state Model, roles Roles, private privatestate.Reader) (rotation.Decision, diag.Diagnostics) {
	base, _, diags := privatestate.Read[baselineState](ctx, private, privateBase)
	seen, _, seenDiags := privatestate.Read[rotation.Observation](ctx, private, privateSeen)
	diags.Append(seenDiags...)
	p, s := plan.attributes(), state.attributes()
	attempted := base.Attempted.matches(stringsOf(p.RotateWhenChanged))
	return rotation.PlanUpdate(rotation.UpdateInput{
		Trigger:       trigger(s.RotateWhenChanged, p.RotateWhenChanged),
		PeriodSet:     !p.RotationPeriod.IsNull(),
		PeriodChanged: !p.RotationPeriod.Equal(s.RotationPeriod),
		GuardOff:      !p.MinRotationInterval.IsUnknown() && p.interval() == 0,
		Attempted:     attempted,
		Fulfilled:     attempted && base.Attempted.Confirmed,
		Baseline:      base.Baseline,
		Seen:          seen,
		Recorded:      snapshotOf(roles),
	}), diags
}

func (r *Resource) subject(m Model) diagnostics.Subject {
	return r.Spec.Subject(m.ParentID().ValueString())
}

// listKeys takes this walk's list of the keys of the model's parent. known is an
// earlier snapshot of them, retired what no longer signed then.
func (r *Resource) listKeys(ctx context.Context, m Model, known rotation.Snapshot, retired []string) (LiveKeys, error) {
	api, err := r.api()
	if err != nil {
		return LiveKeys{}, err
	}
	live, err := api.Keys(ctx, m.ParentID().ValueString(), Cached)
	return resolvePrevious(live, known, retired), err
}
