package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A create deactivates whichever key is active by then: Terraform carries nothing of its plan to
// its apply. The plan says so, and the apply names the key.
func TestKeyActivated_bySomebodyBeforeACreate(t *testing.T) {
	t.Parallel()
	server, app := newServerSet(t, sandbox.OktaAuthorizationServer{}), newAppSet(t, public)
	encryptor := map[string]any{"use": "enc", "status": active}
	for _, w := range []*setFixture{server, app} {
		w.add("x", "x", active)
		w.add("y", "y", inactive)
		more := map[string]any{}
		if w == app {
			for _, kid := range []string{"x", "y"} {
				w.remove(kid)
				status := map[string]string{"x": active, "y": inactive}[kid]
				w.Okta().AddAppKey(w.parent, sandbox.OktaRegisteredKey{KID: kid, Use: "enc", Status: status, PublicKey: rsaPublic(t, kid)})
			}
			more = encryptor
		}
		for _, ofSet := range []bool{true, false} {
			kid := map[bool]string{true: "a", false: "b"}[ofSet]
			typeName, c := w.holder(ofSet, kid, more)
			w.set("x", active)
			w.Walk(w.r)
			plan := w.r.Plan(typeName, nil, c)
			if !plan.Diags.Has("WARNING", `deactivates key "x"`, "If another one is active by then, this apply deactivates that one") {
				t.Errorf("planned:\n%s", plan.Diags)
			}
			w.set("y", active)
			w.Walk(w.r)
			object, diags := w.r.Apply(plan, nil)
			if diags.Errors() > 0 || !diags.Has("WARNING", `Key "y" will be deactivated`) || w.key("y").Status != inactive {
				t.Errorf("applied:\n%s", diags)
			}
			// An update stops instead, so it does not say so.
			w.set("x", active)
			w.Walk(w.r)
			if object, diags = w.r.Read(object); diags.Errors() > 0 {
				t.Fatal(diags)
			}
			if plan := w.r.Plan(typeName, object, c); !plan.Diags.Has("WARNING", `deactivates key "x"`) || plan.Diags.Has("by then, this apply") {
				t.Errorf("planned as an update:\n%s", plan.Diags)
			}
		}
	}
}

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
