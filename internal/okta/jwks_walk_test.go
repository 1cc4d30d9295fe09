package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// single is the resource of one key of the same parent.
func (w *setFixture) single() string {
	if w.ofServer() {
		return "idpkeys_okta_resource_server_jwk"
	}
	return appJWKType
}

// one is a configuration of a key of its own.
func (w *setFixture) one(kid string, more ...map[string]any) map[string]any {
	w.t.Helper()
	all := append([]map[string]any{{w.attribute: w.parent, "kid": kid}, rsaKeys(w.t, kid)[kid].(map[string]any)}, more...)
	return acctest.Merge(all...)
}

// Two resources that declare one key do not both get it.
func TestJWKSWalk_addedByAnother(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		one := w.r.Plan(w.single(), nil, w.one("a"))
		all := w.planned(nil, w.config(rsaKeys(t, "ab")))
		w.Walk(w.r)
		if _, diags := w.r.Apply(one, nil); diags.Errors() > 0 {
			t.Fatal(diags)
		}
		if object, diags := w.r.Apply(all, nil); object.Exists() || !diags.Has("ERROR", `"a"`, "another resource of this configuration") {
			t.Errorf("want a refusal:\n%s", diags)
		}
		w.expectEffects("add a")
	})
}

// create_before_destroy: what the new set has taken over, the old one leaves alone,
// be it needed. Core plans the destroy after the create.
func TestJWKSWalk_replacedCreateFirst(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"delete", "deactivate"} {
		for _, w := range []*setFixture{newServerSet(t, encrypting), newAppSet(t, sandbox.OktaApp{})} {
			c := w.config(rsaKeys(t, "ab"), map[string]any{"on_destroy": how})
			if w.ofServer() {
				c["active_kid"] = "a"
			}
			object := w.apply(nil, c)
			already := len(w.effects())
			w.Walk(w.r)
			create := w.r.Plan(w.typeName, nil, c)
			w.Walk(w.r)
			next, diags := w.r.Apply(create, nil)
			if diags.Errors() > 0 || !diags.Has("WARNING", "were taken over") {
				t.Fatal(diags)
			}
			gone := w.r.Plan(w.typeName, object, nil)
			if _, diags := w.r.Apply(gone, nil); gone.Diags.Errors()+diags.Errors() > 0 || !diags.Has("WARNING", "left in place", `"a"`) {
				t.Errorf("want a warning:\n%s%s", gone.Diags, diags)
			}
			if n := len(w.effects()); n != already {
				t.Errorf("effects %q", w.effects())
			}
			w.expectNoChanges(next, c)
		}
	}
}

// A key moves from a resource of its own into the set, and out of it, by plans that do
// not know of each other, as those of two provider blocks: who takes it over comes
// first, and the other one leaves it alone. One plan of both is refused.
func TestJWKSWalk_keyChangesHands(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		own := w.r.Plan(w.single(), nil, w.one("a", ofStatus(inactive)))
		w.Walk(w.r)
		one, diags := w.r.Apply(own, nil)
		if diags.Errors() > 0 {
			t.Fatal(diags)
		}
		of := func(kids string) map[string]any {
			keys := rsaKeys(t, kids)
			if !w.ofServer() && keys["a"] != nil {
				keys["a"] = acctest.Merge(keys["a"].(map[string]any), ofStatus(inactive))
			}
			return w.config(keys)
		}
		set := w.refreshed(w.apply(nil, of("b")))
		in := w.planned(set, of("ab"))
		if plan := w.r.Plan(w.single(), one, nil); !plan.Diags.Has("ERROR", "would be deleted", `"a"`, w.single(), w.typeName) {
			t.Errorf("not refused:\n%s", plan.Diags)
		}
		w.Walk(w.r)
		gone := w.r.Plan(w.single(), one, nil)
		w.Walk(w.r)
		if set, diags = w.r.Apply(in, nil); diags.Errors() > 0 {
			t.Fatal(diags)
		}
		if _, diags := w.r.Apply(gone, nil); diags.Errors() > 0 || !diags.Has("WARNING", "left in place") {
			t.Errorf("want a warning:\n%s", diags)
		}
		w.expectEffects("add a", "add b")
		w.expectNoChanges(set, of("ab"))

		out := w.planned(set, of("b"))
		if plan := w.r.Plan(w.single(), nil, w.one("a", ofStatus(inactive))); !plan.Diags.Has("ERROR", "would be deleted", `"a"`, w.single(), w.typeName) {
			t.Errorf("not refused:\n%s", plan.Diags)
		}
		w.Walk(w.r)
		back := w.r.Plan(w.single(), nil, w.one("a", ofStatus(inactive)))
		w.Walk(w.r)
		if _, diags = w.r.Apply(back, nil); diags.Errors() > 0 {
			t.Fatal(diags)
		}
		// An update is planned once more in the apply, where it is refused.
		if _, diags = w.r.Apply(out, nil); !diags.Has("ERROR", "would be deleted", `"a"`, "Nothing was sent") {
			t.Errorf("not refused:\n%s", diags)
		}
		w.expectEffects("add a", "add b")
	})
}

// Two resources that plan an active key where one can be.
func TestJWKSWalk_twoActive(t *testing.T) {
	t.Parallel()
	server, app := newServerSet(t, encrypting), newAppSet(t, public)
	encryptor := func(kid string) map[string]any {
		return map[string]any{kid: acctest.Merge(rsaKeys(t, kid)[kid].(map[string]any), map[string]any{"use": "enc"})}
	}
	for _, c := range []struct {
		w          *setFixture
		one, other map[string]any
		single     map[string]any
	}{
		{server, server.config(rsaKeys(t, "ab"), activeKID("a")), server.config(rsaKeys(t, "cd"), activeKID("c")), server.one("e", ofStatus(active))},
		{app, app.config(encryptor("a")), app.config(encryptor("c")), app.one("e", map[string]any{"use": "enc"})},
	} {
		w := c.w
		for typeName, other := range map[string]map[string]any{w.typeName: c.other, w.single(): c.single} {
			w.Walk(w.r)
			first := w.r.Plan(w.typeName, nil, c.one)
			second := w.r.Plan(typeName, nil, other)
			if first.Diags.Errors() > 0 || !second.Diags.Has("ERROR", "More than one active key for one use", `"a"`) {
				t.Errorf("%s: want a refusal:\n%s%s", typeName, first.Diags, second.Diags)
			}
			w.Walk(w.r)
			first = w.r.Plan(typeName, nil, other)
			second = w.r.Plan(w.typeName, nil, c.one)
			if first.Diags.Errors() > 0 || !second.Diags.Has("ERROR", "More than one active key for one use", `"a"`) {
				t.Errorf("%s first: want a refusal:\n%s%s", typeName, first.Diags, second.Diags)
			}
		}
		// The same set planned twice, as core does for a replacement, is one.
		w.Walk(w.r)
		for range 2 {
			if plan := w.r.Plan(w.typeName, nil, c.one); plan.Diags.Errors() > 0 {
				t.Error(plan.Diags)
			}
		}
	}
}
