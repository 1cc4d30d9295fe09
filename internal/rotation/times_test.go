package rotation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

const day = 24 * time.Hour

func TestParseDuration_accepts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"90d":         90 * day,
		"2160h":       90 * day,
		"1d12h":       36 * time.Hour,
		"1d1h1m1s":    25*time.Hour + time.Minute + time.Second,
		"0s":          0,
		"0d":          0,
		"0d0s":        0,
		"1h30m":       90 * time.Minute,
		"1.5h":        90 * time.Minute,
		"500ms":       500 * time.Millisecond,
		"365d":        365 * day,
		"007d":        7 * day,
		"106751d":     106751 * day,
		"106751d23h":  106751*day + 23*time.Hour,
		"2562047h":    2562047 * time.Hour,
		"1d24h":       2 * day,
		"1d0s":        day,
		"9223372036s": 9223372036 * time.Second,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if got, err := rotation.ParseDuration(text); err != nil || got != want {
				t.Errorf("got %v, %v, want %v", got, err, want)
			}
		})
	}
}

func TestParseDuration_refusesAndSaysWhatIsUnderstood(t *testing.T) {
	t.Parallel()
	for text, reason := range map[string]string{
		"":                        "is not understood",
		"d":                       "days are not a whole number",
		"dd":                      "days are not a whole number",
		"-1h":                     "negative",
		"-1d":                     "days are not a whole number",
		"+1d":                     "days are not a whole number",
		"1.5d":                    "days are not a whole number",
		"1e3d":                    "days are not a whole number",
		"0x10d":                   "days are not a whole number",
		"1_000d":                  "days are not a whole number",
		"90":                      "is not understood",
		"10x":                     "is not understood",
		"1d-2h":                   "negative",
		"1d-48h":                  "negative",
		"1d2d":                    "is not understood",
		"1h1d":                    "days are not a whole number",
		"1d 2h":                   "is not understood",
		" 1h":                     "is not understood",
		"1h ":                     "is not understood",
		" 90d":                    "days are not a whole number",
		"90 d":                    "days are not a whole number",
		"90D":                     "is not understood",
		"1w":                      "is not understood",
		"P90D":                    "is not understood",
		"90 days":                 "days are not a whole number",
		"٩d":                      "days are not a whole number",
		"106752d":                 "too long",
		"106751d24h":              "too long",
		"2000000000d":             "too long",
		"99999999999d":            "",
		"99999999999999999999d":   "",
		"2562048h":                "",
		"99999999999999999999h":   "",
		"1d99999999999999999999h": "",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, err := rotation.ParseDuration(text)
			if err == nil || got != 0 {
				t.Fatalf("got %v, %v, want an error and no duration", got, err)
			}
			for _, part := range []string{"not a duration: ", reason, `write "2160h", "1h30m" or "90d"`} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
		})
	}
}

var rotated = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func TestTimes_dueExactlyAtTheEndOfThePeriod(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		times  rotation.Times
		period time.Duration
		now    time.Time
		at     time.Time
		due    bool
	}{
		"no period":               {rotation.Times{Rotated: rotated, Made: rotated}, 0, rotated.Add(1000 * day), time.Time{}, false},
		"a period below zero":     {rotation.Times{Rotated: rotated, Made: rotated}, -day, rotated.Add(1000 * day), time.Time{}, false},
		"no known age":            {rotation.Times{}, day, rotated, time.Time{}, false},
		"a nanosecond before":     {rotation.Times{Rotated: rotated, Made: rotated}, 90 * day, rotated.Add(90*day - 1), rotated.Add(90 * day), false},
		"exactly at the end":      {rotation.Times{Rotated: rotated, Made: rotated}, 90 * day, rotated.Add(90 * day), rotated.Add(90 * day), true},
		"long after":              {rotation.Times{Rotated: rotated, Made: rotated}, 90 * day, rotated.Add(900 * day), rotated.Add(90 * day), true},
		"never rotated, young":    {rotation.Times{Made: rotated}, 90 * day, rotated.Add(day), rotated.Add(90 * day), false},
		"never rotated, old":      {rotation.Times{Made: rotated}, 90 * day, rotated.Add(91 * day), rotated.Add(90 * day), true},
		"another zone, same time": {rotation.Times{Made: rotated.In(time.FixedZone("x", 7200))}, day, rotated.Add(day), rotated.Add(day), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.times.DueAt(c.period); !got.Equal(c.at) {
				t.Errorf("due at %v, want %v", got, c.at)
			}
			if got := c.times.Due(c.period, c.now); got != c.due {
				t.Errorf("due is %v, want %v", got, c.due)
			}
		})
	}
}

func TestTimes_recentUntilExactlyTheEndOfTheInterval(t *testing.T) {
	t.Parallel()
	end := rotated.Add(time.Hour)
	for name, c := range map[string]struct {
		rotated  time.Time
		interval time.Duration
		now      time.Time
		want     time.Time
	}{
		"at the rotation":     {rotated, time.Hour, rotated, end},
		"a nanosecond before": {rotated, time.Hour, end.Add(-1), end},
		"exactly at the end":  {rotated, time.Hour, end, time.Time{}},
		"after":               {rotated, time.Hour, end.Add(1), time.Time{}},
		"never rotated":       {time.Time{}, time.Hour, rotated, time.Time{}},
		"guard off":           {rotated, 0, rotated, time.Time{}},
		"below zero":          {rotated, -time.Hour, rotated.Add(-2 * time.Hour), time.Time{}},
		// A clock that was set back must not let a rotation through.
		"the clock is behind": {rotated, time.Hour, rotated.Add(-day), end},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			times := rotation.Times{Rotated: c.rotated, Made: rotated}
			if got := times.RecentUntil(c.interval, c.now); !got.Equal(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
