package keyplan

import (
	"errors"
	"slices"
)

// errEndless cannot happen. It prevents a loop without end.
var errEndless = errors.New("the steps to the desired keys do not end")

// Result is the steps of a plan, and the keys after them.
type Result struct {
	Steps []Step
	// Final are the keys after all steps. An added key has no ID.
	Final []Key
	// Displaced are the keys that an activation deactivates, in the order of the steps.
	Displaced []Displacement

	after [][]Key
}

// Displacement is an activation that deactivates another key. Both are kids.
type Displacement struct{ Activated, Displaced string }

// KeysAfter are the keys right after a step, by its index in Steps.
func (r Result) KeysAfter(stepIndex int) []Key { return r.after[stepIndex] }

// Plan returns the steps from the registered keys of a parent to the desired ones, as few as
// possible. The order of registered and desired does not matter.
//
// Missing keys are added, then keys are activated, then deactivated, then deleted, each in the order of
// their KIDs. If the parent is full, or if a key has to be deleted before another key of its kid can be
// added, the plan does the necessary later steps first. No step leaves a use without an active key if it
// had one and is to have one. No step activates a key that is not to be active.
//
// The error is a *Contradiction if the desired keys exclude one another, or two registered keys have the
// same kid; a *Conflict if a key that may not be removed prevents another one from being added; a
// *LastActive if a key would have to be deleted before another key of its kid can be added, and is needed
// until then; a *NoRoom if the keys do not fit in any order that keeps the rules. With an error there are
// no steps.
func Plan(registered []Key, desired []Desired, limits Limits) (result Result, err error) {
	if err := validateInput(registered, desired, limits); err != nil {
		return Result{}, err
	}
	result, stuck, err := planSteps(registered, desired, limits)
	if err != nil || stuck == nil {
		return result, err
	}
	// If no step is possible even with room for all keys, their kids are the reason.
	roomy := limits
	roomy.Max = len(registered) + len(desired)
	_, still, err := planSteps(registered, desired, roomy)
	switch {
	case err != nil:
		return Result{}, err
	case still != nil:
		return Result{}, still.explainLastActive()
	default:
		return Result{}, stuck.explainNoRoom()
	}
}

// planSteps simulates one step after the other. It ends, because no step is undone by a later
// one: a key is added once, activated once, deactivated once, and deleted once. If keys are
// missing and no step is possible, it returns that state, and otherwise nil.
func planSteps(registered []Key, desired []Desired, limits Limits) (result Result, stuckOrNil *state, err error) {
	keys := registered
	for range 2 * (len(registered) + len(desired) + 1) {
		now := newState(keys, desired, limits)
		step, found := now.nextStep()
		if !found {
			if len(now.missing) > 0 {
				return Result{}, now, nil
			}
			result.Final = keys
			return result, nil, nil
		}
		before := keys
		keys = simulateStep(before, step, desired, limits)
		result.Steps, result.after = append(result.Steps, step), append(result.after, keys)
		result.Displaced = append(result.Displaced, displacedByActivation(step, before, keys)...)
	}
	return Result{}, nil, errEndless
}

// displacedByActivation returns the keys that an activation has deactivated.
func displacedByActivation(step Step, before, after []Key) (displaced []Displacement) {
	if step.Action != Activate {
		return nil
	}
	for _, key := range before {
		if key.Active && !slices.ContainsFunc(after, func(k Key) bool { return k.KID == key.KID && k.Active }) {
			displaced = append(displaced, Displacement{step.KID, key.KID})
		}
	}
	return displaced
}

// nextStep is the next step, if there is one.
func (s *state) nextStep() (step Step, found bool) {
	if len(s.missing) == 0 {
		return s.nextStepOnceAllAdded()
	}
	w, found := s.findAddableKey()
	if !found {
		return s.firstActivationNeededForDeletion()
	}
	if first := s.keysThatBlockAdding(w); len(first) > 0 {
		return deactivateOrDeleteStep(first[0]), true
	}
	if len(s.keys) >= s.limits.Max {
		return s.nextStepToMakeRoom()
	}
	return Step{Action: Add, KID: w.KID, Active: s.isToBeAddedActive(w)}, true
}

// nextStepOnceAllAdded returns the next step when every desired key is registered.
func (s *state) nextStepOnceAllAdded() (step Step, found bool) {
	for _, k := range s.keys {
		if !k.Active && k.isDesiredWithStatus(Active) {
			return k.stepWithKIDAndID(Activate), true
		}
	}
	for _, k := range s.keys {
		if k.Active && (k.toBeDeleted() || k.isDesiredWithStatus(Inactive)) {
			return k.stepWithKIDAndID(Deactivate), true
		}
	}
	for _, k := range s.keys {
		if k.toBeDeleted() {
			return k.stepWithKIDAndID(Delete), true
		}
	}
	return Step{}, false
}

// findAddableKey returns the missing key to add next: the first one that can be added now, or after
// deletions that are possible now. If there is room for one key, a key that makes another deletion possible
// comes first. found is false if no missing key can be added now.
func (s *state) findAddableKey() (desired Desired, found bool) {
	room := s.roomAfterPossibleDeletions()
	if room < 1 {
		return Desired{}, false
	}
	var ready []Desired
	for _, w := range s.missing {
		if !s.canRemoveBlockersNow(w) {
			continue
		}
		if s.unblocksDeletionOnceActive(w) && room == 1 {
			return w, true
		}
		ready = append(ready, w)
	}
	if len(ready) == 0 {
		return Desired{}, false
	}
	return ready[0], true
}

// nextStepToMakeRoom returns the next step before a key can be deleted. Activations come first: they are
// needed in any case, and the new key should be in use as early as possible.
func (s *state) nextStepToMakeRoom() (step Step, possible bool) {
	if step, found := s.firstActivationNeededForDeletion(); found {
		return step, true
	}
	for _, k := range s.keys {
		if k.toBeDeleted() && !k.Active {
			return deactivateOrDeleteStep(k), true
		}
	}
	for _, k := range s.keys {
		if k.toBeDeleted() && s.canDeactivateNow(k) {
			return deactivateOrDeleteStep(k), true
		}
	}
	return Step{}, false
}

// firstActivationNeededForDeletion returns the first activation without which a key cannot be deleted.
func (s *state) firstActivationNeededForDeletion() (step Step, found bool) {
	for _, k := range s.keys {
		if !k.Active && k.isDesiredWithStatus(Active) && s.hasDeletionWaitingForActivation(k.Use) {
			return k.stepWithKIDAndID(Activate), true
		}
	}
	return Step{}, false
}

// deactivateOrDeleteStep is the next step in the removal of a key.
func deactivateOrDeleteStep(k currentKey) Step {
	if k.Active {
		return k.stepWithKIDAndID(Deactivate)
	}
	return k.stepWithKIDAndID(Delete)
}

func (s *state) isToBeAddedActive(desired Desired) bool {
	return desired.Status == Active && s.limits.AddsActive && !(s.limits.allowsOnlyOneActive(desired.Use) && s.hasActiveKey(desired.Use))
}
