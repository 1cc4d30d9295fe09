package rotateonly

import (
	"slices"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// LiveKeys are a parent's keys as the vendor has just listed them.
type LiveKeys struct {
	Roles
	// Clocks are the vendor's and that of this machine at the time of the answer. Ages are
	// measured by the earlier one.
	Clocks rotation.Clocks
	// now is the time of the answer. It is the zero time if the clocks are in doubt.
	now time.Time
}

// listing returns the list of the keys in a form that can be compared with other lists by age.
func (l LiveKeys) listing() rotation.Listing {
	return rotation.Listing{Snapshot: snapshotOf(l.Roles), Former: formerSigningKIDs(l.Roles), Made: l.Times.Made, Listed: l.Clocks.VendorOrZero()}
}

// checkedAgainstClocks returns the keys with their times checked against the clocks.
func (l LiveKeys) checkedAgainstClocks() (checked LiveKeys) {
	l.Times, l.now = l.Times.CheckedBy(l.Clocks)
	return l
}

// snapshotOf is the key IDs of roles.
func snapshotOf(roles Roles) rotation.Snapshot {
	return rotation.Snapshot{Current: kidOrEmpty(roles.Current), Next: kidOrEmpty(roles.Next), Previous: kidOrEmpty(roles.Previous)}
}

// kidOrEmpty returns the identifier of a key. It is empty if there is no key.
func kidOrEmpty(key Key) string {
	if key == nil {
		return ""
	}
	return key.KeyID()
}

// checkClocksAndFindPrevious checks the times of the keys against the clocks, and finds the previous key among
// those that no longer sign. earlier is an earlier snapshot, which may show the previous key. earlierFormerKIDs
// are the keys that no longer signed at that time, nil if they were not recorded.
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
