package keyplan

import "slices"

// simulate is what a step makes of the keys, as the vendor does it: activating a key
// of which only one can be active deactivates the other. A step for a key that is
// not there changes nothing. An added key has no ID.
func simulate(have []Key, step Step, want []Desired, limits Limits) []Key {
	keys := slices.Clone(have)
	if step.Action == Add {
		at := slices.IndexFunc(want, func(w Desired) bool { return w.KID == step.KID })
		if at < 0 {
			return keys
		}
		w := want[at]
		return append(keys, Key{KID: w.KID, Thumbprint: w.Thumbprint, Use: w.Use, Alg: w.Alg, Active: step.Active})
	}
	at := slices.IndexFunc(keys, func(k Key) bool { return same(k, Key{KID: step.KID, ID: step.ID}) })
	if at < 0 {
		return keys
	}
	switch step.Action {
	case Delete:
		return slices.Delete(keys, at, at+1)
	case Activate:
		for i := range keys {
			if keys[i].Use == keys[at].Use && limits.oneActive(keys[i].Use) {
				keys[i].Active = false
			}
		}
	}
	keys[at].Active = step.Action == Activate
	return keys
}

// same reports whether two are one key of a parent. A plan does not know the ID of
// a key that it adds, so the KID decides where there is one.
func same(a, b Key) bool {
	return a.KID == b.KID && (a.KID != "" || a.ID == b.ID)
}
