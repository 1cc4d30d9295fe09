package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// A create of a kid that is registered, with a key that is only known after apply: whether it is
// the same key, only the apply can tell.
func TestJWKSKnownLater_kidIsRegistered(t *testing.T) {
	t.Parallel()
	unknown := map[string]any{"public_key_pem": acctest.Unknown}
	for material, refused := range map[string]bool{"a": false, "x": true} {
		both(t, func(t *testing.T, w *setFixture) {
			w.add("a", "a", inactive)
			for typeName, c := range map[string][2]map[string]any{
				w.typeName: {w.config(map[string]any{"a": unknown}), w.config(map[string]any{"a": rsaKeys(t, material)[material]})},
				w.single(): {acctest.Merge(w.one("a"), unknown), acctest.Merge(w.one("a"), rsaKeys(t, material)[material].(map[string]any))},
			} {
				w.Walk(w.r)
				plan := w.r.Plan(typeName, nil, c[0])
				if len(plan.Diags) > 0 {
					t.Fatalf("%s: planned:\n%s", typeName, plan.Diags)
				}
				mark := w.Journal().Len()
				w.Walk(w.r)
				_, diags := w.r.Apply(plan, c[1])
				if refused != diags.Has("ERROR", `"a"`, "registered already") || refused == (diags.Errors() == 0) {
					t.Errorf("%s: applied:\n%s", typeName, diags)
				}
				for _, call := range w.writes(mark) {
					if refused || call != "POST activate 200" {
						t.Errorf("%s: sent %q", typeName, call)
					}
				}
			}
		})
	}
}
