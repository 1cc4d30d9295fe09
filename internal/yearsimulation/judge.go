package yearsimulation

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// quietRequests is how many requests a night takes in which nothing is due: one list for each of the connection, the two
// apps, the encryption keys and the signing keys, the server itself, and its published keys.
const quietRequests = 7

// judgeNight compares the requests of a night with what its plan says.
func (f *fixture) judgeNight(r *run, entries sandbox.Entries, succeeded bool) {
	entries = slices.DeleteFunc(entries, func(e sandbox.Entry) bool { return e.UserAgent == verifierAgent })
	f.report.Requests += len(entries)
	for _, e := range entries {
		if e.Method != http.MethodGet {
			f.report.Writes++
		}
	}
	if !succeeded {
		f.report.Unsuccessful++
	}
	if f.options.Disturbed {
		return
	}
	if !succeeded {
		f.violatef("the apply fails: %q", r.errors)
	}
	if r.changes {
		f.report.NightsWithChanges++
		return
	}
	f.report.QuietNights++
	f.judgeQuiet(entries)
}

// judgeQuiet demands that a night without changes reads each list once. The night after the create also looks for where
// the keys are published.
func (f *fixture) judgeQuiet(entries sandbox.Entries) {
	reads := map[string]int{}
	for _, e := range entries {
		reads[e.Method+" "+e.Path]++
	}
	api, server := "/api/v1/", "/api/v1/authorizationServers/"+f.server
	want := map[string]int{}
	for _, path := range []string{
		"/api/v2/connections/" + f.connection + "/keys",
		api + "apps/" + f.workforceApp + "/credentials/jwks", api + "apps/" + f.billingApp + "/credentials/jwks",
		server + "/resourceservercredentials/keys", server + "/credentials/keys", server, "/oauth2/" + f.server + "/v1/keys",
	} {
		want[http.MethodGet+" "+path] = 1
	}
	if f.night == 1 {
		want[http.MethodGet+" /oauth2/"+f.server+"/.well-known/oauth-authorization-server"] = 1
	}
	if !maps.Equal(reads, want) {
		f.violatef("a night without changes sends\n%s", entries)
	}
}

// judgeYear compares the whole year with the schedule.
func (f *fixture) judgeYear() {
	f.night = f.options.Nights
	f.judgeOnce()
	f.judgeActive()
	if f.options.Disturbed {
		f.judgeDelayed()
		return
	}
	happened := slices.Clone(f.records.transitions)
	slices.SortFunc(happened, compareTransitions)
	want := Expected(f.schedule, f.options.Nights)
	if !slices.EqualFunc(happened, want, func(a, b Transition) bool { return a.String() == b.String() }) {
		f.violatef("transitions that are not those of the schedule:\n%s", difference(happened, want))
	}
	f.judgeCounts(want)
}

// judgeCounts demands that only the nights have changes on which something is to happen, and that each transition takes
// one request. Okta itself deactivates the encryption key in whose place another one is activated.
func (f *fixture) judgeCounts(want []Transition) {
	nights, writes := map[int]bool{}, len(want)
	for _, t := range want {
		nights[t.Night] = true
		if t.Parent == apiParent && t.Do == "deactivate" {
			writes--
		}
	}
	if f.report.Writes != writes {
		f.violatef("%d requests write, and %d transitions take one each", f.report.Writes, writes)
	}
	if f.report.NightsWithChanges != len(nights) {
		f.violatef("%d plans have changes, and %d nights have something to do", f.report.NightsWithChanges, len(nights))
	}
}

// difference has a line for each transition that is in one list alone.
func difference(happened, want []Transition) string {
	count := map[string]int{}
	for _, t := range happened {
		count[t.String()]++
	}
	for _, t := range want {
		count[t.String()]--
	}
	var lines []string
	for _, text := range slices.Sorted(maps.Keys(count)) {
		if n := count[text]; n != 0 {
			lines = append(lines, fmt.Sprintf("%+d %s", n, text))
		}
	}
	return strings.Join(lines, "\n")
}

// judgeOnce demands that nothing happens twice to one key.
func (f *fixture) judgeOnce() {
	seen := map[string]bool{}
	for _, t := range f.records.transitions {
		what := t.Parent + ": " + t.Do + " " + t.Key
		if seen[what] {
			f.violatef("happened twice: %s", what)
		}
		seen[what] = true
	}
}

