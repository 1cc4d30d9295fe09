package okta_test

import (
	"slices"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// 20 nights after one change of the configuration add, activate and delete once each, and send nothing else: one list per
// night.
func TestJWKSNights_activateAfter(t *testing.T) {
	t.Parallel()
	w, object, _ := waitingSet(t)
	c := w.config(rsaKeys(t, "b"), activeKID("b"), after("3d"), w.retire("", "12d"))
	a := w.key("a").ID
	object = w.apply(object, c)
	steps := map[int][]string{3: {"POST activate 200"}, 12: {"DELETE " + a + " 204"}}
	for night := 1; night <= 20; night++ {
		object = w.expectNight(night, object, c, steps[night])
	}
	w.expectEffects("add a", "activate a", "add b", "activate b", "deactivate a", "delete a")
	w.neverWithoutActive()
}

// Another delay in the middle: the plan shows the new time, nothing is sent, and the key is activated once, at the new
// time, also if it was due by the old one.
func TestJWKSActivateAfter_delayChanges(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]struct {
		delay string
		night int
	}{"shorter": {"2d", 4}, "longer": {"9d", 9}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, object, _ := waitingSet(t)
			c := w.config(rsaKeys(t, "ab"), activeKID("b"), after("4d"))
			object = w.apply(object, c)
			created, err := time.Parse(time.RFC3339, object.Show("keys.b.created"))
			if err != nil {
				t.Fatal(err)
			}
			for night := 1; night <= 3; night++ {
				object = w.expectNight(night, object, c, nil)
			}
			w.Clock().Advance(12 * time.Hour)
			if name == "longer" {
				w.Clock().Advance(12 * time.Hour) // due by the old delay
			}
			object = w.refreshed(object)
			c = w.config(rsaKeys(t, "ab"), activeKID("b"), after(m.delay))
			delay, _ := map[string]time.Duration{"2d": 2 * oneDay, "9d": 9 * oneDay}[m.delay]
			want := map[string]string{"activates_at": created.UTC().Add(delay).Format("2006-01-02T15:04:05Z"), status("b"): inactive}
			plan := w.planned(object, c)
			acctest.Expect(t, plan, want)
			mark := w.Journal().Len()
			object = w.apply(object, c)
			acctest.Expect(t, object, want)
			w.ExpectCalls(mark)
			for night := 4 + map[string]int{"longer": 1}[name]; night <= 11; night++ {
				var step []string
				if night == m.night {
					step = []string{"POST activate 200"}
				}
				object = w.expectNight(night, object, c, step)
			}
			w.expectEffects("add a", "activate a", "add b", "activate b", "deactivate a")
		})
	}
}

// Destroying while a key waits does with both keys what on_destroy says.
func TestJWKSActivateAfter_destroyed(t *testing.T) {
	t.Parallel()
	for how, left := range map[string]map[string]string{
		"delete": {}, "delete_if_unneeded": {}, "deactivate": {"a": inactive, "b": inactive}, "abandon": {"a": active, "b": inactive},
	} {
		w := newServerSet(t, sandbox.OktaAuthorizationServer{})
		keep := map[string]any{"on_destroy": how}
		object := w.refreshed(w.apply(nil, w.config(rsaKeys(t, "a"), activeKID("a"), keep)))
		object = w.apply(object, w.config(rsaKeys(t, "ab"), activeKID("b"), after("2d"), keep))
		w.Clock().Advance(oneDay)
		w.apply(w.refreshed(object), nil)
		w.expectStatuses(left)
		if slices.Contains(w.effects(), "activate b") {
			t.Errorf("%s: a destroy activates the key that waits: %q", how, w.effects())
		}
	}
}

// A block that is renamed while a key waits, without a moved block, is refused in the plan.
func TestJWKSActivateAfter_renamedWithoutMoved(t *testing.T) {
	t.Parallel()
	w, object, c := waitingSet(t)
	object = w.refreshed(w.apply(object, c))
	already := w.effects()
	diags := append(w.r.Plan(w.typeName, object, nil).Diags, w.r.Plan(w.typeName, nil, c).Diags...)
	if !diags.Has("ERROR", "would be deleted, though another resource keeps it", "moved") {
		t.Errorf("not refused:\n%s", diags)
	}
	w.expectEffects(already...)
}

// Delays that are no duration.
func TestJWKSActivateAfter_noDuration(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	for _, text := range []string{"", "soon", "30", "1w", "-1h", "-1d", "999999999d"} {
		diags := w.r.Validate(w.typeName, w.config(rsaKeys(t, "a"), activeKID("a"), after(text)))
		if diags.Errors() != 1 || !diags.Has("ERROR", "Invalid duration", `write "2160h", "1h30m" or "90d"`) {
			t.Errorf("activate_after = %q:\n%s", text, diags)
		}
	}
}
