package keyplan_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// drawInput makes a parent of up to size keys, of which some are wanted, some are
// namesakes of wanted ones, and some have nothing to do with them. In half of the
// inputs all keys have one material, and only their kids differ.
func drawInput(t *rapid.T, size int) planInput {
	w := planInput{
		rules:       rules{max: rapid.IntRange(1, size).Draw(t, "max"), resourceServer: rapid.Bool().Draw(t, "server")},
		oneMaterial: rapid.Bool().Draw(t, "one material"),
	}
	kids := make([]string, 2*size)
	for i := range kids {
		kids[i] = string(rune('a' + i))
	}
	kids = rapid.Permutation(kids).Draw(t, "kids")
	activeWanted := false
	for _, kid := range kids[:rapid.IntRange(0, size).Draw(t, "wanted")] {
		one := keyplan.Desired{KID: kid, Use: w.drawUse(t), Status: keyplan.Status(rapid.IntRange(0, 2).Draw(t, "status"))}
		one.Thumbprint = w.material(kid)
		if one.Status == keyplan.Active && one.Use == "enc" {
			if activeWanted {
				one.Status = keyplan.Observed
			}
			activeWanted = true
		}
		w.want = append(w.want, one)
	}
	inUse := false
	for i := range rapid.IntRange(0, w.rules.max+1).Draw(t, "registered") {
		key := w.drawKey(t, rapid.SampledFrom(kids).Draw(t, "kid"))
		key.ID = fmt.Sprintf("id%d", i)
		if key.Use == "enc" && key.Active {
			key.Active, inUse = !inUse, true
		}
		if !slices.ContainsFunc(w.have, func(k keyplan.Key) bool { return k.KID == key.KID && k.KID != "" }) {
			w.have = append(w.have, key)
		}
	}
	return w
}

// material is the thumbprint of the key that is wanted under a kid.
func (w planInput) material(kid string) string {
	if w.oneMaterial {
		return "material of all"
	}
	return "material of " + kid
}

func (w planInput) drawUse(t *rapid.T) string {
	if w.rules.resourceServer {
		return "enc"
	}
	return rapid.SampledFrom([]string{"sig", "enc"}).Draw(t, "use")
}

func (w planInput) drawKey(t *rapid.T, kid string) keyplan.Key {
	key := keyplan.Key{
		KID: kid, Thumbprint: w.material(kid), Use: w.drawUse(t),
		Active:    rapid.Bool().Draw(t, "active"),
		Removable: rapid.IntRange(0, 7).Draw(t, "to stay") > 0,
	}
	at := slices.IndexFunc(w.want, func(other keyplan.Desired) bool { return other.KID == kid })
	switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); {
	case kind == 0 && rapid.Bool().Draw(t, "nameless"):
		key.KID = ""
	case at >= 0 && kind < 5:
		key.Use = w.want[at].Use
	case at >= 0:
		key.Thumbprint = "other " + key.Thumbprint
	}
	return key
}

// isSameKey reports whether a registered key is the desired one.
func isSameKey(w keyplan.Desired, k keyplan.Key) bool {
	return k.KID == w.KID && k.Thumbprint == w.Thumbprint && k.Use == w.Use && k.Alg == w.Alg
}

// wantsStatus reports whether the key is desired with this status.
func (w planInput) wantsStatus(k keyplan.Key, status keyplan.Status) bool {
	return slices.ContainsFunc(w.want, func(one keyplan.Desired) bool { return isSameKey(one, k) && one.Status == status })
}

// toBeDeleted reports whether the key is to be deleted.
func (w planInput) toBeDeleted(k keyplan.Key) bool {
	return k.Removable && !slices.ContainsFunc(w.want, func(one keyplan.Desired) bool { return isSameKey(one, k) })
}

// isDisplaced reports whether another encryption key than k is desired active. Then no
// other key of that use is active in the end.
func (w planInput) isDisplaced(k keyplan.Key) bool {
	return k.Use == "enc" && !w.wantsStatus(k, keyplan.Active) && w.wantsActive(k.Use)
}

func (w planInput) wantsActive(use string) bool {
	return slices.ContainsFunc(w.want, func(one keyplan.Desired) bool { return one.Use == use && one.Status == keyplan.Active })
}

// isReachedBy reports whether the parent has the desired keys, and no other key was changed.
func (w planInput) isReachedBy(v *fakeParent) bool {
	for _, one := range w.want {
		at := v.find(one.KID, "")
		if at < 0 || !isSameKey(one, v.keys[at]) {
			return false
		}
		active := one.Status == keyplan.Active
		if was := slices.IndexFunc(w.have, func(k keyplan.Key) bool { return isSameKey(one, k) }); was >= 0 && one.Status == keyplan.Observed {
			active = w.have[was].Active && !w.isDisplaced(w.have[was])
		}
		if v.keys[at].Active != active {
			return false
		}
	}
	others := 0
	for _, k := range w.have {
		at := v.find(k.KID, k.ID)
		if slices.ContainsFunc(w.want, func(one keyplan.Desired) bool { return isSameKey(one, k) }) {
			if at < 0 {
				return false // it was deleted and added again
			}
			continue
		}
		if w.toBeDeleted(k) != (at < 0) {
			return false
		}
		if at >= 0 {
			others++
			k.Active = k.Active && !w.isDisplaced(k)
			if v.keys[at] != k {
				return false
			}
		}
	}
	return len(v.keys) == len(w.want)+others
}

// fewestCalls is the smallest number of calls that can do it.
func (w planInput) fewestCalls() int {
	n := 0
	for _, one := range w.want {
		at := slices.IndexFunc(w.have, func(k keyplan.Key) bool { return isSameKey(one, k) })
		switch {
		case at >= 0 && one.Status == keyplan.Active && !w.have[at].Active:
			n++
		case at >= 0:
		case one.Status == keyplan.Active && (w.rules.resourceServer || one.Use == "enc" && w.newParent().active("enc") > 0):
			n += 2
		default:
			n++
		}
	}
	for _, k := range w.have {
		if w.toBeDeleted(k) {
			n++
		}
		if k.Active && (w.toBeDeleted(k) || w.wantsStatus(k, keyplan.Inactive)) && !w.isDisplaced(k) {
			n++
		}
	}
	return n
}
