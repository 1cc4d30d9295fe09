package okta_test

import (
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Changed delays count from when the key left keys. They are an update without a request, and take effect at the
// next plan, also if a step was due by the old ones.
func TestJWKSRetireChange_delays(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object, _ := w.retiringFrom(w.retire("", "30d"))
		since, err := time.Parse(time.RFC3339, object.Show(retiring("a", "since")))
		if err != nil {
			t.Fatal(err)
		}
		already := len(w.effects())
		change := func(days int, text string) map[string]any {
			c := w.activeOf("b", "b", w.retire("", text))
			object = w.refreshed(object)
			plan := w.planned(object, c)
			want := map[string]string{retiring("a", "delete_at"): since.Add(time.Duration(days) * oneDay).Format(time.RFC3339)}
			acctest.Expect(t, plan, want)
			mark := w.Journal().Len()
			object = w.apply(object, c)
			acctest.Expect(t, object, want)
			if calls := w.Calls(mark); len(calls) > 0 || len(w.effects()) > already {
				t.Errorf("%s: sent %q", text, calls)
			}
			return c
		}
		w.Clock().Advance(31 * oneDay) // due by the old delay
		c := change(60, "60d")
		if plan := w.planned(object, c); plan.Changes() {
			t.Error("what was due by the old delay is still due")
		}
		w.expectNoChanges(object, c)
		c = change(20, "20d")
		object, sent := w.night(object, c)
		if len(sent) == 0 || !strings.HasPrefix(sent[len(sent)-1], "DELETE ") {
			t.Errorf("sent %q", sent)
		}
		w.expectNoChanges(object, c)
	})
}

// Without retire, retiring keys go at once, and the plan says so.
func TestJWKSRetireChange_removed(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object, _ := w.retiringFrom(w.retire("7d", "30d"))
		already, c := len(w.effects()), w.activeOf("b", "b")
		plan := w.planned(w.refreshed(object), c)
		if !plan.Diags.Has("WARNING", "will be deleted", `"a"`) {
			t.Errorf("no warning:\n%s", plan.Diags)
		}
		object = w.apply(w.refreshed(object), c)
		want := "deactivate a, delete a"
		if w.ofServer() {
			want = "delete a"
		}
		if got := strings.Join(w.effects()[already:], ", "); got != want {
			t.Errorf("effects %s, want %s", got, want)
		}
		expectNoneRetiring(t, object)
		w.expectNoChanges(object, c)
	})
}

// What somebody does to a retiring key at Okta, the refresh follows.
func TestJWKSRetireChange_atOkta(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object, c := w.retiringFrom(w.retire("7d", "30d"))
		if !w.ofServer() {
			w.set("a", inactive)
			object = w.refreshed(object)
			acctest.Expect(t, object, map[string]string{retiring("a", "status"): inactive})
			w.expectNoChanges(object, c)
			w.Clock().Advance(7 * oneDay) // there is nothing left to deactivate
			w.expectNoChanges(object, c)
		}
		w.remove("a")
		object = w.refreshed(object)
		expectNoneRetiring(t, object)
		w.expectNoChanges(object, c)
		w.add("a", "a", inactive)
		object = w.refreshed(object) // it is nobody's now
		if got := object.Show("unmanaged_kids"); !strings.Contains(got, `"a"`) {
			t.Errorf("unmanaged_kids is %s", got)
		}
		expectNoneRetiring(t, object)
	})
}

// A plan that was overtaken sends nothing.
func TestJWKSRetireChange_sincePlan(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	object, c := w.retiringFrom(w.retire("7d", "30d"))
	w.Clock().Advance(7 * oneDay)
	object = w.refreshed(object)
	for _, m := range []struct {
		name   string
		change func()
		words  []string
	}{
		{"deactivated", func() { w.set("a", inactive) }, nil},
		{"gone", func() { w.remove("a") }, []string{"ERROR", `key "a" is not registered any more`}},
	} {
		plan := w.planned(object, c)
		m.change()
		mark := w.Journal().Len()
		w.Walk(w.r)
		_, diags := w.r.Apply(plan, nil)
		if m.words == nil && diags.Errors() > 0 || m.words != nil && !diags.Has(m.words...) || len(w.writes(mark)) > 0 {
			t.Errorf("%s: sent %q\n%s", m.name, w.writes(mark), diags)
		}
	}
}

