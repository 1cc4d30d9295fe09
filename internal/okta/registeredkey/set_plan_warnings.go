package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// checkPlanAndRecordInRun says what a plan does to keys that may still be needed, refuses what is known to fail,
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
	errorsAndWarnings.Append(r.warnOfEffectOnUnmanagedKeys(ctx, plan, changes)...)
	return errorsAndWarnings
}

// recordActiveKeysInRun notes which keys this resource is to have active, for a deactivation that has to
// wait for one, and refuses two resources that want it where only one key can be.
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
		if others := r.run.plannedActive.addAndFindConflicts(parentIDOf(plan), use, w.thumbprintOrUnknownText(kid), kid); len(others) > 0 {
			errIfTwoActive.Append(diagnostics.ErrTwoActiveKeys(r.parentSubject(plan), use, slices.Sorted(slices.Values(append(others, kid)))))
		}
	}
	return errIfTwoActive
}

// kidsToBeDeleted are the kids of the keys that are going to be deleted.
func (s plannedChanges) kidsToBeDeleted() (kids []string) {
	for _, step := range s.plan.Steps {
		if step.Action == keyplan.Delete {
			kids = append(kids, step.KID)
		}
	}
	return kids
}

// warnOfEffectOnUnmanagedKeys says what an activation, or exclusive, does to keys that the state
// does not hold.
func (r *SetResource) warnOfEffectOnUnmanagedKeys(ctx context.Context, plan SetModel, changes plannedChanges) (errorsAndWarnings diag.Diagnostics) {
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
		errorsAndWarnings.Append(r.warnOfExclusiveDeletes(plan, changes, keys)...)
	}
	return errorsAndWarnings
}

// mayBecomeRegisteredKey reports whether a key that is not known yet may be the registered one of its kid.
// What a plan of an update says of that, it says by exclusive.
func (s plannedChanges) mayBecomeRegisteredKey(desired desiredEntry) bool {
	return s.created && !desired.requested.Parsed.Known
}

func kidsOrIDs(keys []oktaapi.Key) (names []string) {
	for _, key := range keys {
		names = append(names, kidOrID(key))
	}
	return names
}

// warnOfExclusiveDeletes says which other keys exclusive deletes, as far as the steps do not
// tell: those that the state knows the kids of are in them.
func (r *SetResource) warnOfExclusiveDeletes(plan SetModel, changes plannedChanges, unmanaged []oktaapi.Key) (errorsAndWarnings diag.Diagnostics) {
	var cleared, perhaps []string
	for _, key := range unmanaged {
		errorsAndWarnings.Append(r.refuseDeletionOfSignInKey(plan, key)...)
		switch w, wanted := changes.desired[key.KID]; {
		case !wanted || !changes.isRecordedUnmanagedKey(key):
		case w.requested.Parsed.Known:
			cleared = append(cleared, kidOrID(key))
		default:
			perhaps = append(perhaps, kidOrID(key))
		}
	}
	if len(cleared) > 0 {
		errorsAndWarnings.Append(diagnostics.WarnKeysWillBeDeleted(r.parentSubject(plan), nil, cleared, changes.onDestroy))
	}
	if len(perhaps) > 0 {
		errorsAndWarnings.Append(diagnostics.WarnKeysWillBeDeletedIfOther(r.parentSubject(plan), perhaps))
	}
	return errorsAndWarnings
}

// kidActivatedInSingleActiveUse is the key whose activation takes any other one of the use out of it.
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

// isActivation reports whether a step puts a key in use. One that can be added active
// by what the state knows is activated where there is another one.
func isActivation(step keyplan.Step) bool {
	return step.Action == keyplan.Activate || step.Action == keyplan.Add && step.Active
}
