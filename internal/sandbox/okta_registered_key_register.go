package sandbox

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// What can happen to a registered key, as the effects call it.
const (
	effectAdd        = "add"
	effectActivate   = "activate"
	effectDeactivate = "deactivate"
	effectDelete     = "delete"
)

// oktaRegister is the keys that one owner has, in the order in which they are
// listed, and what has happened to them.
type oktaRegister struct {
	keys    []*OktaRegisteredKey
	effects []string // see AppKeyEffects
	// had says for which uses there was ever an active key, without for which
	// there was none afterwards, be it for a moment.
	had, without map[string]bool
}

// newRegister makes a register with its first keys. As newKey may, it may draw
// keys.
func (o *OktaOrg) newRegister(kind oktaKeyKind, keys []OktaRegisteredKey, now time.Time) oktaRegister {
	r := oktaRegister{had: map[string]bool{}, without: map[string]bool{}}
	for _, k := range keys {
		r.keys = append(r.keys, o.newKey(kind, k, now))
	}
	r.watch()
	return r
}

// clone is a copy that shares nothing with the original that may be changed.
func (r *oktaRegister) clone() oktaRegister {
	copied := oktaRegister{effects: slices.Clone(r.effects), had: maps.Clone(r.had), without: maps.Clone(r.without)}
	for _, k := range r.keys {
		key := *k
		copied.keys = append(copied.keys, &key)
	}
	return copied
}

// key looks up a key by its id.
func (r *oktaRegister) key(id string) (*OktaRegisteredKey, bool) {
	for _, k := range r.keys {
		if k.ID == id {
			return k, true
		}
	}
	return nil, false
}

// mustKey is key for tests, where asking for one that does not exist is a
// mistake.
func (r *oktaRegister) mustKey(id string) *OktaRegisteredKey {
	k, ok := r.key(id)
	if !ok {
		panic("sandbox: there is no key " + id)
	}
	return k
}

// copies are the keys for a test to look at.
func (r *oktaRegister) copies() []OktaRegisteredKey {
	var keys []OktaRegisteredKey
	for _, k := range r.keys {
		keys = append(keys, *k)
	}
	return keys
}

// add stores a key.
func (r *oktaRegister) add(k *OktaRegisteredKey) {
	r.keys = append(r.keys, k)
	r.note(effectAdd, k)
}

// mustAdd is add for tests, where an id that is taken is a mistake.
func (r *oktaRegister) mustAdd(k *OktaRegisteredKey) {
	if _, taken := r.key(k.ID); taken {
		panic("sandbox: key " + k.ID + " cannot be added twice")
	}
	r.add(k)
}

// setStatus changes the status of a key, and is false if it has that one
// already. An encryption key that becomes active takes the place of the one
// that was.
func (r *oktaRegister) setStatus(k *OktaRegisteredKey, status string, now time.Time) bool {
	if k.Status == status {
		return false
	}
	k.Status, k.LastUpdated = status, now.Truncate(time.Second)
	if status == statusInactive {
		r.note(effectDeactivate, k)
		return true
	}
	r.note(effectActivate, k)
	for _, other := range r.keys {
		if k.encrypts() && other != k && other.encrypts() {
			r.setStatus(other, statusInactive, now)
		}
	}
	return true
}

// remove deletes a key, whatever its status.
func (r *oktaRegister) remove(k *OktaRegisteredKey) {
	r.keys = slices.DeleteFunc(r.keys, func(other *OktaRegisteredKey) bool { return other == k })
	r.note(effectDelete, k)
}

// note adds to the effects, after the fact.
func (r *oktaRegister) note(effect string, k *OktaRegisteredKey) {
	name := k.KID
	if name == "" {
		name = k.ID
	}
	r.effects = append(r.effects, effect+" "+name)
	r.watch()
}

// watch looks for uses without an active key. It is called after every change.
func (r *oktaRegister) watch() {
	for _, use := range []string{useSignature, useEncryption} {
		active := slices.ContainsFunc(r.keys, func(k *OktaRegisteredKey) bool {
			return k.Status == statusActive && k.usedFor() == use
		})
		r.without[use] = r.without[use] || r.had[use] && !active
		r.had[use] = r.had[use] || active
	}
}

// countAdds counts the keys that were added, as the effects tell it.
func countAdds(effects []string) int {
	adds := 0
	for _, effect := range effects {
		if strings.HasPrefix(effect, effectAdd+" ") {
			adds++
		}
	}
	return adds
}
