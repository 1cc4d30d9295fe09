package keyplan

// validate refuses what no order of steps can bring about.
func validate(have []Key, want []Desired, limits Limits) error {
	if err := validateDesired(want, limits); err != nil {
		return err
	}
	for i, k := range have {
		for _, other := range have[:i] {
			if same(k, other) {
				return &Contradiction{Problem: "two registered keys have one kid", KIDs: []string{k.KID}, Registered: true}
			}
		}
	}
	s := newState(have, want, limits)
	for _, w := range s.missing {
		for _, k := range s.blockers(w) {
			if !k.toBeDeleted() {
				return conflict(w, k.Key)
			}
		}
	}
	return nil
}

func conflict(w Desired, k Key) *Conflict {
	if k.KID == "" {
		return &Conflict{ID: k.ID}
	}
	return &Conflict{KID: k.KID, ID: k.ID, Differs: w.differs(k)}
}

func validateDesired(want []Desired, limits Limits) error {
	active := map[string]string{} // by use
	for i, w := range want {
		if w.KID == "" {
			return &Contradiction{Problem: "a wanted key has no kid", KIDs: []string{""}}
		}
		for _, other := range want[:i] {
			if other.KID == w.KID {
				return &Contradiction{Problem: "two wanted keys have one kid", KIDs: []string{w.KID}}
			}
		}
		if w.Status != Active || !limits.oneActive(w.Use) {
			continue
		}
		if other, found := active[w.Use]; found {
			return &Contradiction{Problem: "only one key can be active for " + w.Use, KIDs: []string{other, w.KID}}
		}
		active[w.Use] = w.KID
	}
	return nil
}
