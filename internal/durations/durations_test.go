package durations_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/durations"
)

// A zero that is written is not the same as an argument that is null or unknown.
func TestRead_knownOrNot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		argument types.String
		want     time.Duration
		known    bool
	}{
		"days":    {types.StringValue("1d12h"), 36 * time.Hour, true},
		"zero":    {types.StringValue("0s"), 0, true},
		"null":    {types.StringNull(), 0, false},
		"unknown": {types.StringUnknown(), 0, false},
	} {
		if d, ok := durations.Read(c.argument); d != c.want || ok != c.known {
			t.Errorf("%s: Read gives %s, %t", name, d, ok)
		}
		if d := durations.OrZero(c.argument); d != c.want {
			t.Errorf("%s: OrZero gives %s", name, d)
		}
	}
}
