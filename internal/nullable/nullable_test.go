package nullable_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
)

func TestString(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]types.String{"": types.StringNull(), " ": types.StringValue(" "), "a": types.StringValue("a")} {
		if got := nullable.String(text); !got.Equal(want) {
			t.Errorf("%q became %s, want %s", text, got, want)
		}
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("x", 3600))
	for _, c := range []struct {
		at   time.Time
		want timetypes.RFC3339
	}{
		{time.Time{}, timetypes.NewRFC3339Null()},
		{time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), timetypes.NewRFC3339ValueMust("9999-12-31T23:59:59Z")},
		{time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("x", -3600)), timetypes.NewRFC3339Null()},
		{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), timetypes.NewRFC3339Null()},
		{time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), timetypes.NewRFC3339Null()},
		{noon, timetypes.NewRFC3339ValueMust("2026-03-01T11:00:00Z")},
	} {
		if got := nullable.Time(c.at); !got.Equal(c.want) {
			t.Errorf("%s became %s, want %s", c.at, got, c.want)
		}
	}
}
