package rotation_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// Key IDs as recorded, cut to four characters.
var (
	recordedBefore = rotation.Snapshot{Current: "KDcb", Next: "aLYy"}
	recordedAfter  = rotation.Snapshot{Current: "aLYy", Next: "kv95", Previous: "KDcb"}
	// lonely is an Okta authorization server whose next key is yet to be made.
	lonely = rotation.Snapshot{Current: "KDcb"}
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
// that signs, mostly one to come, and no key has two roles.
func sound() []rotation.Snapshot {
	var some []rotation.Snapshot
	for _, s := range allSnapshots() {
		if s.Current != "" && s.Current != s.Next && s.Previous != s.Current && (s.Previous == "" || s.Previous != s.Next) {
			some = append(some, s)
		}
	}
	return some
}

// rotate is what a vendor does, n times, with key IDs that were never used.
func rotate(s rotation.Snapshot, n int) rotation.Snapshot {
	for i := range n {
		current := s.Next
		if current == "" {
			current = fmt.Sprintf("made%d", i)
		}
		s = rotation.Snapshot{Current: current, Next: fmt.Sprintf("fresh%d", i), Previous: s.Current}
	}
	return s
}

func TestCompare_countsRotations(t *testing.T) {
	t.Parallel()
	want := []rotation.Drift{rotation.None, rotation.Once, rotation.Other, rotation.Other, rotation.Other}
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
// the same, or a next key was made where there was none. A vendor may forget the
// previous key at any time, but it alone tells of a rotation without a next key.
func TestCompare_everyPair(t *testing.T) {
	t.Parallel()
	for _, before := range allSnapshots() {
		for _, after := range allSnapshots() {
			want := rotation.Other
			switch newNext := after.Next == "" || after.Next != before.Current && after.Next != before.Next; {
			case before.Current == after.Current && (before.Next == after.Next || before.Next == ""):
				want = rotation.None
			case before.Next != "" && after.Current == before.Next && (after.Previous == before.Current || after.Previous == "") && newNext:
				want = rotation.Once
			case before.Next == "" && before.Current != "" && after.Current != "" && after.Current != before.Current &&
				(after.Previous == before.Current || after.Previous == "") && newNext:
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
		want          rotation.Drift
	}{
		"recorded rotation":              {recordedBefore, recordedAfter, rotation.Once},
		"recorded, looked at twice":      {recordedAfter, recordedAfter, rotation.None},
		"rotated back":                   {recordedAfter, recordedBefore, rotation.Other},
		"a new key became current":       {recordedBefore, rotation.Snapshot{Current: "kv95", Next: "x", Previous: "KDcb"}, rotation.Other},
		"the right key, a foreign past":  {recordedBefore, rotation.Snapshot{Current: "aLYy", Next: "kv95", Previous: "x"}, rotation.Other},
		"the right key, past forgotten":  {recordedBefore, rotation.Snapshot{Current: "aLYy", Next: "kv95"}, rotation.Once},
		"no next key, rotated":           {lonely, rotation.Snapshot{Current: "aLYy", Next: "kv95", Previous: "KDcb"}, rotation.Once},
		"no next key, rotated, no new":   {lonely, rotation.Snapshot{Current: "aLYy", Previous: "KDcb"}, rotation.Once},
		"no next key, past unknown":      {lonely, rotation.Snapshot{Current: "aLYy", Next: "kv95"}, rotation.Once},
		"no next key, a foreign past":    {lonely, rotation.Snapshot{Current: "aLYy", Next: "kv95", Previous: "x"}, rotation.Other},
		"nothing before, nothing after":  {rotation.Snapshot{}, rotation.Snapshot{}, rotation.None},
		"nothing before":                 {rotation.Snapshot{}, rotation.Snapshot{Current: "aLYy"}, rotation.Other},
		"no next key, one was made":      {lonely, recordedBefore, rotation.None},
		"the next key is gone":           {recordedBefore, lonely, rotation.Other},
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
			case planned.Next != "" && live.Current == planned.Next && (live.Previous == planned.Current || live.Previous == ""):
				want = rotation.Done
			case planned.Next == "" && live.Current != planned.Current && (live.Previous == planned.Current || live.Previous == ""):
				want = rotation.Done
			case live.Current == planned.Current && (live.Next == planned.Next || planned.Next == ""):
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
	want := []rotation.Action{rotation.Send, rotation.Done, rotation.Moved, rotation.Moved, rotation.Moved}
	for _, planned := range sound() {
		for n, step := range want {
			live := rotate(planned, n)
			if got := rotation.Decide(planned.Target(), live); got != step {
				t.Errorf("planned against %s, %d rotations later %s: step %d, want %d", planned, n, live, got, step)
			}
		}
	}
}

// Whatever a vendor answers, a rotation is sent only to a parent whose keys are
// those that were planned for; a next key that was planned to be absent may have
// been made since.
func TestDecide_sendsOnlyAgainstThePlannedKeys(t *testing.T) {
	t.Parallel()
	for _, planned := range allSnapshots() {
		for _, live := range allSnapshots() {
			if rotation.Decide(planned.Target(), live) != rotation.Send {
				continue
			}
			if live.Current == "" || live.Current != planned.Current || planned.Next != "" && live.Next != planned.Next {
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
		`current a new key, previous "KDcb"`:           lonely.Target(),
		`none`:                                         rotation.None,
		`once`:                                         rotation.Once,
		`other`:                                        rotation.Other,
	} {
		if got.String() != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Which of several keys signed last is said only where it follows. Each case is
// run with the list in both directions: its order says nothing.
func TestLastRetired_followsOrIsUnknown(t *testing.T) {
	t.Parallel()
	known, lone := rotation.Snapshot{Current: "b", Next: "c", Previous: "a"}, rotation.Snapshot{Current: "b", Previous: "a"}
	for name, c := range map[string]struct {
		retired []string
		current string
		known   rotation.Snapshot
		before  []string
		want    string
	}{
		"none":                           {nil, "b", known, nil, ""},
		"one":                            {[]string{"x"}, "y", rotation.Snapshot{}, nil, "x"},
		"not rotated since":              {[]string{"0", "a"}, "b", known, nil, "a"},
		"not rotated, nothing known":     {[]string{"0", "a"}, "b", rotation.Snapshot{Current: "b", Next: "c"}, nil, ""},
		"rotated once":                   {[]string{"0", "a", "b"}, "c", known, nil, "b"},
		"rotated once, it was dropped":   {[]string{"0", "a"}, "c", known, nil, ""},
		"rotated twice":                  {[]string{"a", "b", "c"}, "d", known, nil, ""},
		"nothing known":                  {[]string{"a", "b"}, "c", rotation.Snapshot{}, nil, ""},
		"no next key, rotated":           {[]string{"a", "b"}, "x", lone, nil, "b"},
		"no next key, an unknown is old": {[]string{"0", "a", "b"}, "x", lone, nil, ""},
		"no next key, perhaps twice":     {[]string{"b", "x"}, "y", rotation.Snapshot{Current: "b"}, nil, ""},

		"recorded, rotated once":            {[]string{"0", "a", "b"}, "x", lone, []string{"0", "a"}, "b"},
		"recorded, rotated twice":           {[]string{"0", "a", "b", "x"}, "y", lone, []string{"0", "a"}, "x"},
		"recorded none, rotated once":       {[]string{"b", "a"}, "x", lone, []string{}, "b"},
		"recorded, it was dropped":          {[]string{"0", "a"}, "x", lone, []string{"0", "a"}, ""},
		"recorded, rotated twice, one gone": {[]string{"a", "x"}, "y", lone, []string{"0", "a"}, "x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := rotation.PreviousKID(c.retired, c.current, c.known, c.before); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			slices.Reverse(c.retired)
			if got := rotation.PreviousKID(c.retired, c.current, c.known, c.before); got != c.want {
				t.Errorf("reversed: got %q, want %q", got, c.want)
			}
		})
	}
}
