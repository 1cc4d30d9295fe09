package rotation

import "time"

// Doubt is why the age of keys is not known. It is kept in private state, so its
// values stay as they are.
type Doubt string

// The doubts. What is in doubt counts neither as old nor as recent: nothing may rest
// on it.
const (
	// NoDoubt means that the age is known.
	NoDoubt Doubt = ""
	// NoRecord means that the vendor does not say when the keys were made, or not
	// in a form that can be read.
	NoRecord Doubt = "no_record"
	// BadRecord means that what the vendor says of it cannot be right: it has not
	// come yet by either clock, or lies outside the years 2000 to 2999.
	BadRecord Doubt = "bad_record"
	// NoClock means that the vendor's answer does not say what time it is there, so
	// that the clock of this machine cannot be checked.
	NoClock Doubt = "no_clock"
	// ClocksApart means that the two clocks cannot both be right.
	ClocksApart Doubt = "clocks_apart"
)

// AboutRecord reports whether the vendor's record of the keys is itself in doubt, and
// not only how long ago it was.
func (d Doubt) AboutRecord() bool { return d == NoRecord || d == BadRecord }

// maxSkew is how far the two clocks may be apart, and how far ahead of them a record
// may be.
const maxSkew = time.Hour

// The years that a time may be in. Periods and intervals are shorter than 300 years, so that
// no sum with one reaches the year 10000, which RFC 3339 cannot write.
const (
	firstYear = 2000
	lastYear  = 2999
)

// Clocks are the two clocks at the moment at which the vendor listed the keys.
type Clocks struct {
	// Vendor is the vendor's clock, the zero time where the answer does not say.
	Vendor time.Time
	// Local is the clock of this machine.
	Local time.Time
}

// Now is the earlier of the two clocks, by which a rotation counts as recent for
// longer, or the zero time and why neither can be trusted.
func (c Clocks) Now() (earlierOrZero time.Time, doubt Doubt) {
	switch {
	case !IsPlausible(c.Vendor):
		return time.Time{}, NoClock
	case !IsPlausible(c.Local), c.Vendor.Sub(c.Local).Abs() > maxSkew:
		return time.Time{}, ClocksApart
	default:
		return c.earlier(), NoDoubt
	}
}

// VendorOrZero is the vendor's clock, or the zero time if it cannot be trusted.
func (c Clocks) VendorOrZero() (vendorTime time.Time) {
	if _, doubt := c.Now(); doubt != NoDoubt {
		return time.Time{}
	}
	return c.Vendor
}

func (c Clocks) earlier() time.Time {
	if c.Local.Before(c.Vendor) {
		return c.Local
	}
	return c.Vendor
}

// IsPlausible reports whether a time can be one of a vendor or of this machine: it lies in the years 2000 to 2999.
func IsPlausible(t time.Time) bool {
	year := t.UTC().Year()
	return firstYear <= year && year <= lastYear
}

// CheckedBy holds times against the clocks at which they were read: times whose age cannot
// be known get a doubt, and those that cannot be right are left out. It also returns
// what time it is, the zero time where that is in doubt.
func (t Times) CheckedBy(c Clocks) (checked Times, now time.Time) {
	now, doubt := c.Now()
	switch {
	case t.Doubt == NoDoubt && (t.Made.IsZero() || !IsPlausible(t.Made)):
		t.Doubt = BadRecord
	case t.Doubt == NoDoubt && doubt != NoDoubt:
		t.Doubt = doubt
	case t.Doubt == NoDoubt && t.Made.Sub(now) > maxSkew:
		t.Doubt = BadRecord
	}
	if t.Doubt.AboutRecord() {
		t.Rotated, t.Made = time.Time{}, time.Time{}
	}
	return t, now
}
