package registeredkey

import (
	"context"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// plannedChanges is what a plan makes of the keys of a state.
type plannedChanges struct {
	state   map[string]keyEntry
	desired map[string]desiredEntry
	// retirement is what is planned for the keys that are not in keys any more and are not deleted at once.
	// It is not known while the steps are not.
	retirement   retirement
	stepsUnknown bool
	// activation is what becomes of the key that active_kid names; wasWaiting is true if the state
	// has it wait already.
	activation activation
	wasWaiting bool
	// unchecked are the kids of keys for which a step may be due.
	unchecked []string
	// before are the keys before the steps, as far as the state knows them: of keys that it
	// does not hold it knows the kids only.
	before      []keyplan.Key
	plannerKeys []keyplan.Desired
	// plan is the steps, and the keys after them.
	plan keyplan.Result
	// activeKID is the kid of the one active key.
	activeKID types.String
	// exclusive is true where this plan deletes other keys: those in unmanagedIDs, Okta's IDs by
	// name.
	exclusive    bool
	unmanagedIDs map[string]string
	// onDestroy is the argument in the state.
	onDestroy string
	// mayHaveOthers is true where there may be keys that the state does not know; created
	// where there is no state yet.
	mayHaveOthers, created bool
	// destroys is true for a destroy, and replaced if a create follows it.
	destroys, replaced bool
	// hasChanges is true where keys come, go, or change their status.
	hasChanges bool
}

// planChanges plans the steps from what the state holds, and fills the statuses that
// result into the wanted keys.
func (r *SetResource) planChanges(ctx context.Context, config, plan, stateOrNil SetModel) (s plannedChanges, diags diag.Diagnostics) {
	recorded, diags := decodeRecordedKeys(ctx, stateOrNil)
	desired, more := r.parseDesiredByKID(ctx, config, recorded)
	diags.Append(more...)
	if diags.HasError() {
		return s, diags
	}
	state, unmanaged := recorded.keysAndRetiring(), recorded.unmanagedKIDs
	s.state, s.desired, s.activeKID = state, desired, types.StringUnknown()
	s.created, s.mayHaveOthers = stateOrNil == nil, stateOrNil == nil || len(unmanaged) > 0
	s.before = r.Spec.recordedForPlanner(state)
	// A create has no refresh before it, so no plan can have named what it would delete.
	if stateOrNil != nil {
		s.exclusive, s.unmanagedIDs = plan.Attributes().Exclusive.ValueBool(), stateOrNil.Attributes().unmanagedIDs
		s.onDestroy = stateOrNil.Attributes().OnDestroy.ValueString()
	}
	r.planWhatWaits(&s, config, plan, stateOrNil, recorded)
	diags.Append(r.warnOfUnmanagedKeysWithoutRecordedID(plan, s, unmanaged)...)
	for _, kid := range unmanaged {
		if w, ok := desired[kid]; ok {
			// It is going to be taken as it is. Its status is not known here.
			w.statusUnknown = w.statusUnknown || w.target == keyplan.Observed
			desired[kid] = w
			continue
		}
		s.before = append(s.before, keyplan.Key{ID: kid, KID: kid, Thumbprint: "unmanaged " + kid, Use: r.Spec.Uses[0], Removable: s.exclusive && s.unmanagedIDs[kid] != ""})
	}
	if s.activation.isUnknown || r.areStepsUnknown(desired, state) {
		s.hasChanges, s.stepsUnknown, s.plan.Final = true, true, s.before // for all that is known
		s.activation.at = plan.Activation().atOrUnknown()
		r.setRequestedStatusesOrUnknown(desired)
		return s, diags
	}
	s.plannerKeys = r.Spec.desiredForPlanner(desired)
	s.retireForPlanner()
	diags.Append(r.planStepsOrReadUnmanaged(ctx, plan, &s, unmanaged)...)
	diags.Append(s.refuseToLoseActiveKey(r.parentSubject(plan), r.Spec.Limits.OneActive)...)
	if diags.HasError() {
		return s, diags
	}
	isNew := func(kid string) bool { return desired[kid].isNew || desired[kid].returns }
	s.hasChanges = len(s.plan.Steps) > 0 || len(desired) != len(recorded.inSet) || slices.ContainsFunc(sortedKIDs(desired), isNew)
	r.setPlannedStatusesAndActiveKID(&s)
	return s, diags
}

// planWhatWaits decides which keys wait for a time: the one that is to be activated, and those that retire.
func (r *SetResource) planWhatWaits(s *plannedChanges, config, plan, stateOrNil SetModel, recorded recordedKeys) {
	due := dueSteps{}
	if stateOrNil != nil {
		due = stateOrNil.Attributes().due.unlessDelaysChange(plan, stateOrNil)
		s.wasWaiting, s.unchecked = isSameActivation(plan, stateOrNil), due.Unchecked
	}
	s.activation = r.planActivation(config, plan, s.desired, due.RegisteredLong)
	if stateOrNil != nil {
		s.retirement = planRetirement(plan.Attributes().Retire, recorded, s.desired, due.whileWaiting(s.activation, recorded.retiring).Stages)
	}
	if s.created && s.activation.waits != "" {
		setNewStatusesUnknown(s.desired) // one that is registered already may be active, and stays so
	}
}

// planStepsOrReadUnmanaged plans the steps. The state knows no more of unmanaged keys than their kids.
// Where a key is needed until another one is active, the keys that are
// registered are asked whether an unmanaged one is: then the key can go at once, and that one cannot. The statuses that
// result for the keys of the plan are the same.
func (r *SetResource) planStepsOrReadUnmanaged(ctx context.Context, plan SetModel, s *plannedChanges, unmanagedKIDs []string) (errIfImpossible diag.Diagnostics) {
	err := s.planSteps(r.Spec.Limits)
	isActiveKeyNeeded := isActiveKeyNeededFirst(err) || s.activation.waits != "" && s.exclusive
	if isActiveKeyNeeded && len(unmanagedKIDs) > 0 && !plan.ParentID().IsUnknown() {
		keys, unread := r.listCachedKeysOf(ctx, plan)
		if unread != nil {
			errIfImpossible.Append(diagnostics.ErrPlanCannotReadKeys(r.parentSubject(plan), unread))
			return errIfImpossible
		}
		for i, key := range s.before {
			live, there := findByKIDOrID(keys, key.KID)
			if _, held := s.state[key.KID]; there && !held && slices.Contains(unmanagedKIDs, key.KID) {
				s.before[i].Active, s.before[i].Use = live.Status == active, r.Spec.EffectiveUse(live.Use)
			}
		}
		err = s.planSteps(r.Spec.Limits)
	}
	if err != nil {
		errIfImpossible.Append(diagnostics.ErrInvalidKeySet(r.parentSubject(plan), err))
	}
	return errIfImpossible
}

// isActiveKeyNeededFirst reports whether steps are impossible because a key has to stay until another
// one is active.
func isActiveKeyNeededFirst(err error) bool {
	var last *keyplan.LastActive
	var room *keyplan.NoRoom
	return errors.As(err, &last) || errors.As(err, &room) && len(room.Needed) > 0
}

// findByKIDOrID finds a key by its kid, or by Okta's ID if it has no kid, as unmanaged_kids lists it.
func findByKIDOrID(keys []oktaapi.Key, kidOrOktaID string) (found oktaapi.Key, ok bool) {
	at := slices.IndexFunc(keys, func(key oktaapi.Key) bool { return kidOrID(key) == kidOrOktaID })
	if at < 0 {
		return oktaapi.Key{}, false
	}
	return keys[at], true
}

// retireForPlanner makes the keys that retire stay, or go, as their stages say.
func (s *plannedChanges) retireForPlanner() {
	s.before, s.plannerKeys = keyplan.Retire(s.before, s.plannerKeys, s.retirement.stages)
}

// planSteps plans the steps, and what they make of the keys.
func (s *plannedChanges) planSteps(limits keyplan.Limits) (err error) {
	s.plan, err = keyplan.Plan(s.before, s.plannerKeys, limits)
	return err
}

// recordedForPlanner are the keys of a state in the words of keyplan. They may go where they
// are not wanted.
func (spec SetSpec) recordedForPlanner(state map[string]keyEntry) []keyplan.Key {
	var keys []keyplan.Key
	for _, kid := range sortedKIDs(state) {
		e := state[kid]
		keys = append(keys, keyplan.Key{
			ID: e.ID.ValueString(), KID: kid, Thumbprint: e.recordedThumbprintOrUnreadable(), Use: spec.EffectiveUse(e.Use.ValueString()), Alg: spec.effectiveAlg(e.Alg.ValueString()),
			Active: e.Status.ValueString() == active, Removable: true,
		})
	}
	return keys
}

// areStepsUnknown reports whether it depends on what is not known yet which steps there are:
// whether a key is the one that the state holds, what it is for, which is active.
func (r *SetResource) areStepsUnknown(desired map[string]desiredEntry, state map[string]keyEntry) bool {
	for kid, w := range desired {
		_, held := state[kid]
		unknown := !w.requested.Parsed.Known && held || w.entry.Use.IsUnknown() || w.entry.Alg.IsUnknown()
		if unknown || w.statusUnknown && !w.isNew {
			return true
		}
	}
	return false
}

// setRequestedStatusesOrUnknown plans the statuses that are asked for, and leaves the others to be known after
// apply.
func (r *SetResource) setRequestedStatusesOrUnknown(desired map[string]desiredEntry) {
	for kid, w := range desired {
		w.entry.Status = types.StringUnknown()
		switch {
		case w.statusUnknown || w.byDefault:
		case w.target == keyplan.Active:
			w.entry.Status = types.StringValue(active)
		case w.target == keyplan.Inactive:
			w.entry.Status = types.StringValue(inactive)
		}
		desired[kid] = w
	}
}

// setPlannedStatusesAndActiveKID fills in the statuses that result, and the active key unless a status is unknown.
func (r *SetResource) setPlannedStatusesAndActiveKID(s *plannedChanges) {
	current, uncertain := "", false
	for kid, w := range s.desired {
		status := types.StringValue(inactive)
		if isActiveAmong(s.plan.Final, kid) {
			current, status = kid, types.StringValue(active)
		}
		if w.statusUnknown {
			uncertain, status = true, types.StringUnknown()
		}
		w.entry.Status = status
		s.desired[kid] = w
	}
	if !uncertain {
		s.activeKID = nullable.String(current)
	}
	s.retirement.entries = s.retirement.withStatuses(s.plan.Final)
}

// fillRetiring fills retiring into a plan.
func (s plannedChanges) fillRetiring(ctx context.Context, plan *SetAttributes) (diags diag.Diagnostics) {
	if s.stepsUnknown {
		plan.Retiring = types.MapUnknown(retiringEntryType)
		return nil
	}
	plan.Retiring, diags = encodeRetiring(ctx, s.retirement.entries)
	return diags
}

// setNewStatusesUnknown leaves the statuses of keys that no state holds to be known after apply.
func setNewStatusesUnknown(desired map[string]desiredEntry) {
	for kid, w := range desired {
		w.statusUnknown = w.statusUnknown || w.isNew
		desired[kid] = w
	}
}

func isActiveAmong(keys []keyplan.Key, kid string) bool {
	return slices.ContainsFunc(keys, func(key keyplan.Key) bool { return key.KID == kid && key.Active })
}

// planDestroySteps plans a destroy: of the keys that may go nothing is wanted any
// more, or only that they are inactive.
func (r *SetResource) planDestroySteps(state SetModel, recorded map[string]keyEntry, plannerKeys []keyplan.Key) (s plannedChanges, err error) {
	s = plannedChanges{state: recorded, before: plannerKeys}
	for _, key := range plannerKeys {
		if key.Removable && state.Attributes().OnDestroy.ValueString() == onDestroyDeactivate {
			s.plannerKeys = append(s.plannerKeys, desiredInactive(key))
		}
	}
	return s, s.planSteps(r.Spec.Limits)
}

// desiredInactive is a key that is to stay registered, and to be out of use.
func desiredInactive(key keyplan.Key) keyplan.Desired {
	return keyplan.Desired{KID: key.KID, Thumbprint: key.Thumbprint, Use: key.Use, Alg: key.Alg, Status: keyplan.Inactive}
}
