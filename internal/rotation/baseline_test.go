package rotation_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

var createdAt = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// There is no baseline for a new resource, so any rotation inside the interval
// is adopted. Keys that were never rotated are not guarded, however new they
// are, and an interval of zero turns the guard off even where clocks disagree.
func TestPlanCreate_everyCase(t *testing.T) {
	t.Parallel()
	for age, rotated := range map[string]time.Time{
		"never":          {},
		"now":            createdAt,
		"a minute":       createdAt.Add(-time.Minute),
		"almost an hour": createdAt.Add(1 - time.Hour),
		"an hour":        createdAt.Add(-time.Hour),
		"a day":          createdAt.Add(-24 * time.Hour),
		"in the future":  createdAt.Add(time.Minute),
	} {
		for _, interval := range []time.Duration{0, time.Hour, 48 * time.Hour} {
			times := rotation.Times{Rotated: rotated, Made: createdAt}
			if got := rotation.PlanCreate(false, times, interval, createdAt); got != (rotation.Decision{}) {
				t.Errorf("rotated %s, interval %v: got %+v without rotate_on_create", age, interval, got)
			}
			want := rotation.Decision{Intent: rotation.Rotate, Reason: rotation.Created}
			if interval > 0 && !rotated.IsZero() && createdAt.Sub(rotated) < interval {
				want.Intent = rotation.Adopt
			}
			if got := rotation.PlanCreate(true, times, interval, createdAt); got != want {
				t.Errorf("rotated %s, interval %v: got %+v, want %+v", age, interval, got, want)
			}
		}
	}
}

func TestBaseline_rotatedOnceEveryPair(t *testing.T) {
	t.Parallel()
	for _, before := range sound() {
		base := rotation.Baseline{Current: before.Current, Next: before.Next}
		for n := range 5 {
			if got := base.RotatedOnce(rotate(before, n)); got != (n == 1) {
				t.Errorf("%s, %d rotations: once is %v", before, n, got)
			}
		}
		for _, live := range sound() {
			want := (live.Previous == before.Current || live.Previous == "") &&
				(live.Current == before.Next || before.Next == "" && live.Current != before.Current)
			if got := base.RotatedOnce(live); got != want {
				t.Errorf("%+v, %s: once is %v, want %v", base, live, got, want)
			}
		}
	}
}

func TestBaseline_emptyNeverMatches(t *testing.T) {
	t.Parallel()
	for _, live := range allSnapshots() {
		if (rotation.Baseline{}).RotatedOnce(live) {
			t.Errorf("the empty baseline takes %s for one rotation", live)
		}
		if (rotation.Baseline{Next: live.Current}).RotatedOnce(live) {
			t.Errorf("a baseline without a current key takes %s for one rotation", live)
		}
	}
}

func TestBaseline_jsonRoundTrip(t *testing.T) {
	t.Parallel()
	checkJSON(t, rotation.Baseline{}, `{"current":"","next":""}`)
	checkJSON(t, rotation.Baseline{Current: "KDcb", Next: "aLYy"}, `{"current":"KDcb","next":"aLYy"}`)
}

// Observation is part of the state: it must not change from one reading to the next, so it holds
// no time of the look.
func TestSeen_jsonHoldsNoTimeOfTheLook(t *testing.T) {
	t.Parallel()
	checkJSON(t, rotation.Observation{}, `{}`)
	checkJSON(t, rotation.Observation{Due: true}, `{"due":true}`)
	checkJSON(t, rotation.Observation{RecentUntil: recentUntil}, `{"recent_until":"2026-03-01T11:00:00Z"}`)
	checkJSON(t, rotation.Observation{Due: true, RecentUntil: recentUntil}, `{"due":true,"recent_until":"2026-03-01T11:00:00Z"}`)

	times := rotation.Times{Rotated: recentUntil.Add(-time.Hour), Made: recentUntil.Add(-time.Hour)}
	look := func(now time.Time) string {
		text, err := json.Marshal(rotation.Observation{Due: times.Due(24*time.Hour, now), RecentUntil: times.RecentUntil(time.Hour, now)})
		return fmt.Sprint(string(text), err)
	}
	if first, second := look(recentUntil.Add(-2*time.Minute)), look(recentUntil.Add(-time.Minute)); first != second {
		t.Errorf("two looks that find the same differ: %s and %s", first, second)
	}
}

func checkJSON[T comparable](t *testing.T, value T, want string) {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil || string(text) != want {
		t.Errorf("got %s (%v), want %s", text, err, want)
	}
	var back T
	if err := json.Unmarshal(text, &back); err != nil || back != value {
		t.Errorf("%s came back as %+v (%v), want %+v", text, back, err, value)
	}
}

// A plan that rotates, or may rotate, says that an attempt holds it. One that does not says
// nothing of it.
func TestPlanUpdate_tellsOfAHold(t *testing.T) {
	t.Parallel()
	hold := rotation.Hold{Until: createdAt}
	for _, c := range updateCases() {
		c.update.Seen.Hold = hold
		got := rotation.PlanUpdate(c.update)
		mayRotate := got.Intent == rotation.Rotate || got.Intent == rotation.Undecided
		if held := got.Hold == hold; held != mayRotate || held != got.Hold.Active() {
			t.Errorf("%s: got %+v", c, got)
		}
	}
}
