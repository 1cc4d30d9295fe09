package rotation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// listed is a list of the keys after n rotations; with former, those that no longer sign are
// listed as by Okta.
func listed(n int, former bool) rotation.Listing {
	kid := func(i int) string { return fmt.Sprintf("k%d", i) }
	l := rotation.Listing{Snapshot: rotation.Snapshot{Current: kid(n + 5), Next: kid(n + 6), Previous: kid(n + 4)}, Made: sentAt.Add(time.Duration(n) * 2 * time.Hour), Listed: sentAt.Add(24 * time.Hour)}
	if former {
		for i := range n + 5 {
			l.Former = append(l.Former, kid(i))
		}
	}
	return l
}

func without(change func(*rotation.Listing), l rotation.Listing) rotation.Listing {
	change(&l)
	return l
}

// Whatever of the keys is listed, a list of before a rotation is never taken for a newer one, and
// a newer one never for a list of before.
func TestListing_isOrderedByItsKeys(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*rotation.Listing){
		"all is known":       func(*rotation.Listing) {},
		"no previous key":    func(l *rotation.Listing) { l.Previous = "" },
		"no next key":        func(l *rotation.Listing) { l.Next = "" },
		"only a current key": func(l *rotation.Listing) { l.Previous, l.Next = "", "" },
	} {
		for _, former := range []bool{false, true} {
			for before := range 4 {
				for after := range 4 {
					l, known := without(change, listed(before, former)), without(change, listed(after, former))
					if got := l.IsOlderThan(known); got != (before < after) {
						t.Errorf("%s, former keys %v: %v older than %v is %v", name, former, l, known, got)
					}
				}
			}
		}
	}
}

// Without times, keys alone decide as far as they can, and never wrongly.
func TestListing_isOrderedWithoutTimes(t *testing.T) {
	t.Parallel()
	untimed := func(l *rotation.Listing) { l.Made = time.Time{} }
	for before := range 5 {
		for after := range 5 {
			l, known := without(untimed, listed(before, false)), without(untimed, listed(after, false))
			want := after == before+1 || after == before+2 // further away they have no key in common
			if got := l.IsOlderThan(known); got != want {
				t.Errorf("%v older than %v is %v", l, known, got)
			}
		}
	}
}

// Lists that have no key in common are ordered by times, and as long as a list can lag, one whose
// keys are not newer counts as older: so it is after several rotations within minutes.
func TestListing_withNoKeyInCommonIsOlderWhileItMayLag(t *testing.T) {
	t.Parallel()
	known := listed(3, false)
	for name, c := range map[string]struct {
		made, listed time.Time
		want         bool
	}{
		"made before, listed at once":            {known.Made.Add(-time.Minute), known.Made, true},
		"made before, while a list can lag":      {known.Made.Add(-time.Second), known.Made.Add(rotation.ListLag - time.Second), true},
		"made before, when no list can lag":      {known.Made.Add(-time.Minute), known.Made.Add(rotation.ListLag), false},
		"made long before, when no list can lag": {known.Made.Add(-61 * time.Minute), known.Made.Add(rotation.ListLag), true},
		"made before, listed at an unknown time": {known.Made.Add(-time.Minute), time.Time{}, true},
		"made in the same second":                {known.Made, known.Made, true},
		"made in the same second, no list lags":  {known.Made, known.Made.Add(rotation.ListLag), false},
		"made at an unknown time":                {time.Time{}, known.Made.Add(time.Minute), true},
		"made at an unknown time, and none lags": {time.Time{}, known.Made.Add(rotation.ListLag), false},
		"made after":                             {known.Made.Add(time.Second), known.Made.Add(time.Minute), false},
	} {
		l := rotation.Listing{Snapshot: rotation.Snapshot{Current: "x", Next: "y", Previous: "w"}, Made: c.made, Listed: c.listed}
		if got := l.IsOlderThan(known); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestListing_showsARotationSince(t *testing.T) {
	t.Parallel()
	before := rotation.Baseline{Current: "k1", Next: "k2"}
	for name, c := range map[string]struct {
		l    rotation.Snapshot
		want bool
	}{
		"nothing":                        {rotation.Snapshot{}, false},
		"the same":                       {rotation.Snapshot{Current: "k1", Next: "k2"}, false},
		"another next key":               {rotation.Snapshot{Current: "k1", Next: "k9", Previous: "k0"}, false},
		"from before":                    {rotation.Snapshot{Current: "k0", Next: "k1"}, false},
		"no key in common":               {rotation.Snapshot{Current: "x", Next: "y", Previous: "w"}, false},
		"the next key signs":             {rotation.Snapshot{Current: "k2", Next: "k3"}, true},
		"the current key was retired":    {rotation.Snapshot{Current: "x", Next: "y", Previous: "k1"}, true},
		"the next key signed in between": {rotation.Snapshot{Current: "k3", Next: "k4", Previous: "k2"}, true},
	} {
		if got := (rotation.Listing{Snapshot: c.l}).ShowsRotationSince(before); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	if (rotation.Listing{Snapshot: rotation.Snapshot{Current: "k3"}}).ShowsRotationSince(rotation.Baseline{Current: "k1"}) {
		t.Error("without a next key, a list that does not have the current one shows a rotation")
	}
}

func TestListing_whatIsNotCertainlyOlder(t *testing.T) {
	t.Parallel()
	known := listed(3, false)
	for name, l := range map[string]rotation.Listing{
		"nothing":                           {},
		"the same, another next key":        without(func(l *rotation.Listing) { l.Next = "z" }, known),
		"keys from scratch, at a time":      {Snapshot: rotation.Snapshot{Current: "x", Next: "y"}, Made: known.Made.Add(time.Minute), Listed: known.Listed},
		"keys from scratch, no time":        {Snapshot: rotation.Snapshot{Current: "x", Next: "y"}, Listed: known.Listed},
		"keys from scratch, an hour before": {Snapshot: rotation.Snapshot{Current: "x", Next: "y"}, Made: known.Made.Add(-time.Hour), Listed: known.Listed},
	} {
		if l.IsOlderThan(known) {
			t.Errorf("%s is older", name)
		}
		if (rotation.Listing{}).IsOlderThan(l) || l.IsOlderThan(rotation.Listing{}) {
			t.Errorf("%s is compared with nothing", name)
		}
	}
}
