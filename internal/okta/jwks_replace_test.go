package okta_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// replaced is what -replace does: core plans the update first, then a create, and hands the
// private state that the create plans to the delete.
func (w *setFixture) replaced(object *acctest.Object, c, final map[string]any) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	plan := w.planned(object, c)
	anew := w.r.Plan(w.typeName, nil, c)
	if anew.Diags.Errors() > 0 {
		return object, anew.Diags
	}
	w.Walk(w.r)
	_, gone := w.r.Apply(w.r.Deletion(object, anew), nil)
	said := append(plan.Diags, gone...)
	if said.Errors() > 0 {
		return object, said
	}
	next, diags := w.r.Apply(anew, final)
	return next, append(said, diags...)
}

// activeOf are a set's keys, of which one is active at a server.
func (w *setFixture) activeOf(kids, current string, more ...map[string]any) map[string]any {
	if w.ofServer() {
		more = append(more, activeKID(current))
	}
	return w.config(rsaKeys(w.t, kids), more...)
}

// -replace of a set whose keys change as well rolls over: the delete leaves the old keys to the
// create, and at no moment is there no active key.
func TestJWKSReplace_rollsOver(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object := w.apply(nil, w.activeOf("a", "a"))
		mark, gone := w.Journal().Len(), w.key("a").ID
		c := w.activeOf("b", "b")
		next, diags := w.replaced(object, c, nil)
		if diags.Errors() > 0 || !diags.Has("WARNING", "are left to the new resource", `"a"`) || diags.Has("taken over") {
			t.Errorf("said:\n%s", diags)
		}
		w.neverWithoutActive()
		if sent := w.writes(mark); sent[len(sent)-1] != "DELETE "+gone+" 204" || len(sent) > 4 {
			t.Errorf("sent %q", sent)
		}
		w.expectStatuses(map[string]string{"b": active})
		w.expectNoChanges(next, c)
	})
}

// Where some keys stay and others go, and what on_destroy makes of those that go.
func TestJWKSReplace_onDestroy(t *testing.T) {
	t.Parallel()
	for how, left := range map[string]string{"delete": "", "delete_if_unneeded": "", "deactivate": inactive, "abandon": active} {
		both(t, func(t *testing.T, w *setFixture) {
			more := map[string]any{"on_destroy": how}
			object := w.apply(nil, w.activeOf("ab", "a", more))
			c := w.activeOf("bc", "c", more)
			next, diags := w.replaced(object, c, nil)
			said := diags.Has("If Terraform replaces the resource (-replace), this is different", `"`+how+`" in the state`)
			if diags.Errors() > 0 || diags.Has("were taken over") || said != (left != "") {
				t.Errorf("%s:\n%s", how, diags)
			}
			w.neverWithoutActive()
			want := map[string]string{"b": active, "c": active, "a": left}
			if w.ofServer() {
				want["b"] = inactive
			}
			if w.ofServer() && how == "abandon" {
				want["a"] = inactive // by the activation of c
			}
			if left == "" {
				delete(want, "a")
			}
			w.expectStatuses(want)
			if got := next.Show("unmanaged_kids"); listContains(got, "a") != (left != "") {
				t.Errorf("%s: unmanaged_kids = %s", how, got)
			}
			if effects := w.effects(); slices.Contains(effects, "delete b") {
				t.Errorf("%s: %q", how, effects)
			}
		})
	}
}

// What a plan says of the last active key is different under -replace if on_destroy leaves it.
func TestJWKSReplace_abandonsTheLastActiveKey(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		more := map[string]any{"on_destroy": "abandon"}
		object := w.apply(nil, w.activeOf("ab", "a", more))
		c := w.config(rsaKeys(t, "c"), more)
		if !w.ofServer() {
			c["keys"].(map[string]any)["c"] = acctest.Merge(rsaKeys(t, "c")["c"].(map[string]any), ofStatus(inactive))
		}
		_, diags := w.replaced(object, c, nil)
		if diags.Errors() > 0 || !diags.Has("WARNING", "is the last active one", "(-replace), nothing is taken out of use") {
			t.Errorf("said:\n%s", diags)
		}
		if w.key("a").Status != active {
			t.Error("it was taken out of use")
		}
	})
}

