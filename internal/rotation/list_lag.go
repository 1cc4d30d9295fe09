package rotation

import "time"

// MayHide reports whether a list that was made at listed may not show a change that was made at
// changed, both by the vendor's clock. It may if the change is younger than ListLag. If one of
// the times is not known, or cannot be right, nothing excludes it. A time that is not known
// is the zero time.
func MayHide(listed, changed time.Time) bool {
	return !plausible(listed) || !plausible(changed) || listed.Sub(changed) < ListLag
}
