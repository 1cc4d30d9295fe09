package registeredkey

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

func TestDesiredEntry_resolveStatus(t *testing.T) {
	t.Parallel()
	text, null, unknown := types.StringValue, types.StringNull(), types.StringUnknown()
	recorded := keyEntry{Status: text(inactive)}
	for name, c := range map[string]struct {
		entry          desiredEntry
		status, kid    types.String
		one            bool
		want           keyplan.Status
		open, defaults bool
	}{
		"asked to be active":                {desiredEntry{entry: recorded}, text(active), null, false, keyplan.Active, false, false},
		"asked to be inactive":              {desiredEntry{isNew: true}, text(inactive), null, false, keyplan.Inactive, false, false},
		"a status that is not known yet":    {desiredEntry{isNew: true}, unknown, null, false, keyplan.Observed, true, false},
		"a new key without a status":        {desiredEntry{isNew: true}, null, null, false, keyplan.Active, false, true},
		"a recorded key without a status":   {desiredEntry{entry: recorded}, null, null, false, keyplan.Observed, false, false},
		"a key that an apply only added":    {desiredEntry{entry: keyEntry{Status: null}}, null, null, false, keyplan.Active, false, true},
		"named by active_kid":               {desiredEntry{isNew: true}, null, text("a"), true, keyplan.Active, false, false},
		"not named by active_kid":           {desiredEntry{isNew: true}, null, text("b"), true, keyplan.Observed, false, false},
		"active_kid is not known yet":       {desiredEntry{entry: recorded}, null, unknown, true, keyplan.Observed, true, false},
		"a new key without active_kid":      {desiredEntry{isNew: true}, null, null, true, keyplan.Observed, true, false},
		"a recorded key without active_kid": {desiredEntry{entry: recorded}, null, null, true, keyplan.Observed, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := c.entry
			w.setTargetStatus(c.status, c.kid, c.one, "a")
			if w.target != c.want || w.statusUnknown != c.open || w.byDefault != c.defaults {
				t.Errorf("target %s, unknown %v, by default %v", w.target, w.statusUnknown, w.byDefault)
			}
		})
	}
}
