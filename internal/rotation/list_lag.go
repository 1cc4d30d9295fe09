package rotation

import "time"

// MayHide reports whether a list that was made at listedAt may not show a change that was made
// at changedAt, both by the vendor's clock. It may if the change is younger than ListLag. If one of
// the times is not known, or cannot be right, nothing excludes it. A time that is not known
// is the zero time.
func MayHide(listedAt, changedAt time.Time) bool {
	return !IsPlausible(listedAt) || !IsPlausible(changedAt) || listedAt.Sub(changedAt) < ListLag
}
