package okta_test

import (
	"bytes"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// The plan of an update carries what the update does, and no state keeps it.
func TestJWKSIntent_isInThePlanOnly(t *testing.T) {
	t.Parallel()
	const name, sends = `"update_intent"`, "eyJzZW5kc19yZXF1ZXN0cyI6dHJ1ZX0=" // {"sends_requests":true}
	both(t, func(t *testing.T, w *setFixture) {
		object := w.apply(nil, w.config(rsaKeys(t, "a")))
		for _, c := range []struct {
			what    string
			config  map[string]any
			sends   bool
			request bool
		}{
			{"an argument", w.config(rsaKeys(t, "a"), map[string]any{"on_destroy": "abandon"}), false, false},
			{"a key", w.config(rsaKeys(t, "ab"), map[string]any{"on_destroy": "abandon"}), true, true},
		} {
			plan := w.plan(object, c.config)
			if !bytes.Contains(plan.Private, []byte(name)) || bytes.Contains(plan.Private, []byte(sends)) != c.sends {
				t.Errorf("%s: planned private state %s", c.what, plan.Private)
			}
			mark := w.Journal().Len()
			var diags acctest.Diags
			object, diags = w.r.Apply(plan, nil)
			if diags.Errors() > 0 || bytes.Contains(object.Private, []byte(name)) {
				t.Errorf("%s: applied, private state %s\n%s", c.what, object.Private, diags)
			}
			if sent := w.writes(mark); len(sent) > 0 != c.request {
				t.Errorf("%s: sent %q", c.what, sent)
			}
		}
	})
}
