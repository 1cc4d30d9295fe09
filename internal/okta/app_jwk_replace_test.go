package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Whatever becomes of the old key, the plan says it.
func TestAppJWKReplace_whatBecomesOfTheOldKey(t *testing.T) {
	t.Parallel()
	for onDestroy, words := range map[string][]string{
		"delete":     {"will be replaced", `key "a"`, active, "taken away here as on_destroy says"},
		"deactivate": {"will be replaced", `key "a"`, active, "taken away here as on_destroy says"},
		"abandon":    {"will stay registered", `key "a"`, active, "stays registered", `on_destroy is "abandon" in the state`, "Deactivate or delete it at Okta"},
	} {
		w := newAppFixture(t, public)
		object := w.apply(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "a", "on_destroy": onDestroy}))
		// on_destroy of the state counts, not that of the configuration.
		plan := w.planned(object, w.config(rsaPEM(t, 1), map[string]any{"kid": "b"}))
		if !plan.Replace || !plan.Diags.Has(append(words, "WARNING", w.app)...) || len(plan.Diags) != 1 {
			t.Errorf("%s:\n%s", onDestroy, plan.Diags)
		}
	}
}

// A resource that moves to another app has its key there, and not another key here.
func TestAppJWKReplace_atAnotherApp(t *testing.T) {
	t.Parallel()
	for _, alone := range []bool{true, false} {
		w := newAppFixture(t, public)
		object := w.apply(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}))
		if !alone {
			w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "b", Use: "sig", PublicKey: rsaSigner(t, 1).Public()})
		}
		other := w.Okta().AddApp(public)
		plan := w.planned(object, appConfig(other, rsaPEM(t, 0), map[string]any{"kid": "a"}))
		if !plan.Replace || !plan.Diags.Has("WARNING", `Key "a" will be replaced`, "adds its key at", other, "instead", "taken away here") ||
			plan.Diags.Has("It is the only active key of its use here") != alone {
			t.Errorf("alone %v:\n%s", alone, plan.Diags)
		}
		next := appConfig(acctest.Unknown, rsaPEM(t, 0), map[string]any{"kid": "a"})
		if plan := w.planned(object, next); !plan.Diags.Has("WARNING", "adds its key at a place that is not known yet instead") {
			t.Errorf("an app that is not known:\n%s", plan.Diags)
		}
	}
}

// Two keys cannot have one kid, so a replacement that keeps it cannot come first.
func TestAppJWKReplace_anUnchangedKIDAndCreateBeforeDestroy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		next  map[string]any
		keeps bool
	}{
		"another alg":               {acctest.Merge(rsaPEM(t, 0), map[string]any{"alg": "PS256"}), true},
		"another key, the same kid": {acctest.Merge(rsaPEM(t, 1), map[string]any{"kid": thumbprint(t, rsaSigner(t, 0).Public())}), true},
		"another kid":               {acctest.Merge(rsaPEM(t, 0), map[string]any{"kid": "b"}), false},
		"another key":               {rsaPEM(t, 1), false},
		"a key that is not known":   {writeOnly(t, 1, 1), false},
	} {
		w := newAppFixture(t, public)
		object := w.apply(nil, w.config(rsaPEM(t, 0), map[string]any{"alg": "RS256"}))
		next := w.config(c.next)
		if name == "a key that is not known" {
			object = w.apply(object, w.config(writeOnly(t, 0, 0), map[string]any{"alg": "RS256"}))
		}
		plan := w.planned(object, next)
		refuses := plan.Diags.Has("WARNING", "will be replaced", "create_before_destroy", "the apply refuses", "two keys cannot have the same kid", "another kid")
		if !plan.Replace || refuses != c.keeps {
			t.Errorf("%s: replaces %v:\n%s", name, plan.Replace, plan.Diags)
		}
		if advises := plan.Diags.Has("WARNING", "set lifecycle { create_before_destroy = true }, if it is not set yet"); advises == c.keeps {
			t.Errorf("%s: the warning says:\n%s", name, plan.Diags)
		}
		w.Clock().Advance(time.Hour)
		_, diags := w.replace(object, next, true)
		refused := diags.Has("ERROR", "Unable to add Okta app keys", "create_before_destroy", "two keys cannot have the same kid", "another kid")
		if refused != c.keeps || (diags.Errors() > 0) != c.keeps {
			t.Errorf("%s: the apply says:\n%s", name, diags)
		}
		if !c.keeps {
			continue
		}
		object, diags = w.replace(object, next, false)
		if diags.Errors() > 0 {
			t.Errorf("%s, destroyed first:\n%s", name, diags)
		}
		w.expectNoChanges(object, next)
	}
}

// An apply with create_before_destroy is killed after it has added the new key, and
// the next one comes late. The address is in the state, so there is nothing to
// import to; the error says the way out, and it is one.
func TestAppJWKReplace_killedAndLate(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	object := w.apply(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}))
	next := w.config(rsaPEM(t, 1), map[string]any{"kid": "b"})
	w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "b", Use: "sig", PublicKey: rsaSigner(t, 1).Public()})
	w.Clock().Advance(2 * time.Hour)
	_, diags := w.replace(object, next, true)
	if !diags.Has("ERROR", "Unable to add Okta app keys", `key "b" is registered already`, "Nothing was sent", w.app+"/"+w.keyID("b"),
		"deactivate it at Okta", "apply again", "taken over") {
		t.Fatalf("the error says:\n%s", diags)
	}
	w.Okta().SetAppKeyStatus(w.app, w.keyID("b"), inactive)
	object, diags = w.replace(object, next, true)
	if diags.Errors() > 0 || !diags.Has("WARNING", "was taken over") {
		t.Fatalf("the way out is none:\n%s", diags)
	}
	w.expectStatuses(map[string]string{"b": active})
	w.expectNoChanges(object, next)
}
