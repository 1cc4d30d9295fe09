package simulation

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// settling is how long after the last disturbance nothing is hidden any more: the lag is
// over, and what the provider holds back because of it may be sent.
const settling = 31 * time.Minute

// settle ends the disturbances, and demands that two applies lead to what is configured.
func (f *fixture) settle() {
	f.trace.addf("the disturbances end")
	f.disturbing, f.lag = nil, nil
	pass(settling)
	unwanted := f.unwanted()
	first := f.applyCalmly()
	f.follow(first)
	pass(time.Hour + time.Minute) // past every min_rotation_interval
	second := f.applyCalmly()
	if len(second.errors()) > 0 {
		f.follow(second)
		second = f.applyCalmly()
	}
	if errors := second.errors(); len(errors) > 0 {
		f.check([]Violation{{Converges, "the apply fails still:\n" + strings.Join(errors, "\n")}})
	}
	last := f.begin(planOnly, false)
	f.drive(last)
	if len(last.changes()) > 0 && f.hasExclusive() {
		// A create with exclusive deletes nothing: the plan after it names the keys.
		f.applyCalmly()
		last = f.begin(planOnly, false)
		f.drive(last)
	}
	if changed := last.changes(); len(changed) > 0 && !f.periodRanOut() {
		f.check([]Violation{{Converges, fmt.Sprintf("the plan still changes %q:\n%s", changed, strings.Join(last.facts.Said, "\n"))}})
	}
	for _, p := range f.parents {
		f.checkConfigured(p, unwanted[p.Name])
	}
}

// applyCalmly is an apply that nothing disturbs.
func (f *fixture) applyCalmly() *run {
	r := f.begin(applyNow, true)
	f.drive(r)
	return r
}

// unwanted are the kids in the state, by parent, that the configuration does not want.
func (f *fixture) unwanted() map[string][]string {
	all := map[string][]string{}
	for _, p := range f.parents {
		wanted := f.config.Wanted(p.Name)
		all[p.Name] = slices.DeleteFunc(f.state.kids(p.Kind, p.ID), func(kid string) bool {
			_, isWanted := wantedKey(wanted, kid)
			return isWanted || p.Kind.Rotates()
		})
	}
	return all
}

// checkConfigured compares what is at a vendor with what is configured.
func (f *fixture) checkConfigured(p *Parent, unwanted []string) {
	if !p.Kind.Rotates() {
		keys, _ := p.registered(f.box)
		f.check(Configured(p.Name, f.config.Wanted(p.Name), keys, unwanted))
		return
	}
	current, _ := p.signing(f.box)
	for _, address := range f.addressesOf(p) {
		there, ok := f.state.resources[address]
		switch {
		case !ok:
			f.check([]Violation{{Converges, address + " is not in the state"}})
		case there.object.Show("kid") != current:
			f.check([]Violation{{Converges, fmt.Sprintf("%s has %s in the state, and %s signs", address, there.object.Show("kid"), current)}})
		}
	}
}

// periodRanOut reports whether a period ran out while the simulation settled, so that a
// plan may rotate.
func (f *fixture) periodRanOut() bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(f.config)), func(b Block) bool { return b.Period > 0 && f.overdue(b) })
}

func (f *fixture) hasExclusive() bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(f.config)), func(b Block) bool { return b.Exclusive })
}

// errors are those of the run, each with its address.
func (r *run) errors() (texts []string) {
	for _, n := range r.nodes {
		if n.failed {
			texts = append(texts, n.address+": "+strings.Join(n.said, "\n"))
		}
	}
	return texts
}

// changes are the addresses that the plan of the run changes.
func (r *run) changes() (all []string) {
	for _, n := range r.nodes {
		if n.create != nil || n.plan != nil && n.plan.Diags.Errors() == 0 && n.plan.Changes() {
			all = append(all, n.address)
		}
	}
	return all
}

// importIDs finds the IDs with which an error says that a key can be imported.
var importIDs = regexp.MustCompile(`Otherwise import it with the ID "([^"]+)"`)

// follow does what the errors of an apply tell the user to do: to import a key that is
// active and too old to be that of an interrupted apply, and to delete a key that is
// registered under the kid of another one.
func (f *fixture) follow(r *run) {
	for _, n := range r.nodes {
		text := strings.Join(n.said, "\n")
		named := importIDs.FindStringSubmatch(text)
		switch block, configured := r.config[n.address]; {
		case !n.failed || !configured:
		case named != nil && !strings.Contains(text, "with another key"):
			f.importAs(n.address, named[1])
		case strings.Contains(text, "registered already"):
			f.deleteOthers(f.parent(block.Parent), block)
		}
	}
}

// deleteOthers deletes the registered keys that have the kid of a configured one and are
// other keys.
func (f *fixture) deleteOthers(p *Parent, block Block) {
	before := f.snapshot(p)
	for _, key := range before.keys {
		wanted, isWanted := wantedKey(block.Wanted(), key.KID)
		if !isWanted || wanted.Material == key.Material && wanted.Use == key.Use {
			continue
		}
		_, ids := p.registered(f.box)
		if p.isApp() {
			f.box.Okta().RemoveAppKey(p.ID, ids[key.KID])
		} else {
			f.box.Okta().RemoveResourceServerKey(p.ID, ids[key.KID])
		}
	}
	f.observe(p, before, 0, "")
}
