package okta_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// dataSource is the type of the data source that lists the keys of the parent.
func (w *setFixture) dataSource() string {
	if w.ofServer() {
		return "idpkeys_okta_resource_server_jwks"
	}
	return "idpkeys_okta_app_jwks"
}

// expectNight is a night that sends exactly these requests after its refresh, which takes one list for
// all readers of the parent. Without requests, the plan is empty.
func (w *setFixture) expectNight(night int, object *acctest.Object, c map[string]any, want []string) *acctest.Object {
	w.t.Helper()
	w.Clock().Advance(oneDay)
	mark := w.Journal().Len()
	object = w.refreshed(object)
	if _, diags := w.r.ReadData(w.dataSource(), map[string]any{w.attribute: w.parent}); diags.Errors() > 0 {
		w.t.Fatal(diags)
	}
	plan := w.r.Plan(w.typeName, object, c)
	if lists := w.Calls(mark); len(lists) != 1 || !strings.HasPrefix(lists[0], "GET ") {
		w.t.Errorf("night %d: refresh and plan send %q, want one list", night, lists)
	}
	if plan.Changes() != (len(want) > 0) || plan.Diags.Errors() > 0 || len(want) == 0 && len(plan.Diags) > 0 {
		w.t.Fatalf("night %d: the plan changes %t, and says:\n%s", night, plan.Changes(), plan.Diags)
	}
	if len(want) == 0 {
		return object
	}
	mark = w.Journal().Len()
	w.Walk(w.r)
	object, diags := w.r.Apply(plan, nil)
	if diags.Errors() > 0 {
		w.t.Fatal(diags)
	}
	calls := w.Calls(mark)
	if got := w.writes(mark); !slices.Equal(got, want) || len(calls) != len(want)+1 {
		w.t.Errorf("night %d: the apply sends %q, want one list and %q", night, calls, want)
	}
	return object
}

// 40 nights after one change of the configuration do each step once, and send nothing else: one list per night.
func TestJWKSNights_retire(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		object, c := w.retiringFrom(w.retire("7d", "30d"))
		steps := map[int][]string{30: {"DELETE " + w.key("a").ID + " 204"}}
		if !w.ofServer() {
			steps[7] = []string{"POST deactivate 200"}
		}
		for night := 1; night <= 40; night++ {
			object = w.expectNight(night, object, c, steps[night])
		}
		w.expectStatuses(map[string]string{"b": active})
		w.neverWithoutActive()
	})
}

// Nights in which nobody applied are made up for by the next one: what is due is done at once, each step
// once.
func TestJWKSNights_missed(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	object, c := w.retiringFrom(w.retire("7d", "30d"))
	w.Clock().Advance(59 * oneDay)
	object = w.expectNight(60, object, c, []string{"POST deactivate 200", "DELETE " + w.key("a").ID + " 204"})
	w.expectNight(61, object, c, nil)
}

// deactivate_after changes while a key is in use still: the plan shows the new times, nothing is sent, and the step
// is done once, at the new time. Without deactivate_after, the key is in use until it is deleted.
func TestJWKSRetireChange_deactivateAfter(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]struct {
		delay string
		days  int // 0 for never
		last  []string
	}{
		"shorter": {"2d", 2, nil},
		"longer":  {"9d", 9, nil},
		"none":    {"", 0, []string{"POST deactivate 200"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newAppSet(t, public)
			object, c := w.retiringFrom(w.retire("5d", "12d"))
			since, err := time.Parse(time.RFC3339, object.Show(retiring("a", "since")))
			if err != nil {
				t.Fatal(err)
			}
			for night := 1; night <= 3; night++ {
				object = w.expectNight(night, object, c, nil)
			}
			c = w.activeOf("b", "b", w.retire(m.delay, "12d"))
			at := "null"
			if m.days > 0 {
				at = since.Add(time.Duration(m.days) * oneDay).Format(time.RFC3339)
			}
			plan := w.planned(object, c)
			acctest.Expect(t, plan, map[string]string{retiring("a", "deactivate_at"): at, retiring("a", "status"): active})
			mark := w.Journal().Len()
			object = w.apply(object, c)
			w.ExpectCalls(mark)
			for night := 4; night <= 14; night++ {
				var want []string
				switch {
				case night == max(4, m.days) && m.days > 0:
					want = []string{"POST deactivate 200"}
				case night == 12:
					want = append(slices.Clone(m.last), "DELETE "+w.key("a").ID+" 204")
				}
				object = w.expectNight(night, object, c, want)
			}
			w.expectEffects("add a", "add b", "deactivate a", "delete a")
		})
	}
}

