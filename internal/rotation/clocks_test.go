package rotation_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

func TestClocks_nowIsTheEarlierOfTwoThatAgree(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	year := func(y int) time.Time { return time.Date(y, 6, 1, 12, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		vendor, local time.Time
		now           time.Time
		doubt         rotation.Doubt
	}{
		"the same":                   {noon, noon, noon, rotation.NoDoubt},
		"the vendor's ahead":         {noon.Add(time.Minute), noon, noon, rotation.NoDoubt},
		"the vendor's behind":        {noon.Add(-time.Minute), noon, noon.Add(-time.Minute), rotation.NoDoubt},
		"an hour ahead":              {noon.Add(time.Hour), noon, noon, rotation.NoDoubt},
		"an hour behind":             {noon.Add(-time.Hour), noon, noon.Add(-time.Hour), rotation.NoDoubt},
		"more than an hour ahead":    {noon.Add(time.Hour + 1), noon, time.Time{}, rotation.ClocksApart},
		"more than an hour behind":   {noon.Add(-time.Hour - 1), noon, time.Time{}, rotation.ClocksApart},
		"none of the vendor's":       {time.Time{}, noon, time.Time{}, rotation.NoClock},
		"none here":                  {noon, time.Time{}, time.Time{}, rotation.ClocksApart},
		"the first of all years":     {year(1), year(1), time.Time{}, rotation.NoClock},
		"1999":                       {year(1999), year(1999), time.Time{}, rotation.NoClock},
		"3000":                       {year(3000), year(3000), time.Time{}, rotation.NoClock},
		"9999":                       {year(9999), year(9999), time.Time{}, rotation.NoClock},
		"2000":                       {year(2000), year(2000), year(2000), rotation.NoDoubt},
		"further apart than can be":  {year(2999), year(2000), time.Time{}, rotation.ClocksApart},
		"this machine's before 1970": {noon, year(1969), time.Time{}, rotation.ClocksApart},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clocks := rotation.Clocks{Vendor: c.vendor, Local: c.local}
			if now, doubt := clocks.Now(); !now.Equal(c.now) || doubt != c.doubt {
				t.Errorf("got %s, %q, want %s, %q", now, doubt, c.now, c.doubt)
			}
			want := c.vendor
			if c.doubt != rotation.NoDoubt {
				want = time.Time{}
			}
			if got := clocks.VendorOrZero(); !got.Equal(want) {
				t.Errorf("checked it is %s, want %s", got, want)
			}
		})
	}
}

func TestTimes_byTheClocks(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	agreed := rotation.Clocks{Vendor: noon, Local: noon}
	apart := rotation.Clocks{Vendor: noon.Add(24 * time.Hour), Local: noon}
	silent := rotation.Clocks{Local: noon}
	at := func(made time.Time) rotation.Times { return rotation.Times{Made: made, Rotated: made} }
	for name, c := range map[string]struct {
		times  rotation.Times
		clocks rotation.Clocks
		want   rotation.Doubt
	}{
		"an hour ago":                    {at(noon.Add(-time.Hour)), agreed, rotation.NoDoubt},
		"never rotated":                  {rotation.Times{Made: noon}, agreed, rotation.NoDoubt},
		"a little ahead":                 {at(noon.Add(time.Hour)), agreed, rotation.NoDoubt},
		"far ahead":                      {at(noon.Add(time.Hour + 1)), agreed, rotation.BadRecord},
		"the year 9999":                  {at(time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)), agreed, rotation.BadRecord},
		"the year 9999, by those clocks": {at(time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)), apart, rotation.BadRecord},
		"1999":                           {at(time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)), agreed, rotation.BadRecord},
		"none":                           {rotation.Times{}, agreed, rotation.BadRecord},
		"none that can be read":          {rotation.Times{Doubt: rotation.NoRecord}, agreed, rotation.NoRecord},
		"none, by clocks that differ":    {rotation.Times{Doubt: rotation.NoRecord}, apart, rotation.NoRecord},
		"by clocks that differ":          {at(noon), apart, rotation.ClocksApart},
		"by no clock":                    {at(noon), silent, rotation.NoClock},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, now := c.times.CheckedBy(c.clocks)
			if got.Doubt != c.want {
				t.Fatalf("the doubt is %q, want %q", got.Doubt, c.want)
			}
			kept := !got.Doubt.AboutRecord()
			if (got.Made.Equal(c.times.Made) && got.Rotated.Equal(c.times.Rotated)) != kept && !c.times.Made.IsZero() {
				t.Errorf("times %+v became %+v", c.times, got)
			}
			checkUnsaid(t, got, now)
		})
	}
}

// checkUnsaid holds that a doubt is neither old nor recent, and that all that is kept of
// it can be written.
func checkUnsaid(t *testing.T, times rotation.Times, now time.Time) {
	t.Helper()
	const period = 290 * 365 * 24 * time.Hour
	doubtful := times.Doubt != rotation.NoDoubt
	if doubtful && (times.Due(time.Nanosecond, now) || !times.RecentUntil(period, now).IsZero()) {
		t.Error("a doubt counts as old or recent")
	}
	if got := times.GuardDoubt(time.Hour); got != times.Doubt {
		t.Errorf("the guard sees %q", got)
	}
	if got := times.GuardDoubt(0); got != rotation.NoDoubt {
		t.Errorf("without a guard there is %q", got)
	}
	if created := rotation.PlanCreate(true, times, time.Hour, now); (created.Intent == rotation.Refuse) != doubtful || created.Doubt != times.Doubt {
		t.Errorf("a create plans %+v", created)
	}
	if created := rotation.PlanCreate(true, times, 0, now); created.Intent != rotation.Rotate {
		t.Errorf("a create without a guard plans %+v", created)
	}
	if at := times.DueAt(period); at.Year() > 9999 {
		t.Errorf("due at %s", at)
	}
	if _, err := json.Marshal(rotation.Observation{RecentUntil: times.RecentUntil(period, now), Doubt: times.Doubt}); err != nil {
		t.Error(err)
	}
}

// A plan for a resource that exists goes by what was seen.
func TestPlanUpdate_aDoubtIsSaidUnlessTheGuardIsOff(t *testing.T) {
	t.Parallel()
	u := rotation.UpdateInput{Trigger: rotation.Changed, Seen: rotation.Observation{Doubt: rotation.NoClock}}
	if got := rotation.PlanUpdate(u); got.Intent != rotation.Rotate || got.Doubt != rotation.NoClock {
		t.Errorf("got %+v", got)
	}
	u.GuardOff = true
	if got := rotation.PlanUpdate(u); got.Intent != rotation.Rotate || got.Doubt != rotation.NoDoubt {
		t.Errorf("with the guard off: %+v", got)
	}
}
