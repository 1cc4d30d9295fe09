package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// applyKnownLater plans with one configuration, and applies with what it turns out to be.
func (w *setFixture) applyKnownLater(prior *acctest.Object, planned, known map[string]any) (*acctest.Planned, *acctest.Object) {
	w.t.Helper()
	plan := w.planned(prior, planned)
	w.Walk(w.r)
	object, diags := w.r.Apply(plan, known)
	if diags.Errors() > 0 {
		w.t.Fatal(diags)
	}
	w.expectNoChanges(object, known)
	return plan, object
}

// with are keys and one more.
func with(keys map[string]any, kid string, key any) map[string]any {
	return acctest.Merge(keys, map[string]any{kid: key})
}

var (
	unknownPEM       = map[string]any{"public_key_pem": acctest.Unknown}
	activeKIDUnknown = map[string]any{"active_kid": acctest.Unknown}
)

// A new key whose material comes with the apply: what results is known all the same.
func TestJWKSUnknown_newKey(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	object := w.apply(nil, w.config(rsaKeys(t, "a"), activeKID("a")))
	plan, _ := w.applyKnownLater(object, w.config(map[string]any{"b": unknownPEM}, activeKID("b")), w.config(rsaKeys(t, "b"), activeKID("b")))
	acctest.Expect(t, plan, map[string]string{status("b"): active, "active_kid": "b", "keys.b.id": "unknown", "keys.b.n": "unknown", "keys.b.use": "enc"})
	if !plan.Diags.Has("WARNING", `Activating key "b" deactivates key "a"`) || !plan.Diags.Has("WARNING", "will be deleted", `"a"`) {
		t.Errorf("the plan does not say what happens:\n%s", plan.Diags)
	}
	w.neverWithoutActive()

	w = newAppSet(t, sandbox.OktaApp{})
	object = w.apply(nil, w.config(rsaKeys(t, "a")))
	plan, _ = w.applyKnownLater(object, w.config(map[string]any{"b": unknownPEM}), w.config(rsaKeys(t, "b")))
	acctest.Expect(t, plan, map[string]string{status("b"): active, "keys.b.use": "sig", "keys.b.alg": "null"})
	w.expectEffects("add a", "add b", "deactivate a", "delete a")
}

// The material of a key that is there: whether anything happens shows in the end.
func TestJWKSUnknown_existingKey(t *testing.T) {
	t.Parallel()
	for name, turnsOut := range map[string]string{"the same": "b", "another": "c"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newServerSet(t, encrypting)
			object := w.apply(nil, w.config(rsaKeys(t, "ab"), activeKID("a")))
			known := with(rsaKeys(t, "a"), "b", rsaKeys(t, turnsOut)[turnsOut])
			mark := w.Journal().Len()
			plan, _ := w.applyKnownLater(object, w.config(with(rsaKeys(t, "a"), "b", unknownPEM), activeKID("a")), w.config(known, activeKID("a")))
			acctest.Expect(t, plan, map[string]string{"keys.b.id": "unknown", status("b"): "unknown", "keys.a.id": w.key("a").ID})
			if sent := len(w.writes(mark)); sent != map[string]int{"b": 0, "c": 2}[turnsOut] {
				t.Errorf("sent %q", w.writes(mark))
			}
		})
	}
}

// What an imported key has beside its material is not planned away before it is
// known whether it is that key.
func TestJWKSUnknown_existingKeyWithUseAndAlg(t *testing.T) {
	t.Parallel()
	app := sandbox.OktaApp{Keys: []sandbox.OktaAppKey{
		{KID: "a", PublicKey: rsaPublic(t, "a")}, // Okta answers null for its use
		{KID: "b", Use: "sig", Alg: "RS256", PublicKey: rsaPublic(t, "b")},
		{KID: "c", Use: "enc", Alg: "RSA-OAEP-256", PublicKey: rsaPublic(t, "c")},
	}}
	for name, c := range map[string]struct {
		kid  string
		more map[string]any
	}{
		"no use": {"a", nil}, "an alg": {"b", nil}, "encryption": {"c", map[string]any{"use": "enc"}}, "the alg": {"b", map[string]any{"alg": "RS256"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newAppSet(t, app)
			w.Walk(w.r)
			object, diags := w.r.Import(w.typeName, w.parent)
			if diags.Errors() > 0 {
				t.Fatal(diags)
			}
			keys := rsaKeys(t, "abc")
			keys["c"] = acctest.Merge(keys["c"].(map[string]any), map[string]any{"use": "enc"})
			keys[c.kid] = acctest.Merge(keys[c.kid].(map[string]any), c.more)
			mark := w.Journal().Len()
			w.applyKnownLater(object, w.config(with(keys, c.kid, acctest.Merge(unknownPEM, c.more))), w.config(keys))
			if sent := w.writes(mark); len(sent) > 0 {
				t.Errorf("sent %q", sent)
			}
		})
	}
}

