package keyplan

import "slices"

// simulateStep returns the keys after a step, as the vendor does it: activating a key of which only one
// can be active deactivates the other one. A step for a key that is not registered changes nothing. An added
// key has no ID.
func simulateStep(before []Key, step Step, desired []Desired, limits Limits) []Key {
	keys := slices.Clone(before)
	if step.Action == Add {
		at := slices.IndexFunc(desired, func(w Desired) bool { return w.KID == step.KID })
		if at < 0 {
			return keys
		}
		w := desired[at]
		return append(keys, Key{KID: w.KID, Thumbprint: w.Thumbprint, Use: w.Use, Alg: w.Alg, Active: step.Active})
	}
	at := slices.IndexFunc(keys, func(k Key) bool { return isSameKeyByKIDElseID(k, Key{KID: step.KID, ID: step.ID}) })
	if at < 0 {
		return keys
	}
	switch step.Action {
	case Delete:
		return slices.Delete(keys, at, at+1)
	case Activate:
		for i := range keys {
			if keys[i].Use == keys[at].Use && limits.allowsOnlyOneActive(keys[i].Use) {
				keys[i].Active = false
			}
		}
	}
	keys[at].Active = step.Action == Activate
	return keys
}

// isSameKeyByKIDElseID reports whether two are one key of a parent. A plan does not know the ID of
// a key that it adds, so the KID decides where there is one.
func isSameKeyByKIDElseID(a, b Key) bool {
	return a.KID == b.KID && (a.KID != "" || a.ID == b.ID)
}
