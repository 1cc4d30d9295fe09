package rotateonly

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// A number of days that no integer holds is a whole number all the same: what is
// wrong is that it is too long, as with a little less.
func TestDurationValidator_saysWhatIsTooLong(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"106752d", "2147483647d", "2147483648d", "99999999999d", "99999999999999999999d", "99999999999d12h"} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			for _, argument := range []string{"rotation_period", "min_rotation_interval"} {
				checkDuration(t, argument, types.StringValue(text),
					argument+` is not a duration: it is too long; write "2160h", "1h30m" or "90d".`)
			}
		})
	}
}