// Destroying in the middle does with retiring keys of a server what on_destroy says, whatever their times are, and the
// plan names them.
func TestJWKSRetireDestroy_ofServer(t *testing.T) {
	t.Parallel()
	for how, left := range map[string]map[string]string{
		"delete": {}, "delete_if_unneeded": {}, "deactivate": {"a": inactive, "b": inactive}, "abandon": {"a": inactive, "b": active},
	} {
		w := newServerSet(t, sandbox.OktaAuthorizationServer{})
		object, _ := w.retiringFrom(w.retire("", "30d"), map[string]any{"on_destroy": how})
		w.Clock().Advance(5 * oneDay)
		w.expectRetiringDestroyed(object, how, left)
	}
}

// A block that is renamed in the middle without a moved block is refused in the plan, whichever half is planned first,
// and nothing happens to its keys.
func TestJWKSRetire_renamedWithoutMoved(t *testing.T) {
	t.Parallel()
	for _, createFirst := range []bool{true, false} {
		both(t, func(t *testing.T, w *setFixture) {
			object, c := w.retiringFrom(w.retire("7d", "30d"))
			object = w.refreshed(object)
			already, configs := w.effects(), []map[string]any{nil, c}
			if createFirst {
				slices.Reverse(configs)
			}
			var diags acctest.Diags
			for _, config := range configs {
				prior := object
				if config != nil {
					prior = nil
				}
				diags = append(diags, w.r.Plan(w.typeName, prior, config).Diags...)
			}
			if !diags.Has("ERROR", "would be deleted, though another resource keeps it", "moved") {
				t.Errorf("create first %t, not refused:\n%s", createFirst, diags)
			}
			w.expectEffects(already...)
		})
	}
}

// A delay without a key to follow: the plan in which the key leaves says so, and what to do, instead of leaving that to
// the night in which Okta would refuse. With a key that follows, in use or waiting to be, it says nothing.
func TestJWKSRetire_noKeyFollows(t *testing.T) {
	t.Parallel()
	words := []string{"WARNING", "retire, and no key follows them", `"a"`, "Add the key that follows to keys"}
	app := newAppSet(t, sandbox.OktaApp{})
	retire := app.retire("7d", "30d")
	object := app.refreshed(app.apply(nil, app.config(rsaKeys(t, "ab"), retire)))
	without := app.config(with(map[string]any{}, "b", acctest.Merge(rsaPEM(t, 1), ofStatus(inactive))), retire)
	if plan := app.planned(object, without); !plan.Diags.Has(append(words, "accepts nothing any more")...) {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	if plan := app.planned(object, app.config(rsaKeys(t, "b"), retire)); plan.Diags.Has(words[1]) {
		t.Errorf("a key follows:\n%s", plan.Diags)
	}
	object = app.apply(object, without)
	app.expectNoChanges(object, without)
	app.Clock().Advance(7 * oneDay)
	app.expectRefusal(app.refreshed(object), without, "Unable to remove the last active key")

	server := newServerSet(t, encrypting)
	retire = server.retire("", "30d")
	object = server.refreshed(server.apply(nil, server.config(rsaKeys(t, "ab"), activeKID("a"), retire)))
	if plan := server.planned(object, server.config(rsaKeys(t, "b"), retire)); !plan.Diags.Has(append(words, "encrypt access tokens to")...) {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	for _, more := range []map[string]any{activeKID("b"), acctest.Merge(activeKID("b"), after("2d"))} {
		if plan := server.planned(object, server.config(rsaKeys(t, "b"), retire, more)); plan.Diags.Has(words[1]) {
			t.Errorf("a key follows:\n%s", plan.Diags)
		}
	}
}

// Delays that are no duration, of each argument that is one.
func TestJWKSRetire_noDuration(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		names := []string{"delete_after"}
		if !w.ofServer() {
			names = append(names, "deactivate_after")
		}
		for _, name := range names {
			for _, text := range []string{"", "soon", "30", "30 days", "1w", "-1h", "-30d", "1d-2h", "999999999d", "30D"} {
				diags := w.r.Validate(w.typeName, w.activeOf("a", "a", map[string]any{"retire": map[string]any{name: text}}))
				if diags.Errors() != 1 || !diags.Has("ERROR", "Invalid duration", `write "2160h", "1h30m" or "90d"`) {
					t.Errorf("%s = %q:\n%s", name, text, diags)
				}
			}
		}
	})
}
