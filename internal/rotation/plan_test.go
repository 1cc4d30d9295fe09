package rotation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

var recentUntil = time.Date(2026, 3, 1, 11, 0, 0, 0, time.UTC)

// updateCase is one plan for a resource that exists, and what is true of it in
// the words of the design.
type updateCase struct {
	update    rotation.UpdateInput
	onceSince bool
	recent    bool
}

func (c updateCase) String() string {
	return fmt.Sprintf("%+v (once since the baseline: %v, recent: %v)", c.update, c.onceSince, c.recent)
}

// relations are the ways in which the recorded keys can lie to the baseline.
var relations = []struct {
	name     string
	baseline rotation.Baseline
	once     bool
}{
	{"equal", rotation.Baseline{Current: recordedAfter.Current, Next: recordedAfter.Next}, false},
	{"once", rotation.Baseline{Current: recordedBefore.Current, Next: recordedBefore.Next}, true},
	{"more", rotation.Baseline{Current: "older", Next: recordedBefore.Current}, false},
	{"empty", rotation.Baseline{}, false},
}

// updateCases are the full product of what a plan depends on.
func updateCases() []updateCase {
	var all []updateCase
	for bits := range 1 << 7 {
		is := func(n int) bool { return bits>>n&1 == 1 }
		for _, trigger := range []rotation.Trigger{rotation.Unchanged, rotation.Changed, rotation.Unknown} {
			for _, relation := range relations {
				c := updateCase{onceSince: relation.once, recent: is(5), update: rotation.UpdateInput{
					Trigger: trigger, PeriodSet: is(0), PeriodChanged: is(1), GuardOff: is(2), Attempted: is(3), Fulfilled: is(6),
					Baseline: relation.baseline, Recorded: recordedAfter, Seen: rotation.Observation{Due: is(4)},
				}}
				if c.recent {
					c.update.Seen.RecentUntil = recentUntil
				}
				all = append(all, c)
			}
		}
	}
	return all
}

// updateRules are the rules of the design. For every case exactly one holds.
var updateRules = []struct {
	name  string
	holds func(c updateCase) bool
	want  rotation.Decision
	// guarded is true where a guard that is on refuses the rotation.
	guarded bool
}{
	{
		name: "a trigger that is not known leaves it open",
		holds: func(c updateCase) bool {
			return c.update.Trigger == rotation.Unknown && !periodRanOut(c) && !adoptable(c)
		},
		want:    rotation.Decision{Intent: rotation.Undecided, Reason: rotation.Triggered},
		guarded: true,
	},
	{
		name: "a trigger that is not known leaves open whether it adopts",
		holds: func(c updateCase) bool {
			return c.update.Trigger == rotation.Unknown && !periodRanOut(c) && adoptable(c)
		},
		want:    rotation.Decision{Intent: rotation.Undecided, Reason: rotation.Triggered, AdoptsIfChanged: true},
		guarded: true,
	},
	{
		name:    "a trigger that is not known leaves open what the period asks for",
		holds:   func(c updateCase) bool { return c.update.Trigger == rotation.Unknown && periodRanOut(c) },
		want:    rotation.Decision{Intent: rotation.Undecided, Reason: rotation.Period},
		guarded: true,
	},
	{
		name:  "a changed trigger adopts the one rotation since the baseline if it is recent, or our own that was lost, or what may be our own among several",
		holds: func(c updateCase) bool { return c.update.Trigger == rotation.Changed && adoptable(c) },
		want:  rotation.Decision{Intent: rotation.Adopt, Reason: rotation.Triggered},
	},
	{
		name:    "a changed trigger otherwise rotates",
		holds:   func(c updateCase) bool { return c.update.Trigger == rotation.Changed && !adoptable(c) },
		want:    rotation.Decision{Intent: rotation.Rotate, Reason: rotation.Triggered},
		guarded: true,
	},
	{
		name:    "a period that has run out rotates",
		holds:   func(c updateCase) bool { return c.update.Trigger == rotation.Unchanged && periodRanOut(c) },
		want:    rotation.Decision{Intent: rotation.Rotate, Reason: rotation.Period},
		guarded: true,
	},
	{
		name:  "nothing asks for a rotation",
		holds: func(c updateCase) bool { return c.update.Trigger == rotation.Unchanged && !periodRanOut(c) },
		want:  rotation.Decision{Intent: rotation.Keep},
	},
}

func adoptable(c updateCase) bool {
	recently := c.recent && !c.update.GuardOff
	moved := c.onceSince || c.update.Baseline.Current == "older"
	return c.update.Fulfilled || c.onceSince && recently || moved && c.update.Attempted
}

// A changed period takes effect at the next plan: what was seen was measured
// by the old one.
func periodRanOut(c updateCase) bool {
	return c.update.Seen.Due && c.update.PeriodSet && !c.update.PeriodChanged
}

