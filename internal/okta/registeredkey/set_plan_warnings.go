package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// checkPlanAndRecordInRun warns of what a plan does to keys that may still be needed, refuses what is known to fail,
// and notes for the run what is planned.
func (r *SetResource) checkPlanAndRecordInRun(ctx context.Context, plan SetModel, changes plannedChanges) (errorsAndWarnings diag.Diagnostics) {
	errorsAndWarnings.Append(r.recordActiveKeysInRun(plan, changes)...)
	errorsAndWarnings.Append(r.refuseRemovalOfSignInKeys(plan, changes)...)
	if errorsAndWarnings.HasError() {
		return errorsAndWarnings
	}
	errorsAndWarnings.Append(r.checkCreateAgainstLiveKeys(ctx, plan, changes)...)
	if errorsAndWarnings.HasError() {
		return errorsAndWarnings
	}
	errorsAndWarnings.Append(r.recordStatusChangesInRun(ctx, plan, changes)...)
	if errorsAndWarnings.HasError() {
		return errorsAndWarnings
	}
	errorsAndWarnings.Append(r.recordKeysOfCreateInRun(ctx, plan, changes)...)
	subject := r.parentSubject(plan)
	errorsAndWarnings.Append(r.warnOfRetirement(plan, changes)...)
	for _, d := range changes.plan.Displaced {
		errorsAndWarnings.Append(diagnostics.WarnDeactivatesOther(subject, d.Activated, d.Displaced, changes.created))
	}
	if own, others := r.keysToBeDeleted(ctx, plan, changes); len(own)+len(others) > 0 {
		errorsAndWarnings.Append(diagnostics.WarnKeysWillBeDeleted(subject, own, others, changes.onDestroy))
	}
	errorsAndWarnings.Append(r.checkEffectOnUnmanagedKeys(ctx, plan, changes)...)
	return errorsAndWarnings
}

// recordActiveKeysInRun notes which keys this resource plans to be active, for a deactivation that has to
// wait for a successor. It returns an error if two resources plan an active key of a use of which only one can
// be active.
func (r *SetResource) recordActiveKeysInRun(plan SetModel, changes plannedChanges) (errIfTwoActive diag.Diagnostics) {
	if r.run == nil || plan.ParentID().IsUnknown() {
		return nil
	}
	for _, kid := range sortedKIDs(changes.desired) {
		w := changes.desired[kid]
		use := r.Spec.EffectiveUse(w.entry.Use.ValueString())
		if w.target != keyplan.Active || w.statusUnknown || w.entry.Use.IsUnknown() {
			continue
		}
		r.run.plannedActive.addPlannedActive(parentIDOf(plan), use, kid)
		if !w.requested.Parsed.Known || !r.Spec.allowsOnlyOneActive(use) {
			continue
		}
		if others := r.run.plannedActive.addAndFindConflicts(parentIDOf(plan), use, w.thumbprintOrPlaceholder(kid), kid); len(others) > 0 {
			errIfTwoActive.Append(diagnostics.ErrTwoActiveKeys(r.parentSubject(plan), use, slices.Sorted(slices.Values(append(others, kid)))))
		}
	}
	return errIfTwoActive
}

// kidsToBeDeleted returns the kids of the keys that the steps delete.
func (s plannedChanges) kidsToBeDeleted() (kids []string) {
	for _, step := range s.plan.Steps {
		if step.Action == keyplan.Delete {
			kids = append(kids, step.KID)
		}
	}
	return kids
}

