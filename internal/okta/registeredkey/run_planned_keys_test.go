package registeredkey

import (
	"testing"
)

const (
	typeSingle = "single"
	typeSet    = "set"
)

// withID is a key whose ID is known.
func withID(key plannedKey, id string) plannedKey {
	key.ID = id
	return key
}

func planned(typeName, parent, kid, thumbprint string) plannedKey {
	return plannedKey{Parent: parent, KID: kid, Thumbprint: thumbprint, Type: typeName}
}

// Whoever is planned second learns that one deletes what the other keeps.
func TestKeyPlans_conflictInEitherOrder(t *testing.T) {
	t.Parallel()
	gone := withID(planned(typeSingle, "p", "a", "t"), "1")
	for name, c := range map[string]struct {
		kept plannedKey
		want bool
	}{
		"the same key":                          {planned(typeSet, "p", "a", "t"), true},
		"the same key of the same type":         {planned(typeSingle, "p", "a", "t"), true},
		"other material under the kid":          {planned(typeSet, "p", "a", "u"), true},
		"the material is not known":             {planned(typeSet, "p", "a", ""), true},
		"the kid is not known":                  {planned(typeSet, "p", "", "t"), true},
		"another kid of the same material":      {planned(typeSet, "p", "b", "t"), false},
		"another parent":                        {planned(typeSet, "q", "a", "t"), false},
		"the same ID at another name":           {withID(planned(typeSet, "default", "a", "t"), "1"), true},
		"another ID at another name":            {withID(planned(typeSet, "default", "a", "t"), "2"), false},
		"added again, with another ID":          {withID(planned(typeSet, "p", "a", "t"), "2"), true},
		"neither kid nor material are the same": {planned(typeSet, "p", "", "u"), false},
	} {
		for _, deletedFirst := range []bool{true, false} {
			var plans runPlannedKeys
			record := plans.addAndFindConflicts
			first, second := []plannedKey{c.kept}, []plannedKey{gone}
			var conflicts []keyConflict
			if deletedFirst {
				conflicts = append(record(nil, second), record(first, nil)...)
			} else {
				conflicts = append(record(first, nil), record(nil, second)...)
			}
			if (len(conflicts) == 1) != c.want || c.want && conflicts[0] != (keyConflict{Deleted: gone, Kept: c.kept}) {
				t.Errorf("%s, deleted first %v: %+v", name, deletedFirst, conflicts)
			}
		}
	}
}

// A replacement is planned twice, and may keep the kid: that is no conflict with
// itself, and one with everybody else.
func TestKeyPlans_replacementThatKeepsTheKID(t *testing.T) {
	t.Parallel()
	var plans runPlannedKeys
	was, next := planned(typeSingle, "p", "a", "t"), planned(typeSingle, "p", "a", "u")
	if c := plans.addAndFindConflicts([]plannedKey{next}, []plannedKey{was}); len(c) > 0 {
		t.Errorf("with itself: %+v", c)
	}
	if c := plans.addAndFindConflicts([]plannedKey{next}, nil); len(c) > 0 {
		t.Errorf("with its create: %+v", c)
	}
	if c := plans.addAndFindConflicts([]plannedKey{withID(next, "1")}, nil); len(c) > 0 {
		t.Errorf("with its create, which has found the key: %+v", c)
	}
	if c := plans.addAndFindConflicts([]plannedKey{planned(typeSet, "p", "a", "u")}, nil); len(c) != 1 {
		t.Errorf("with another resource: %+v", c)
	}
}

// Two resources that both delete a key, or both keep it, are no conflict here.
func TestKeyPlans_deletedTwiceOrKeptTwice(t *testing.T) {
	t.Parallel()
	var deleted, kept runPlannedKeys
	key := []plannedKey{planned(typeSingle, "p", "a", "t")}
	for range 2 {
		if c := append(deleted.addAndFindConflicts(nil, key), kept.addAndFindConflicts(key, nil)...); len(c) > 0 {
			t.Errorf("%+v", c)
		}
	}
	if deleted.isKeptOrAdded(key[0]) || !kept.isKeptOrAdded(planned(typeSet, "p", "a", "t")) || kept.isKeptOrAdded(planned(typeSet, "p", "a", "u")) || kept.isKeptOrAdded(planned(typeSet, "q", "a", "t")) {
		t.Error("Keeps is about keys that are kept, and no others")
	}
}