func TestPlanUpdate_followsOneRuleForEveryCase(t *testing.T) {
	t.Parallel()
	cases := updateCases()
	if len(cases) != 128*3*4 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, c := range cases {
		holding := 0
		for _, rule := range updateRules {
			if !rule.holds(c) {
				continue
			}
			holding++
			want := rule.want
			if rule.guarded && c.recent && !c.update.GuardOff {
				want.TooSoonUntil = recentUntil
			}
			want.Own = want.Intent == rotation.Adopt && (c.update.Fulfilled || c.update.Attempted)
			want.Uncertain = want.Intent == rotation.Adopt && !c.update.Fulfilled && !c.onceSince
			if got := rotation.PlanUpdate(c.update); got != want {
				t.Errorf("%s: got %+v, want %+v: %s", c, got, want, rule.name)
			}
		}
		if holding != 1 {
			t.Errorf("%s: %d rules hold, want 1", c, holding)
		}
	}
}

func TestPlanUpdate_literalCases(t *testing.T) {
	t.Parallel()
	once := rotation.Baseline{Current: "KDcb", Next: "aLYy"}
	recent := rotation.Observation{RecentUntil: recentUntil}
	for name, c := range map[string]struct {
		update rotation.UpdateInput
		want   rotation.Decision
	}{
		"nothing": {rotation.UpdateInput{Recorded: recordedAfter}, rotation.Decision{}},
		"rotated directly, trigger unchanged": {
			rotation.UpdateInput{Baseline: once, Recorded: recordedAfter, Seen: recent}, rotation.Decision{},
		},
		"trigger changed": {
			rotation.UpdateInput{Trigger: rotation.Changed, Recorded: recordedAfter},
			rotation.Decision{Intent: rotation.Rotate, Reason: rotation.Triggered},
		},
		"trigger changed after an old direct rotation": {
			rotation.UpdateInput{Trigger: rotation.Changed, Baseline: once, Recorded: recordedAfter},
			rotation.Decision{Intent: rotation.Rotate, Reason: rotation.Triggered},
		},
		"trigger changed after a recent direct rotation": {
			rotation.UpdateInput{Trigger: rotation.Changed, Baseline: once, Recorded: recordedAfter, Seen: recent},
			rotation.Decision{Intent: rotation.Adopt, Reason: rotation.Triggered},
		},
		"trigger changed after our own rotation whose answer was lost": {
			rotation.UpdateInput{Trigger: rotation.Changed, Attempted: true, Baseline: once, Recorded: recordedAfter},
			rotation.Decision{Intent: rotation.Adopt, Reason: rotation.Triggered, Own: true},
		},
		"trigger changed after an attempt that did nothing": {
			rotation.UpdateInput{Trigger: rotation.Changed, Attempted: true, Baseline: once, Recorded: recordedBefore},
			rotation.Decision{Intent: rotation.Rotate, Reason: rotation.Triggered},
		},
		"trigger changed just after an apply that rotated": {
			rotation.UpdateInput{
				Trigger: rotation.Changed, Recorded: recordedAfter, Seen: recent,
				Baseline: rotation.Baseline{Current: "aLYy", Next: "kv95"},
			},
			rotation.Decision{Intent: rotation.Rotate, Reason: rotation.Triggered, TooSoonUntil: recentUntil},
		},
		"the same with the guard off": {
			rotation.UpdateInput{
				Trigger: rotation.Changed, GuardOff: true, Recorded: recordedAfter, Seen: recent,
				Baseline: rotation.Baseline{Current: "aLYy", Next: "kv95"},
			},
			rotation.Decision{Intent: rotation.Rotate, Reason: rotation.Triggered},
		},
		"period over": {
			rotation.UpdateInput{PeriodSet: true, Recorded: recordedAfter, Seen: rotation.Observation{Due: true}},
			rotation.Decision{Intent: rotation.Rotate, Reason: rotation.Period},
		},
		"period over but removed in this plan": {
			rotation.UpdateInput{PeriodChanged: true, Recorded: recordedAfter, Seen: rotation.Observation{Due: true}}, rotation.Decision{},
		},
		"period over but changed in this plan": {
			rotation.UpdateInput{PeriodSet: true, PeriodChanged: true, Recorded: recordedAfter, Seen: rotation.Observation{Due: true}}, rotation.Decision{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := rotation.PlanUpdate(c.update); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestIntent_saysWhatItIs(t *testing.T) {
	t.Parallel()
	intents := []rotation.Intent{rotation.Keep, rotation.Rotate, rotation.Adopt, rotation.Undecided}
	if got, want := fmt.Sprint(intents), "[keep rotate adopt undecided]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if zero := (rotation.Decision{}); zero.Intent != rotation.Keep || zero.Reason != rotation.NoReason {
		t.Errorf("the zero plan is %+v: one that was forgotten must rotate nothing", zero)
	}
}
