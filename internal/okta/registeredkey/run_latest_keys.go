package registeredkey

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// runLatestKeys are, for one run, the newest that it knows of each key: what Okta answered to the
// changes of this run, what the states of resources record, and what was listed. A list
// can lag behind changes, and can be older than the one before it. So each list is
// corrected by these. The zero value is ready to use.
type runLatestKeys struct {
	mu   sync.Mutex
	keys map[string]latestKey // by Okta's ID, which is unique in an org
	// deleted are the IDs of keys that this run has deleted, or found gone.
	deleted map[string]bool
}

// latestKey is a key as it was known last. answered is true where it is from the answer to a
// change of this run.
type latestKey struct {
	oktaapi.Key
	parent   string
	answered bool
}

// recordAnsweredKey notes a key as Okta answered a change of it. An activation takes the other key
// out of use where only one can be active, which the answer does not say.
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

// inactiveAfterActivation is a key after the activation of another one.
func inactiveAfterActivation(key, activated oktaapi.Key) oktaapi.Key {
	if key.Status == oktaapi.StatusActive {
		key.Status, key.LastUpdated = oktaapi.StatusInactive, activated.LastUpdated
	}
	return key
}

// recordKeysOfState notes keys as a state records them, unless something newer is known.
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

// recordDeletedKey notes a key that is registered no more.
func (l *runLatestKeys) recordDeletedKey(oktaID string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.deleted == nil {
		l.deleted = map[string]bool{}
	}
	l.deleted[oktaID] = true
	delete(l.keys, oktaID)
}

// findByID is a key as it is known.
func (l *runLatestKeys) findByID(oktaID string) (oktaapi.Key, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	latest, known := l.keys[oktaID]
	return latest.Key, known
}

// mayBeOlderThan reports whether another version of the key is newer. Of two versions of one second
// the active one is newer, for keys are added inactive and activated at once. It is true
// if the times do not tell.
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

// correctedList is a list of keys, corrected by what the run knows better.
type correctedList struct {
	keys []oktaapi.Key
	// at is Okta's clock when it made the list.
	at time.Time
	// behind are the keys that the list does not show as they are known, by Okta's ID.
	behind map[string]hiddenChange
}

// hiddenChange is why a list does not show a key as it is known.
type hiddenChange struct {
	// visibleFrom is when a list shows the change for certain, by Okta's clock; the zero time where
	// that is not known.
	visibleFrom time.Time
	// missing is true where the list lacks the key.
	missing bool
}

// newHiddenChange is a change that was made at a time and that the list does not show.
func (c *correctedList) newHiddenChange(changedAt time.Time, missing bool) hiddenChange {
	if c.at.IsZero() || changedAt.IsZero() || c.at.Sub(changedAt).Abs() > rotation.ListLag {
		return hiddenChange{missing: missing}
	}
	return hiddenChange{changedAt.Add(rotation.ListLag), missing}
}

// updateAndCorrect corrects a list, and remembers what is newer in it. A key counts as newer in the list if its last change is; or if
// the change that the list does not show is too old for that. What is missing counts as deleted
// only if it was registered too long ago for a list to lack it.
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

// pickNewerAndRecord is a listed key, or what is known better of it.
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

// addMissingUnlessDeleted adds a key that the list lacks, and is false if it is deleted. At one parent no two
// keys have one kid: another key of the kid that was registered before is deleted, and one that
// was registered since has taken its place.
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

// keepOnlyNewestActive takes all but the newest active key out of use where only one can be active and
// the list does not show the newest activation.
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

// isBehindOn reports whether the list does not show a key as it is known.
func (c *correctedList) isBehindOn(oktaID string) bool {
	_, behind := c.behind[oktaID]
	return behind
}
