package okta_test

import (
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// listContains reports whether a list, shown as text, has an element.
func listContains(list, element string) bool { return strings.Contains(list, `"`+element+`"`) }

func TestJWKSDrift_keyDeletedBySomebody(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		c := w.config(rsaKeys(t, "ab"))
		object := w.apply(nil, c)
		w.remove("a")
		object = w.refreshed(object)
		if names := object.Names("keys"); len(names) != 1 || names[0] != "b" {
			t.Errorf("keys %q", names)
		}
		object = w.apply(object, c)
		w.expectEffects("add a", "add b", "delete a", "add a")
		w.expectNoChanges(object, c)
	})
}

// Deleted and added again by somebody: the same key, of another ID.
func TestJWKSDrift_sameKeyOfAnotherID(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		c := w.config(rsaKeys(t, "ab"))
		object := w.apply(nil, c)
		was := w.key("a").Status
		w.remove("a")
		w.add("a", "a", was)
		w.expectNoChanges(object, c)
		acctest.Expect(t, w.refreshed(object), map[string]string{"keys.a.id": w.key("a").ID})
		// And without a refresh.
		w.apply(object, nil)
		w.expectStatuses(nil)
	})
}

func TestJWKSDrift_otherKeyOfTheKID(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		c := w.config(rsaKeys(t, "ab"))
		object := w.apply(nil, c)
		was := w.key("a").Status
		w.remove("a")
		w.add("a", "x", was)
		w.Walk(w.r)
		next, diags := w.r.Read(object)
		if diags.Errors() > 0 || !diags.Has("WARNING", "not as recorded", thumbprint(t, rsaPublic(t, "a")), thumbprint(t, rsaPublic(t, "x"))) {
			t.Fatalf("want a warning with both thumbprints:\n%s", diags)
		}
		acctest.Expect(t, next, map[string]string{"keys.a.id": w.key("a").ID})
		plan := w.planned(next, c)
		acctest.Expect(t, plan, map[string]string{"keys.a.id": "unknown"})
		if !plan.Diags.Has("WARNING", "will be deleted", `"a"`) {
			t.Errorf("no warning:\n%s", plan.Diags)
		}
		already := len(w.effects())
		w.expectNoChanges(w.apply(next, c), c)
		want := "delete a, add a"
		if !w.ofServer() {
			want = "deactivate a, " + want
		}
		if got := strings.Join(w.effects()[already:], ", "); got != want {
			t.Errorf("effects %s, want %s", got, want)
		}
		// Without a refresh it is not ours to delete.
		w.remove("a")
		w.add("a", "y", was)
		if _, diags := w.try(object, w.config(rsaKeys(t, "abc"))); diags.Errors() != 1 || !diags.Has("ERROR", "was deleted and added again", "Nothing was sent") {
			t.Errorf("want a refusal:\n%s", diags)
		}
	})
}

func TestJWKSDrift_statuses(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	enforced := w.config(rsaKeys(t, "ab"), activeKID("a"))
	object := w.apply(nil, enforced)
	w.set("b", active)
	object = w.refreshed(object)
	acctest.Expect(t, object, map[string]string{"active_kid": "b"})
	plan := w.planned(object, enforced)
	acctest.Expect(t, plan, map[string]string{status("a"): active, status("b"): inactive, "active_kid": "a"})
	mark := w.Journal().Len()
	w.expectNoChanges(w.apply(object, enforced), enforced)
	if sent := w.writes(mark); len(sent) != 1 || sent[0] != "POST activate 200" {
		t.Errorf("sent %q", sent)
	}

	w = newAppSet(t, public)
	observed := w.config(with(rsaKeys(t, "a"), "b", acctest.Merge(rsaPEM(t, 1), ofStatus(active))))
	object = w.apply(nil, observed)
	w.set("a", inactive)
	w.expectNoChanges(object, observed) // only observed
	w.set("b", inactive)
	object = w.refreshed(object)
	acctest.Expect(t, w.planned(object, observed), map[string]string{status("a"): inactive, status("b"): active})
	w.expectNoChanges(w.apply(object, observed), observed)
	w.expectStatuses(map[string]string{"a": inactive, "b": active})
}

