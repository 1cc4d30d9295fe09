package simulation

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// draw is a short form of rapid's draws.
func (f *fixture) draw(label string, n int) int { return rapid.IntRange(0, n-1).Draw(f.t, label) }

func (f *fixture) flip(label string) bool { return rapid.Bool().Draw(f.t, label) }

// The values that a configuration has.
var (
	periods   = []time.Duration{0, 30 * 24 * time.Hour, 24 * time.Hour}
	intervals = []time.Duration{time.Hour, 0, 10 * time.Minute}
)

// addBlocks draws the resources of a parent that has none.
func (f *fixture) addBlocks(p *Parent) {
	if p.Kind.Rotates() {
		block := Block{Kind: p.Kind, Parent: p.Name, Interval: intervals[f.draw("interval", 3)], Period: periods[f.draw("period", 3)], RotateOnCreate: f.flip("rotate on create")}
		if f.flip("trigger") {
			f.trigger++
			block.Trigger = f.trigger
		}
		f.config[p.Kind.TypeName()+"."+p.address("a")] = block
		return
	}
	f.setKeys(p, f.drawKeys(p, nil))
}

// address is a name for a resource of the parent.
func (p *Parent) address(suffix string) string {
	return fmt.Sprintf("p%s_%s", p.ID[len(p.ID)-1:], suffix)
}

// kids are the names that keys have.
var kids = []string{"ka", "kb", "kc", "kd"}

// drawKeys draws the keys that a configuration wants of a parent, in place of others. A
// vendor that needs an active key of a use always has one.
func (f *fixture) drawKeys(p *Parent, before []Key) (keys []Key) {
	for i, kid := range kids {
		if !f.flip("wanted") {
			continue
		}
		key := Key{KID: kid, Material: i, Use: Encryption}
		if p.isApp() && i < 2 {
			key.Use = Signature
		}
		key.Status = []string{Active, Inactive}[f.draw("status", 2)]
		if key.Use == Signature && f.draw("status left open", 4) == 0 {
			key.Status = ""
		}
		if old, had := wantedKey(before, kid); had {
			key.Material = old.Material
			if p.mayReplace() && f.draw("other material", 4) == 0 {
				key.Material = (key.Material + 6) % 12
			}
		}
		keys = append(keys, key)
	}
	return p.sane(keys)
}

// mayReplace reports whether a key of the parent can get another material under its kid:
// the plan of a set refuses that for an active key, and a vendor for one that it needs.
func (p *Parent) mayReplace() bool { return !p.Kind.IsSet() && !p.Encrypts && !p.SignsIn }

// sane changes keys to ones that the vendor can have: one active encryption key at most,
// one if the parent encrypts, and a signing key that stays active if the app signs in.
func (p *Parent) sane(keys []Key) []Key {
	if p.SignsIn && !slices.ContainsFunc(keys, func(key Key) bool { return key.Use == Signature && key.Status == Active }) {
		keys = withActive(keys, Key{KID: kids[0], Material: 0, Use: Signature, Status: Active})
	}
	first := true
	for i := range keys {
		if keys[i].Use == Encryption && keys[i].Status == Active {
			if !first {
				keys[i].Status = Inactive
			}
			first = false
		}
	}
	if p.Encrypts && first {
		keys = withActive(keys, Key{KID: kids[2], Material: 2, Use: Encryption, Status: Active})
	}
	return keys
}

// withActive is keys with one that is active.
func withActive(keys []Key, active Key) []Key {
	if old, had := wantedKey(keys, active.KID); had {
		active.Material = old.Material
	}
	keys = slices.DeleteFunc(keys, func(key Key) bool { return key.KID == active.KID })
	keys = append(keys, active)
	slices.SortFunc(keys, func(a, b Key) int { return slices.Index(kids, a.KID) - slices.Index(kids, b.KID) })
	return keys
}

// setKeys writes the keys of a parent into the configuration. A resource that the state
// has keeps its address: under another one its plan would be refused.
func (f *fixture) setKeys(p *Parent, keys []Key) {
	places := f.places(p)
	for _, address := range f.addressesOf(p) {
		delete(f.config, address)
	}
	if len(keys) == 0 {
		return
	}
	place := func(name string) string {
		if at, there := places[name]; there {
			return at
		}
		return p.Kind.TypeName() + "." + p.address(name)
	}
	if !p.Kind.IsSet() {
		for _, key := range keys {
			f.config[place(key.KID)] = Block{Kind: p.Kind, Parent: p.Name, Keys: []Key{key}}
		}
		return
	}
	block := Block{Kind: p.Kind, Parent: p.Name, Keys: keys, Exclusive: f.draw("exclusive", 4) == 0}
	if p.Kind == ResourceServerKeySet {
		for i := range keys {
			if keys[i].Status == Active {
				block.ActiveKID = keys[i].KID
			}
			keys[i].Status = ""
		}
	}
	f.config[place("set")] = block
}

// places are the addresses at which the keys of a parent are, by kid, or as "set".
func (f *fixture) places(p *Parent) map[string]string {
	places := map[string]string{}
	for address, there := range f.state.resources {
		if kindOf(address) == p.Kind && there.object.Show(p.Kind.ParentArgument()) == p.ID {
			name := "set"
			if !p.Kind.IsSet() {
				name = there.object.Show("kid")
			}
			places[name] = address
		}
	}
	for _, address := range f.addressesOf(p) {
		name := "set"
		if !p.Kind.IsSet() {
			name = f.config[address].Keys[0].KID
		}
		places[name] = address
	}
	return places
}

// addressesOf are the resources of a parent in the configuration.
func (f *fixture) addressesOf(p *Parent) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(f.config)), func(address string) bool { return f.config[address].Parent != p.Name })
}

// changeRotation changes the arguments of a resource that rotates keys.
func (f *fixture) changeRotation(address string) {
	block := f.config[address]
	switch f.draw("argument", 5) {
	case 0, 1:
		f.trigger++
		block.Trigger = f.trigger
	case 2:
		block.Period = periods[f.draw("period", 3)]
	case 3:
		block.Interval = intervals[f.draw("interval", 3)]
	default:
		block.Trigger = 0
	}
	f.config[address] = block
}
