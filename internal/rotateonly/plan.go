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
	resp.Diagnostics.Append(r.fillCreatePlan(ctx, plan)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	}
}

// fillCreatePlan fills in the plan of a resource that is new.
func (r *Resource) fillCreatePlan(ctx context.Context, plan Model) (diags diag.Diagnostics) {
	shared, parent := plan.attributes(), plan.ParentID()
	rotates := shared.RotateOnCreate.IsUnknown() || shared.RotateOnCreate.ValueBool()
	r.setAllKeysUnknown(plan)
	if parent.IsUnknown() || shared.hasUnknownArgumentForCreate() {
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
	live, err := r.listCachedKeys(ctx, plan, rotation.Snapshot{}, nil)
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
	diags.Append(r.fillCreatePlanFromLive(ctx, plan, live, rotates)...)
	return diags
}

// fillCreatePlanFromLive plans a create by the keys that are there.
func (r *Resource) fillCreatePlanFromLive(ctx context.Context, plan Model, live LiveKeys, rotates bool) (diags diag.Diagnostics) {
	found := snapshotOf(live.Roles)
	decision := rotation.PlanCreate(rotates, live.Times, plan.attributes().minRotationInterval(), live.now)
	switch {
	case decision.Intent == rotation.Refuse:
		diags.Append(diagnostics.ErrAgeUnknown(r.subject(plan), decision.Doubt, live.Clocks, true))
		return diags

	case decision.Intent == rotation.Adopt:
		diags.Append(r.fillKeyAttributes(ctx, plan, live.Roles)...)
		diags.Append(diagnostics.WarnRotationAdopted(r.subject(plan), decision, found, live.Times.Rotated))
	case decision.Intent == rotation.Rotate && !r.canRotate(found):
		diags.Append(diagnostics.ErrNoNextKey(r.subject(plan), found))
	case decision.Intent == rotation.Rotate && found.Next == "" && plan.RequiresNextKeyToRotate():
		diags.Append(diagnostics.ErrNextKeyRequired(r.subject(plan), found))
	case decision.Intent == rotation.Rotate:
		diags.Append(r.planRotation(ctx, plan, live.Roles, decision)...)
	}
	if decision.Intent == rotation.Keep {
		diags.Append(diagnostics.WarnKeysAdopted(r.subject(plan), found))
		diags.Append(warnOfPeriodIfAgeUnknown(r.subject(plan), plan.attributes(), live.Times.Doubt)...)
		diags.Append(warnIfOlderThanPeriod(r.subject(plan), plan.attributes(), live.Times, live.now)...)
	}
	asItIs := plan.Copy() // a plan that leaves the keys alone does not show them
	diags.Append(r.fillKeyAttributes(ctx, asItIs, live.Roles)...)
	diags.Append(asItIs.PlanWarnings()...)
	return diags
}

// planRotation plans one rotation of roles, which are complete: everything is
// known but the keys that the vendor is going to make.
func (r *Resource) planRotation(ctx context.Context, plan Model, roles Roles, decision rotation.Decision) (diags diag.Diagnostics) {
	before := snapshotOf(roles)
	diags.Append(r.fillKeyAttributes(ctx, plan, r.Spec.Shift(roles, nil))...)
	plan.attributes().setNextKIDAndTimesUnknown()
	plan.SetNextKeyUnknown()
	if before.Next == "" {
		plan.SetCurrentKeyUnknown()
	}
	switch {
	case before.Next == "" && plan.RequiresNextKeyToRotate():
		diags.Append(diagnostics.WarnRotationNeedsNextKey(r.subject(plan), decision, before))
		return diags
	case decision.Hold.Active():
		diags.Append(diagnostics.WarnRotationHeld(r.subject(plan), decision, before.Target()))
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
		resp.Diagnostics.Append(r.warnOfCreateInReplacement(ctx, plan)...)
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
	decision = r.recomputeGuardIfIntervalChanged(decision, plan, state, roles)
	next := state.Copy()
	r.copyArguments(next, plan)
	var onCreate types.Bool
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("rotate_on_create"), &onCreate)...)
	next.attributes().keepRecordedRotateOnCreate(onCreate, state.attributes())
	switch {
	case decision.Intent == rotation.Rotate && !r.canRotate(snapshotOf(roles)):
		// An error here would block a destroy; the apply reports it.
		r.setAllKeysUnknown(next)
		resp.Diagnostics.Append(diagnostics.WarnKeysIncomplete(r.subject(state), snapshotOf(roles)))
	case decision.Intent == rotation.Undecided:
		r.setAllKeysUnknown(next)
		resp.Diagnostics.Append(diagnostics.WarnPlanUndecided(r.subject(state), decision))
	case decision.Intent == rotation.Rotate:
		resp.Diagnostics.Append(r.planRotation(ctx, next, roles, decision)...)
	default:
		next.attributes().setRotationDueAt(roles.Times)
		resp.Diagnostics.Append(warnOfPeriodIfAgeUnknown(r.subject(state), next.attributes(), seen.Doubt)...)
		if decision.Intent == rotation.Adopt {
			resp.Diagnostics.Append(diagnostics.WarnRotationAdopted(r.subject(state), decision, snapshotOf(roles), roles.Times.Rotated))
		}
		resp.Diagnostics.Append(r.warnOfArgumentsOnlyRecorded(plan, state, roles.Times, seen)...)
	}
	resp.Diagnostics.Append(next.PlanWarnings()...)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, next)...)
}

