package keyplan_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// drawWorld makes a parent of up to size keys, of which some are wanted, some are
// namesakes of wanted ones, and some have nothing to do with them. In every other
// world all keys have one material, and only their kids tell them apart.
func drawWorld(t *rapid.T, size int) world {
	w := world{
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
func (w world) material(kid string) string {
	if w.oneMaterial {
		return "material of all"
	}
	return "material of " + kid
}

func (w world) drawUse(t *rapid.T) string {
	if w.rules.resourceServer {
		return "enc"
	}
	return rapid.SampledFrom([]string{"sig", "enc"}).Draw(t, "use")
}

func (w world) drawKey(t *rapid.T, kid string) keyplan.Key {
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

// stands reports whether a registered key is a wanted one.
func stands(w keyplan.Desired, k keyplan.Key) bool {
	return k.KID == w.KID && k.Thumbprint == w.Thumbprint && k.Use == w.Use && k.Alg == w.Alg
}

// status reports whether the key is wanted with this status.
func (w world) status(k keyplan.Key, status keyplan.Status) bool {
	return slices.ContainsFunc(w.want, func(one keyplan.Desired) bool { return stands(one, k) && one.Status == status })
}

// goes reports whether the key is to be removed.
func (w world) goes(k keyplan.Key) bool {
	return k.Removable && !slices.ContainsFunc(w.want, func(one keyplan.Desired) bool { return stands(one, k) })
}

// takesOver reports whether an encryption key is wanted active that is not k: what
// else is active of that use is not in the end.
func (w world) takesOver(k keyplan.Key) bool {
	return k.Use == "enc" && !w.status(k, keyplan.Active) && w.asksActive(k.Use)
}

func (w world) asksActive(use string) bool {
	return slices.ContainsFunc(w.want, func(one keyplan.Desired) bool { return one.Use == use && one.Status == keyplan.Active })
}

// reached reports whether the vendor has what is wanted, and nothing else is touched.
func (w world) reached(v *vendor) bool {
	for _, one := range w.want {
		at := v.find(one.KID, "")
		if at < 0 || !stands(one, v.keys[at]) {
			return false
		}
		active := one.Status == keyplan.Active
		if was := slices.IndexFunc(w.have, func(k keyplan.Key) bool { return stands(one, k) }); was >= 0 && one.Status == keyplan.Observed {
			active = w.have[was].Active && !w.takesOver(w.have[was])
		}
		if v.keys[at].Active != active {
			return false
		}
	}
	others := 0
	for _, k := range w.have {
		at := v.find(k.KID, k.ID)
		if slices.ContainsFunc(w.want, func(one keyplan.Desired) bool { return stands(one, k) }) {
			if at < 0 {
				return false // it has been made anew
			}
			continue
		}
		if w.goes(k) != (at < 0) {
			return false
		}
		if at >= 0 {
			others++
			k.Active = k.Active && !w.takesOver(k)
			if v.keys[at] != k {
				return false
			}
		}
	}
	return len(v.keys) == len(w.want)+others
}

// fewest is the number of calls without which it cannot be done.
func (w world) fewest() int {
	n := 0
	for _, one := range w.want {
		at := slices.IndexFunc(w.have, func(k keyplan.Key) bool { return stands(one, k) })
		switch {
		case at >= 0 && one.Status == keyplan.Active && !w.have[at].Active:
			n++
		case at >= 0:
		case one.Status == keyplan.Active && (w.rules.resourceServer || one.Use == "enc" && w.vendor().active("enc") > 0):
			n += 2
		default:
			n++
		}
	}
	for _, k := range w.have {
		if w.goes(k) {
			n++
		}
		if k.Active && (w.goes(k) || w.status(k, keyplan.Inactive)) && !w.takesOver(k) {
			n++
		}
	}
	return n
}
