package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Somebody activates a key of their own between the plan, which names another one, and
// the apply: what nobody was told of is not taken out of use.
func TestKeyActivated_bySomebodyBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, sandbox.OktaAuthorizationServer{})
	w.add("x", "x", active)
	w.add("y", "y", inactive)
	for name, c := range map[string]struct {
		typeName    string
		before, now map[string]any
	}{
		"set":        {w.typeName, w.config(rsaKeys(t, "a")), w.config(rsaKeys(t, "a"), activeKID("a"))},
		"single key": {w.single(), w.one("b"), w.one("b", ofStatus(active))},
	} {
		w.set("x", active)
		w.Walk(w.r)
		object, diags := w.r.Apply(w.r.Plan(c.typeName, nil, c.before), nil)
		if diags.Errors() > 0 {
			t.Fatal(diags)
		}
		for _, refreshed := range []bool{false, true} { // a create has seen the keys as well
			if refreshed {
				w.Walk(w.r)
				if object, diags = w.r.Read(object); diags.Errors() > 0 {
					t.Fatal(diags)
				}
			}
			w.Walk(w.r)
			plan := w.r.Plan(c.typeName, object, c.now)
			if !plan.Diags.Has("WARNING", "will be deactivated", `deactivates key "x"`) {
				t.Errorf("%s: the plan does not name the key:\n%s", name, plan.Diags)
			}
			w.set("y", active)
			mark := w.Journal().Len()
			w.Walk(w.r)
			if _, diags := w.r.Apply(plan, nil); diags.Errors() != 1 || !diags.Has("ERROR", `Key "y" was activated since this plan was made (`+w.parent+")", "Nothing was sent", "Plan again") {
				t.Errorf("%s, refreshed %v:\n%s", name, refreshed, diags)
			}
			if sent := w.writes(mark); len(sent) > 0 {
				t.Errorf("%s: sent %q", name, sent)
			}
			w.set("x", active)
		}
		// Nobody was told of x either, as long as nothing was read since.
		w.set("y", active)
		w.Walk(w.r)
		object, _ = w.r.Read(object)
		w.Walk(w.r)
		plan := w.r.Plan(c.typeName, object, c.now)
		w.Walk(w.r)
		if _, diags := w.r.Apply(plan, nil); diags.Errors() > 0 || !plan.Diags.Has(`deactivates key "y"`) {
			t.Errorf("%s: planned again:\n%s\n%s", name, plan.Diags, diags)
		}
	}
}
