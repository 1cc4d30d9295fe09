package keyplan

// validateInput refuses desired keys that no order of steps can reach.
func validateInput(registered []Key, desired []Desired, limits Limits) error {
	if err := validateDesired(desired, limits); err != nil {
		return err
	}
	for i, k := range registered {
		for _, other := range registered[:i] {
			if isSameKeyByKIDElseID(k, other) {
				return &Contradiction{Problem: "two registered keys have the same kid", KIDs: []string{k.KID}, Registered: true}
			}
		}
	}
	s := newState(registered, desired, limits)
	for _, w := range s.missing {
		for _, k := range s.keysThatBlockAdding(w) {
			if !k.toBeDeleted() {
				return newConflict(w, k.Key)
			}
		}
	}
	return nil
}

func newConflict(desired Desired, registered Key) *Conflict {
	if registered.KID == "" {
		return &Conflict{ID: registered.ID}
	}
	return &Conflict{KID: registered.KID, ID: registered.ID, Differs: desired.differencesOfKeyUseAlg(registered)}
}

func validateDesired(desired []Desired, limits Limits) error {
	active := map[string]string{} // by use
	for i, w := range desired {
		if w.KID == "" {
			return &Contradiction{Problem: "a key in keys has no kid", KIDs: []string{""}}
		}
		for _, other := range desired[:i] {
			if other.KID == w.KID {
				return &Contradiction{Problem: "two keys in keys have the same kid", KIDs: []string{w.KID}}
			}
		}
		if w.Status != Active || !limits.allowsOnlyOneActive(w.Use) {
			continue
		}
		if other, found := active[w.Use]; found {
			return &Contradiction{Problem: "only one key can be active for " + w.Use, KIDs: []string{other, w.KID}}
		}
		active[w.Use] = w.KID
	}
	return nil
}
