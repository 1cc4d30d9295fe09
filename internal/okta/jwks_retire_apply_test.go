package okta_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// While a clock cannot be trusted, nothing is due, and the plan says so.
func TestJWKSRetireClock_notTrusted(t *testing.T) {
	t.Parallel()
	for name, age := range acctest.UnknownAges(nil) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newAppSet(t, public)
			object, c := w.retiringFrom(w.retire("7d", "30d"))
			w.Clock().Advance(31 * oneDay)
			age.Begin(w.Sandbox, w.parent)
			object = w.refreshed(object)
			plan := w.planned(object, c)
			if plan.Changes() || !plan.Diags.Has("WARNING", "are not checked for what is due", `"a"`) {
				t.Errorf("planned %s:\n%s", plan.Value, plan.Diags)
			}
			other := w.activeOf("b", "b", w.retire("7d", "30d"), map[string]any{"on_destroy": "deactivate"})
			object = w.apply(object, other)
			w.expectEffects("add a", "add b")
			age.End(w.Sandbox, w.parent)
			object = w.apply(w.refreshed(object), other)
			w.expectEffects("add a", "add b", "deactivate a", "delete a")
			w.expectNoChanges(object, other)
		})
	}
}

// A key that leaves while a clock cannot be trusted: its delays count from the first refresh that knows.
func TestJWKSRetireClock_leavesAtAnUnknownTime(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	retire := w.retire("7d", "30d")
	object := w.refreshed(w.apply(nil, w.config(rsaKeys(t, "ab"), retire)))
	c := w.config(rsaKeys(t, "b"), retire)
	w.SetDate(func(now time.Time) string { return now.Add(2 * oneDay).Format(sandbox.DateFormat) })
	object, diags := w.try(object, c)
	if diags.Errors() > 0 || !diags.Has("WARNING", "left keys at a time that is not known", `"a"`) {
		t.Errorf("said:\n%s", diags)
	}
	acctest.Expect(t, object, map[string]string{retiring("a", "since"): "null", retiring("a", "deactivate_at"): "null"})
	w.SetDate(nil)
	w.Clock().Advance(20 * oneDay)
	object = w.refreshed(object)
	if object.Show(retiring("a", "since")) == "null" {
		t.Error("the refresh knows the time and does not set since")
	}
	w.expectNoChanges(object, c)
	w.Clock().Advance(7 * oneDay)
	w.apply(w.refreshed(object), c)
	w.expectEffects("add a", "add b", "deactivate a")
}

// Whatever answer to a due step is lost, and while lists lag: it is done once.
func TestJWKSRetireFault_lostAnswer(t *testing.T) {
	t.Parallel()
	for step := range 2 { // the deactivation and the deletion
		for name, answer := range lostAnswers(200) {
			for _, executed := range []bool{true, false} {
				full := fmt.Sprintf("%s, request %d, executed %t", name, step+1, executed)
				if acctest.LeaveOut(full) {
					continue
				}
				t.Run(full, func(t *testing.T) {
					t.Parallel()
					w := newAppSet(t, public)
					object, c := w.retiringFrom(w.retire("", "30d"))
					w.Clock().Advance(30 * oneDay)
					object = w.refreshed(object)
					w.Inject(sandbox.Fault{Match: onWrite, Skip: step, Commit: executed, Answer: answer})
					object, _ = w.try(object, c)
					object, diags := w.try(w.refreshed(object), c)
					if diags.Errors() > 0 {
						t.Fatal(diags)
					}
					w.expectEffects("add a", "add b", "deactivate a", "delete a")
					expectNoneRetiring(t, object)
					w.expectNoChanges(object, c)
				})
			}
		}
	}
}

