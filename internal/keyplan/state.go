package keyplan

import (
	"cmp"
	"slices"
)

// state is the registered keys together with the desired ones. All of it follows
// from the three arguments of newState.
type state struct {
	// keys and missing are in the order of their KIDs.
	keys    []currentKey
	missing []Desired
	desired []Desired
	limits  Limits
}

// currentKey is a registered key, and the desired key that it is, if any.
type currentKey struct {
	Key
	desired   Desired
	isDesired bool
}

// toBeDeleted reports whether the key is not desired and may be deleted.
func (k currentKey) toBeDeleted() bool { return !k.isDesired && k.Removable }

// isDesiredWithStatus reports whether the key is desired with this status.
func (k currentKey) isDesiredWithStatus(status Status) bool {
	return k.isDesired && k.desired.Status == status
}

func (k currentKey) stepWithKIDAndID(action Action) Step {
	return Step{Action: action, KID: k.KID, ID: k.ID}
}

func newState(registered []Key, desired []Desired, limits Limits) *state {
	s := &state{desired: desired, limits: limits}
	for _, k := range registered {
		at := slices.IndexFunc(desired, func(w Desired) bool { return w.matches(k) })
		if at < 0 {
			s.keys = append(s.keys, currentKey{Key: k})
			continue
		}
		s.keys = append(s.keys, currentKey{Key: k, desired: desired[at], isDesired: true})
	}
	slices.SortFunc(s.keys, func(a, b currentKey) int {
		return cmp.Or(cmp.Compare(a.KID, b.KID), cmp.Compare(a.ID, b.ID))
	})
	for _, w := range desired {
		if !slices.ContainsFunc(registered, w.matches) {
			s.missing = append(s.missing, w)
		}
	}
	slices.SortFunc(s.missing, func(a, b Desired) int { return cmp.Compare(a.KID, b.KID) })
	return s
}

func (s *state) anyKey(matches func(currentKey) bool) bool {
	return slices.ContainsFunc(s.keys, matches)
}

func (s *state) hasActiveKey(use string) bool {
	return s.anyKey(func(k currentKey) bool { return k.Use == use && k.Active })
}

// isAnyDesiredActive reports whether a key of the use is desired active, so that no step may leave
// the use without an active key.
func (s *state) isAnyDesiredActive(use string) bool {
	return slices.ContainsFunc(s.desired, func(w Desired) bool { return w.Use == use && w.Status == Active })
}

// canDeactivateNow reports whether an active key that is to be deleted can be deactivated now.
func (s *state) canDeactivateNow(k currentKey) bool {
	stays := func(other currentKey) bool { return other.Use == k.Use && other.Active && !other.toBeDeleted() }
	return !s.isAnyDesiredActive(k.Use) || s.anyKey(stays) || !isSameKeyByKIDElseID(k.Key, s.activeKeyToDeleteLast(k.Use))
}

// hasDeletionWaitingForActivation reports whether a key of the use is to be deleted, but not before another one is active.
func (s *state) hasDeletionWaitingForActivation(use string) bool {
	return s.anyKey(func(k currentKey) bool { return k.Use == use && k.Active && k.toBeDeleted() && !s.canDeactivateNow(k) })
}

// activeKeyToDeleteLast returns, of the active keys of a use that are to be deleted, the one that stays until
// another one is active. The first key to be deleted is one whose kid a missing key of the same use needs. The
// next one is a key whose kid a missing key of another use needs: that key may make a deletion in this use
// possible.
func (s *state) activeKeyToDeleteLast(use string) Key {
	var last Key
	most := -1
	for _, k := range s.keys {
		if k.Use != use || !k.Active || !k.toBeDeleted() {
			continue
		}
		if rank := s.rankByNamesake(k); rank >= most {
			last, most = k.Key, rank
		}
	}
	return last
}

// rankByNamesake ranks a key that is to be deleted: 0 for a key without a kid, 1 if a missing key of its kid
// becomes active in the same use, 2 if one does in another use, 3 if none does.
func (s *state) rankByNamesake(k currentKey) (higherIsDeletedLater int) {
	if k.KID == "" {
		return 0 // nothing can be added beside it
	}
	for _, w := range s.missing {
		switch {
		case w.KID != k.KID:
		case w.Status == Active && w.Use == k.Use:
			return 1
		case w.Status == Active:
			return 2
		}
	}
	return 3
}

// keysThatBlockAdding returns the keys that have to be deleted before a desired key can be added: the key of the
// same kid, and keys without a kid, because Okta then adds no other key.
func (s *state) keysThatBlockAdding(desired Desired) []currentKey {
	var all []currentKey
	for _, k := range s.keys {
		if k.KID == "" || k.KID == desired.KID {
			all = append(all, k)
		}
	}
	return all
}

// canRemoveBlockersNow reports whether all keys that block adding a desired key can be deleted now.
func (s *state) canRemoveBlockersNow(desired Desired) bool {
	return !slices.ContainsFunc(s.keysThatBlockAdding(desired), func(k currentKey) bool { return k.Active && !s.canDeactivateNow(k) })
}

// roomAfterPossibleDeletions returns how many keys can be added after all deletions that are possible now.
func (s *state) roomAfterPossibleDeletions() int {
	room := s.limits.Max - len(s.keys)
	for _, k := range s.keys {
		if k.toBeDeleted() && (!k.Active || s.canDeactivateNow(k)) {
			room++
		}
	}
	return room
}

// unblocksDeletionOnceActive reports whether a key can be deleted as soon as a desired key is active.
func (s *state) unblocksDeletionOnceActive(desired Desired) bool {
	return desired.Status == Active && s.hasDeletionWaitingForActivation(desired.Use)
}
