package simulation

import (
	"slices"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// expectationsOf are expectations of one run with these facts.
func expectationsOf(f *RunFacts) *Expectations {
	x := NewExpectations()
	f.ID, f.Begin = 1, start
	x.Begin(f)
	return x
}

// expectBroken fails the test unless exactly the rule is broken; the empty rule is none.
func expectBroken(t *testing.T, got []Violation, want Rule) {
	t.Helper()
	var text strings.Builder
	for _, v := range got {
		text.WriteString(v.Error() + "\n")
	}
	if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || got[0].Rule != want) {
		t.Errorf("want %q, got %d violations:\n%s", want, len(got), &text)
	}
}

func TestRotationsThatWereAskedFor(t *testing.T) {
	t.Parallel()
	const address, parent = "idpkeys_auth0_connection_keys.a", "connection 1"
	rotation := Effect{At: start, Run: 1, Address: address, Parent: parent, Do: Rotate, KID: "k2"}
	x := expectationsOf(&RunFacts{Asked: map[string][]*Intention{}})
	expectBroken(t, x.Observe(rotation), OnlyAsked)

	f := &RunFacts{}
	x = expectationsOf(f)
	f.Asked = map[string][]*Intention{address: {x.Intentions.Triggered(parent, address, 1), x.Intentions.Overdue(parent, 0)}}
	expectBroken(t, x.Observe(rotation), "")
	expectBroken(t, x.Observe(rotation), OnlyAsked) // one rotation was for both intentions

	again := &RunFacts{ID: 2, Asked: map[string][]*Intention{address: {x.Intentions.Triggered(parent, address, 1)}}}
	x.Begin(again)
	rotation.Run = 2
	expectBroken(t, x.Observe(rotation), OnlyAsked) // the same value, applied once more
	x.Intentions.NewEpoch(address)
	again.Asked[address] = []*Intention{x.Intentions.Triggered(parent, address, 1)}
	expectBroken(t, x.Observe(rotation), "") // what the state knew was lost

	rotation.Run = 0
	expectBroken(t, x.Observe(rotation), "") // somebody else
	if got := x.Rotations(parent); got != 5 {
		t.Errorf("%d rotations, want 5", got)
	}
}

