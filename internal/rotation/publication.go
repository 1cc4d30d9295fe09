package rotation

import (
	"slices"
	"time"
)

// Document is the document in which a parent's keys are published, as one answer showed it.
type Document struct {
	// KIDs are the keys in it.
	KIDs []string
	// Date is when the answer was made; the zero time if it does not say.
	Date time.Time
	// Age is how long a cache has held the answer since.
	Age time.Duration
	// Local is the clock of this machine when the answer came.
	Local time.Time
}

// Shows reports whether a key is in the document.
func (d Document) Shows(kid string) bool { return kid != "" && slices.Contains(d.KIDs, kid) }

// ShownAt is a time at which the document certainly showed these keys, or the zero time and why none
// is known. It is the Date of the answer. A cache leaves the Date as it was when the document was
// made (RFC 9111 section 5.1); one that writes the present in its place makes it later, which only
// waits longer. So Age is not subtracted. It only explains a Date that is long ago.
func (d Document) ShownAt() (at time.Time, doubt Doubt) {
	_, doubt = Clocks{Vendor: d.Date, Local: d.Local}.Now()
	if doubt == ClocksApart && d.Age > 0 {
		_, doubt = Clocks{Vendor: d.Date.Add(d.Age), Local: d.Local}.Now()
	}
	if doubt != NoDoubt {
		return time.Time{}, doubt
	}
	return d.Date, NoDoubt
}

// Publication is since when the next key is published, as far as it was seen. The zero value is a
// key that was not seen.
type Publication struct {
	// KID is the next key.
	KID string
	// Since is when it was first seen; the zero time if it was not.
	Since time.Time
}

// Observe is the publication of the key that is next now, after another document. It begins anew with
// another next key, and ends when a document does not show the key: a cache that holds such a
// document may serve verifiers.
func (p Publication) Observe(d Document, next string) Publication {
	switch {
	case !d.Shows(next):
		return Publication{KID: next}
	case p.KID == next && !p.Since.IsZero():
		return p
	default:
		since, _ := d.ShownAt()
		return Publication{KID: next, Since: since}
	}
}

// Gate is whether a rotation to next may take place by this document, at now, which is the zero time if
// it is not known. The key must have been published for atLeast.
func (p Publication) Gate(d Document, next string, atLeast time.Duration, now time.Time) Gate {
	switch {
	case next == "":
		return Gate{Reason: NoNextKey}
	case !d.Shows(next):
		return Gate{Reason: NotPublished}
	case p.KID != next, p.Since.IsZero(), now.IsZero():
		return Gate{Reason: PublicationUndated}
	}
	if until := p.Since.Add(atLeast); now.Before(until) {
		return Gate{Reason: PublishedTooRecently, Until: until}
	}
	return Gate{}
}

// GateReason is why a rotation has to wait for the published document. It is kept in private state, so
// its values stay as they are.
type GateReason string

// The reasons. Whatever is not known closes the gate.
const (
	// GateOpen means that nothing has to be waited for.
	GateOpen GateReason = ""
	// PublicationUnobserved means that no refresh has measured by the present arguments. They take effect
	// at the next plan, like a changed period.
	PublicationUnobserved GateReason = "unobserved"
	// PublicationUnread means that the document could not be read.
	PublicationUnread GateReason = "unread"
	// NoNextKey means that there is no next key.
	NoNextKey GateReason = "no_next_key"
	// NotPublished means that the document does not show the next key.
	NotPublished GateReason = "not_published"
	// PublishedTooRecently means that the document has not shown the next key for long enough.
	PublishedTooRecently GateReason = "too_recently"
	// PublicationUndated means that it is not known since when the document shows the next key, or what
	// time it is.
	PublicationUndated GateReason = "undated"
)

// Gate is whether a rotation has to wait for the published document. The zero value is an open gate.
type Gate struct {
	Reason GateReason `json:"reason,omitempty"`
	// Until is when the document will have shown the next key for long enough, if it goes on to show it.
	Until time.Time `json:"until,omitzero"`
}

// Closed reports whether no rotation may be sent.
func (g Gate) Closed() bool { return g.Reason != GateOpen }