// A key that is somebody else's is active: activating ours takes it out of use, and
// the plan names it.
func TestJWKSDrift_othersActiveKey(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	w.add("x", "x", active)
	c := w.config(rsaKeys(t, "a"), activeKID("a"))
	for _, prior := range []*acctest.Object{nil, w.refreshed(w.apply(nil, w.config(rsaKeys(t, "a"))))} {
		if plan := w.planned(prior, c); !plan.Diags.Has("WARNING", `Activating key "a" deactivates key "x"`) {
			t.Errorf("no warning:\n%s", plan.Diags)
		}
	}
	w.apply(nil, c)
	w.expectStatuses(map[string]string{"a": active, "x": inactive})
	w.neverWithoutActive()

	w = newAppSet(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "x", Use: "enc", PublicKey: rsaPublic(t, "x")}}})
	encryptor := acctest.Merge(rsaPEM(t, 0), map[string]any{"use": "enc"})
	for _, keys := range []map[string]any{{"a": encryptor}, {"a": acctest.Merge(encryptor, ofStatus(active))}} {
		if plan := w.planned(nil, w.config(keys)); !plan.Diags.Has("WARNING", `Activating key "a" deactivates key "x"`) {
			t.Errorf("no warning:\n%s", plan.Diags)
		}
	}
	w.apply(nil, w.config(map[string]any{"a": encryptor}))
	w.expectEffects("add a", "activate a", "deactivate x")
}

// Keys that are not configured are listed and left alone, unless exclusive.
func TestJWKSDrift_othersKeys(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		w.add("y", "y", active)
		w.add("x", "x", inactive)
		c := w.config(rsaKeys(t, "a"))
		object := w.apply(nil, c)
		if got := object.Show("unmanaged_kids"); !strings.Contains(got, `<"x">, `) || !listContains(got, "y") {
			t.Errorf("unmanaged_kids = %s", got)
		}
		w.expectNoChanges(object, c)
		only := w.config(rsaKeys(t, "a"), map[string]any{"exclusive": true})
		plan := w.planned(object, only)
		if !plan.Diags.Has("WARNING", "will be deleted", `"x", "y"`) {
			t.Errorf("the plan does not name the keys:\n%s", plan.Diags)
		}
		w.add("v", "v", inactive) // between plan and apply
		w.Walk(w.r)
		object, diags := w.r.Apply(plan, nil)
		if diags.Errors() > 0 || !listContains(object.Show("unmanaged_kids"), "v") {
			t.Errorf("want v left alone:\n%s", diags)
		}
		w.expectTrueState(object)
		object = w.apply(w.refreshed(object), only)
		w.expectNoChanges(object, only)
		if len(w.keys()) != 1 {
			t.Errorf("keys %v", w.keys())
		}
		w.expectNoChanges(w.apply(nil, only), only) // another create takes what is there
	})
}

// The apply that creates an exclusive set deletes nothing, since no plan can have named
// all of it; the next one deletes what its plan names.
func TestJWKSDrift_exclusiveFromTheStart(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		w.add("y", "y", active)
		only := w.config(rsaKeys(t, "a"), map[string]any{"exclusive": true})
		plan := w.planned(nil, only)
		if !plan.Diags.Has("WARNING", "will be deleted by the next apply", `"y"`) {
			t.Errorf("the plan does not name the key:\n%s", plan.Diags)
		}
		w.add("v", "v", inactive) // between plan and apply
		w.Walk(w.r)
		object, diags := w.r.Apply(plan, nil)
		if got := object.Show("unmanaged_kids"); diags.Errors() > 0 || !listContains(got, "v") || !listContains(got, "y") {
			t.Errorf("want both left alone:\n%s", diags)
		}
		object = w.refreshed(object)
		if next := w.planned(object, only); !next.Diags.Has("WARNING", "will be deleted (", `"v", "y"`) {
			t.Errorf("the next plan does not name the keys:\n%s", next.Diags)
		}
		w.expectNoChanges(w.apply(object, only), only)
		if keys := w.keys(); len(keys) != 1 || keys[0].KID != "a" {
			t.Errorf("keys %v, want a alone", keys)
		}
	})
}

// Statuses that would end otherwise than planned are not brought about.
func TestJWKSDrift_betweenPlanAndApply(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, sandbox.OktaAuthorizationServer{})
	object := w.apply(nil, w.config(rsaKeys(t, "a"), activeKID("a")))
	plan := w.planned(object, w.config(rsaKeys(t, "ab")))
	acctest.Expect(t, plan, map[string]string{status("a"): active})
	w.add("x", "x", inactive)
	w.set("x", active)
	mark := w.Journal().Len()
	w.Walk(w.r)
	kept, diags := w.r.Apply(plan, nil)
	if diags.Errors() != 1 || !diags.Has("ERROR", "the keys have changed since this plan was made", `"a"`, "Plan again") {
		t.Errorf("want a refusal:\n%s", diags)
	}
	if sent := w.writes(mark); len(sent) > 0 {
		t.Errorf("sent %q", sent)
	}
	after := w.config(rsaKeys(t, "ab"))
	w.expectNoChanges(w.apply(w.refreshed(kept), after), after)
}
