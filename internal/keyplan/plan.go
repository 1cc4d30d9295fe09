package keyplan

import (
	"errors"
	"slices"
)

// errEndless cannot happen; a plan that went on for ever would be worse.
var errEndless = errors.New("the steps to the wanted keys do not end")

// Result is the steps of a plan, and what they make of the keys.
type Result struct {
	Steps []Step
	// Final are the keys after all steps. An added key has no ID.
	Final []Key
	// Displaced are the keys that an activation takes out of use, in the order of the steps.
	Displaced []Displacement

	after [][]Key
}

// Displacement is an activation that deactivates another key. Both are kids.
type Displacement struct{ Activated, Displaced string }

// KeysAfter are the keys right after a step, by its index in Steps.
func (r Result) KeysAfter(stepIndex int) []Key { return r.after[stepIndex] }

// Plan is the steps from the keys that a parent has to the ones that are desired,
// as few as can be. The order of registered and desired does not matter.
//
// Missing keys are added, then keys are activated, then deactivated, then deleted,
// each in the order of their KIDs. Where the parent is full, or where a key has to
// go before its namesake of other material comes, as much as is needed of the later
// phases is moved forward. No step leaves a use without an active key if it had one
// and is to have one, and none activates a key of which that was not asked.
//
// The error is a *Contradiction if the desired keys cannot be meant, or registered keys cannot be told
// apart, a *Conflict if a key is in the way that may not be removed, a *LastActive
// if a key would have to go before its namesake comes and is needed until then, and
// a *NoRoom if the keys do not fit, or not in any order that keeps the rules. Then
// there are no steps.
func Plan(registered []Key, desired []Desired, limits Limits) (result Result, err error) {
	if err := validateInput(registered, desired, limits); err != nil {
		return Result{}, err
	}
	result, stuck, err := planSteps(registered, desired, limits)
	if err != nil || stuck == nil {
		return result, err
	}
	// What is stuck with room for all keys at once is stuck for its names.
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

// planSteps takes one step after the other. It ends, for no step is undone by a later
// one: a key is added once, activated once, deactivated once, and deleted once. If
// there is no next step and not all is done it returns where it got stuck, and otherwise nil.
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

// displacedByActivation are the keys that an activation has taken out of use.
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
	w, found := s.nextKeyToAdd()
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

// nextStepOnceAllAdded is the next step when every wanted key is there.
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

// nextKeyToAdd picks the missing key to add next: the first one that can be added, or
// made room for, now. The last room there is goes to a key whose arrival gives room.
func (s *state) nextKeyToAdd() (desired Desired, found bool) {
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

// nextStepToMakeRoom is the next step towards one key less. Activations come first: they are
// asked for in any case, and the sooner the new key is in use the better.
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

// firstActivationNeededForDeletion is the first activation without which a key that is to go cannot.
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
