package registeredkey

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

func TestActiveClaims_otherKeysOfTheSlot(t *testing.T) {
	t.Parallel()
	var c runPlannedActiveKeys
	for _, claim := range []struct {
		parent, use, thumbprint, kid string
		want                         []string
	}{
		{"p", "enc", "t1", "a", nil},
		{"p", "enc", "t1", "a", nil},       // planned twice
		{"p", "enc", "t1", "renamed", nil}, // as a replacement
		{"q", "enc", "t2", "b", nil},       // of another parent
		{"p", "sig", "t2", "b", nil},       // of another use
		{"p", "enc", "t2", "b", []string{"renamed"}},
		{"p", "enc", "t3", "c", []string{"b", "renamed"}},
		{"p", "enc", "t3", "d", []string{"b", "renamed"}}, // one material, two kids
	} {
		if got := c.addAndFindConflicts(claim.parent, claim.use, claim.thumbprint, claim.kid); !slices.Equal(got, claim.want) {
			t.Errorf("%+v: got %q", claim, got)
		}
	}
	if got := c.kidsPlannedActiveExcept("p", "enc", "c"); !slices.Equal(got, []string{"a", "b", "d", "renamed"}) {
		t.Errorf("others: %q", got)
	}
	if got := new(runPlannedActiveKeys).kidsPlannedActiveExcept("p", "enc", "b"); got != nil {
		t.Errorf("others of nothing: %q", got)
	}
}

// Of many that claim one slot at once, one sees no other: the first.
func TestActiveClaims_atOnce(t *testing.T) {
	t.Parallel()
	const n = 20
	var c runPlannedActiveKeys
	var group sync.WaitGroup
	seen := make([]int, n)
	for i := range n {
		group.Go(func() { seen[i] = len(c.addAndFindConflicts("p", "enc", fmt.Sprint("t", i), fmt.Sprint("k", i))) })
	}
	group.Wait()
	slices.Sort(seen)
	for i, others := range seen {
		if others != i {
			t.Fatalf("others seen: %v", seen)
		}
	}
}

func TestTouchedKeys_byID(t *testing.T) {
	t.Parallel()
	var touched runAppliedKeys
	touched.markAdded("1")
	touched.markTakenOver("2")
	touched.markLeftForReplacement("3")
	for id, want := range map[string][3]bool{"1": {true, false, false}, "2": {false, true, false}, "3": {false, false, true}, "4": {}} {
		if got := [3]bool{touched.isAdded(id), touched.isTakenOver(id), touched.isLeftForReplacement(id)}; got != want {
			t.Errorf("%s: %v", id, got)
		}
	}
}
