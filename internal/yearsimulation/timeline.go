package yearsimulation

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// barWidth is how many characters a bar of the time line has at most.
const barWidth = 73

// legend explains the letters of the time line.
const legend = `S signs, or is encrypted to    n next, or waits to be activated    r registered and verifies, signs no more    i inactive`

// rememberDay keeps what each key is after the apply of a night.
func (f *fixture) rememberDay() {
	now := map[string]map[string]rune{}
	for _, parent := range allParents {
		now[parent] = map[string]rune{}
	}
	set := func(parent, kid string, letter rune) {
		if kid != "" {
			now[parent][f.records.name(parent, kid)] = letter
		}
	}
	connection, server := f.connectionKeys(), f.serverKeys()
	set(connectionParent, connection.current, 'S')
	set(connectionParent, connection.next, 'n')
	set(serverParent, server.current, 'S')
	set(serverParent, server.next, 'n')
	set(serverParent, server.previous, 'r')
	signing := map[string]bool{}
	for _, instance := range f.parties.appInstances {
		signing[instance.kid] = true
	}
	org := f.box.Okta()
	for _, key := range org.AppKeys(f.workforceApp) {
		set(workforceParent, key.KID, letterOf(key.Status, key.KID == connection.current, key.KID == connection.next))
	}
	for _, key := range org.AppKeys(f.billingApp) {
		set(billingParent, key.KID, letterOf(key.Status, signing[key.KID], key.KID == f.billing.configured().kid))
	}
	for _, key := range org.ResourceServerKeys(f.server) {
		waits := key.KID == f.api.configured().kid && key.Status != active
		if waits {
			set(apiParent, key.KID, 'n')
		} else {
			set(apiParent, key.KID, letterOf(key.Status, true, false))
		}
	}
	f.records.days = append(f.records.days, now)
}

// active is Okta's status of a registered key that it uses.
const active = "ACTIVE"

// letterOf is the letter of a registered key.
func letterOf(status string, signs, isNext bool) rune {
	switch {
	case status != active:
		return 'i'
	case signs:
		return 'S'
	case isNext:
		return 'n'
	default:
		return 'r'
	}
}

// timeLine has a bar for each key, and the dates of what has happened to it.
func (f *fixture) timeLine() string {
	var out strings.Builder
	per := (len(f.records.days) + barWidth - 1) / barWidth
	fmt.Fprintf(&out, "Each character is %d of the %d days.\n%s\n", per, len(f.records.days), legend)
	for _, parent := range allParents {
		fmt.Fprintf(&out, "\n%s\n", parent)
		for _, key := range f.keysOf(parent) {
			fmt.Fprintf(&out, "  %-6s |%s| %s\n", key, f.bar(parent, key, per), f.dates(parent, key))
		}
	}
	return out.String()
}

// keysOf are the names of the keys that a parent has had, in the order of their names.
func (f *fixture) keysOf(parent string) []string {
	names := map[string]bool{}
	for _, now := range f.records.days {
		for name := range now[parent] {
			names[name] = true
		}
	}
	return slices.SortedFunc(maps.Keys(names), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
}

// bar has a character for each so many days: what the key was on the last of them.
func (f *fixture) bar(parent, key string, per int) string {
	var bar strings.Builder
	for first := 0; first < len(f.records.days); first += per {
		last := min(first+per, len(f.records.days)) - 1
		letter, there := f.records.days[last][parent][key]
		if !there {
			letter = ' '
		}
		bar.WriteRune(letter)
	}
	return bar.String()
}

// dates are the transitions of a key, with month and day.
func (f *fixture) dates(parent, key string) string {
	var texts []string
	for _, t := range f.records.transitions {
		if t.Parent != parent || t.Key != key {
			continue
		}
		what := map[string]string{rotate: "signs", "add": "added", "activate": "activated", "deactivate": "deactivated", "delete": "deleted"}[t.Do]
		if t.ByHand {
			what += " by hand"
		}
		texts = append(texts, what+" "+t.At.Format("01-02"))
	}
	return strings.Join(texts, ", ")
}
