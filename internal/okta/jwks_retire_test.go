package okta_test

import (
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

const oneDay = 24 * time.Hour

// retire is the argument. An empty delay is not set; a server has no deactivate_after.
func (w *setFixture) retire(deactivateAfter, deleteAfter string) map[string]any {
	members := map[string]any{}
	if deactivateAfter != "" && !w.ofServer() {
		members["deactivate_after"] = deactivateAfter
	}
	if deleteAfter != "" {
		members["delete_after"] = deleteAfter
	}
	return map[string]any{"retire": members}
}

// retiringFrom is a set whose key a has just left it for b, and its configuration. The key a is active at
// an app; at a server, the activation of b has deactivated it.
func (w *setFixture) retiringFrom(retire map[string]any, more ...map[string]any) (*acctest.Object, map[string]any) {
	w.t.Helper()
	more = append(more, retire)
	object := w.apply(nil, w.activeOf("a", "a", more...))
	c := w.activeOf("b", "b", more...)
	return w.apply(w.refreshed(object), c), c
}

// retiring is an attribute of a retiring key.
func retiring(kid, name string) string { return "retiring." + kid + "." + name }

// expectNoneRetiring fails the test unless retiring is empty, and not null.
func expectNoneRetiring(t *testing.T, o interface{ Show(path string) string }) {
	t.Helper()
	if text := o.Show("retiring"); !strings.HasSuffix(text, "<>") {
		t.Errorf("retiring is %s", text)
	}
}

// night is a nightly apply: it refreshes, plans and applies, and returns the requests that it
// wrote.
func (w *setFixture) night(object *acctest.Object, c map[string]any) (*acctest.Object, []string) {
	w.t.Helper()
	w.Clock().Advance(oneDay)
	mark := w.Journal().Len()
	object = w.apply(w.refreshed(object), c)
	return object, w.writes(mark)
}

// A key that leaves keys stays as it is: nothing is sent about it, the plan names it and both delays, and it
// is neither unmanaged nor forgotten. The next plans are empty.
func TestJWKSRetire_leaves(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		retire := w.retire("7d", "30d")
		object := w.refreshed(w.apply(nil, w.activeOf("ab", "b", retire)))
		a, before := w.key("a"), w.Clock().Now()
		c := w.activeOf("b", "b", retire)
		plan := w.planned(object, c)
		acctest.Expect(t, plan, map[string]string{
			retiring("a", "id"): a.ID, retiring("a", "status"): a.Status, retiring("a", "since"): "unknown", retiring("a", "delete_at"): "unknown",
		})
		words := []string{"WARNING", "leave keys and stay registered", `"a"`, "30d after"}
		if !w.ofServer() {
			words = append(words, "deactivated 7d after this apply")
		}
		if !plan.Diags.Has(words...) || len(plan.Diags) != 1 {
			t.Errorf("want one warning with %q:\n%s", words, plan.Diags)
		}
		mark := w.Journal().Len()
		object = w.apply(object, c)
		if calls := w.Calls(mark); len(calls) != 1 || len(w.writes(mark)) > 0 {
			t.Errorf("sent %q", calls)
		}
		if known := object.Show("unmanaged_kids"); strings.Contains(known, `"a"`) || strings.Contains(object.Show("keys"), `"a"`) {
			t.Errorf("unmanaged_kids is %s, keys %s", known, object.Show("keys"))
		}
		since := before.UTC().Truncate(time.Second)
		want := map[string]string{
			retiring("a", "since"): since.Format(time.RFC3339), retiring("a", "delete_at"): since.Add(30 * oneDay).Format(time.RFC3339),
			retiring("a", "created"): object.Show(retiring("a", "created")),
		}
		if w.ofServer() {
			want[retiring("a", "deactivate_at")] = "null"
		} else {
			want[retiring("a", "deactivate_at")] = since.Add(7 * oneDay).Format(time.RFC3339)
		}
		acctest.Expect(t, object, want)
		if !strings.Contains(object.Show(retiring("a", "jwk_json")), `"kid":"a"`) {
			t.Errorf("jwk_json is %s", object.Show(retiring("a", "jwk_json")))
		}
		w.expectNoChanges(object, c)
		w.Clock().Advance(6 * oneDay)
		w.expectNoChanges(object, c)
	})
}