// checkEffectOnUnmanagedKeys returns the diagnostics on what an activation, or exclusive, does to unmanaged
// keys.
func (r *SetResource) checkEffectOnUnmanagedKeys(ctx context.Context, plan SetModel, changes plannedChanges) (errorsAndWarnings diag.Diagnostics) {
	l := r.Spec.Limits
	displaces := slices.ContainsFunc(l.OneActive, func(use string) bool { return changes.kidActivatedInSingleActiveUse(use, l) != "" })
	later := changes.created && plan.Attributes().Exclusive.ValueBool()
	if !changes.mayHaveOthers || !changes.exclusive && !later && !displaces || plan.ParentID().IsUnknown() {
		return nil
	}
	keys, err := r.listCachedKeysOf(ctx, plan)
	if err != nil {
		return nil // a warning is all that is lost
	}
	keys = slices.DeleteFunc(slices.Clone(keys), func(key oktaapi.Key) bool {
		w, wanted := changes.desired[key.KID]
		_, held := changes.state[key.KID]
		return held || wanted && (r.Spec.isLiveKeyDesired(w, key) || changes.mayBecomeRegisteredKey(w))
	})
	for _, key := range keys {
		if kid := changes.kidActivatedInSingleActiveUse(r.Spec.EffectiveUse(key.Use), l); kid != "" && key.Status == active {
			errorsAndWarnings.Append(diagnostics.WarnDeactivatesOther(r.parentSubject(plan), kid, kidOrID(key), changes.created))
		}
	}
	switch {
	case later && len(keys) > 0:
		errorsAndWarnings.Append(diagnostics.WarnKeysDeletedByNextApply(r.parentSubject(plan), kidsOrIDs(keys)))
	case changes.exclusive:
		errorsAndWarnings.Append(r.refuseDeletionOfSignInKeys(plan, keys)...)
		errorsAndWarnings.Append(r.warnOfExclusiveDeletes(plan, changes, keys)...)
	}
	return errorsAndWarnings
}

// mayBecomeRegisteredKey reports whether a key of a create that is not known yet may be the registered one of its
// kid. For an update, warnOfExclusiveDeletes names such keys.
func (s plannedChanges) mayBecomeRegisteredKey(desired desiredEntry) bool {
	return s.created && !desired.requested.Parsed.Known
}

func kidsOrIDs(keys []oktaapi.Key) (names []string) {
	for _, key := range keys {
		names = append(names, kidOrID(key))
	}
	return names
}

// warnOfExclusiveDeletes names the unmanaged keys that exclusive deletes and that the planned steps do
// not delete: a key whose kid is in the state is in the steps.
func (r *SetResource) warnOfExclusiveDeletes(plan SetModel, changes plannedChanges, unmanaged []oktaapi.Key) (warnings diag.Diagnostics) {
	var cleared, perhaps []string
	for _, key := range unmanaged {
		switch w, wanted := changes.desired[key.KID]; {
		case !wanted || !changes.isRecordedUnmanagedKey(key):
		case w.requested.Parsed.Known:
			cleared = append(cleared, kidOrID(key))
		default:
			perhaps = append(perhaps, kidOrID(key))
		}
	}
	if len(cleared) > 0 {
		warnings.Append(diagnostics.WarnKeysWillBeDeleted(r.parentSubject(plan), nil, cleared, changes.onDestroy))
	}
	if len(perhaps) > 0 {
		warnings.Append(diagnostics.WarnKeysWillBeDeletedIfOther(r.parentSubject(plan), perhaps))
	}
	return warnings
}

// kidActivatedInSingleActiveUse returns the kid of the key that the steps activate, if only one key of the use can be
// active.
func (s plannedChanges) kidActivatedInSingleActiveUse(use string, limits keyplan.Limits) (kidOrEmpty string) {
	if !slices.Contains(limits.OneActive, use) {
		return ""
	}
	for _, w := range s.plannerKeys {
		if w.Use == use && slices.ContainsFunc(s.plan.Steps, func(step keyplan.Step) bool { return isActivation(step) && step.KID == w.KID }) {
			return w.KID
		}
	}
	return ""
}

// isActivation reports whether a step makes a key active. An add of an active key counts, because the apply
// activates the key instead if another one is active.
func isActivation(step keyplan.Step) bool {
	return step.Action == keyplan.Activate || step.Action == keyplan.Add && step.Active
}
