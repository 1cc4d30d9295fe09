package rotation

import "time"

// ListLag is how long after a rotation a list of keys may still show the keys from before
// it. Nobody states a bound for the lists of the admin APIs; Okta says of the keys that it
// publishes only that they "could lag slightly". The provider rotates exactly once if a
// list lags by up to 10 minutes. The rest is for clocks that differ.
const ListLag = 15 * time.Minute

// Attempt is a rotation that was sent, and whose outcome is not known.
type Attempt struct {
	// Sent is when, by the vendor's clock. It is the zero time if that clock could not be
	// trusted.
	Sent time.Time `json:"sent,omitzero"`
	// Before are the keys against which it was sent.
	Before Baseline `json:"before,omitzero"`
}

// WithTimeIfUnknown is the attempt with a time. One of unknown time counts from the first time that
// is known afterwards, because it was sent before that.
func (a Attempt) WithTimeIfUnknown(clocks Clocks) Attempt {
	if a.Sent.IsZero() {
		a.Sent = clocks.VendorOrZero()
	}
	return a
}

// MustBeListed reports whether a list by these clocks shows the rotation, if it took effect: the list
// can no longer lag.
func (a Attempt) MustBeListed(clocks Clocks) bool {
	now := clocks.VendorOrZero()
	return !a.Sent.IsZero() && !now.IsZero() && !now.Before(a.Sent.Add(ListLag))
}

// Hold is until when no rotation may be sent because of the attempt. live is the list of the keys
// by these clocks. There is no hold if the list certainly shows a rotation since. Another next key
// shows nothing, because Okta may make or replace it at any time, and a list that has no key in
// common with those from before the attempt may be from before them.
func (a Attempt) Hold(live Listing, clocks Clocks) Hold {
	now, doubt := clocks.Now()
	until := a.WithTimeIfUnknown(clocks).Sent.Add(ListLag)
	switch {
	case a.Before.Current == "", live.ShowsRotationSince(a.Before):
		return Hold{}
	case doubt != NoDoubt:
		return Hold{Doubt: doubt}
	case now.Before(until):
		return Hold{Until: until}
	default:
		return Hold{}
	}
}

// Hold is until when no rotation may be sent, because an earlier one may have taken effect
// and may not be listed yet. The zero value holds nothing.
type Hold struct {
	// Until is the time from which a rotation may be sent, by the vendor's clock.
	Until time.Time `json:"until,omitzero"`
	// Doubt is why that time is not known; then nothing may be sent.
	Doubt Doubt `json:"doubt,omitempty"`
}

// Active reports whether there is a hold.
func (h Hold) Active() bool { return h.Doubt != NoDoubt || !h.Until.IsZero() }
