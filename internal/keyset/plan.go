package keyset

import "errors"

// errEndless cannot happen; a plan that went on for ever would be worse.
var errEndless = errors.New("the steps to the wanted keys do not end")

// Plan is the steps from the keys that a parent has to the ones that are wanted,
// as few as can be. The order of have and want does not matter.
//
// Missing keys are added, then keys are activated, then deactivated, then deleted,
// each in the order of their KIDs. Where the parent is full, or where a key has to
// go before its namesake of other material comes, as much as is needed of the later
// phases is moved forward. No step leaves a use without an active key if it had one
// and is to have one, and none activates a key of which that was not asked.
//
// The error is a *Contradiction if want cannot be meant, or have cannot be told
// apart, a *Conflict if a key is in the way that may not be removed, a *LastActive
// if a key would have to go before its namesake comes and is needed until then, and
// a *NoRoom if the keys do not fit, or not in any order that keeps the rules. Then
// there are no steps.
func Plan(have []Key, want []Wanted, limits Limits) ([]Step, error) {
	if err := check(have, want, limits); err != nil {
		return nil, err
	}
	steps, stuck, err := walk(have, want, limits)
	if err != nil || stuck == nil {
		return steps, err
	}
	// What is stuck with room for all keys at once is stuck for its names.
	roomy := limits
	roomy.Max = len(have) + len(want)
	_, still, err := walk(have, want, roomy)
	switch {
	case err != nil:
		return nil, err
	case still != nil:
		return nil, still.lastActive()
	default:
		return nil, stuck.noRoom()
	}
}

// walk takes one step after the other. It ends, for no step is undone by a later
// one: a key is added once, activated once, deactivated once, and deleted once. If
// there is no next step and not all is done it returns where it got stuck.
func walk(have []Key, want []Wanted, limits Limits) (steps []Step, stuck *scene, err error) {
	for range 2 * (len(have) + len(want) + 1) {
		now := newScene(have, want, limits)
		step, found := now.next()
		if !found {
			if len(now.missing) > 0 {
				return nil, now, nil
			}
			return steps, nil, nil
		}
		steps = append(steps, step)
		have = After(have, step, want, limits)
	}
	return nil, nil, errEndless
}

// next is the next step, if there is one.
func (s *scene) next() (Step, bool) {
	if len(s.missing) == 0 {
		return s.settle()
	}
	w, found := s.choose()
	if !found {
		return s.hasten()
	}
	if first := s.inTheWay(w); len(first) > 0 {
		return remove(first[0]), true
	}
	if len(s.keys) >= s.limits.Max {
		return s.makeRoom()
	}
	return Step{Do: Add, KID: w.KID, Active: s.addsActive(w)}, true
}

// settle is the next step when every wanted key is there.
func (s *scene) settle() (Step, bool) {
	for _, k := range s.keys {
		if !k.Active && k.asked(Active) {
			return k.step(Activate), true
		}
	}
	for _, k := range s.keys {
		if k.Active && (k.goes() || k.asked(Inactive)) {
			return k.step(Deactivate), true
		}
	}
	for _, k := range s.keys {
		if k.goes() {
			return k.step(Delete), true
		}
	}
	return Step{}, false
}

// choose picks the missing key to add next: the first one that can be added, or
// made room for, now. The last room there is goes to a key whose arrival gives room.
func (s *scene) choose() (Wanted, bool) {
	room := s.room()
	if room < 1 {
		return Wanted{}, false
	}
	var ready []Wanted
	for _, w := range s.missing {
		if !s.ready(w) {
			continue
		}
		if s.releases(w) && room == 1 {
			return w, true
		}
		ready = append(ready, w)
	}
	if len(ready) == 0 {
		return Wanted{}, false
	}
	return ready[0], true
}

// makeRoom is the next step towards one key less. Activations come first: they are
// asked for in any case, and the sooner the new key is in use the better.
func (s *scene) makeRoom() (Step, bool) {
	if step, found := s.hasten(); found {
		return step, true
	}
	for _, k := range s.keys {
		if k.goes() && !k.Active {
			return remove(k), true
		}
	}
	for _, k := range s.keys {
		if k.goes() && s.dispensable(k) {
			return remove(k), true
		}
	}
	return Step{}, false
}

// hasten is the first activation without which a key that is to go cannot.
func (s *scene) hasten() (Step, bool) {
	for _, k := range s.keys {
		if !k.Active && k.asked(Active) && s.held(k.Use) {
			return k.step(Activate), true
		}
	}
	return Step{}, false
}

// remove is the next step in the removal of a key.
func remove(k standing) Step {
	if k.Active {
		return k.step(Deactivate)
	}
	return k.step(Delete)
}

func (s *scene) addsActive(w Wanted) bool {
	return w.Status == Active && s.limits.AddsActive && !(s.limits.oneActive(w.Use) && s.hasActive(w.Use))
}
