package registeredkey

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// runLatestKeys are the newest versions of the keys that one run knows: from Okta's answers to the changes of
// this run, from the states of the resources, and from lists. A list can lag behind changes, and can be older
// than the list before it. So each list is corrected with these. The zero value is ready to use.
type runLatestKeys struct {
	mu   sync.Mutex
	keys map[string]latestKey // by Okta's ID, which is unique in an org
	// deleted are the IDs of keys that this run has deleted, or has found to be deleted.
	deleted map[string]bool
}

// latestKey is the newest known version of a key. answered is true if it is from the answer to a
// change of this run.
type latestKey struct {
	oktaapi.Key
	parent   string
	answered bool
}

// recordAnsweredKey notes a key from Okta's answer to a change. If only one key of the use can be active, an
// activation also deactivates the other key, which the answer does not say.
func (l *runLatestKeys) recordAnsweredKey(parent string, answered oktaapi.Key, t ParentType) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.keys == nil {
		l.keys = map[string]latestKey{}
	}
	l.keys[answered.ID] = latestKey{answered, parent, true}
	use := t.EffectiveUse(answered.Use)
	for id, other := range l.keys {
		if answered.Status == oktaapi.StatusActive && id != answered.ID && other.parent == parent && t.allowsOnlyOneActive(use) && t.EffectiveUse(other.Use) == use {
			l.keys[id] = latestKey{inactiveAfterActivation(other.Key, answered), parent, true}
		}
	}
}

// inactiveAfterActivation returns a key as it is after the activation of another one.
func inactiveAfterActivation(key, activated oktaapi.Key) oktaapi.Key {
	if key.Status == oktaapi.StatusActive {
		key.Status, key.LastUpdated = oktaapi.StatusInactive, activated.LastUpdated
	}
	return key
}

// recordKeysOfState notes the keys of a state, unless a newer version is known.
func (l *runLatestKeys) recordKeysOfState(parent string, keys []oktaapi.Key) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.keys == nil {
		l.keys = map[string]latestKey{}
	}
	for _, key := range keys {
		latest, known := l.keys[key.ID]
		if !l.deleted[key.ID] && (!known || !latest.answered && latest.mayBeOlderThan(key)) {
			l.keys[key.ID] = latestKey{key, parent, false}
		}
	}
}

// recordDeletedKey notes that a key was deleted.
func (l *runLatestKeys) recordDeletedKey(oktaID string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.deleted == nil {
		l.deleted = map[string]bool{}
	}
	l.deleted[oktaID] = true
	delete(l.keys, oktaID)
}

// findByID returns the newest known version of a key.
func (l *runLatestKeys) findByID(oktaID string) (oktaapi.Key, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	latest, known := l.keys[oktaID]
	return latest.Key, known
}

// mayBeOlderThan reports whether another version of the key is newer, or may be, because the times do not show it.
// Of two versions of the same second, the active one is newer, because keys are added inactive and activated
// at once.
func (k latestKey) mayBeOlderThan(other oktaapi.Key) bool {
	before, after := k.ChangedAt(), other.ChangedAt()
	switch {
	case before.IsZero() || after.IsZero():
		return true
	case before.Equal(after):
		return other.Status == oktaapi.StatusActive || k.Status != oktaapi.StatusActive
	default:
		return before.Before(after)
	}
}

// correctedList is a list of keys, corrected with newer knowledge of the run.
type correctedList struct {
	keys []oktaapi.Key
	// at is Okta's clock when it made the list.
	at time.Time
	// behind are the keys of which the list shows an older version than the known one, by Okta's ID.
	behind map[string]hiddenChange
}

// hiddenChange is a change of a key that a list does not show yet.
type hiddenChange struct {
	// visibleFrom is when every list shows the change, by Okta's clock. It is the zero time if that is not
	// known.
	visibleFrom time.Time
	// missing is true if the list lacks the key.
	missing bool
}

// newHiddenChange returns a change that was made at changedAt and that the list does not show.
func (c *correctedList) newHiddenChange(changedAt time.Time, missing bool) hiddenChange {
	if c.at.IsZero() || changedAt.IsZero() || c.at.Sub(changedAt).Abs() > rotation.ListLag {
		return hiddenChange{missing: missing}
	}
	return hiddenChange{changedAt.Add(rotation.ListLag), missing}
}

