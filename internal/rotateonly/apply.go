package rotateonly

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// Create rotates once, or adopts the keys as they are. A failed create returns
// no state: a tainted resource would be replaced, which rotates.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	plan := r.Spec.NewModel()
	resp.Diagnostics.Append(tfmodel.GetPlan(ctx, req.Plan, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limits.Within(ctx, plan.attributes().Timeouts.Create, limits.RotatingCreate, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	result := r.rotateOrAdopt(ctx, plan)
	resp.Diagnostics.Append(result.diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.saveAppliedKeys(ctx, plan, result.live, &resp.State, resp.Identity, resp.Private)...)
}

// rotateOrAdopt executes the plan of a new resource: it adopts the keys, or rotates
// them to the planned target. If the plan could not name a target, because the parent
// did not exist, the keys that are read first give it.
func (r *Resource) rotateOrAdopt(ctx context.Context, plan Model) (result applyResult) {
	shared := plan.attributes()
	planned, diags := plan.Roles(ctx)
	switch {
	case diags.HasError():
		return applyResult{diags: diags}
	case shared.RotateOnCreate.ValueBool() && shared.requiresPublished():
		result.addDiagnostic(diagnostics.ErrCreateCannotWait(r.parentSubject(plan)))
		return result
	case !shared.RotateOnCreate.ValueBool():
		return r.adoptKeysWithoutRotating(ctx, plan, nil)
	case shared.isAdoptionPlanned():
		want := snapshotOf(planned)
		return r.adoptKeysWithoutRotating(ctx, plan, &want)
	}
	var targetOrNil *rotation.Target
	if shared.isTargetPlanned() {
		targetOrNil = &rotation.Target{Current: kidOrEmpty(planned.Current), Previous: kidOrEmpty(planned.Previous)}
	}
	request := r.newRotationRequest(plan, targetOrNil)
	request.creating = true
	return r.rotateOnce(ctx, plan, request)
}

// adoptKeysWithoutRotating returns the keys as they are. If the plan has named them, they must be
// plannedOrNil. It sends no rotation, so it may use the cached list of this walk.
func (r *Resource) adoptKeysWithoutRotating(ctx context.Context, plan Model, plannedOrNil *rotation.Snapshot) (result applyResult) {
	var known rotation.Snapshot
	if plannedOrNil != nil {
		known = *plannedOrNil
	}
	live, err := r.listCachedKeys(ctx, plan, known, nil)
	if err != nil {
		result.addDiagnostic(diagnostics.ErrCallFailed("read", r.parentSubject(plan), err))
		return result
	}
	found := snapshotOf(live.Roles)
	switch {
	case found.Current == "":
		result.addDiagnostic(diagnostics.ErrNoNextKey(r.parentSubject(plan), found))
	case live.listing().IsOlderThan(rotation.Listing{Snapshot: known}):
		result.addDiagnostic(diagnostics.ErrListIsOlder(r.parentSubject(plan), known, found))
	case plannedOrNil != nil && found != *plannedOrNil:
		result.addDiagnostic(diagnostics.ErrKeysChanged(r.parentSubject(plan), rotation.Target{Current: plannedOrNil.Current, Previous: plannedOrNil.Previous}, found))
	}
	result.live = live
	return result
}

// Update rotates once if the plan says so. Otherwise it only records
// changed arguments, without a request.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	plan, state := r.Spec.NewModel(), r.Spec.NewModel()
	resp.Diagnostics.Append(tfmodel.GetPlan(ctx, req.Plan, plan)...)
	resp.Diagnostics.Append(tfmodel.GetState(ctx, req.State, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limits.Within(ctx, plan.attributes().Timeouts.Update, limits.Write, &resp.Diagnostics)
	defer cancel()
	roles, diags := state.Roles(ctx)
	resp.Diagnostics.Append(diags...)
	decision, diags := r.decideUpdate(ctx, plan, state, roles, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	switch decision.Intent {
	case rotation.Rotate:
		r.executePlannedRotation(ctx, plan, state, roles, req.Private, resp)
		return
	case rotation.Adopt:
		if resp.Diagnostics.Append(r.verifyAdoptedRotation(ctx, plan, roles, decision)...); resp.Diagnostics.HasError() {
			return
		}
		resp.Diagnostics.Append(privatestate.Write(ctx, resp.Private, privateBase, baselineFromSnapshot(snapshotOf(roles)))...)
	}
	if !hasSameObservationArguments(plan.attributes(), state.attributes()) {
		// The observation was made with the old arguments. The next Read
		// makes one with the new ones.
		resp.Diagnostics.Append(privatestate.Write(ctx, resp.Private, privateSeen, rotation.Observation{})...)
	}
	resp.Diagnostics.Append(r.saveModelAndIdentity(ctx, plan, &resp.State, resp.Identity)...)
}

// verifyAdoptedRotation reads the keys, and returns an error if the rotation that the plan adopts is not the
// last one any more, or is not recent any more and not known to be our own. The plan uses the last
// observation, which can be old with -refresh=false.
func (r *Resource) verifyAdoptedRotation(ctx context.Context, plan Model, recordedRoles Roles, decision rotation.Decision) (errIfChanged diag.Diagnostics) {
	api, err := r.configuredAPI()
	if err != nil {
		errIfChanged.Append(diagnostics.ErrCallFailed("read", r.parentSubject(plan), err))
		return errIfChanged
	}
	live, err := api.Keys(ctx, plan.ParentID().ValueString(), Fresh)
	recorded, interval := snapshotOf(recordedRoles), plan.attributes().minRotationInterval()
	live = checkClocksAndFindPrevious(live, recorded, nil)
	found := snapshotOf(live.Roles)
	switch {
	case err != nil:
		errIfChanged.Append(diagnostics.ErrCallFailed("read", r.parentSubject(plan), err))
	case live.listing().IsOlderThan(recordedListing(recordedRoles, nil)):
		errIfChanged.Append(diagnostics.ErrListIsOlder(r.parentSubject(plan), recorded, found))
	case rotation.Compare(recorded, found) != rotation.None:
		errIfChanged.Append(diagnostics.ErrKeysChanged(r.parentSubject(plan), rotation.Target{Current: recorded.Current, Previous: recorded.Previous}, found))
	case !decision.Own && live.Times.GuardDoubt(interval) != rotation.NoDoubt:
		errIfChanged.Append(diagnostics.ErrAgeUnknown(r.parentSubject(plan), live.Times.Doubt, live.Clocks, false))
	case !decision.Own && live.Times.RecentUntil(interval, live.now).IsZero():
		errIfChanged.Append(diagnostics.ErrAdoptedRotationTooOld(r.parentSubject(plan), found, live.Times.Rotated))
	}
	return errIfChanged
}

// recordedListing returns the recorded keys in a form that can be compared with lists by age. former are
// the keys that no longer signed then.
func recordedListing(recorded Roles, former []string) rotation.Listing {
	return rotation.Listing{Snapshot: snapshotOf(recorded), Former: former, Made: recorded.Times.Made}
}

// hasSameObservationArguments reports whether the arguments that a refresh uses are the same.
func hasSameObservationArguments(p, s *Attributes) bool {
	return p.RotationPeriod.Equal(s.RotationPeriod) && p.MinRotationInterval.Equal(s.MinRotationInterval) && p.RequirePublished.Equal(s.RequirePublished)
}

// executePlannedRotation executes a planned rotation of a resource that exists. After a
// failure, the state stays as it was, and the next plan has the trigger again.
func (r *Resource) executePlannedRotation(ctx context.Context, plan, state Model, recorded Roles, private privatestate.Reader, resp *resource.UpdateResponse) {
	shared := plan.attributes()
	retired, _, diags := privatestate.Read[[]string](ctx, private, privateFormerSigning)
	resp.Diagnostics.Append(diags...)
	base, _, diags := privatestate.Read[baselineState](ctx, private, privateBase)
	resp.Diagnostics.Append(diags...)
	target := snapshotOf(recorded).Target()
	request := r.newRotationRequest(plan, &target)
	request.known, request.attempted = recordedListing(recorded, retired), base.Attempted
	request.triggerHash = hashTrigger(shared.RotateWhenChanged)
	request.published, diags = newPublishedRequirement(ctx, shared, state.attributes(), recorded, private)
	resp.Diagnostics.Append(diags...)
	result := r.rotateOnce(ctx, plan, request)
	resp.Diagnostics.Append(result.diags...)
	if result.unknown || result.confirmed {
		resp.Diagnostics.Append(writeAttempt(ctx, private, resp.Private, result, knownStrings(shared.RotateWhenChanged))...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.saveAppliedKeys(ctx, plan, result.live, &resp.State, resp.Identity, resp.Private)...)
}

// writeAttempt records a rotation that was sent for the trigger and could not be recorded in the
// state, with what is known of it, for the next plan.
func writeAttempt(ctx context.Context, prior privatestate.Reader, private privatestate.Writer, sent applyResult, trigger map[string]string) diag.Diagnostics {
	seen, _, diags := privatestate.Read[rotation.Observation](ctx, prior, privateSeen)
	base := baselineFromSnapshot(sent.before)
	base.Attempted = &attemptedRotation{Attempt: sent.sent, Trigger: trigger, Confirmed: sent.confirmed}
	seen.Hold = base.Attempted.holdUntilListsAreCurrent(rotation.Listing{Snapshot: sent.before}, sent.sentBy)
	diags.Append(writeBaselineAndObservation(ctx, private, base, seen)...)
	return diags
}

// saveAppliedKeys records a create or a rotation that succeeded: the state, the identity and
// a new baseline.
func (r *Resource) saveAppliedKeys(ctx context.Context, plan Model, live LiveKeys, state *tfsdk.State, identity *tfsdk.ResourceIdentity, private privatestate.Writer) diag.Diagnostics {
	diags := r.mergeLiveKeysIntoPlan(ctx, plan, live)
	diags.Append(r.saveModelAndIdentity(ctx, plan, state, identity)...)
	diags.Append(r.writeFormerSigningKIDs(ctx, private, live.Roles)...)
	diags.Append(writeBaselineAndObservation(ctx, private,
		baselineFromSnapshot(snapshotOf(live.Roles)), newObservation(plan.attributes(), live.Times, live.now))...)
	return diags
}

// mergeLiveKeysIntoPlan writes the live keys into the plan, but keeps all values that were known in the
// plan, because Terraform refuses other values. The next Read updates them.
func (r *Resource) mergeLiveKeysIntoPlan(ctx context.Context, plan Model, live LiveKeys) diag.Diagnostics {
	planned, diags := plan.Roles(ctx)
	roles := live.Roles
	roles.Current = r.mergePlannedKey(planned.Current, roles.Current)
	roles.Next = r.mergePlannedKey(planned.Next, roles.Next)
	roles.Previous = r.mergePlannedKey(planned.Previous, roles.Previous)
	diags.Append(r.fillKeyAttributes(ctx, plan, roles)...)
	return diags
}

func (r *Resource) mergePlannedKey(planned, live Key) (merged Key) {
	switch {
	case live == nil:
		return planned // a previous key that the vendor has dropped already
	case planned == nil || kidOrEmpty(planned) != kidOrEmpty(live):
		return live
	}
	return r.Spec.MergePlanned(planned, live)
}
