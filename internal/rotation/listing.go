package rotation

import (
	"slices"
	"time"
)

// Listing is a list of the keys of a parent, as far as it can be ordered by age.
type Listing struct {
	Snapshot
	// Former are the keys that no longer signed, if the vendor lists several.
	Former []string
	// Made is when the keys were made, by the vendor's record; the zero time if it is not known.
	Made time.Time
	// Listed is when the vendor made the list, by its clock; the zero time if it is not known.
	Listed time.Time
}

// IsOlderThan reports whether the list shows the keys from before a rotation that known already
// shows. Keys never go back: one that has signed is never the next key again, and one that no
// longer signs never signs again. If the two lists have no key in common, several rotations lie
// between them, and only times can say in which direction. Then a list counts as older if it can
// be, see mayBeFromBefore.
func (l Listing) IsOlderThan(known Listing) bool {
	switch {
	case l.Current == "" || known.Current == "" || l.Current == known.Current:
		return false
	case known.isFormer(l.Current), l.Next == known.Current, known.isFormer(l.Next):
		return true
	case l.isFormer(known.Current), l.Current == known.Next:
		return false
	default:
		return l.mayBeFromBefore(known)
	}
}

// mayBeFromBefore reports whether a list that has no key in common with known may show the keys
// from before it: its keys were not made later, and the list is young enough to lag behind the
// rotation that made the keys of known. An older list is certainly from before only if its keys
// are by an hour older, because the vendor's times may be off by that, as everywhere.
func (l Listing) mayBeFromBefore(known Listing) bool {
	switch {
	case known.Made.IsZero(), l.Made.After(known.Made):
		return false
	case MayHide(l.Listed, known.Made):
		return true
	default:
		return !l.Made.IsZero() && known.Made.Sub(l.Made) > maxSkew
	}
}

// ShowsRotationSince reports whether the list certainly shows a rotation of the keys that before
// names: the key that was the next one signs or has signed, or the one that signed no longer does.
func (l Listing) ShowsRotationSince(before Baseline) bool {
	return l.Current != "" && (l.Current == before.Next || l.isFormer(before.Current) || l.isFormer(before.Next))
}

// isFormer reports whether the key no longer signed.
func (l Listing) isFormer(kid string) bool {
	return kid != "" && (kid == l.Previous || slices.Contains(l.Former, kid))
}
