package simulation

import (
	"fmt"
	"slices"
	"time"
)

// observeKey compares a change of a registered key with what its run is to do.
func (x *Expectations) observeKey(f *RunFacts, e Effect) (broken []Violation) {
	excused := x.othersChanged(f, e.Parent, e.At)
	fail := func(rule Rule, text string, arguments ...any) {
		broken = append(broken, Violation{rule, fmt.Sprintf("%s\n%s", e, fmt.Sprintf(text, arguments...))})
	}
	wanted, isWanted := wantedKey(f.Wanted[e.Parent], e.KID)
	before, _ := find(e.Before, e.KID)
	same := isWanted && wanted.Material == before.Material && wanted.Use == before.Use
	switch {
	case e.Do == Add:
		added, _ := find(e.After, e.KID)
		if !isWanted || wanted.Material != added.Material || wanted.Use != added.Use {
			fail(OnlyAsked, "the configuration wants no such key")
		}
		f.added[e.Parent+e.KID] = true
	case e.Do == Delete && same:
		fail(WantedStays, "the configuration wants this key")
	case e.Do == Deactivate && !e.Implied && same && wanted.Status != Inactive:
		fail(OnlyAsked, "the configuration does not want this key to be inactive")
	case e.Do == Activate && (!isWanted || wanted.Status == Inactive):
		fail(OnlyAsked, "the configuration does not want this key to be active")
	}
	if !isWanted && !x.mayTouch(f, e) && !excused {
		fail(UnmanagedStays, "the key is neither in the state nor in the configuration, and no plan names it")
	}
	for _, use := range []string{Signature, Encryption} {
		said := f.says(fmt.Sprintf("no other key for %q stays active", use)) || f.says("It is the only active key of its use", fmt.Sprintf("%q", e.KID))
		if hasActive(e.Before, use) && !hasActive(e.After, use) && !said && !excused {
			fail(AlwaysActive, "no active key is left for %q", use)
		}
	}
	once := fmt.Sprintf("%s %s %s %s", e.Address, e.Parent, e.Do, e.KID)
	if f.made[once] && !e.Implied && !excused {
		fail(OnlyAsked, "the same run has made this change before")
	}
	f.made[once] = f.made[once] || !e.Implied
	return broken
}

// recentlyChanged is how long an active key may be that of an apply that was interrupted.
const recentlyChanged = time.Hour

// JudgeTakeOver says whether a resource for a single key, which a run has created at a
// time, may have the key. It may, if the run has added the key or activated it, and if the
// key was added or activated within an hour, as an apply that was interrupted leaves it.
func (x *Expectations) JudgeTakeOver(run int, parent, kid string, at time.Time) []Violation {
	active, changed := false, time.Time{}
	for _, e := range x.Effects {
		if e.Parent != parent || e.KID != kid {
			continue
		}
		if e.Run == run && (e.Do == Add || e.Do == Activate) {
			return nil
		}
		live, _ := find(e.After, kid)
		active, changed = live.Active, e.At
	}
	if !active || at.Sub(changed) <= recentlyChanged+PromisedLag {
		return nil
	}
	return []Violation{{NotTakenOver, fmt.Sprintf("%s: key %s was taken over by run %d, and it was changed %s before", parent, kid, run, at.Sub(changed))}}
}

// mayTouch reports whether a run may change a key that its configuration does not want:
// one that the state has, that it has added itself, or that a plan has named.
func (x *Expectations) mayTouch(f *RunFacts, e Effect) bool {
	return slices.Contains(f.Managed[e.Parent], e.KID) || f.added[e.Parent+e.KID] || f.says(fmt.Sprintf("%q", e.KID)) ||
		e.Implied && f.says("whichever")
}

func wantedKey(keys []Key, kid string) (Key, bool) {
	i := slices.IndexFunc(keys, func(key Key) bool { return key.KID == kid })
	if i < 0 {
		return Key{}, false
	}
	return keys[i], true
}

// Configured compares the keys that are registered at a parent with those that the
// configuration wants. gone are kids that must not be registered any more.
func Configured(parent string, wanted []Key, registered []Registered, gone []string) (broken []Violation) {
	fail := func(text string, arguments ...any) {
		broken = append(broken, Violation{Converges, parent + ": " + fmt.Sprintf(text, arguments...)})
	}
	for _, key := range wanted {
		live, there := find(registered, key.KID)
		switch {
		case !there:
			fail("key %s is configured and not registered", key.KID)
		case live.Material != key.Material || live.Use != key.Use:
			fail("key %s is registered with another material or use", key.KID)
		case key.Status != "" && live.Active != (key.Status == Active):
			fail("key %s is not %s", key.KID, key.Status)
		}
	}
	for _, kid := range gone {
		if _, there := find(registered, kid); there {
			fail("key %s is registered still", kid)
		}
	}
	return broken
}