// A status that is configured is planned as it is, whatever else is unknown.
func TestJWKSUnknown_besideStatuses(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	keys := map[string]any{
		"a": acctest.Merge(rsaKeys(t, "a")["a"].(map[string]any), ofStatus(active)),
		"b": acctest.Merge(rsaKeys(t, "b")["b"].(map[string]any), ofStatus(inactive)),
		"c": rsaKeys(t, "c")["c"],
	}
	object := w.apply(nil, w.config(keys))
	plan, _ := w.applyKnownLater(object, w.config(with(keys, "c", unknownPEM)), w.config(keys))
	acctest.Expect(t, plan, map[string]string{status("a"): active, status("b"): inactive, status("c"): "unknown"})
	flipped := acctest.Merge(keys, map[string]any{
		"a": acctest.Merge(keys["a"].(map[string]any), ofStatus(inactive)), "b": acctest.Merge(keys["b"].(map[string]any), ofStatus(active)),
	})
	plan, _ = w.applyKnownLater(object, w.config(acctest.Merge(flipped, map[string]any{"a": acctest.Merge(keys["a"].(map[string]any), map[string]any{"status": acctest.Unknown})})), w.config(flipped))
	acctest.Expect(t, plan, map[string]string{status("a"): "unknown", status("b"): active})
	w.expectStatuses(map[string]string{"a": inactive, "b": active, "c": active})
}

// As long as it is not known what happens, nothing says that the last active key
// goes.
func TestJWKSUnknown_whileEncrypting(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	object := w.apply(nil, w.config(rsaKeys(t, "ab"), activeKID("a")))
	plan, _ := w.applyKnownLater(object, w.config(rsaKeys(t, "ab"), activeKIDUnknown), w.config(rsaKeys(t, "ab"), activeKID("b")))
	acctest.Expect(t, plan, map[string]string{status("a"): "unknown", status("b"): "unknown", "active_kid": "unknown", "keys.a.id": w.key("a").ID})
	w.expectEffects("add a", "add b", "activate a", "activate b", "deactivate a")
}

// A whole key, all of them, the active one, or the parent, known after apply only.
func TestJWKSUnknown_more(t *testing.T) {
	t.Parallel()
	for name, planned := range map[string]func(w *setFixture) map[string]any{
		"a key": func(w *setFixture) map[string]any {
			return w.config(with(rsaKeys(t, "a"), "b", acctest.Unknown), activeKID("b"))
		},
		"the keys": func(w *setFixture) map[string]any {
			return acctest.Merge(w.config(nil, activeKID("b")), map[string]any{"keys": acctest.Unknown})
		},
		"active": func(w *setFixture) map[string]any { return w.config(rsaKeys(t, "ab"), activeKIDUnknown) },
		"all of it": func(w *setFixture) map[string]any {
			return acctest.Merge(w.config(nil, activeKIDUnknown), map[string]any{"keys": acctest.Unknown})
		},
		"parent": func(w *setFixture) map[string]any {
			return acctest.Merge(w.config(rsaKeys(t, "ab"), activeKID("b")), map[string]any{w.attribute: acctest.Unknown})
		},
	} {
		for _, started := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", of a set that is there"}[started], func(t *testing.T) {
				t.Parallel()
				w := newServerSet(t, encrypting)
				var object *acctest.Object
				if started {
					if name == "parent" {
						t.Skip("replaces")
					}
					object = w.apply(nil, w.config(rsaKeys(t, "a"), activeKID("a")))
				}
				plan, _ := w.applyKnownLater(object, planned(w), w.config(rsaKeys(t, "ab"), activeKID("b")))
				acctest.Expect(t, plan, map[string]string{"unmanaged_kids": "unknown"})
				w.expectStatuses(map[string]string{"a": inactive, "b": active})
			})
		}
	}
}

// Elements of an app's set have more that is unknown.
func TestJWKSUnknown_elementOfAnApp(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	object := w.apply(nil, w.config(rsaKeys(t, "a")))
	encryptor := acctest.Merge(rsaKeys(t, "b")["b"].(map[string]any), map[string]any{"use": "enc", "alg": "RSA-OAEP-256"})
	_, object = w.applyKnownLater(object, w.config(with(rsaKeys(t, "a"), "b", acctest.Unknown)), w.config(with(rsaKeys(t, "a"), "b", encryptor)))
	_, object = w.applyKnownLater(object, w.config(with(rsaKeys(t, "a"), "b", acctest.Unknown)), w.config(with(rsaKeys(t, "a"), "b", encryptor)))
	asJWK := map[string]any{"jwk_json": acctest.Unknown}
	known := map[string]any{"jwk_json": publicJWK(t, "c", "sig", "RS384")}
	w.applyKnownLater(object, w.config(with(rsaKeys(t, "a"), "c", asJWK)), w.config(with(rsaKeys(t, "a"), "c", known)))
	w.expectEffects("add a", "add b", "add c", "deactivate b", "delete b")
}
