package rotateonly

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

func (r *Resource) planUpdate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	plan, state := r.Spec.NewModel(), r.Spec.NewModel()
	resp.Diagnostics.Append(tfmodel.GetPlan(ctx, req.Plan, plan)...)
	resp.Diagnostics.Append(tfmodel.GetState(ctx, req.State, state)...)
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
		resp.Diagnostics.Append(diagnostics.WarnKeysIncomplete(r.parentSubject(state), snapshotOf(roles)))
	case decision.Intent == rotation.Undecided:
		r.setAllKeysUnknown(next)
		resp.Diagnostics.Append(diagnostics.WarnPlanUndecided(r.parentSubject(state), decision, next.attributes().published("")))
	case decision.Intent == rotation.Rotate:
		resp.Diagnostics.Append(r.fillRotationPlanAndWarn(ctx, next, roles, decision)...)
	default:
		next.attributes().setRotationDueAt(roles.Times)
		resp.Diagnostics.Append(warnOfPeriodIfAgeUnknown(r.parentSubject(state), next.attributes(), seen.Doubt)...)
		if decision.Gate.Closed() {
			resp.Diagnostics.Append(diagnostics.WarnRotationWaits(r.parentSubject(state), decision.Gate, next.attributes().published(""), snapshotOf(roles)))
		}
		if decision.Intent == rotation.Adopt {
			resp.Diagnostics.Append(diagnostics.WarnRotationAdopted(r.parentSubject(state), decision, snapshotOf(roles), roles.Times.Rotated))
		}
		resp.Diagnostics.Append(r.warnOfArgumentsOnlyRecorded(plan, state, roles.Times, seen)...)
	}
	resp.Diagnostics.Append(next.PlanWarnings()...)
	resp.Diagnostics.Append(tfmodel.SetPlan(ctx, &resp.Plan, next)...)
}

// copyArguments copies what is configured.
func (r *Resource) copyArguments(to Model, from Model) {
	to.attributes().copyArguments(from.attributes())
	to.CopyVendorArguments(from)
}

// recomputeGuardIfIntervalChanged computes until when the guard refuses a rotation with the planned interval. The
// observation was made with the interval of the state. The end of the interval is known without a clock. The
// apply decides whether it is over.
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

// decideUpdate collects the input of rotation.PlanUpdate, and returns its decision. It depends only on the
// arguments and the private state, so that Update comes to the same decision as the plan.
func (r *Resource) decideUpdate(ctx context.Context, plan, state Model, roles Roles, private privatestate.Reader) (decision rotation.Decision, diags diag.Diagnostics) {
	base, _, diags := privatestate.Read[baselineState](ctx, private, privateBase)
	seen, _, seenDiags := privatestate.Read[rotation.Observation](ctx, private, privateSeen)
	diags.Append(seenDiags...)
	p, s := plan.attributes(), state.attributes()
	attempted := base.Attempted.wasForTrigger(knownStrings(p.RotateWhenChanged))
	unrecorded := seen.SentFor != "" && seen.SentFor == hashTrigger(p.RotateWhenChanged)
	return rotation.PlanUpdate(rotation.UpdateInput{
		Trigger:       compareTriggers(s.RotateWhenChanged, p.RotateWhenChanged),
		PeriodSet:     !p.RotationPeriod.IsNull(),
		PeriodChanged: !p.RotationPeriod.Equal(s.RotationPeriod),
		GuardOff:      !p.MinRotationInterval.IsUnknown() && p.minRotationInterval() == 0,
		Attempted:     attempted || unrecorded,
		Fulfilled:     attempted && base.Attempted.Confirmed,
		Baseline:      base.Baseline,
		Seen:          seen,
		Gate:          p.gateAsObserved(s, seen),
		Recorded:      snapshotOf(roles),
	}), diags
}