// Each step is done once, by the first apply after its time; every other night is empty.
func TestJWKSRetire_nights(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object, c := w.retiringFrom(w.retire("7d", "30d"))
		a := w.key("a").ID
		for night := 1; night <= 40; night++ {
			var sent []string
			object, sent = w.night(object, c)
			want := map[int]string{30: "DELETE " + a + " 204"}
			if !w.ofServer() {
				want[7] = "POST deactivate 200"
			}
			if got := strings.Join(sent, ", "); got != want[night] {
				t.Errorf("night %d sends %q, want %q", night, got, want[night])
			}
		}
		expectNoneRetiring(t, object)
		w.expectStatuses(map[string]string{"b": active})
		w.neverWithoutActive()
		w.expectNoChanges(object, c)
	})
}

// The first plan after a time shows the step. A step that is due is no matter for a plan before the refresh that
// found it so.
func TestJWKSRetire_planShowsTheStep(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	object, c := w.retiringFrom(w.retire("7d", "30d"))
	w.Clock().Advance(7 * oneDay)
	if plan := w.planned(object, c); plan.Changes() {
		t.Errorf("a plan without a refresh looks at the clock:\n%s", plan.Value)
	}
	object = w.refreshed(object)
	plan := w.planned(object, c)
	acctest.Expect(t, plan, map[string]string{retiring("a", "status"): inactive})
	if !plan.Diags.Has("WARNING", "will be deactivated", `"a"`, "retire.deactivate_after is over") {
		t.Errorf("no warning:\n%s", plan.Diags)
	}
	mark := w.Journal().Len()
	object = w.apply(object, c)
	w.ExpectCalls(mark, "GET jwks 200", "POST deactivate 200")
	acctest.Expect(t, object, map[string]string{retiring("a", "status"): inactive})
	w.expectNoChanges(object, c)
	w.Clock().Advance(23 * oneDay)
	object = w.refreshed(object)
	plan = w.planned(object, c)
	expectNoneRetiring(t, plan)
	if !plan.Diags.Has("WARNING", "will be deleted", `"a"`) {
		t.Errorf("no warning:\n%s", plan.Diags)
	}
	object = w.apply(object, c)
	w.expectEffects("add a", "add b", "deactivate a", "delete a")
	w.expectNoChanges(object, c)
}

// One delay alone: the key stays as it is until it is deleted, or stays registered.
func TestJWKSRetire_oneDelay(t *testing.T) {
	t.Parallel()
	for _, m := range []struct{ deactivateAfter, deleteAfter, says, effects string }{
		{"", "2d", "They are deleted 2d after this apply, by the first apply after that. retire does not deactivate them before that", "deactivate a, delete a"},
		{"2d", "", "deactivated 2d after this apply, by the first apply after that, and stay registered", "deactivate a"},
	} {
		w := newAppSet(t, public)
		retire := w.retire(m.deactivateAfter, m.deleteAfter)
		object := w.refreshed(w.apply(nil, w.config(rsaKeys(t, "ab"), retire)))
		c := w.config(rsaKeys(t, "b"), retire)
		if plan := w.planned(object, c); !plan.Diags.Has("WARNING", m.says) {
			t.Errorf("the plan does not say %q:\n%s", m.says, plan.Diags)
		}
		object = w.apply(object, c)
		for range 5 {
			object, _ = w.night(object, c)
		}
		if got := strings.Join(w.effects()[2:], ", "); got != m.effects {
			t.Errorf("effects %s, want %s", got, m.effects)
		}
		w.expectNoChanges(object, c)
	}
}

