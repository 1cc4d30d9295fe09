package rotateonly

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
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
	resp.Diagnostics.Append(tfmodel.GetState(ctx, req.State, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(diagnostics.WarnDestroyKeepsKeys(r.Spec.Type, r.parentSubject(state)))
}

// fillRotationPlanAndWarn plans one rotation of roles, which are complete: everything is
// known but the keys that the vendor is going to make.
func (r *Resource) fillRotationPlanAndWarn(ctx context.Context, plan Model, roles Roles, decision rotation.Decision) (errorsAndWarnings diag.Diagnostics) {
	before := snapshotOf(roles)
	errorsAndWarnings.Append(r.fillKeyAttributes(ctx, plan, r.Spec.Shift(roles, nil))...)
	plan.attributes().setNextKIDAndTimesUnknown()
	plan.attributes().setNextNotPublished()
	plan.SetNextKeyUnknown()
	if before.Next == "" {
		plan.SetCurrentKeyUnknown()
	}
	switch {
	case before.Next == "" && plan.RequiresNextKeyToRotate():
		errorsAndWarnings.Append(diagnostics.WarnRotationNeedsNextKey(r.parentSubject(plan), decision, before))
		return errorsAndWarnings
	case decision.Hold.Active():
		errorsAndWarnings.Append(diagnostics.WarnRotationHeld(r.parentSubject(plan), decision, before.Target()))
		return errorsAndWarnings
	case decision.Doubt != rotation.NoDoubt:
		errorsAndWarnings.Append(diagnostics.WarnAgeUnknown(r.parentSubject(plan), decision, before.Target()))
		return errorsAndWarnings
	case decision.Gate.Closed():
		errorsAndWarnings.Append(diagnostics.WarnRotationGated(r.parentSubject(plan), decision, plan.attributes().published(""), before.Target()))
		return errorsAndWarnings
	}
	errorsAndWarnings.Append(diagnostics.WarnRotationPlanned(r.parentSubject(plan), decision, before.Target(), r.Spec.Consequence))
	return errorsAndWarnings
}

func (r *Resource) parentSubject(m Model) diagnostics.Subject {
	return r.Spec.Subject(m.ParentID().ValueString())
}

// listCachedKeys takes this walk's list of the keys of the model's parent. earlier is a
// snapshot of them, earlierFormerKIDs what no longer signed then.
func (r *Resource) listCachedKeys(ctx context.Context, m Model, earlier rotation.Snapshot, earlierFormerKIDs []string) (live LiveKeys, err error) {
	api, err := r.configuredAPI()
	if err != nil {
		return LiveKeys{}, err
	}
	live, err = api.Keys(ctx, m.ParentID().ValueString(), Cached)
	return checkClocksAndFindPrevious(live, earlier, earlierFormerKIDs), err
}
