package rotateonly

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

func (r *Resource) planCreate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	plan := r.Spec.NewModel()
	resp.Diagnostics.Append(tfmodel.GetPlan(ctx, req.Plan, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.decideAndFillCreatePlan(ctx, plan)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(tfmodel.SetPlan(ctx, &resp.Plan, plan)...)
	}
}

// decideAndFillCreatePlan decides whether a create rotates or adopts, and fills in the plan of a new resource.
func (r *Resource) decideAndFillCreatePlan(ctx context.Context, plan Model) (errorsAndWarnings diag.Diagnostics) {
	shared, parent := plan.attributes(), plan.ParentID()
	rotates := shared.RotateOnCreate.IsUnknown() || shared.RotateOnCreate.ValueBool()
	r.setAllKeysUnknown(plan)
	shared.setPublicationNull()
	if shared.RotateOnCreate.ValueBool() && shared.requiresPublished() {
		errorsAndWarnings.Append(diagnostics.ErrCreateCannotWait(r.parentSubject(plan)))
		return errorsAndWarnings
	}
	if parent.IsUnknown() || shared.hasUnknownArgumentForCreate() {
		if rotates {
			errorsAndWarnings.Append(diagnostics.WarnRotationOfUnknownKeys(r.parentSubject(plan), r.Spec.IDAttribute+" or another argument is only known after apply"))
		}
		return errorsAndWarnings
	}
	ctx, cancel := limits.Within(ctx, shared.Timeouts.Read, limits.Read, &errorsAndWarnings)
	defer cancel()
	if errorsAndWarnings.HasError() {
		return errorsAndWarnings
	}
	live, err := r.listCachedKeys(ctx, plan, rotation.Snapshot{}, nil)
	switch {
	case apierr.Is(err, apierr.ConfigUnknown):
		if rotates {
			errorsAndWarnings.Append(diagnostics.WarnRotationOfUnknownKeys(r.parentSubject(plan), err.Error()))
		}
		return errorsAndWarnings
	case err != nil:
		errorsAndWarnings.Append(diagnostics.ErrCallFailed("read", r.parentSubject(plan), err))
		return errorsAndWarnings
	}
	errorsAndWarnings.Append(r.decideAndFillFromLive(ctx, plan, live, rotates)...)
	return errorsAndWarnings
}

// decideAndFillFromLive plans a create from the live keys.
func (r *Resource) decideAndFillFromLive(ctx context.Context, plan Model, live LiveKeys, rotates bool) (errorsAndWarnings diag.Diagnostics) {
	found := snapshotOf(live.Roles)
	decision := rotation.PlanCreate(rotates, live.Times, plan.attributes().minRotationInterval(), live.now)
	switch {
	case decision.Intent == rotation.Refuse:
		errorsAndWarnings.Append(diagnostics.ErrAgeUnknown(r.parentSubject(plan), decision.Doubt, live.Clocks, true))
		return errorsAndWarnings

	case decision.Intent == rotation.Adopt:
		errorsAndWarnings.Append(r.fillKeyAttributes(ctx, plan, live.Roles)...)
		errorsAndWarnings.Append(diagnostics.WarnRotationAdopted(r.parentSubject(plan), decision, found, live.Times.Rotated))
	case decision.Intent == rotation.Rotate && !r.canRotate(found):
		errorsAndWarnings.Append(diagnostics.ErrNoNextKey(r.parentSubject(plan), found))
	case decision.Intent == rotation.Rotate && found.Next == "" && plan.RequiresNextKeyToRotate():
		errorsAndWarnings.Append(diagnostics.ErrNextKeyRequired(r.parentSubject(plan), found))
	case decision.Intent == rotation.Rotate:
		errorsAndWarnings.Append(r.fillRotationPlanAndWarn(ctx, plan, live.Roles, decision)...)
	}
	if decision.Intent == rotation.Keep {
		errorsAndWarnings.Append(diagnostics.WarnKeysAdopted(r.parentSubject(plan), found))
		errorsAndWarnings.Append(warnOfPeriodIfAgeUnknown(r.parentSubject(plan), plan.attributes(), live.Times.Doubt)...)
		errorsAndWarnings.Append(warnIfOlderThanPeriod(r.parentSubject(plan), plan.attributes(), live.Times, live.now)...)
	}
	asItIs := plan.Copy() // a plan that leaves the keys alone does not show them
	errorsAndWarnings.Append(r.fillKeyAttributes(ctx, asItIs, live.Roles)...)
	errorsAndWarnings.Append(asItIs.PlanWarnings()...)
	return errorsAndWarnings
}

// warnOfCreateInReplacement warns of what a create for another parent will do.
// Terraform plans it as a create of its own, but drops its warnings.
func (r *Resource) warnOfCreateInReplacement(ctx context.Context, plan Model) diag.Diagnostics {
	var warnings diag.Diagnostics
	warnings.Append(r.decideAndFillCreatePlan(ctx, plan).Warnings()...)
	return warnings
}
