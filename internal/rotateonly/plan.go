package rotateonly

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// ModifyPlan plans the keys after the apply, and warns of a rotation and its reason.
//
// Terraform calls it twice, in the plan walk and again in the apply walk, and
// refuses values that changed in between. So for a resource that exists, it uses
// configuration, state and private state only, and never the live keys or the clock.
// A new resource has no state, so it reads the live keys and the clock.
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

// fillRotationPlanAndWarn plans one rotation of roles, which are complete. All values are known, except
// those of the key that the vendor will make.
func (r *Resource) fillRotationPlanAndWarn(ctx context.Context, plan Model, roles Roles, decision rotation.Decision) (errorsAndWarnings diag.Diagnostics) {
	before := snapshotOf(roles)
	errorsAndWarnings.Append(r.fillKeyAttributes(ctx, plan, r.Spec.RolesAfterRotation(roles, nil))...)
	plan.attributes().setNextKIDAndTimesUnknown()
	plan.attributes().setNextPublishedSinceNull()
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

// listCachedKeys returns this walk's list of the keys of the model's parent. earlier is an earlier
// snapshot, and earlierFormerKIDs are the keys that no longer signed at that time.
func (r *Resource) listCachedKeys(ctx context.Context, m Model, earlier rotation.Snapshot, earlierFormerKIDs []string) (live LiveKeys, err error) {
	api, err := r.configuredAPI()
	if err != nil {
		return LiveKeys{}, err
	}
	live, err = api.Keys(ctx, m.ParentID().ValueString(), Cached)
	return checkClocksAndFindPrevious(live, earlier, earlierFormerKIDs), err
}
