package registeredkey

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

func TestActiveClaims_otherKeysOfTheSlot(t *testing.T) {
	t.Parallel()
	var c activeClaims
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
		if got := c.claim(claim.parent, claim.use, claim.thumbprint, claim.kid); !slices.Equal(got, claim.want) {
			t.Errorf("%+v: got %q", claim, got)
		}
	}
	if got := c.otherKIDs("p", "enc", "c"); !slices.Equal(got, []string{"a", "b", "d", "renamed"}) {
		t.Errorf("others: %q", got)
	}
	if got := new(activeClaims).otherKIDs("p", "enc", "b"); got != nil {
		t.Errorf("others of nothing: %q", got)
	}
}

// Of many that claim one slot at once, one sees no other: the first.
func TestActiveClaims_atOnce(t *testing.T) {
	t.Parallel()
	const n = 20
	var c activeClaims
	var group sync.WaitGroup
	seen := make([]int, n)
	for i := range n {
		group.Go(func() { seen[i] = len(c.claim("p", "enc", fmt.Sprint("t", i), fmt.Sprint("k", i))) })
	}
	group.Wait()
	slices.Sort(seen)
	for i, others := range seen {
		if others != i {
			t.Fatalf("others seen: %v", seen)
		}
	}
}

func TestTouchedKeys_byParentAndID(t *testing.T) {
	t.Parallel()
	var touched touchedKeys
	touched.addAdded("p", "1")
	touched.addAdopted("p", "2")
	for _, c := range []struct {
		parent, id   string
		added, taken bool
	}{{"p", "1", true, false}, {"p", "2", false, true}, {"q", "1", false, false}, {"q", "2", false, false}} {
		if touched.isAdded(c.parent, c.id) != c.added || touched.isAdopted(c.parent, c.id) != c.taken {
			t.Errorf("%+v", c)
		}
	}
}
