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

// currentKey is a key that is there, and the wanted key that it is, if any.
type currentKey struct {
	Key
	desired   Desired
	isDesired bool
}

// toBeDeleted reports whether the key is to be removed.
func (k currentKey) toBeDeleted() bool { return !k.isDesired && k.Removable }

// wantsStatus reports whether the key is wanted with this status.
func (k currentKey) wantsStatus(status Status) bool { return k.isDesired && k.desired.Status == status }

func (k currentKey) step(do Action) Step { return Step{Action: do, KID: k.KID, ID: k.ID} }

func newState(have []Key, want []Desired, limits Limits) *state {
	s := &state{desired: want, limits: limits}
	for _, k := range have {
		at := slices.IndexFunc(want, func(w Desired) bool { return w.matches(k) })
		if at < 0 {
			s.keys = append(s.keys, currentKey{Key: k})
			continue
		}
		s.keys = append(s.keys, currentKey{Key: k, desired: want[at], isDesired: true})
	}
	slices.SortFunc(s.keys, func(a, b currentKey) int {
		return cmp.Or(cmp.Compare(a.KID, b.KID), cmp.Compare(a.ID, b.ID))
	})
	for _, w := range want {
		if !slices.ContainsFunc(have, w.matches) {
			s.missing = append(s.missing, w)
		}
	}
	slices.SortFunc(s.missing, func(a, b Desired) int { return cmp.Compare(a.KID, b.KID) })
	return s
}

func (s *state) any(is func(currentKey) bool) bool { return slices.ContainsFunc(s.keys, is) }

func (s *state) hasActive(use string) bool {
	return s.any(func(k currentKey) bool { return k.Use == use && k.Active })
}

// wantsActive reports whether a key of the use is wanted active, so that the use
// must not be without one on the way.
func (s *state) wantsActive(use string) bool {
	return slices.ContainsFunc(s.desired, func(w Desired) bool { return w.Use == use && w.Status == Active })
}

// canDeactivateNow reports whether an active key that goes can be deactivated now.
func (s *state) canDeactivateNow(k currentKey) bool {
	stays := func(other currentKey) bool { return other.Use == k.Use && other.Active && !other.toBeDeleted() }
	return !s.wantsActive(k.Use) || s.any(stays) || !same(k.Key, s.keptUntilReplaced(k.Use))
}

// waitsForActivation reports whether a key of the use goes, but not before another is active.
func (s *state) waitsForActivation(use string) bool {
	return s.any(func(k currentKey) bool { return k.Use == use && k.Active && k.toBeDeleted() && !s.canDeactivateNow(k) })
}

// keptUntilReplaced is, of the active keys of a use that go, the one that is kept until
// another is active: the last one of those that are least in the way. A key goes
// first whose namesake can then take over in the same use; next one whose namesake
// does so in another use, where it may release what this use waits for.
func (s *state) keptUntilReplaced(use string) Key {
	var last Key
	most := -1
	for _, k := range s.keys {
		if k.Use != use || !k.Active || !k.toBeDeleted() {
			continue
		}
		if rank := s.retentionRank(k); rank >= most {
			last, most = k.Key, rank
		}
	}
	return last
}

// retentionRank is higher for a key that can stay longer.
func (s *state) retentionRank(k currentKey) int {
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

// blockers is the keys that have to go before w can be added: its namesake, and
// keys without a kid, beside which Okta adds none.
func (s *state) blockers(w Desired) []currentKey {
	var all []currentKey
	for _, k := range s.keys {
		if k.KID == "" || k.KID == w.KID {
			all = append(all, k)
		}
	}
	return all
}

// canAddNow reports whether all that is in the way of w can go now.
func (s *state) canAddNow(w Desired) bool {
	return !slices.ContainsFunc(s.blockers(w), func(k currentKey) bool { return k.Active && !s.canDeactivateNow(k) })
}

// availableRoom is how many keys can be added if all goes that can go now.
func (s *state) availableRoom() int {
	room := s.limits.Max - len(s.keys)
	for _, k := range s.keys {
		if k.toBeDeleted() && (!k.Active || s.canDeactivateNow(k)) {
			room++
		}
	}
	return room
}

// unblocks reports whether the arrival of w lets a key go that has to wait for it.
func (s *state) unblocks(w Desired) bool {
	return w.Status == Active && s.waitsForActivation(w.Use)
}
