// Package nullable turns what a vendor did not send into null.
package nullable

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// String is s, or null for the empty string.
func String(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// Time is t in RFC 3339 form and UTC, or null for the zero time, and for one outside
// the years 0 to 9999, which that form cannot write.
func Time(t time.Time) timetypes.RFC3339 {
	if year := t.UTC().Year(); t.IsZero() || year < 0 || year > 9999 {
		return timetypes.NewRFC3339Null()
	}
	return timetypes.NewRFC3339TimeValue(t.UTC())
}