// judgeActive demands that no parent was without an active key, be it for a moment.
func (f *fixture) judgeActive() {
	org := f.box.Okta()
	if org.AppWasWithoutActiveKey(f.workforceApp, "sig") || org.AppWasWithoutActiveKey(f.billingApp, "sig") || org.ResourceServerWasWithoutActiveKey(f.server) {
		f.violatef("a parent was without an active key")
	}
	for _, b := range f.breakages {
		if b.failures == 0 {
			f.violatef("%s, and yet nothing failed", b.what)
		}
	}
	if unknown := f.box.Unknown(); len(unknown) > 0 {
		f.violatef("requests that the sandbox does not know: %q", unknown)
	}
}

// slack is how many nights later something may happen in a year with disturbances: some of its applies fail.
const slack = 4

// judgeDelayed demands of a year with disturbances that every transition happens, when it is due or soon after.
func (f *fixture) judgeDelayed() {
	f.judgePeriods(connectionParent, f.schedule.ConnectionPeriod)
	f.judgePeriods(serverParent, f.schedule.ServerPeriod)
	for _, t := range f.records.transitions {
		if t.Parent == connectionParent {
			f.judgeKeysOfConnection(t)
		}
	}
	for _, want := range Expected(f.schedule, f.options.Nights-slack) {
		if want.Parent == billingParent || want.Parent == apiParent {
			f.judgeHappened(want, 0)
		}
	}
}

// judgePeriods demands that a parent is rotated once its period is over, not before, and by an apply.
func (f *fixture) judgePeriods(parent string, period int) {
	last := firstNight.Add(-day)
	for _, t := range f.records.transitions {
		if t.Parent != parent {
			continue
		}
		if age := t.At.Sub(last); !t.ByHand && (age < time.Duration(period)*day || age > time.Duration(period+1+slack)*day) {
			f.violatef("%s: key %s signs %s after the rotation before, and the period is %d days", parent, t.Key, age, period)
		}
		last = t.At
	}
	if age := f.now().Sub(last); age > time.Duration(period+1+slack)*day {
		f.violatef("%s has not been rotated for %s", parent, age)
	}
}

// judgeKeysOfConnection demands that a key that signs is at the app of the connection, or was when it signed, and that
// the key that signed before it leaves the app.
func (f *fixture) judgeKeysOfConnection(rotation Transition) {
	i := slices.Index(f.records.names[connectionParent], f.kidOf(rotation))
	f.judgeHappened(Transition{Night: rotation.Night, Parent: workforceParent, Do: "add", Key: letters(i)}, -f.options.Nights)
	before := letters(i - 1)
	if f.wasAdded(before) {
		f.judgeHappened(Transition{Night: rotation.Night + f.schedule.ConnectionDeactivate + 1, Parent: workforceParent, Do: "deactivate", Key: before}, 0)
		f.judgeHappened(Transition{Night: rotation.Night + f.schedule.ConnectionDelete + 1, Parent: workforceParent, Do: "delete", Key: before}, 0)
	}
}

// kidOf is the kid of the key of a rotation of the connection.
func (f *fixture) kidOf(rotation Transition) string {
	for _, kid := range f.records.names[connectionParent] {
		if f.records.name(connectionParent, kid) == rotation.Key {
			return kid
		}
	}
	return ""
}

// wasAdded reports whether a key of the connection was ever at its app.
func (f *fixture) wasAdded(key string) bool {
	return slices.ContainsFunc(f.records.transitions, func(t Transition) bool {
		return t.Parent == workforceParent && t.Do == "add" && t.Key == key
	})
}

// judgeHappened demands a transition on its night, or up to slack nights later. It may be so many nights earlier as earliest
// is below zero. What is due in the last nights may still be to come.
func (f *fixture) judgeHappened(want Transition, earliest int) {
	if want.Night+slack >= f.options.Nights {
		return
	}
	for _, t := range f.records.transitions {
		late := t.Night - want.Night
		if t.Parent == want.Parent && t.Do == want.Do && t.Key == want.Key && late >= earliest && late <= slack {
			return
		}
	}
	f.violatef("has not happened in time: %s", want)
}