// Retiring keys are those of the resource: exclusive leaves them, and another resource that wants one is
// told.
func TestJWKSRetireChange_isManaged(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object, c := w.retiringFrom(w.retire("7d", "30d"), map[string]any{"exclusive": true})
		for range 3 {
			var sent []string
			if object, sent = w.night(object, c); len(sent) > 0 {
				t.Errorf("sent %q", sent)
			}
		}
		w.Walk(w.r)
		object, _ = w.r.Read(object)
		one := w.r.Plan(w.single(), nil, w.one("a"))
		if !one.Diags.Has("WARNING", `Key "a" is already managed by another resource`) {
			t.Errorf("another resource plans the key:\n%s", one.Diags)
		}
		w.expectNoChanges(object, c)
		w.Clock().Advance(30 * oneDay)
		w.Walk(w.r)
		object, _ = w.r.Read(object)
		w.r.Plan(w.single(), nil, w.one("a"))
		if plan := w.r.Plan(w.typeName, object, c); !plan.Diags.Has("ERROR", `Key "a" would be deleted, though another resource keeps it`) {
			t.Errorf("the deletion of a key that another resource adds:\n%s", plan.Diags)
		}
	})
}

// A retiring key counts for the limit, and the error says what to do.
func TestJWKSRetireChange_noRoom(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	retire := w.retire("", "30d")
	object := w.refreshed(w.apply(nil, w.config(rsaKeys(t, "abcde"), activeKID("a"), retire)))
	w.expectRefusal(object, w.config(rsaKeys(t, "abcdf"), activeKID("a"), retire),
		`there is no room for "f"`, `These keys are retiring, and not due to be deleted yet: "e"`, "Set a shorter retire.delete_after")
	object = w.apply(object, w.config(rsaKeys(t, "abcd"), activeKID("a"), retire))
	w.expectRefusal(w.refreshed(object), w.config(rsaKeys(t, "abcdf"), activeKID("a"), retire), `"e"`, "A retiring key makes room once it is deleted")
	w.Clock().Advance(30 * oneDay)
	w.apply(w.refreshed(object), w.config(rsaKeys(t, "abcdf"), activeKID("a"), retire))
	if got := strings.Join(w.effects()[6:], ", "); got != "delete e, add f" {
		t.Errorf("effects %s", got)
	}
}

// Okta's rules stay: a due step that takes the last active key, or the provider's own, is refused in the plan.
func TestJWKSRetireChange_lastActive(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	retire := w.retire("7d", "30d")
	object := w.refreshed(w.apply(nil, w.config(rsaKeys(t, "ab"), retire)))
	c := w.config(with(map[string]any{}, "b", acctest.Merge(rsaPEM(t, 1), ofStatus(inactive))), retire)
	object = w.apply(object, c)
	w.expectEffects("add a", "add b", "deactivate b")
	w.Clock().Advance(7 * oneDay)
	w.expectRefusal(w.refreshed(object), c, "Unable to remove the last active key", `"a"`)
}

// Importing finds nothing retiring, and a state from before there was such an attribute has none and plans
// nothing.
func TestJWKSRetireChange_importAndEarlierState(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		c := w.activeOf("ab", "a")
		object := w.apply(nil, c)
		earlier := w.r.Upgrade(object.WithNulls("retire", "retiring"))
		if plan := w.planned(earlier, c); plan.Changes() {
			t.Errorf("an earlier state plans changes:\n%s", plan.Value)
		}
		w.expectNoChanges(earlier, c)
		expectNoneRetiring(t, w.refreshed(earlier))
		w.Walk(w.r)
		imported, diags := w.r.Import(w.typeName, w.parent)
		if diags.Errors() > 0 {
			t.Fatal(diags)
		}
		expectNoneRetiring(t, imported)
		next := w.activeOf("a", "a", w.retire("7d", "30d"))
		imported = w.apply(imported, next) // what the configuration does not have leaves keys
		acctest.Expect(t, imported, map[string]string{retiring("b", "id"): w.key("b").ID})
		w.expectNoChanges(imported, next)
	})
}
