package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A second create of a key that the list does not show yet is refused, and the create after
// that takes the key over.
func TestKeyLag_anAdditionThatIsRefused(t *testing.T) {
	t.Parallel()
	oneByOne(t, func(t *testing.T, w *keyFixture, config func(string) map[string]any, _ func(string)) {
		w.apply(nil, config(active)) // and the state is lost
		effects := w.happened()
		lag(w.Sandbox, longLag)
		object, diags := w.try(nil, config(active))
		if object.Exists() || diags.Errors() != 1 || !diags.Has("ERROR", "Unable to add", `key "a" is registered already`, "apply again after 15 minutes") {
			t.Fatalf("unexpected:\n%s", diags)
		}
		lag(w.Sandbox, 0)
		w.PassListLag()
		mark := w.Journal().Len()
		object, diags = w.try(nil, config(active))
		if calls := w.Calls(mark); diags.Errors() > 0 || !diags.Has("WARNING", `Key "a" was taken over`) || calls[len(calls)-1] != "POST activate 200" {
			t.Fatalf("unexpected %q:\n%s", calls, diags)
		}
		w.expectEffects(effects...)
		w.expectNoChanges(object, config(active))
	})
}

// A list that still shows a key that was deleted does not keep the key from being added.
func TestKeyLag_aDeletedKeyIsAddedAgain(t *testing.T) {
	t.Parallel()
	oneByOne(t, func(t *testing.T, w *keyFixture, config func(string) map[string]any, _ func(string)) {
		w.PassListLag()
		object := w.apply(nil, config(active))
		w.Clock().Advance(longLag)
		was := w.keyID("a")
		w.apply(object, nil)
		lag(w.Sandbox, longLag/2)
		object = w.apply(nil, config(active))
		if id := w.keyID("a"); id == was {
			t.Error("the key is the old one")
		}
		acctest.Expect(t, object, map[string]string{"id": w.keyID("a"), "status": active})
		w.expectStatuses(map[string]string{"a": active, "old": w.keys()[0].Status})
		lag(w.Sandbox, 0)
		w.expectNoChanges(object, config(active))
	})
}

// A key that is taken over inactive is taken as the list shows it. If it is gone, a refresh says
// so when the list must show it.
func TestKeyLag_aDeletedKeyThatIsTakenOverInactive(t *testing.T) {
	t.Parallel()
	oneByOne(t, func(t *testing.T, w *keyFixture, config func(string) map[string]any, _ func(string)) {
		object := w.apply(nil, config(inactive))
		w.Clock().Advance(longLag)
		w.apply(object, nil)
		lag(w.Sandbox, longLag/2)
		object, diags := w.try(nil, config(inactive))
		if diags.Errors() > 0 || !diags.Has("WARNING", `Key "a" was taken over`, "Okta lists key") {
			t.Fatalf("unexpected:\n%s", diags)
		}
		lag(w.Sandbox, 0)
		w.PassListLag()
		object, _ = w.refreshed(object)
		if object.Exists() {
			t.Fatal("still in the state")
		}
		w.expectNoChanges(w.apply(nil, config(inactive)), config(inactive))
	})
}

// A key that the list shows and that is gone is not deleted twice, and not given up before the list
// shows it gone.
func TestKeyLag_aKeyThatIsListedAndGone(t *testing.T) {
	t.Parallel()
	oneByOne(t, func(t *testing.T, w *keyFixture, config func(string) map[string]any, remove func(string)) {
		object := w.apply(nil, config(active))
		w.PassListLag()
		remove(w.keyID("a"))
		effects := w.happened()
		lag(w.Sandbox, longLag)
		for _, c := range []map[string]any{config(inactive), nil} {
			left, diags := w.try(object, c)
			if !left.Exists() || diags.Errors() != 1 || !diags.Has("ERROR", "Unable to ", "HTTP 404", "the list lags behind", "apply again after 15 minutes") {
				t.Fatalf("unexpected:\n%s", diags)
			}
		}
		lag(w.Sandbox, 0)
		w.apply(object, nil)
		w.expectEffects(effects...)
	})
}

// Whatever answer is lost, and while the list does not show the change: a second apply repeats
// no effect, and in the end each is there once.
func TestKeyLag_aLostAnswer(t *testing.T) {
	t.Parallel()
	for name, change := range keyChangeCases() {
		t.Run("app, "+name, func(t *testing.T) {
			t.Parallel()
			w, object, c := change.start(t)
			w.PassListLag()
			w.Inject(sandbox.Fault{Match: change.match, Commit: true, Answer: sandbox.Drop()})
			w.expectOneEffectEach(change.effects, object, c)
		})
	}
	for name, change := range serverKeyChangeCases() {
		t.Run("server, "+name, func(t *testing.T) {
			t.Parallel()
			w, object, c := change.start(t)
			w.PassListLag()
			w.Inject(sandbox.Fault{Match: change.match, Commit: true, Answer: sandbox.Drop()})
			w.expectOneEffectEach(change.effects, object, c)
		})
	}
}

// expectOneEffectEach applies three times, twice while the lists lag. The first time an answer
// is lost.
func (w *keyFixture) expectOneEffectEach(effects []string, object *acctest.Object, c map[string]any) {
	w.t.Helper()
	lag(w.Sandbox, longLag)
	next, diags := w.try(object, c)
	if diags.Errors() != 1 || !diags.Has("ERROR", "outcome unknown") {
		w.t.Fatalf("unexpected:\n%s", diags)
	}
	if next.Exists() {
		next, _ = w.refreshed(next)
	}
	next, _ = w.try(next, c)
	lag(w.Sandbox, 0)
	w.PassListLag()
	if next.Exists() {
		next, _ = w.refreshed(next)
	}
	if c != nil || next.Exists() {
		next = w.apply(next, c)
	}
	w.expectEffects(effects...)
	if c != nil {
		w.expectNoChanges(next, c)
	}
}

// An activation that is asked for again is sent again, though the first one took effect: the
// plan says so, and it brings the key to the status of the configuration.
func TestKeyLag_anActivationThatSomebodyHasUndone(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old"}}})
	c := func(status string) map[string]any {
		return w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}, ofStatus(status))
	}
	object := w.apply(nil, c(inactive))
	w.PassListLag()
	lag(w.Sandbox, longLag)
	w.Inject(sandbox.Fault{Match: sandbox.OnAppKeyActivate, Commit: true, Answer: sandbox.Drop()})
	if _, diags := w.try(object, c(active)); diags.Errors() != 1 {
		t.Fatal(diags)
	}
	w.Okta().SetAppKeyStatus(w.app, w.keyID("a"), inactive)
	plan := w.planned(object, c(active))
	acctest.Expect(t, plan, map[string]string{"status": active})
	object = w.apply(object, c(active))
	w.expectEffects("add a", "activate a", "deactivate a", "activate a")
	lag(w.Sandbox, 0)
	w.expectNoChanges(object, c(active))
}
