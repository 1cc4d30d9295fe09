package keychange_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
)

const (
	typeSingle = "single"
	typeSet    = "set"
)

func planned(typeName, parent, kid, thumbprint string) keychange.PlannedKey {
	return keychange.PlannedKey{Parent: parent, KID: kid, Thumbprint: thumbprint, Type: typeName}
}

// Whoever is planned second learns that one deletes what the other keeps.
func TestPlans_conflictInEitherOrder(t *testing.T) {
	t.Parallel()
	gone := planned(typeSingle, "p", "a", "t")
	for name, c := range map[string]struct {
		kept keychange.PlannedKey
		want bool
	}{
		"the same key":                          {planned(typeSet, "p", "a", "t"), true},
		"the same key of the same type":         {planned(typeSingle, "p", "a", "t"), true},
		"other material under the kid":          {planned(typeSet, "p", "a", "u"), true},
		"the material is not known":             {planned(typeSet, "p", "a", ""), true},
		"the kid is not known":                  {planned(typeSet, "p", "", "t"), true},
		"another kid of the same material":      {planned(typeSet, "p", "b", "t"), false},
		"another parent":                        {planned(typeSet, "q", "a", "t"), false},
		"neither kid nor material are the same": {planned(typeSet, "p", "", "u"), false},
	} {
		for _, deletedFirst := range []bool{true, false} {
			var plans keychange.Plans
			record := func(kept, deleted []keychange.PlannedKey) []keychange.KeyConflict {
				if len(kept) > 0 {
					return plans.Record(kept[0].Parent, kept, deleted)
				}
				return plans.Record(deleted[0].Parent, kept, deleted)
			}
			first, second := []keychange.PlannedKey{c.kept}, []keychange.PlannedKey{gone}
			var conflicts []keychange.KeyConflict
			if deletedFirst {
				conflicts = append(record(nil, second), record(first, nil)...)
			} else {
				conflicts = append(record(first, nil), record(nil, second)...)
			}
			if (len(conflicts) == 1) != c.want || c.want && conflicts[0] != (keychange.KeyConflict{Deleted: gone, Kept: c.kept}) {
				t.Errorf("%s, deleted first %v: %+v", name, deletedFirst, conflicts)
			}
		}
	}
}

// A replacement is planned twice, and may keep the kid: that is no conflict with
// itself, and one with everybody else.
func TestPlans_replacementThatKeepsTheKID(t *testing.T) {
	t.Parallel()
	var plans keychange.Plans
	was, next := planned(typeSingle, "p", "a", "t"), planned(typeSingle, "p", "a", "u")
	if c := plans.Record("p", []keychange.PlannedKey{next}, []keychange.PlannedKey{was}); len(c) > 0 {
		t.Errorf("with itself: %+v", c)
	}
	if c := plans.Record("p", []keychange.PlannedKey{next}, nil); len(c) > 0 {
		t.Errorf("with its create: %+v", c)
	}
	if c := plans.Record("p", []keychange.PlannedKey{planned(typeSet, "p", "a", "u")}, nil); len(c) != 1 {
		t.Errorf("with another resource: %+v", c)
	}
}

// Two resources that both delete a key, or both keep it, are no conflict here.
func TestPlans_deletedTwiceOrKeptTwice(t *testing.T) {
	t.Parallel()
	var deleted, kept keychange.Plans
	key := []keychange.PlannedKey{planned(typeSingle, "p", "a", "t")}
	for range 2 {
		if c := append(deleted.Record("p", nil, key), kept.Record("p", key, nil)...); len(c) > 0 {
			t.Errorf("%+v", c)
		}
	}
	if deleted.Keeps(key[0]) || !kept.Keeps(planned(typeSet, "p", "a", "t")) || kept.Keeps(planned(typeSet, "p", "a", "u")) || kept.Keeps(planned(typeSet, "q", "a", "t")) {
		t.Error("Keeps is about keys that are kept, and no others")
	}
}