// A key is taken back: without a request if it is as wanted, in whatever form it is written.
func TestJWKSRetire_comesBack(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]struct {
		nights int
		key    map[string]any
		sends  string
		status string
	}{
		"active":                   {1, rsaPEM(t, 0), "", active},
		"active, as a certificate": {1, map[string]any{"public_key_pem": certificate(t, rsaSigner(t, 0))}, "", active},
		"inactive":                 {3, rsaPEM(t, 0), "POST activate 200", active},
		"inactive, and wanted so":  {3, acctest.Merge(rsaPEM(t, 0), ofStatus(inactive)), "", inactive},
		"active, and not wanted":   {1, acctest.Merge(rsaPEM(t, 0), ofStatus(inactive)), "POST deactivate 200", inactive},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newAppSet(t, public)
			more := w.retire("2d", "9d")
			object, c := w.retiringFrom(more)
			for range m.nights {
				object, _ = w.night(object, c)
			}
			id := w.key("a").ID
			back := w.config(with(rsaKeys(t, "b"), "a", m.key), more)
			plan := w.planned(w.refreshed(object), back)
			expectNoneRetiring(t, plan)
			acctest.Expect(t, plan, map[string]string{"keys.a.id": id, status("a"): m.status})
			mark := w.Journal().Len()
			object = w.apply(w.refreshed(object), back)
			if got := strings.Join(w.writes(mark), ", "); got != m.sends {
				t.Errorf("sent %q, want %q", got, m.sends)
			}
			expectNoneRetiring(t, object)
			acctest.Expect(t, object, map[string]string{"keys.a.id": id, status("a"): m.status})
			w.expectNoChanges(object, back)
			w.Clock().Advance(20 * oneDay)
			w.expectNoChanges(object, back)
		})
	}
}

// Other material under the kid of a retiring key is a key in the place of another one, as today: the old one
// is deleted first.
func TestJWKSRetire_comesBackAsAnotherKey(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		retire := w.retire("7d", "30d")
		object, _ := w.retiringFrom(retire)
		already := len(w.effects())
		keys := with(rsaKeys(t, "b"), "a", rsaPEM(t, 2))
		c := w.config(keys, retire)
		if w.ofServer() {
			c["active_kid"] = "b"
		}
		plan := w.planned(w.refreshed(object), c)
		if !plan.Diags.Has("WARNING", "will be deleted", `"a"`) {
			t.Errorf("no warning:\n%s", plan.Diags)
		}
		object = w.apply(w.refreshed(object), c)
		want := "deactivate a, delete a, add a"
		if w.ofServer() {
			want = "delete a, add a"
		}
		if got := strings.Join(w.effects()[already:], ", "); got != want {
			t.Errorf("effects %s, want %s", got, want)
		}
		expectNoneRetiring(t, object)
		acctest.Expect(t, object, map[string]string{"keys.a.id": w.key("a").ID})
		w.expectNoChanges(object, c)
	})
}

// What is only known after apply: a delay, and a key under the kid of a retiring one.
func TestJWKSRetire_unknown(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	retire := w.retire("7d", "30d")
	object := w.refreshed(w.apply(nil, w.config(rsaKeys(t, "ab"), retire)))
	w.expectRefusal(object, w.config(rsaKeys(t, "b"), map[string]any{"retire": acctest.Unknown}), "Invalid retire", "only known after apply")
	later := func(delay any) map[string]any {
		return w.config(rsaKeys(t, "b"), map[string]any{"retire": map[string]any{"delete_after": delay}})
	}
	plan := w.planned(object, later(acctest.Unknown))
	acctest.Expect(t, plan, map[string]string{retiring("a", "delete_at"): "unknown", retiring("a", "deactivate_at"): "null"})
	w.Walk(w.r)
	object, diags := w.r.Apply(plan, later("3d"))
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	w.expectNoChanges(object, later("3d"))
	again := func(key any) map[string]any {
		return w.config(with(rsaKeys(t, "b"), "a", map[string]any{"public_key_pem": key}), map[string]any{"retire": map[string]any{"delete_after": "3d"}})
	}
	plan = w.planned(w.refreshed(object), again(acctest.Unknown))
	acctest.Expect(t, plan, map[string]string{"retiring": "unknown"})
	w.Walk(w.r)
	object, diags = w.r.Apply(plan, again(pemOf(t, 0)))
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	w.expectEffects("add a", "add b")
	expectNoneRetiring(t, object)
	w.expectNoChanges(object, again(pemOf(t, 0)))
}