// What a run has recorded counts only if Terraform was not killed before it wrote the state.
func TestRecordedIntentions(t *testing.T) {
	t.Parallel()
	const address, parent = "idpkeys_auth0_connection_keys.a", "connection 1"
	f := &RunFacts{}
	x := expectationsOf(f)
	before, created := x.Intentions.Triggered(parent, address, 1), x.Intentions.Created(parent, address)
	before.Recorded = true
	f.Asked = map[string][]*Intention{address: {before, created}}
	expectBroken(t, x.Observe(Effect{At: start, Run: 1, Address: address, Parent: parent, Do: Rotate, KID: "k2"}), "")
	expectBroken(t, x.Judge(Report{Run: 1, Address: address, Parent: parent, Begin: start, Current: "k2"}), "")
	if !created.Recorded {
		t.Error("not recorded by its apply")
	}
	x.StateNotWritten(1)
	if created.Recorded || !before.Recorded {
		t.Errorf("after the kill: %t and %t are recorded, want only what was before", created.Recorded, before.Recorded)
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	const address, parent = "idpkeys_auth0_connection_keys.a", "connection 1"
	f := &RunFacts{Intervals: map[string]time.Duration{address: time.Hour}}
	x := expectationsOf(f)
	rotate := func(by int, after time.Duration) []Violation {
		x.Intentions.NewEpoch(address)
		f.Asked = map[string][]*Intention{address: {x.Intentions.Created(parent, address)}}
		return x.Observe(Effect{At: start.Add(after), Run: by, Address: address, Parent: parent, Do: Rotate})
	}
	expectBroken(t, rotate(1, 0), "")
	expectBroken(t, rotate(1, 59*time.Minute), GuardKept)
	expectBroken(t, rotate(1, 120*time.Minute), "")
	expectBroken(t, rotate(0, 200*time.Minute), "")
	expectBroken(t, rotate(1, 210*time.Minute), "") // a lag may hide the one by somebody else
	expectBroken(t, rotate(0, 300*time.Minute), "")
	expectBroken(t, rotate(1, 311*time.Minute), GuardKept)
	expectBroken(t, rotate(1, 400*time.Minute), "")
	expectBroken(t, rotate(0, 401*time.Minute), "")
	expectBroken(t, rotate(1, 402*time.Minute), GuardKept) // one by somebody else does not hide its own at 400
	expectBroken(t, rotate(1, 500*time.Minute), "")
	expectBroken(t, rotate(0, 501*time.Minute), "")
	expectBroken(t, rotate(0, 502*time.Minute), "")
	expectBroken(t, rotate(1, 503*time.Minute), GuardKept) // nor do two
}

func TestReports(t *testing.T) {
	t.Parallel()
	const address, parent = "idpkeys_auth0_connection_keys.a", "connection 1"
	report := func(change func(*Report)) Report {
		r := Report{Run: 1, Address: address, Parent: parent, Begin: start, Current: "k2", Interval: time.Hour}
		change(&r)
		return r
	}
	rotated := Effect{At: start.Add(time.Second), Run: 1, Address: address, Parent: parent, Do: Rotate, KID: "k2"}
	byOthers := rotated
	byOthers.Run, byOthers.At = 0, start.Add(-30*time.Minute)
	shortlyBefore := byOthers
	shortlyBefore.At = start.Add(-5 * time.Minute)
	warned := func(r *Report) {
		r.Current, r.Warnings = "k1", []string{"now, unless somebody else has rotated the keys as well: k1"}
	}
	for name, test := range map[string]struct {
		effects Effects
		report  Report
		want    Rule
	}{
		"rotated":                     {Effects{rotated}, report(func(*Report) {}), ""},
		"another key recorded":        {Effects{rotated}, report(func(r *Report) { r.Current = "k1" }), ReportTrue},
		"another key, with a warning": {Effects{rotated}, report(warned), ReportTrue},
		"another key, with a warning after a hidden rotation":   {Effects{shortlyBefore, rotated}, report(warned), ""},
		"another key, with a warning after a rotation long ago": {Effects{byOthers, rotated}, report(warned), ReportTrue},
		"another key, after a hidden rotation":                  {Effects{shortlyBefore, rotated}, report(func(r *Report) { r.Current = "k1" }), ReportTrue},
		"failed, and rotated":                                   {Effects{rotated}, report(func(r *Report) { r.Errors = []string{"Unable to rotate"} }), ReportTrue},
		"failed, and not rotated":                               {nil, report(func(r *Report) { r.Errors = []string{"Unable to rotate"} }), ""},
		"unknown, and rotated":                                  {Effects{rotated}, report(func(r *Report) { r.Errors = []string{"outcome unknown; not sent again"} }), ""},
		"success without a rotation":                            {nil, report(func(*Report) {}), ReportTrue},
		"a recent rotation of others":                           {Effects{byOthers}, report(func(*Report) {}), ""},
		"an old rotation of others": {Effects{byOthers}, report(func(r *Report) {
			r.Begin, r.Interval = start.Add(5*time.Hour), time.Minute
		}), ReportTrue},
		"a rotation since the state was recorded": {Effects{byOthers}, report(func(r *Report) {
			r.Begin, r.Interval, r.Recorded = start.Add(5*time.Hour), time.Minute, start.Add(-time.Hour)
		}), ""},
	} {
		f := &RunFacts{}
		x := expectationsOf(f)
		f.Asked = map[string][]*Intention{address: {x.Intentions.Created(parent, address)}}
		for _, e := range test.effects {
			expectBroken(t, x.Observe(e), "")
		}
		t.Log(name)
		expectBroken(t, x.Judge(test.report), test.want)
	}
}

// A run on another machine may repeat a rotation that no state has, as long as a list may hide it.
func TestRotationsOnAnotherMachine(t *testing.T) {
	t.Parallel()
	const address, parent = "idpkeys_auth0_connection_keys.a", "connection 1"
	for name, c := range map[string]struct {
		machine int
		told    time.Time
		after   time.Duration
		lagged  bool
		want    []Rule
	}{
		"the same machine":                     {0, time.Time{}, PromisedLag, true, []Rule{OnlyAsked, GuardKept}},
		"another one":                          {1, time.Time{}, PromisedLag, true, nil},
		"another one, and no list is behind":   {1, time.Time{}, PromisedLag, false, []Rule{OnlyAsked, GuardKept}},
		"another one, and no list can hide it": {1, time.Time{}, PromisedLag + time.Second, true, []Rule{OnlyAsked, GuardKept}},
		"another one, and the state has it":    {1, start, time.Minute, true, []Rule{OnlyAsked, GuardKept}},
		"another one, and the state is older":  {1, start.Add(-time.Second), time.Minute, true, nil},
	} {
		one := &RunFacts{}
		x := expectationsOf(one)
		asked := map[string][]*Intention{address: {x.Intentions.Triggered(parent, address, 1)}}
		intervals := map[string]time.Duration{address: time.Hour}
		one.Asked = asked
		expectBroken(t, x.Observe(Effect{At: start, Run: 1, Address: address, Parent: parent, Do: Rotate}), "")
		x.Begin(&RunFacts{ID: 2, Machine: c.machine, Lagged: c.lagged, Told: map[string]time.Time{address: c.told}, Asked: asked, Intervals: intervals})
		var got []Rule
		for _, v := range x.Observe(Effect{At: start.Add(c.after), Run: 2, Address: address, Parent: parent, Do: Rotate}) {
			got = append(got, v.Rule)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: broken are %q, want %q", name, got, c.want)
		}
	}
}