// A key that is only known after apply may be the one that is registered.
func TestJWKSReplace_materialKnownAfterApply(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		c := w.activeOf("a", "a")
		object := w.apply(nil, c)
		already := len(w.effects())
		unknown := acctest.Merge(c, map[string]any{"keys": map[string]any{"a": map[string]any{"public_key_pem": acctest.Unknown}}})
		next, diags := w.replaced(object, unknown, c)
		if diags.Errors() > 0 || len(w.effects()) != already {
			t.Errorf("effects %q:\n%s", w.effects(), diags)
		}
		w.expectNoChanges(next, c)
	})
}

// If the create fails, the old keys are as they were, and are named: no resource has them.
func TestJWKSReplace_createFails(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object := w.apply(nil, w.activeOf("a", "a"))
		w.Inject(sandbox.Fault{Match: func(r *http.Request) bool { return onWrite(r) && !onDelete(r) }, Answer: sandbox.Status(403)})
		c := w.activeOf("b", "b")
		next, diags := w.replaced(object, c, nil)
		if next.Exists() || diags.Errors() != 1 || !diags.Has("WARNING", "are in no resource", `"a"`, "exclusive = true") {
			t.Errorf("said:\n%s", diags)
		}
		w.neverWithoutActive()
		w.expectStatuses(map[string]string{"a": active})
		next = w.apply(nil, c)
		if !listContains(next.Show("unmanaged_kids"), "a") {
			t.Error("the key that is left is not listed")
		}
		w.neverWithoutActive()
	})
}

// The create is planned once more in the apply. If that fails, the keys are named as well.
func TestJWKSReplace_createIsRefusedInTheApply(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object := w.apply(nil, w.activeOf("a", "a"))
		c := w.activeOf("b", "b")
		anew := w.planned(nil, c)
		w.Walk(w.r)
		if _, diags := w.r.Apply(w.r.Deletion(object, anew), nil); diags.Errors() > 0 {
			t.Fatal(diags)
		}
		w.add("b", "x", inactive) // in between, by somebody
		next, diags := w.r.Apply(anew, nil)
		if next.Exists() || diags.Errors() != 1 || !diags.Has("WARNING", "are in no resource", `"a"`) {
			t.Errorf("said:\n%s", diags)
		}
		w.expectStatuses(map[string]string{"a": active, "b": inactive})
	})
}

// Two sets of one parent that are both replaced take each its own keys.
func TestJWKSReplace_twoSets(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	one, other := w.apply(nil, w.config(rsaKeys(t, "a"))), w.apply(nil, w.config(rsaKeys(t, "b")))
	w.Walk(w.r)
	c, d := w.config(rsaKeys(t, "c")), w.config(rsaKeys(t, "d"))
	first, second := w.r.Plan(w.typeName, nil, c), w.r.Plan(w.typeName, nil, d)
	w.Walk(w.r)
	for _, half := range []*acctest.Planned{w.r.Deletion(one, first), w.r.Deletion(other, second), second, first} {
		if _, diags := w.r.Apply(half, nil); diags.Errors() > 0 {
			t.Error(diags)
		}
	}
	w.expectEffects("add a", "add b", "add d", "deactivate b", "delete b", "add c", "deactivate a", "delete a")
}

// With the real CLI: by -replace, and where the set is tainted, at parents that keep their last
// active key.
func TestAccJWKS_replacedWithOtherKeys(t *testing.T) {
	t.Parallel()
	for _, set := range []*setFixture{newServerSet(t, encrypting), newAppSet(t, sandbox.OktaApp{})} {
		w := newCLISet(t, set)
		configure := func(kid string) {
			var more []string
			if w.ofServer() {
				more = append(more, fmt.Sprintf("active_kid = %q", kid))
			}
			w.configure(written(t, kid), more...)
		}
		configure("a")
		w.cli.must(0, []string{"1 added"}, "apply", "-auto-approve")
		configure("b")
		w.cli.must(0, []string{"are left to the new resource", "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve", "-replace="+w.typeName+".all")
		w.cli.noChanges()
		w.cli.must(0, nil, "taint", w.typeName+".all")
		configure("c")
		w.cli.must(0, []string{"are left to the new resource", "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
		w.cli.noChanges()
		w.expectStatuses(map[string]string{"c": active})
		w.neverWithoutActive()
	}
}
