package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// both runs a test at a server and at an app without any needs.
func both(t *testing.T, run func(t *testing.T, w *setFixture)) {
	t.Helper()
	t.Run("server", func(t *testing.T) {
		t.Parallel()
		run(t, newServerSet(t, sandbox.OktaAuthorizationServer{}))
	})
	t.Run("app", func(t *testing.T) {
		t.Parallel()
		run(t, newAppSet(t, public))
	})
}

// A key of the same kid and material is taken as it is, with a warning.
func TestJWKSTakeOver_sameKey(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		w.add("a", "a", active)
		w.add("x", "x", inactive)
		c := w.config(rsaKeys(t, "ab"))
		mark := w.Journal().Len()
		object, diags := w.try(nil, c)
		if diags.Errors() > 0 || !diags.Has("WARNING", "were taken over", `not added again: "a"`) {
			t.Fatalf("want a warning:\n%s", diags)
		}
		if sent := w.writes(mark); len(sent) != 1 {
			t.Errorf("sent %q", sent)
		}
		acctest.Expect(t, object, map[string]string{status("a"): active, "keys.a.id": w.key("a").ID})
		w.expectTrueState(object)
		w.expectNoChanges(object, c)

		// By an update, from among the unmanaged ones.
		c = w.config(rsaKeys(t, "abx"))
		object, diags = w.try(w.refreshed(object), c)
		if diags.Errors() > 0 || !diags.Has("WARNING", "were taken over", `not added again: "x"`) {
			t.Fatalf("want a warning:\n%s", diags)
		}
		w.expectTrueState(object)
		w.expectNoChanges(object, c)
	})
}

// The same kid with another key, use or alg is somebody else's.
func TestJWKSTakeOver_conflict(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		w.add("a", "x", inactive)
		for _, prior := range []*acctest.Object{nil, w.apply(nil, w.config(rsaKeys(t, "b")))} {
			mark := w.Journal().Len()
			if plan := w.plan(prior, w.config(rsaKeys(t, "ab"))); prior == nil && plan.Diags.Errors() != 1 {
				t.Error("the plan of a create does not refuse it")
			}
			_, diags := w.try(prior, w.config(rsaKeys(t, "ab")))
			if !diags.Has("ERROR", `a key "a" is registered already, and differs from the one in keys in its key material`, "another kid", "exclusive = true") {
				t.Errorf("want a conflict:\n%s", diags)
			}
			if sent := w.writes(mark); len(sent) > 0 {
				t.Errorf("sent %q", sent)
			}
		}
		// exclusive says that it may go, and the plan that it does.
		object := w.refreshed(w.apply(nil, w.config(rsaKeys(t, "b"))))
		after := w.config(rsaKeys(t, "ab"), map[string]any{"exclusive": true})
		if plan := w.planned(object, after); !plan.Diags.Has("WARNING", "will be deleted", `"a"`) {
			t.Errorf("the plan does not name the key that goes:\n%s", plan.Diags)
		}
		object = w.apply(object, after)
		w.expectEffects("add a", "add b", "delete a", "add a")
		w.expectNoChanges(object, after)
	})
}

func TestJWKSTakeOver_otherUseOrAlg(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "a", Alg: "RS256", PublicKey: rsaPublic(t, "a")}}})
	for word, more := range map[string]map[string]any{"alg": nil, "use": {"use": "enc", "alg": "RSA-OAEP"}} {
		_, diags := w.try(nil, w.config(map[string]any{"a": acctest.Merge(rsaPEM(t, 0), more)}))
		if diags.Errors() != 1 || !diags.Has("ERROR", "differs from the one in keys in its "+word) {
			t.Errorf("want a conflict:\n%s", diags)
		}
	}
	c := w.config(map[string]any{"a": acctest.Merge(rsaPEM(t, 0), map[string]any{"alg": "RS256", "use": "sig"})})
	w.expectNoChanges(w.apply(nil, c), c)
	w.expectEffects()
}

// Another key under a kid of the configuration: one that is not in use is deleted
// and added; the one in use is refused with a way out.
func TestJWKSTakeOver_otherMaterialInConfiguration(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	object := w.apply(nil, w.config(rsaKeys(t, "ab"), activeKID("a")))
	c := w.config(with(rsaKeys(t, "a"), "b", rsaPEM(t, 2)), activeKID("a"))
	plan := w.planned(object, c)
	acctest.Expect(t, plan, map[string]string{"keys.b.id": "unknown", status("b"): inactive, status("a"): active})
	if !plan.Diags.Has("WARNING", "will be deleted", `"b"`) {
		t.Errorf("no warning:\n%s", plan.Diags)
	}
	object = w.apply(object, c)
	w.expectEffects("add a", "add b", "activate a", "delete b", "add b")
	w.expectNoChanges(object, c)
	w.expectRefusal(object, w.config(with(rsaKeys(t, "b"), "a", rsaPEM(t, 3)), activeKID("a")), `"a" is the only active key`, "Give the new key another kid")
	// In one apply with another active key it can be.
	c = w.config(map[string]any{"a": rsaPEM(t, 3), "b": rsaPEM(t, 2)}, activeKID("b"))
	w.expectNoChanges(w.apply(object, c), c)
	w.neverWithoutActive()
}

// What the alg was is told until the key is gone.
func TestJWKSTakeOver_otherAlgRefused(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	of := func(alg string) map[string]any {
		return w.config(with(rsaKeys(t, "b"), "a", acctest.Merge(rsaPEM(t, 0), map[string]any{"alg": alg})))
	}
	object := w.apply(nil, of("RS256"))
	w.Inject(sandbox.Fault{Match: onWrite, Answer: sandbox.Status(403)})
	object, diags := w.try(object, of("RS384"))
	if diags.Errors() != 1 {
		t.Fatal(diags)
	}
	acctest.Expect(t, object, map[string]string{"keys.a.alg": "RS256", "keys.a.id": w.key("a").ID, status("a"): active})
	object = w.apply(object, of("RS384")) // without a refresh
	w.expectEffects("add a", "add b", "deactivate a", "delete a", "add a")
	w.expectNoChanges(object, of("RS384"))
}

// A key of an app that has no kid is in the way of every other one.
func TestJWKSTakeOver_keyWithoutAKID(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	c := w.config(rsaKeys(t, "a"))
	object := w.apply(nil, c)
	w.add("", "x", active)
	id := w.keys()[1].ID
	object = w.refreshed(object)
	if got := object.Show("unmanaged_kids"); !listContains(got, id) {
		t.Errorf("unmanaged_kids = %s, want %s", got, id)
	}
	w.expectNoChanges(object, c)
	_, diags := w.try(object, w.config(rsaKeys(t, "ab")))
	if diags.Errors() != 1 || !diags.Has("ERROR", "the key without a kid (ID "+id+")", "exclusive = true") {
		t.Errorf("want a refusal:\n%s", diags)
	}
	after := w.config(rsaKeys(t, "ab"), map[string]any{"exclusive": true})
	if plan := w.planned(object, after); !plan.Diags.Has("WARNING", "will be deleted", id) {
		t.Errorf("not named:\n%s", plan.Diags)
	}
	object = w.apply(object, after)
	w.expectEffects("add a", "add "+id, "deactivate "+id, "delete "+id, "add b")
	w.expectNoChanges(object, after)
}
