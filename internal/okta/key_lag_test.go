package okta_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// longLag is the longest lag for which the provider keeps its promises.
const longLag = 10 * time.Minute

// lag makes all reads lag by a time.
func lag(s *acctest.Sandbox, d time.Duration) {
	s.SetLag(sandbox.Lag{By: func(*http.Request) time.Duration { return d }})
}

// oneByOne runs a test with one key of an app, and with one of a server. Each of them has
// another active key.
func oneByOne(t *testing.T, run func(t *testing.T, w *keyFixture, config func(status string) map[string]any, remove func(id string))) {
	t.Helper()
	t.Run("app", func(t *testing.T) {
		t.Parallel()
		w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old"}}})
		w.Clock().Advance(time.Hour)
		run(t, &w.keyFixture, func(status string) map[string]any {
			return w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}, ofStatus(status))
		}, func(id string) { w.Okta().RemoveAppKey(w.app, id) })
	})
	t.Run("server", func(t *testing.T) {
		t.Parallel()
		w := newServerFixture(t, withActive())
		w.Clock().Advance(time.Hour)
		run(t, &w.keyFixture, func(status string) map[string]any { return w.config(0, "a", ofStatus(status)) },
			func(id string) { w.Okta().RemoveResourceServerKey(w.id, id) })
	})
}

// expectKept fails the test unless a refresh keeps an object as it is and says so, and the
// plan after it has nothing to do.
func (w *keyFixture) expectKept(object *acctest.Object, c map[string]any, words ...string) *acctest.Object {
	w.t.Helper()
	next, diags := w.refreshed(object)
	if !next.Exists() || len(diags) != 1 || !diags.Has(append([]string{"WARNING", "is kept as recorded"}, words...)...) {
		w.t.Fatalf("not kept:\n%s", diags)
	}
	if !next.Value.Equal(object.Value) {
		w.t.Errorf("the state has changed:\n%s\n%s", object.Value, next.Value)
	}
	if plan := w.r.Plan(w.typeName, next, c); plan.Changes() {
		w.t.Errorf("the plan has changes:\n%s\n%s", plan.Value, plan.Diags)
	}
	return next
}

// A key that the list does not show yet is not gone. Nor is one that somebody else has
// deleted, until the list must show it.
func TestKeyLag_aKeyThatIsNotListedYetStays(t *testing.T) {
	t.Parallel()
	oneByOne(t, func(t *testing.T, w *keyFixture, config func(string) map[string]any, remove func(string)) {
		object := w.apply(nil, config(active))
		lag(w.Sandbox, longLag)
		object = w.expectKept(object, config(active), "does not show it", "deleted")
		w.Clock().Advance(longLag)
		w.expectNoChanges(object, config(active))
		lag(w.Sandbox, 0)
		remove(w.keyID("a"))
		object = w.expectKept(object, config(active), "does not show it", "deleted")
		w.PassListLag()
		if next, diags := w.refreshed(object); next.Exists() || len(diags) > 0 {
			t.Errorf("still there:\n%s", diags)
		}
	})
}

// Without the times of the key, or of the list, nothing shows that a key is gone.
func TestKeyLag_aKeyOfUnknownAgeStays(t *testing.T) {
	t.Parallel()
	for name, date := range map[string]string{"no Date": "", "a Date that is not right": "Mon, 02 Jan 2006 15:04:05 GMT"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			oneByOne(t, func(t *testing.T, w *keyFixture, config func(string) map[string]any, remove func(string)) {
				object := w.apply(nil, config(active))
				w.Clock().Advance(48 * time.Hour)
				remove(w.keyID("a"))
				w.SetDate(func(time.Time) string { return date })
				w.expectKept(object, config(active), "is not known")
				w.SetDate(nil)
				if next, _ := w.refreshed(object); next.Exists() {
					t.Error("still there")
				}
			})
		})
	}
}

// A status that the list does not show yet has not changed.
func TestKeyLag_aStatusThatIsNotListedYetStays(t *testing.T) {
	t.Parallel()
	oneByOne(t, func(t *testing.T, w *keyFixture, config func(string) map[string]any, _ func(string)) {
		object := w.apply(nil, config(inactive))
		w.PassListLag()
		object, _ = w.refreshed(object)
		object = w.apply(object, config(active))
		lag(w.Sandbox, longLag)
		object = w.expectKept(object, config(active), "as it was before its last change", "changed")
		mark := w.Journal().Len()
		object = w.apply(object, config(inactive)) // by a list that shows it inactive still
		if calls := w.Calls(mark); calls[len(calls)-1] != "POST deactivate 200" {
			t.Errorf("sent %q", calls)
		}
		w.expectStatuses(map[string]string{"a": inactive, "old": w.keys()[0].Status})
		lag(w.Sandbox, 0)
		w.expectNoChanges(object, config(inactive))
	})
}

// A key that is destroyed before a list shows it is deleted.
func TestKeyLag_aKeyThatIsNotListedYetIsDestroyed(t *testing.T) {
	t.Parallel()
	oneByOne(t, func(t *testing.T, w *keyFixture, config func(string) map[string]any, remove func(string)) {
		for _, gone := range []bool{false, true} {
			object := w.apply(nil, config(active))
			if gone {
				remove(w.keyID("a"))
			}
			lag(w.Sandbox, longLag)
			w.apply(object, nil)
			if len(w.keys()) != 1 {
				t.Errorf("gone %v: left %v", gone, w.keys())
			}
			lag(w.Sandbox, 0)
			w.PassListLag()
		}
	})
}
