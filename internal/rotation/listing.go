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
}

// IsOlderThan reports whether the list certainly shows the keys from before a rotation that
// known already shows. Keys never go back: one that has signed is never the next key again, and
// one that no longer signs never signs again. If the two lists have no key in common, the
// vendor's record of the time decides. It may be off by an hour, as everywhere.
func (l Listing) IsOlderThan(known Listing) bool {
	switch {
	case l.Current == "" || known.Current == "" || l.Current == known.Current:
		return false
	case known.isFormer(l.Current), l.Next == known.Current, known.isFormer(l.Next):
		return true
	case l.isFormer(known.Current), l.Current == known.Next:
		return false
	default:
		return !l.Made.IsZero() && known.Made.Sub(l.Made) > maxSkew
	}
}

// isFormer reports whether the key no longer signed.
func (l Listing) isFormer(kid string) bool {
	return kid != "" && (kid == l.Previous || slices.Contains(l.Former, kid))
}
