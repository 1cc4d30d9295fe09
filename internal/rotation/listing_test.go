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
	l := rotation.Listing{Snapshot: rotation.Snapshot{Current: kid(n + 5), Next: kid(n + 6), Previous: kid(n + 4)}, Made: sentAt.Add(time.Duration(n) * 2 * time.Hour)}
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

func TestListing_whatIsNotCertainlyOlder(t *testing.T) {
	t.Parallel()
	known := listed(3, false)
	for name, l := range map[string]rotation.Listing{
		"nothing":                           {},
		"the same, another next key":        without(func(l *rotation.Listing) { l.Next = "z" }, known),
		"keys from scratch, at a time":      {Snapshot: rotation.Snapshot{Current: "x", Next: "y"}, Made: known.Made.Add(time.Minute)},
		"keys from scratch, no time":        {Snapshot: rotation.Snapshot{Current: "x", Next: "y"}},
		"keys from scratch, an hour before": {Snapshot: rotation.Snapshot{Current: "x", Next: "y"}, Made: known.Made.Add(-time.Hour)},
	} {
		if l.IsOlderThan(known) {
			t.Errorf("%s is older", name)
		}
		if (rotation.Listing{}).IsOlderThan(l) || l.IsOlderThan(rotation.Listing{}) {
			t.Errorf("%s is compared with nothing", name)
		}
	}
}