// updateAndCorrect corrects a list, and notes the keys that are newer in it. A key is newer in the list if its last
// change is newer, or if the known change is so old that every list must show it. A missing key counts as
// deleted only if it was registered so long ago that every list must show it.
func (l *runLatestKeys) updateAndCorrect(parent string, list oktaapi.KeyList, t ParentType) correctedList {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.keys == nil {
		l.keys = map[string]latestKey{}
	}
	c := correctedList{at: list.At, behind: map[string]hiddenChange{}}
	listed := map[string]bool{}
	for _, key := range list.Keys {
		listed[key.ID] = true
		if !l.deleted[key.ID] {
			c.keys = append(c.keys, l.pickNewerAndRecord(parent, key, &c))
		}
	}
	for id, latest := range l.keys {
		if latest.parent == parent && !listed[id] && !c.addMissingUnlessDeleted(latest) {
			delete(l.keys, id)
		}
	}
	c.keepOnlyNewestActive(t)
	slices.SortStableFunc(c.keys, func(a, b oktaapi.Key) int { return cmp.Or(cmp.Compare(a.KID, b.KID), cmp.Compare(a.ID, b.ID)) })
	return c
}

// pickNewerAndRecord returns the listed key or its known version, whichever is newer, and notes the listed key if it is
// newer.
func (l *runLatestKeys) pickNewerAndRecord(parent string, listed oktaapi.Key, c *correctedList) oktaapi.Key {
	latest, known := l.keys[listed.ID]
	older := known && (!latest.mayBeOlderThan(listed) || latest.answered && !latest.ChangedAt().Before(listed.ChangedAt()))
	if !older || !latest.answered && !rotation.MayHide(c.at, latest.ChangedAt()) {
		l.keys[listed.ID] = latestKey{listed, parent, false}
		return listed
	}
	if latest.Status != listed.Status {
		c.behind[listed.ID] = c.newHiddenChange(latest.ChangedAt(), false)
	}
	latest.At = listed.At
	return latest.Key
}

// addMissingUnlessDeleted adds a key that the list lacks. It returns false if the key was deleted. Two keys of a parent
// cannot have the same kid. So another key of the kid that was registered earlier was deleted, and one that was
// registered later has replaced the missing key.
func (c *correctedList) addMissingUnlessDeleted(latest latestKey) bool {
	namesake, taken := findByKID(c.keys, latest.KID)
	switch {
	case taken && !namesake.CreatedAt().Before(latest.CreatedAt()), !rotation.MayHide(c.at, latest.CreatedAt()):
		return false
	case taken:
		c.keys = slices.DeleteFunc(c.keys, func(key oktaapi.Key) bool { return key.ID == namesake.ID })
	}
	latest.At = c.at
	c.keys = append(c.keys, latest.Key)
	c.behind[latest.ID] = c.newHiddenChange(latest.CreatedAt(), true)
	return true
}

// keepOnlyNewestActive marks all active keys of a use inactive but the newest one, if only one can be active and the
// list does not show the newest activation.
func (c *correctedList) keepOnlyNewestActive(t ParentType) {
	for _, use := range t.Limits.OneActive {
		active := t.activeKeysOfUse(c.keys, use, "")
		if !slices.ContainsFunc(active, func(key oktaapi.Key) bool { return c.isBehindOn(key.ID) }) {
			continue
		}
		newest := slices.MaxFunc(active, func(a, b oktaapi.Key) int {
			return cmp.Or(a.ChangedAt().Compare(b.ChangedAt()), -compareBool(c.isBehindOn(a.ID), c.isBehindOn(b.ID)))
		})
		for i, key := range c.keys {
			if key.ID == newest.ID || t.EffectiveUse(key.Use) != use {
				continue
			}
			c.keys[i] = inactiveAfterActivation(key, newest)
			if hidden := c.behind[key.ID]; !hidden.missing && !c.isBehindOn(newest.ID) {
				delete(c.behind, key.ID) // the list shows both
			}
		}
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

// isBehindOn reports whether the list shows an older version of a key than the known one.
func (c *correctedList) isBehindOn(oktaID string) bool {
	_, behind := c.behind[oktaID]
	return behind
}
