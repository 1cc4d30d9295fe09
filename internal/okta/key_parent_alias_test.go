package okta_test

import (
	"slices"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// aliasFixtures runs a test with the default server, with and without encryption, with a key that is active.
func aliasFixtures(t *testing.T, run func(t *testing.T, server sandbox.OktaAuthorizationServer)) {
	t.Helper()
	for name, server := range map[string]sandbox.OktaAuthorizationServer{"plain": {}, "encrypting": encrypting} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server.Default = true
			run(t, server)
		})
	}
}

// A server is given as aus... and then as default, or the other way round: it is the same
// server, so the keys stay where they are, in whatever order the replacement is done.
func TestResourceServerJWKAlias_keepsTheKey(t *testing.T) {
	t.Parallel()
	aliasFixtures(t, func(t *testing.T, server sandbox.OktaAuthorizationServer) {
		for _, createFirst := range []bool{false, true} {
			for _, age := range []time.Duration{0, 3 * time.Hour} {
				w := newServerFixture(t, server)
				a, b := w.keyPair()
				already := w.happened()
				w.Clock().Advance(age)
				toAlias(t, w, a, b, createFirst, age)
				if got := w.happened(); !slices.Equal(got, already) {
					t.Errorf("create first %v, age %s: effects %q, want %q", createFirst, age, got, already)
				}
				w.expectStatuses(map[string]string{"a": active, "b": inactive})
			}
		}
	})
}

// toAlias has both keys of a pair replaced by those of the server of another name.
func toAlias(t *testing.T, w *serverFixture, a, b *acctest.Object, createFirst bool, age time.Duration) {
	t.Helper()
	for i, object := range []*acctest.Object{a, b} {
		kid, status := string(rune('a'+i)), []string{active, inactive}[i]
		c := acctest.Merge(w.config(i, kid, ofStatus(status)), serverConfig("default"))
		plan := w.planned(object, c)
		if !plan.Replace || !plan.Diags.Has("WARNING", `Key "`+kid+`" stays where it is`) || plan.Diags.Has("will be replaced") {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
		next, diags := w.applyReplacement(object, c, createFirst)
		refuses := createFirst && status == active && age > 0
		if refused := diags.Has("ERROR", "is registered already with status ACTIVE", "remove create_before_destroy", "Nothing was sent"); refused != refuses || (diags.Errors() > 0) != refuses {
			t.Errorf("create first %v, age %s:\n%s", createFirst, age, diags)
		}
		if !refuses {
			w.expectNoChanges(next, c)
		}
	}
}

// A key that another resource deletes at the server of the other name is refused.
func TestResourceServerJWKAlias_conflict(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{Default: true})
	a, b := w.keyPair()
	aliasOf := acctest.Merge(w.config(1, "b", ofStatus(inactive)), serverConfig("default"))
	for _, plans := range [][]planOf{
		{{"", b, nil}, {"", nil, aliasOf}},
		{{"", nil, aliasOf}, {"", b, nil}},
		{{"", b, nil}, {"", a, aliasOf}},
		{{"", a, aliasOf}, {"", b, nil}},
	} {
		if diags := w.planAll(plans...); !diags.Has("ERROR", `Key "b" would be deleted, though another resource keeps it`) || diags.Has("adds its key at") {
			t.Errorf("not refused:\n%s", diags)
		}
	}
	w.Walk(w.r)
	if _, diags := w.r.Read(b); len(diags) > 0 {
		t.Fatal(diags)
	}
	if plan := w.r.Plan(w.typeName, nil, aliasOf); !plan.Diags.Has("WARNING", `Key "b" is already managed`) {
		t.Errorf("held twice:\n%s", plan.Diags)
	}
}

// The same with a set.
func TestJWKSAlias_keepsTheKeys(t *testing.T) {
	t.Parallel()
	aliasFixtures(t, func(t *testing.T, server sandbox.OktaAuthorizationServer) {
		for _, createFirst := range []bool{false, true} {
			w := newServerSet(t, server)
			object := w.apply(nil, w.config(rsaKeys(t, "ab"), activeKID("a")))
			already := w.effects()
			w.Clock().Advance(3 * time.Hour)
			c := w.config(rsaKeys(t, "ab"), activeKID("a"), serverConfig("default"))
			w.Walk(w.r)
			plan := w.r.Plan(w.typeName, object, c)
			anew := w.r.Plan(w.typeName, nil, c)
			if said := append(plan.Diags, anew.Diags...); !plan.Replace || len(said) > 0 {
				t.Errorf("replaces %v:\n%s", plan.Replace, said)
			}
			next := w.exchanged(object, anew, createFirst)
			if got := w.effects(); !slices.Equal(got, already) {
				t.Errorf("create first %v: effects %q, want %q", createFirst, got, already)
			}
			w.expectStatuses(map[string]string{"a": active, "b": inactive})
			w.expectNoChanges(next, c)
		}
	})
}

// exchanged carries the plan of a replacement out, in both orders.
func (w *setFixture) exchanged(object *acctest.Object, anew *acctest.Planned, createFirst bool) (next *acctest.Object) {
	w.t.Helper()
	var diags acctest.Diags
	w.Walk(w.r)
	steps := []func(){
		func() {
			gone := w.r.Deletion(object, anew)
			if createFirst {
				gone = w.r.Plan(w.typeName, object, nil)
			}
			_, more := w.r.Apply(gone, nil)
			diags = append(diags, more...)
		},
		func() {
			var more acctest.Diags
			next, more = w.r.Apply(anew, nil)
			diags = append(diags, more...)
		},
	}
	if createFirst {
		slices.Reverse(steps)
	}
	for _, step := range steps {
		step()
	}
	if diags.Errors() > 0 {
		w.t.Fatal(diags)
	}
	return next
}

// A set whose keys change as well, when its server gets the other name: what goes is
// said, and no key is in conflict with the set itself.
func TestJWKSAlias_withOtherKeys(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, sandbox.OktaAuthorizationServer{Default: true})
	object := w.apply(nil, w.config(rsaKeys(t, "ab"), activeKID("a")))
	c := w.config(with(rsaKeys(t, "a"), "c", rsaPEM(t, 2)), activeKID("a"), serverConfig("default"))
	w.Walk(w.r)
	plan := w.r.Plan(w.typeName, object, c)
	anew := w.r.Plan(w.typeName, nil, c)
	if said := append(plan.Diags, anew.Diags...); said.Errors() > 0 {
		t.Fatal(said)
	}
	next := w.exchanged(object, anew, false)
	w.expectEffects("add a", "add b", "activate a", "delete b", "add c")
	w.expectNoChanges(next, c)
}