// copyArguments copies what is configured.
func (r *Resource) copyArguments(to Model, from Model) {
	to.attributes().copyArguments(from.attributes())
	to.CopyVendorArguments(from)
}

// warnOfCreateInReplacement says what creating the resource for another parent is going
// to do. Core plans that as a create of its own, but drops its warnings.
func (r *Resource) warnOfCreateInReplacement(ctx context.Context, plan Model) diag.Diagnostics {
	var warnings diag.Diagnostics
	warnings.Append(r.fillCreatePlan(ctx, plan).Warnings()...)
	return warnings
}

// recomputeGuardIfIntervalChanged measures the guard by the planned interval. What was seen was measured
// by the interval in the state; whether the planned one is over is for the apply
// to say, and until when it lasts is known without a clock.
func (r *Resource) recomputeGuardIfIntervalChanged(decision rotation.Decision, plan, state Model, roles Roles) rotation.Decision {
	p, s := plan.attributes(), state.attributes()
	rotates := decision.Intent == rotation.Rotate || decision.Intent == rotation.Undecided
	if !rotates || decision.Doubt != rotation.NoDoubt || p.MinRotationInterval.Equal(s.MinRotationInterval) {
		return decision
	}
	decision.TooSoonUntil = time.Time{}
	if p.minRotationInterval() > 0 && !p.MinRotationInterval.IsUnknown() && !roles.Times.Rotated.IsZero() {
		decision.TooSoonUntil = roles.Times.Rotated.Add(p.minRotationInterval())
	}
	return decision
}

// decideUpdate gathers what rotation.PlanUpdate decides by. It is pure but for
// the private state, so that Update comes to the plan's own decision.
func (r *Resource) decideUpdate(ctx context.Context, plan, state Model, roles Roles, private privatestate.Reader) (decision rotation.Decision, diags diag.Diagnostics) {
	base, _, diags := privatestate.Read[baselineState](ctx, private, privateBase)
	seen, _, seenDiags := privatestate.Read[rotation.Observation](ctx, private, privateSeen)
	diags.Append(seenDiags...)
	p, s := plan.attributes(), state.attributes()
	attempted := base.Attempted.wasForTrigger(knownStrings(p.RotateWhenChanged))
	return rotation.PlanUpdate(rotation.UpdateInput{
		Trigger:       compareTriggers(s.RotateWhenChanged, p.RotateWhenChanged),
		PeriodSet:     !p.RotationPeriod.IsNull(),
		PeriodChanged: !p.RotationPeriod.Equal(s.RotationPeriod),
		GuardOff:      !p.MinRotationInterval.IsUnknown() && p.minRotationInterval() == 0,
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

// listCachedKeys takes this walk's list of the keys of the model's parent. known is an
// earlier snapshot of them, retired what no longer signed then.
func (r *Resource) listCachedKeys(ctx context.Context, m Model, earlier rotation.Snapshot, earlierFormerKIDs []string) (live LiveKeys, err error) {
	api, err := r.configuredAPI()
	if err != nil {
		return LiveKeys{}, err
	}
	live, err = api.Keys(ctx, m.ParentID().ValueString(), Cached)
	return checkClocksAndFindPrevious(live, earlier, earlierFormerKIDs), err
}
