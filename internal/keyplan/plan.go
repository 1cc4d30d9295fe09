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

// After are the keys right after a step, by its index in Steps.
func (r Result) After(step int) []Key { return r.after[step] }

// Plan is the steps from the keys that a parent has to the ones that are desired,
// as few as can be. The order of have and desired does not matter.
//
// Missing keys are added, then keys are activated, then deactivated, then deleted,
// each in the order of their KIDs. Where the parent is full, or where a key has to
// go before its namesake of other material comes, as much as is needed of the later
// phases is moved forward. No step leaves a use without an active key if it had one
// and is to have one, and none activates a key of which that was not asked.
//
// The error is a *Contradiction if the desired keys cannot be meant, or have cannot be told
// apart, a *Conflict if a key is in the way that may not be removed, a *LastActive
// if a key would have to go before its namesake comes and is needed until then, and
// a *NoRoom if the keys do not fit, or not in any order that keeps the rules. Then
// there are no steps.
func Plan(have []Key, desired []Desired, limits Limits) (Result, error) {
	if err := validate(have, desired, limits); err != nil {
		return Result{}, err
	}
	result, stuck, err := planSteps(have, desired, limits)
	if err != nil || stuck == nil {
		return result, err
	}
	// What is stuck with room for all keys at once is stuck for its names.
	roomy := limits
	roomy.Max = len(have) + len(desired)
	_, still, err := planSteps(have, desired, roomy)
	switch {
	case err != nil:
		return Result{}, err
	case still != nil:
		return Result{}, still.lastActive()
	default:
		return Result{}, stuck.noRoom()
	}
}

// planSteps takes one step after the other. It ends, for no step is undone by a later
// one: a key is added once, activated once, deactivated once, and deleted once. If
// there is no next step and not all is done it returns where it got stuck.
func planSteps(have []Key, desired []Desired, limits Limits) (result Result, stuck *state, err error) {
	keys := have
	for range 2 * (len(have) + len(desired) + 1) {
		now := newState(keys, desired, limits)
		step, found := now.next()
		if !found {
			if len(now.missing) > 0 {
				return Result{}, now, nil
			}
			result.Final = keys
			return result, nil, nil
		}
		before := keys
		keys = simulate(before, step, desired, limits)
		result.Steps, result.after = append(result.Steps, step), append(result.after, keys)
		result.Displaced = append(result.Displaced, displacedBy(step, before, keys)...)
	}
	return Result{}, nil, errEndless
}

// displacedBy are the keys that an activation has taken out of use.
func displacedBy(step Step, before, after []Key) (displaced []Displacement) {
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

// next is the next step, if there is one.
func (s *state) next() (Step, bool) {
	if len(s.missing) == 0 {
		return s.finish()
	}
	w, found := s.nextToAdd()
	if !found {
		return s.activateEarly()
	}
	if first := s.blockers(w); len(first) > 0 {
		return removalStep(first[0]), true
	}
	if len(s.keys) >= s.limits.Max {
		return s.makeRoom()
	}
	return Step{Action: Add, KID: w.KID, Active: s.addsActive(w)}, true
}

// finish is the next step when every wanted key is there.
func (s *state) finish() (Step, bool) {
	for _, k := range s.keys {
		if !k.Active && k.wantsStatus(Active) {
			return k.step(Activate), true
		}
	}
	for _, k := range s.keys {
		if k.Active && (k.toBeDeleted() || k.wantsStatus(Inactive)) {
			return k.step(Deactivate), true
		}
	}
	for _, k := range s.keys {
		if k.toBeDeleted() {
			return k.step(Delete), true
		}
	}
	return Step{}, false
}

// nextToAdd picks the missing key to add next: the first one that can be added, or
// made room for, now. The last room there is goes to a key whose arrival gives room.
func (s *state) nextToAdd() (Desired, bool) {
	room := s.availableRoom()
	if room < 1 {
		return Desired{}, false
	}
	var ready []Desired
	for _, w := range s.missing {
		if !s.canAddNow(w) {
			continue
		}
		if s.unblocks(w) && room == 1 {
			return w, true
		}
		ready = append(ready, w)
	}
	if len(ready) == 0 {
		return Desired{}, false
	}
	return ready[0], true
}

// makeRoom is the next step towards one key less. Activations come first: they are
// asked for in any case, and the sooner the new key is in use the better.
func (s *state) makeRoom() (Step, bool) {
	if step, found := s.activateEarly(); found {
		return step, true
	}
	for _, k := range s.keys {
		if k.toBeDeleted() && !k.Active {
			return removalStep(k), true
		}
	}
	for _, k := range s.keys {
		if k.toBeDeleted() && s.canDeactivateNow(k) {
			return removalStep(k), true
		}
	}
	return Step{}, false
}

// activateEarly is the first activation without which a key that is to go cannot.
func (s *state) activateEarly() (Step, bool) {
	for _, k := range s.keys {
		if !k.Active && k.wantsStatus(Active) && s.waitsForActivation(k.Use) {
			return k.step(Activate), true
		}
	}
	return Step{}, false
}

// removalStep is the next step in the removal of a key.
func removalStep(k currentKey) Step {
	if k.Active {
		return k.step(Deactivate)
	}
	return k.step(Delete)
}

func (s *state) addsActive(w Desired) bool {
	return w.Status == Active && s.limits.AddsActive && !(s.limits.oneActive(w.Use) && s.hasActive(w.Use))
}
