package rotateonly

import (
	"slices"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// LiveKeys are a parent's keys as the vendor has just listed them.
type LiveKeys struct {
	Roles
	// Clocks are the vendor's and that of this machine when it answered; ages are
	// measured by the earlier.
	Clocks rotation.Clocks
	// now is what time it was, the zero time where the clocks are in doubt.
	now time.Time
}

// listing is the list of the keys, to be compared with others by age.
func (l LiveKeys) listing() rotation.Listing {
	return rotation.Listing{Snapshot: snapshotOf(l.Roles), Former: formerSigningKIDs(l.Roles), Made: l.Times.Made, Listed: l.Clocks.VendorOrZero()}
}

// checkedAgainstClocks holds the times of the keys against the clocks.
func (l LiveKeys) checkedAgainstClocks() (checked LiveKeys) {
	l.Times, l.now = l.Times.CheckedBy(l.Clocks)
	return l
}

// snapshotOf is the key IDs of roles.
func snapshotOf(roles Roles) rotation.Snapshot {
	return rotation.Snapshot{Current: kidOrEmpty(roles.Current), Next: kidOrEmpty(roles.Next), Previous: kidOrEmpty(roles.Previous)}
}

// kidOrEmpty is the identifier of a key, empty where there is none.
func kidOrEmpty(key Key) string {
	if key == nil {
		return ""
	}
	return key.KeyID()
}

// checkClocksAndFindPrevious measures the times of the keys, and finds the previous key among those that
// no longer sign. earlier is a snapshot from which it may follow, and earlierFormerKIDs
// are the keys that no longer signed then, nil where they were not recorded.
func checkClocksAndFindPrevious(live LiveKeys, earlier rotation.Snapshot, earlierFormerKIDs []string) LiveKeys {
	live = live.checkedAgainstClocks()
	kids := formerSigningKIDs(live.Roles)
	if i := slices.Index(kids, rotation.PreviousKID(kids, kidOrEmpty(live.Current), earlier, earlierFormerKIDs)); i >= 0 {
		live.Previous = live.FormerSigning[i]
	}
	return live
}

// formerSigningKIDs are the kids of the keys that no longer sign.
func formerSigningKIDs(roles Roles) []string {
	kids := make([]string, len(roles.FormerSigning))
	for i, key := range roles.FormerSigning {
		kids[i] = key.KeyID()
	}
	return kids
}
