package rotation_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

func TestMayHide_aChangeThatIsYoungOrOfUnknownAge(t *testing.T) {
	t.Parallel()
	changed := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		listed, changed time.Time
		want            bool
	}{
		"at once":               {changed, changed, true},
		"almost old":            {changed.Add(rotation.ListLag - time.Second), changed, true},
		"old":                   {changed.Add(rotation.ListLag), changed, false},
		"very old":              {changed.AddDate(70, 0, 0), changed, false},
		"before the change":     {changed.Add(-24 * time.Hour), changed, true},
		"at an unknown time":    {time.Time{}, changed, true},
		"of an unknown time":    {changed, time.Time{}, true},
		"of a time too early":   {changed, time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC), true},
		"at a time too late":    {time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC), changed, true},
		"neither time is known": {time.Time{}, time.Time{}, true},
	} {
		if got := rotation.MayHide(c.listed, c.changed); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
