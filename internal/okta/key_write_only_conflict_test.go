package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// hiddenFixtures are parents of keys whose material no plan holds.
func hiddenFixtures(t *testing.T, run func(t *testing.T, w *keyFixture, config func(i, version int) map[string]any)) {
	t.Helper()
	for _, use := range []string{"sig", "enc"} {
		t.Run("app "+use, func(t *testing.T) {
			t.Parallel()
			w := newAppFixture(t, public)
			run(t, &w.keyFixture, func(i, version int) map[string]any {
				return w.config(writeOnly(t, i, version), map[string]any{"use": use, "status": active})
			})
		})
	}
	t.Run("server", func(t *testing.T) {
		t.Parallel()
		w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
		run(t, &w.keyFixture, func(i, version int) map[string]any {
			return serverConfig(w.id, writeOnly(t, i, version), ofStatus(active))
		})
	})
}

// planAll plans each in one walk, and returns what was said.
func (w *keyFixture) planAll(all ...planOf) (diags acctest.Diags) {
	w.t.Helper()
	w.Walk(w.r)
	for _, p := range all {
		plan := w.r.Plan(w.typeName, p.prior, p.config)
		diags = append(diags, plan.Diags...)
		if plan.Replace { // core plans the create too
			diags = append(diags, w.r.Plan(w.typeName, nil, p.config).Diags...)
		}
	}
	return diags
}

// A key that one resource deletes, and another one takes from public_key_pem_wo, is
// refused in the plan, though the plan holds neither its kid nor its material.
func TestKeyConflict_writeOnly(t *testing.T) {
	t.Parallel()
	hiddenFixtures(t, func(t *testing.T, w *keyFixture, config func(i, version int) map[string]any) {
		object := w.apply(nil, config(0, 1))
		w.Clock().Advance(3 * time.Hour)
		kid := thumbprint(t, rsaSigner(t, 0).Public())
		kept := map[string]planOf{"created": {"", nil, config(0, 1)}}
		other := w.apply(nil, config(1, 1))
		kept["replaced by it"] = planOf{"", other, config(0, 2)}
		sent := w.Journal().Len()
		for name, keeper := range kept {
			for gone, deletion := range map[string]planOf{"destroyed": {"", object, nil}, "replaced": {"", object, config(2, 2)}} {
				for order, plans := range map[string][]planOf{"deleted first": {deletion, keeper}, "kept first": {keeper, deletion}} {
					diags := w.planAll(plans...)
					if !diags.Has("ERROR", `Key "`+kid+`" would be deleted, though another resource keeps it`, "Nothing was sent") {
						t.Errorf("%s, %s, %s:\n%s", gone, name, order, diags)
					}
				}
			}
		}
		for _, entry := range w.Journal().Since(sent) {
			if entry.Method != "GET" {
				t.Errorf("sent %s %s", entry.Method, entry.Path)
			}
		}
	})
}

// With count and one version, a key that leaves the list moves the others to new indexes,
// where they are not looked at: the last index goes with its key, which is still in the list.
func TestKeyConflict_writeOnlyAndNotLookedAt(t *testing.T) {
	t.Parallel()
	hiddenFixtures(t, func(t *testing.T, w *keyFixture, config func(i, version int) map[string]any) {
		inactiveOf := func(i int) map[string]any { return acctest.Merge(config(i, 1), ofStatus(inactive)) }
		first, second := w.apply(nil, inactiveOf(0)), w.apply(nil, inactiveOf(1))
		kid := thumbprint(t, rsaSigner(t, 1).Public())
		shiftedDate, gone := planOf{"", first, inactiveOf(1)}, planOf{"", second, nil}
		for _, plans := range [][]planOf{{shiftedDate, gone}, {gone, shiftedDate}} {
			if diags := w.planAll(plans...); diags.Errors() != 1 || !diags.Has("ERROR", `Key "`+kid+`" would be deleted, though another resource names it`,
				"public_key_pem_wo_version", "for_each", "Nothing was sent") {
				t.Errorf("not refused:\n%s", diags)
			}
		}
		if diags := w.planAll(planOf{"", first, inactiveOf(2)}, gone); diags.Errors() > 0 {
			t.Errorf("a key that nobody deletes:\n%s", diags)
		}
	})
}

// A resource that is replaced by one with the same write-only key keeps the key: with
// -replace, and with another version of it, whose plan does not call it another key.
func TestKeyWriteOnly_replacedByTheSame(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"delete", "deactivate", "abandon"} {
		hiddenFixtures(t, func(t *testing.T, w *keyFixture, config func(i, version int) map[string]any) {
			of := func(version int) map[string]any {
				return acctest.Merge(config(0, version), map[string]any{"on_destroy": how})
			}
			object := w.apply(nil, of(1))
			already := w.happened()
			w.Clock().Advance(48 * time.Hour)
			kid := thumbprint(t, rsaSigner(t, 0).Public())
			w.Walk(w.r)
			object, diags := w.applyReplacement(object, of(1), false) // -replace
			if diags.Errors() > 0 || diags.Has("was taken over") {
				t.Fatalf("%s, -replace:\n%s", how, diags)
			}
			w.expectEffects(already...)
			plan := w.planned(object, of(2))
			if !plan.Replace || !plan.Diags.Has("WARNING", `Key "`+kid+`" stays where it is`, "no request is sent") || plan.Diags.Has("will be replaced") || len(plan.Diags) != 1 {
				t.Errorf("%s, another version:\n%s", how, plan.Diags)
			}
			object, diags = w.applyReplacement(object, of(2), false)
			if diags.Errors() > 0 {
				t.Fatalf("%s, another version:\n%s", how, diags)
			}
			w.expectEffects(already...)
			w.expectNoChanges(object, of(2))
		})
	}
}

// An ephemeral value can be another one in the apply than in the plan. The old key stays
// then, with a word, and nothing that is wanted is lost.
func TestKeyWriteOnly_anotherOneInTheApply(t *testing.T) {
	t.Parallel()
	hiddenFixtures(t, func(t *testing.T, w *keyFixture, config func(i, version int) map[string]any) {
		object := w.apply(nil, config(0, 1))
		w.Clock().Advance(48 * time.Hour)
		w.planned(object, config(0, 2))
		anew := w.r.Plan(w.typeName, nil, config(0, 2))
		w.Walk(w.r)
		_, gone := w.r.Apply(w.r.Deletion(object, anew), nil)
		if gone.Errors() > 0 || !gone.Has("WARNING", "stay where they are", "public_key_pem_wo was this key", "delete it at Okta") {
			t.Errorf("the delete says:\n%s", gone)
		}
		next, diags := w.r.Apply(anew, config(1, 2))
		if diags.Errors() > 0 {
			t.Fatal(diags)
		}
		was, is := thumbprint(t, rsaSigner(t, 0).Public()), thumbprint(t, rsaSigner(t, 1).Public())
		if w.keyID(was) == "" || w.keyID(is) == "" {
			t.Error("a key is lost")
		}
		w.expectNoChanges(next, config(1, 2))
	})
}
