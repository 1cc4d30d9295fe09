package rotation_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

var sentAt = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// both are two clocks that show one time.
func both(at time.Time) rotation.Clocks { return rotation.Clocks{Vendor: at, Local: at} }

func TestAttempt_holdsUntilAListCanNoLongerLag(t *testing.T) {
	t.Parallel()
	const almost = rotation.ListLag - time.Second
	before := rotation.Snapshot{Current: "k1", Next: "k2"}
	held := rotation.Hold{Until: sentAt.Add(rotation.ListLag)}
	for name, c := range map[string]struct {
		sent   time.Time
		live   rotation.Snapshot
		clocks rotation.Clocks
		want   rotation.Hold
	}{
		"at once":                          {sentAt, before, both(sentAt), held},
		"a second before the end":          {sentAt, before, both(sentAt.Add(almost)), held},
		"at the end":                       {sentAt, before, both(sentAt.Add(rotation.ListLag)), rotation.Hold{}},
		"a day later":                      {sentAt, before, both(sentAt.Add(24 * time.Hour)), rotation.Hold{}},
		"the clock of this machine behind": {sentAt, before, rotation.Clocks{Vendor: sentAt.Add(time.Hour), Local: sentAt.Add(almost)}, held},
		"the vendor's clock behind":        {sentAt, before, rotation.Clocks{Vendor: sentAt.Add(almost), Local: sentAt.Add(time.Hour)}, held},
		"no clock of the vendor":           {sentAt, before, rotation.Clocks{Local: sentAt.Add(24 * time.Hour)}, rotation.Hold{Doubt: rotation.NoClock}},
		"clocks far apart": {
			sentAt, before, rotation.Clocks{Vendor: sentAt.Add(24 * time.Hour), Local: sentAt.Add(48 * time.Hour)}, rotation.Hold{Doubt: rotation.ClocksApart},
		},
		"another next key":               {sentAt, rotation.Snapshot{Current: "k1", Next: "k9"}, both(sentAt), held},
		"the next key is gone":           {sentAt, rotation.Snapshot{Current: "k1"}, both(sentAt), held},
		"from before those keys":         {sentAt, rotation.Snapshot{Current: "k0", Next: "k1"}, both(sentAt), held},
		"no key in common":               {sentAt, rotation.Snapshot{Current: "x", Next: "y", Previous: "w"}, both(sentAt), held},
		"rotated":                        {sentAt, rotation.Snapshot{Current: "k2", Next: "k3", Previous: "k1"}, both(sentAt), rotation.Hold{}},
		"rotated, by clocks far apart":   {sentAt, rotation.Snapshot{Current: "k2", Next: "k3"}, rotation.Clocks{Local: sentAt}, rotation.Hold{}},
		"sent at a time that is unknown": {time.Time{}, before, both(sentAt), held},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := rotation.Attempt{Sent: c.sent, Before: rotation.Baseline{Current: before.Current, Next: before.Next}}
			got := a.Hold(rotation.Listing{Snapshot: c.live}, c.clocks)
			if got != c.want || got.Active() != (c.want != rotation.Hold{}) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// What is sent at an unknown time counts from the first time that is known.
func TestAttempt_isDatedOnce(t *testing.T) {
	t.Parallel()
	later := sentAt.Add(time.Hour)
	for name, c := range map[string]struct {
		sent   time.Time
		clocks rotation.Clocks
		want   time.Time
	}{
		"known":         {sentAt, both(later), sentAt},
		"unknown":       {time.Time{}, both(later), later},
		"still unknown": {time.Time{}, rotation.Clocks{Local: later}, time.Time{}},
	} {
		if got := (rotation.Attempt{Sent: c.sent}).WithTimeIfUnknown(c.clocks).Sent; !got.Equal(c.want) {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// No attempt, no hold: the zero value is in the private state of a resource that has none.
func TestAttempt_noneHoldsNothing(t *testing.T) {
	t.Parallel()
	if got := (rotation.Attempt{}).Hold(rotation.Listing{}, rotation.Clocks{}); got.Active() {
		t.Errorf("holds %+v", got)
	}
}

func TestAttempt_isCertainOnceNoListCanLag(t *testing.T) {
	t.Parallel()
	after := sentAt.Add(rotation.ListLag)
	for name, c := range map[string]struct {
		sent   time.Time
		clocks rotation.Clocks
		want   bool
	}{
		"a second too early":                {sentAt, both(after.Add(-time.Second)), false},
		"in time":                           {sentAt, both(after), true},
		"sent at an unknown time":           {time.Time{}, both(after), false},
		"read at an unknown time":           {sentAt, rotation.Clocks{Local: after}, false},
		"only by the clock of this machine": {sentAt, rotation.Clocks{Vendor: sentAt, Local: after}, false},
	} {
		if got := (rotation.Attempt{Sent: c.sent}).MustBeListed(c.clocks); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
