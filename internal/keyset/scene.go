package keyset

import (
	"cmp"
	"slices"
)

// scene is the keys that are there, seen with what is wanted. All it says follows
// from the three arguments of newScene.
type scene struct {
	// keys and missing are in the order of their KIDs.
	keys    []standing
	missing []Wanted
	want    []Wanted
	limits  Limits
}

// standing is a key that is there, and the wanted key that it is, if any.
type standing struct {
	Key
	want   Wanted
	wanted bool
}

// goes reports whether the key is to be removed.
func (k standing) goes() bool { return !k.wanted && k.Removable }

// asked reports whether the key is wanted with this status.
func (k standing) asked(status Status) bool { return k.wanted && k.want.Status == status }

func (k standing) step(do Action) Step { return Step{Do: do, KID: k.KID, ID: k.ID} }

func newScene(have []Key, want []Wanted, limits Limits) *scene {
	s := &scene{want: want, limits: limits}
	for _, k := range have {
		at := slices.IndexFunc(want, func(w Wanted) bool { return w.is(k) })
		if at < 0 {
			s.keys = append(s.keys, standing{Key: k})
			continue
		}
		s.keys = append(s.keys, standing{Key: k, want: want[at], wanted: true})
	}
	slices.SortFunc(s.keys, func(a, b standing) int {
		return cmp.Or(cmp.Compare(a.KID, b.KID), cmp.Compare(a.ID, b.ID))
	})
	for _, w := range want {
		if !slices.ContainsFunc(have, w.is) {
			s.missing = append(s.missing, w)
		}
	}
	slices.SortFunc(s.missing, func(a, b Wanted) int { return cmp.Compare(a.KID, b.KID) })
	return s
}

func (s *scene) any(is func(standing) bool) bool { return slices.ContainsFunc(s.keys, is) }

func (s *scene) hasActive(use string) bool {
	return s.any(func(k standing) bool { return k.Use == use && k.Active })
}

// asksActive reports whether a key of the use is wanted active, so that the use
// must not be without one on the way.
func (s *scene) asksActive(use string) bool {
	return slices.ContainsFunc(s.want, func(w Wanted) bool { return w.Use == use && w.Status == Active })
}

// dispensable reports whether an active key that goes can be deactivated now.
func (s *scene) dispensable(k standing) bool {
	stays := func(other standing) bool { return other.Use == k.Use && other.Active && !other.goes() }
	return !s.asksActive(k.Use) || s.any(stays) || !same(k.Key, s.lastToGo(k.Use))
}

// held reports whether a key of the use goes, but not before another is active.
func (s *scene) held(use string) bool {
	return s.any(func(k standing) bool { return k.Use == use && k.Active && k.goes() && !s.dispensable(k) })
}

// lastToGo is, of the active keys of a use that go, the one that is kept until
// another is active: the last one of those that are least in the way. A key goes
// first whose namesake can then take over in the same use; next one whose namesake
// does so in another use, where it may release what this use waits for.
func (s *scene) lastToGo(use string) Key {
	var last Key
	most := -1
	for _, k := range s.keys {
		if k.Use != use || !k.Active || !k.goes() {
			continue
		}
		if patience := s.patience(k); patience >= most {
			last, most = k.Key, patience
		}
	}
	return last
}

// patience is higher for a key that can stay longer.
func (s *scene) patience(k standing) int {
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

// inTheWay is the keys that have to go before w can be added: its namesake, and
// keys without a kid, beside which Okta adds none.
func (s *scene) inTheWay(w Wanted) []standing {
	var all []standing
	for _, k := range s.keys {
		if k.KID == "" || k.KID == w.KID {
			all = append(all, k)
		}
	}
	return all
}

// ready reports whether all that is in the way of w can go now.
func (s *scene) ready(w Wanted) bool {
	return !slices.ContainsFunc(s.inTheWay(w), func(k standing) bool { return k.Active && !s.dispensable(k) })
}

// room is how many keys can be added if all goes that can go now.
func (s *scene) room() int {
	room := s.limits.Max - len(s.keys)
	for _, k := range s.keys {
		if k.goes() && (!k.Active || s.dispensable(k)) {
			room++
		}
	}
	return room
}

// releases reports whether the arrival of w lets a key go that has to wait for it.
func (s *scene) releases(w Wanted) bool {
	return w.Status == Active && s.held(w.Use)
}