// Lists that lag neither forget a retiring key nor do a step twice.
func TestJWKSRetireFault_lag(t *testing.T) {
	t.Parallel()
	for how, behind := range lags() {
		both(t, func(t *testing.T, w *setFixture) {
			t.Log(how)
			behind(w.Sandbox)
			object, c := w.retiringFrom(w.retire("7d", "30d"))
			already := w.effects()
			object = w.refreshed(object)
			acctest.Expect(t, object, map[string]string{retiring("a", "id"): w.key("a").ID, retiring("a", "status"): w.key("a").Status})
			w.Clock().Advance(30 * oneDay)
			object = w.apply(w.refreshed(object), c)
			object = w.refreshed(object)
			expectNoneRetiring(t, object)
			if plan := w.planned(object, c); plan.Changes() {
				t.Errorf("planned %s", plan.Value)
			}
			want := append(slices.Clone(already), "deactivate a", "delete a")
			if w.ofServer() {
				want = append(slices.Clone(already), "delete a")
			}
			w.expectEffects(want...)
		})
	}
}

// An update that fails keeps what retires, and the keys that were to leave leave with the next one.
func TestJWKSRetireFault_failedUpdate(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	retire := w.retire("7d", "30d")
	object, _ := w.retiringFrom(retire)
	c := w.config(rsaKeys(t, "c"), retire)
	w.Inject(sandbox.Fault{Match: onWrite, Answer: sandbox.Status(403)})
	object, diags := w.try(w.refreshed(object), c)
	if diags.Errors() != 1 {
		t.Fatal(diags)
	}
	acctest.Expect(t, object, map[string]string{retiring("a", "status"): active, status("b"): active})
	object = w.apply(w.refreshed(object), c)
	acctest.Expect(t, object, map[string]string{retiring("a", "status"): active, retiring("b", "status"): active, status("c"): active})
	w.expectNoChanges(object, c)
}

// on_destroy goes for retiring keys, and the plan names them.
func TestJWKSRetireDestroy_onDestroy(t *testing.T) {
	t.Parallel()
	for how, left := range map[string]map[string]string{
		"delete": {}, "delete_if_unneeded": {}, "deactivate": {"a": inactive, "b": inactive}, "abandon": {"a": active, "b": active},
	} {
		w := newAppSet(t, public)
		object, _ := w.retiringFrom(w.retire("7d", "30d"), map[string]any{"on_destroy": how})
		w.expectRetiringDestroyed(object, how, left)
	}
}

// expectRetiringDestroyed destroys a set of which key "a" retires: the plan names the key and on_destroy, and the apply leaves
// keys of these statuses.
func (w *setFixture) expectRetiringDestroyed(object *acctest.Object, onDestroy string, left map[string]string) {
	w.t.Helper()
	gone := w.plan(w.refreshed(object), nil)
	if !gone.Diags.Has("WARNING", `"a"`, `on_destroy is "`+onDestroy+`"`) {
		w.t.Errorf("the plan does not name the key:\n%s", gone.Diags)
	}
	w.apply(w.refreshed(object), nil)
	w.expectStatuses(left)
}

// A replacement does with retiring keys what on_destroy says, once the new resource has its keys.
func TestJWKSRetireDestroy_replaced(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object, c := w.retiringFrom(w.retire("7d", "30d"))
		next, diags := w.replaced(w.refreshed(object), c, nil)
		if diags.Errors() > 0 || !diags.Has("WARNING", "are left to the new resource", `"a"`) {
			t.Errorf("said:\n%s", diags)
		}
		w.expectStatuses(map[string]string{"b": active})
		w.neverWithoutActive()
		w.expectNoChanges(next, c)
	})
}

// What cannot be meant is refused by validation.
func TestJWKSRetire_invalid(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		for text, members := range map[string]map[string]any{
			"Invalid duration":           {"delete_after": "soon"},
			"it is negative":             {"delete_after": "-1h"},
			"has no delay":               {},
			"shorter than deactivate_af": {"deactivate_after": "2d", "delete_after": "1d"},
		} {
			if _, there := members["deactivate_after"]; there && w.ofServer() {
				continue
			}
			if diags := w.r.Validate(w.typeName, w.activeOf("a", "a", map[string]any{"retire": members})); diags.Errors() != 1 || !diags.Has("ERROR", text) {
				t.Errorf("want %q:\n%s", text, diags)
			}
		}
		for _, members := range []map[string]any{{"delete_after": "0s"}, {"delete_after": acctest.Unknown}} {
			if diags := w.r.Validate(w.typeName, w.activeOf("a", "a", map[string]any{"retire": members})); len(diags) > 0 {
				t.Errorf("%v:\n%s", members, diags)
			}
		}
	})
}
