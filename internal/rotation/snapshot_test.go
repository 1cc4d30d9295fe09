package rotation_test

import (
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// Key IDs as recorded, cut to four characters.
var (
	recordedBefore = rotation.Snapshot{Current: "KDcb", Next: "aLYy"}
	recordedAfter  = rotation.Snapshot{Current: "aLYy", Next: "kv95", Previous: "KDcb"}
)

// allSnapshots are all that four key IDs and "none" can make, senseless ones
// included: a vendor's answer is not ours to trust.
func allSnapshots() []rotation.Snapshot {
	var all []rotation.Snapshot
	kids := []string{"", "k1", "k2", "k3", "k4"}
	for _, current := range kids {
		for _, next := range kids {
			for _, previous := range kids {
				all = append(all, rotation.Snapshot{Current: current, Next: next, Previous: previous})
			}
		}
	}
	return all
}

// sound are the snapshots that a vendor that works can show: there is a key
// that signs and one to come, and no key has two roles.
func sound() []rotation.Snapshot {
	var some []rotation.Snapshot
	for _, s := range allSnapshots() {
		if s.Current != "" && s.Next != "" && s.Current != s.Next && s.Previous != s.Current && s.Previous != s.Next {
			some = append(some, s)
		}
	}
	return some
}

// rotate is what a vendor does, n times, with key IDs that were never used.
func rotate(s rotation.Snapshot, n int) rotation.Snapshot {
	for i := range n {
		s = rotation.Snapshot{Current: s.Next, Next: fmt.Sprintf("fresh%d", i), Previous: s.Current}
	}
	return s
}

func TestCompare_countsRotations(t *testing.T) {
	t.Parallel()
	want := []rotation.Change{rotation.None, rotation.Once, rotation.Other, rotation.Other, rotation.Other}
	for _, before := range sound() {
		for n, change := range want {
			after := rotate(before, n)
			if got := rotation.Compare(before, after); got != change {
				t.Errorf("%s\n%s: %s after %d rotations, want %s", before, after, got, n, change)
			}
		}
	}
}

// Every pair: one rotation is exactly what rotating before by the key that is
// next afterwards gives, and nothing happened exactly if current and next are
// the same. A vendor may forget the previous key at any time.
func TestCompare_everyPair(t *testing.T) {
	t.Parallel()
	for _, before := range allSnapshots() {
		for _, after := range allSnapshots() {
			once := rotation.Snapshot{Current: before.Next, Next: after.Next, Previous: before.Current}
			want := rotation.Other
			switch {
			case [2]string{before.Current, before.Next} == [2]string{after.Current, after.Next}:
				want = rotation.None
			case after == once && after.Next != before.Current && after.Next != before.Next:
				want = rotation.Once
			}
			if got := rotation.Compare(before, after); got != want {
				t.Errorf("%s\n%s: %s, want %s", before, after, got, want)
			}
		}
	}
}

func TestCompare_literalSnapshots(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, after rotation.Snapshot
		want          rotation.Change
	}{
		"recorded rotation":              {recordedBefore, recordedAfter, rotation.Once},
		"recorded, looked at twice":      {recordedAfter, recordedAfter, rotation.None},
		"rotated back":                   {recordedAfter, recordedBefore, rotation.Other},
		"a new key became current":       {recordedBefore, rotation.Snapshot{Current: "kv95", Next: "x", Previous: "KDcb"}, rotation.Other},
		"the right key, a foreign past":  {recordedBefore, rotation.Snapshot{Current: "aLYy", Next: "kv95", Previous: "x"}, rotation.Other},
		"the right key, no past":         {recordedBefore, rotation.Snapshot{Current: "aLYy", Next: "kv95"}, rotation.Other},
		"the current key is next again":  {recordedBefore, rotation.Snapshot{Current: "aLYy", Next: "KDcb", Previous: "KDcb"}, rotation.Other},
		"no new next yet":                {recordedBefore, rotation.Snapshot{Current: "aLYy", Previous: "KDcb"}, rotation.Once},
		"only next was made afresh":      {recordedBefore, rotation.Snapshot{Current: "KDcb", Next: "x"}, rotation.Other},
		"the previous key was forgotten": {recordedAfter, rotation.Snapshot{Current: "aLYy", Next: "kv95"}, rotation.None},
		"all keys are gone":              {recordedBefore, rotation.Snapshot{}, rotation.Other},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := rotation.Compare(c.before, c.after); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestDecide_everyPlanAgainstEverySnapshot(t *testing.T) {
	t.Parallel()
	for _, planned := range sound() {
		for _, live := range sound() {
			want := rotation.Moved
			switch {
			case live.Current == planned.Next && live.Previous == planned.Current:
				want = rotation.Done
			case live.Current == planned.Current && live.Next == planned.Next:
				want = rotation.Send
			}
			if got := rotation.Decide(planned.Target(), live); got != want {
				t.Errorf("planned against %s, found %s: step %d, want %d", planned, live, got, want)
			}
		}
	}
}

func TestDecide_neverSendsAfterARotation(t *testing.T) {
	t.Parallel()
	want := []rotation.Step{rotation.Send, rotation.Done, rotation.Moved, rotation.Moved, rotation.Moved}
	for _, planned := range sound() {
		for n, step := range want {
			live := rotate(planned, n)
			if got := rotation.Decide(planned.Target(), live); got != step {
				t.Errorf("planned against %s, %d rotations later %s: step %d, want %d", planned, n, live, got, step)
			}
		}
	}
}

// Whatever a vendor answers, a rotation is sent only to a parent that has both
// keys, and only if these are the two that were planned for.
func TestDecide_sendsOnlyAgainstTheTwoPlannedKeys(t *testing.T) {
	t.Parallel()
	for _, planned := range allSnapshots() {
		for _, live := range allSnapshots() {
			if rotation.Decide(planned.Target(), live) != rotation.Send {
				continue
			}
			if live.Current == "" || live.Next == "" || live.Current != planned.Current || live.Next != planned.Next {
				t.Errorf("planned against %s: sends against %s", planned, live)
			}
		}
	}
}

func TestDecide_recordedRotation(t *testing.T) {
	t.Parallel()
	target := recordedBefore.Target()
	if got := rotation.Decide(target, recordedBefore); got != rotation.Send {
		t.Errorf("before: step %d, want Send", got)
	}
	if got := rotation.Decide(target, recordedAfter); got != rotation.Done {
		t.Errorf("after: step %d, want Done", got)
	}
	if got := rotation.Decide(target, rotate(recordedAfter, 1)); got != rotation.Moved {
		t.Errorf("after one more: step %d, want Moved", got)
	}
}

func TestSnapshot_roles(t *testing.T) {
	t.Parallel()
	for _, s := range allSnapshots() {
		if got, want := s.Complete(), s.Current != "" && s.Next != ""; got != want {
			t.Errorf("%s: complete %v, want %v", s, got, want)
		}
		if got, want := s.Target(), (rotation.Target{Current: s.Next, Previous: s.Current}); got != want {
			t.Errorf("%s: target %s, want %s", s, got, want)
		}
	}
}

func TestSnapshot_saysWhichKeys(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]fmt.Stringer{
		`current "KDcb", next "aLYy", previous none`:   recordedBefore,
		`current "aLYy", next "kv95", previous "KDcb"`: recordedAfter,
		`current none, next none, previous none`:       rotation.Snapshot{},
		`current "aLYy", previous "KDcb"`:              recordedBefore.Target(),
		`current none, previous none`:                  rotation.Target{},
		`none`:                                         rotation.None,
		`once`:                                         rotation.Once,
		`other`:                                        rotation.Other,
	} {
		if got.String() != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
