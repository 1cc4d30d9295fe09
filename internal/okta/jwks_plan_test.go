package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// publicJWK is a key that rsaKeys calls so, as a JWK that names it.
func publicJWK(t testing.TB, kid, use, alg string) string {
	t.Helper()
	key, err := jwk.Parse(acctest.PublicPEM(t, rsaPublic(t, kid)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := key.JSON(jwk.Members{KeyID: kid, Use: use, Algorithm: alg})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Of a new key only what Okta makes is unknown; of a key that stays, nothing is.
func TestJWKSPlan_whatIsKnown(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	object := w.apply(nil, w.config(rsaKeys(t, "a"), activeKID("a")))
	plan := w.planned(object, w.config(rsaKeys(t, "ab"), activeKID("b")))
	want := map[string]string{"unmanaged_kids": "unknown", "id": w.parent, status("a"): inactive, status("b"): active}
	for _, name := range []string{"id", "created"} {
		want["keys.a."+name], want["keys.b."+name] = object.Show("keys.a."+name), "unknown"
	}
	for _, name := range []string{"crv", "x", "y", "alg"} {
		want["keys.a."+name], want["keys.b."+name] = "null", "null"
	}
	acctest.Expect(t, plan, want)
	for _, name := range []string{"public_key_pem", "jwk_json", "kty", "n", "e", "use"} {
		if got := plan.Show("keys.b." + name); got == "unknown" || got == "null" {
			t.Errorf("%s is %s", name, got)
		}
	}
}

// Without active_kid the active key is told, and a new key may be one that somebody
// has activated.
func TestJWKSPlan_activationLeftAlone(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, sandbox.OktaAuthorizationServer{})
	c := w.config(rsaKeys(t, "ab"))
	acctest.Expect(t, w.planned(nil, c), map[string]string{status("a"): "unknown", "active_kid": "unknown"})
	object := w.apply(nil, c)
	acctest.Expect(t, object, map[string]string{status("a"): inactive, status("b"): inactive, "active_kid": "null"})
	w.expectEffects("add a", "add b")
	w.expectNoChanges(object, c)
	w.set("b", active)
	w.expectNoChanges(object, c) // no drift
	object = w.refreshed(object)
	acctest.Expect(t, object, map[string]string{status("b"): active, "active_kid": "b"})
}

// Every spelling of a key is that key.
func TestJWKSPlan_otherSpellings(t *testing.T) {
	t.Parallel()
	for kind, make := range map[string]func() *setFixture{
		"server": func() *setFixture { return newServerSet(t, encrypting) },
		"app":    func() *setFixture { return newAppSet(t, sandbox.OktaApp{}) },
	} {
		for from, first := range forms(t, rsaSigner(t, 0)) {
			w := make()
			w.t = t
			object := w.apply(nil, w.config(map[string]any{"a": first}))
			for to, second := range forms(t, rsaSigner(t, 0)) {
				if plan := w.planned(object, w.config(map[string]any{"a": second})); plan.Changes() || len(plan.Diags) > 0 {
					t.Errorf("%s, from %s to %s:\n%s\n%s", kind, from, to, plan.Value, plan.Diags)
				}
				w.expectNoChanges(object, w.config(map[string]any{"a": second}))
			}
			w.expectEffects("add a")
		}
	}
}

// A spelling and a status change together.
func TestJWKSPlan_otherSpellingAndStatus(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	object := w.apply(nil, w.config(rsaKeys(t, "ab")))
	after := w.config(with(rsaKeys(t, "a"), "b", map[string]any{"jwk_json": publicJWK(t, "b", "sig", ""), "status": inactive}))
	plan := w.planned(object, after)
	acctest.Expect(t, plan, map[string]string{
		status("a"): active, status("b"): inactive, "keys.b.id": w.key("b").ID, "keys.b.public_key_pem": object.Show("keys.b.public_key_pem"),
	})
	object = w.apply(object, after)
	w.expectEffects("add a", "add b", "deactivate b")
	w.expectNoChanges(object, after)
}

// Arguments that concern no key send nothing.
func TestJWKSPlan_onlyArguments(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	object := w.apply(nil, w.config(rsaKeys(t, "a"), activeKID("a")))
	for _, more := range []map[string]any{{"on_destroy": "abandon"}, {"exclusive": true}, {"timeouts": map[string]any{"update": "1m"}}} {
		c := w.config(rsaKeys(t, "a"), activeKID("a"), more)
		if plan := w.planned(object, c); plan.Show("unmanaged_kids") == "unknown" || len(plan.Diags) > 0 {
			t.Errorf("%v: %s %s", more, plan.Value, plan.Diags)
		}
		mark := w.Journal().Len()
		next := w.apply(object, c)
		w.ExpectCalls(mark)
		w.expectNoChanges(next, c)
	}
	// No longer naming the active key leaves it as it is.
	c := w.config(rsaKeys(t, "a"))
	acctest.Expect(t, w.planned(object, c), map[string]string{"active_kid": "a", status("a"): active})
	w.expectNoChanges(object, c)
}

// Fields that Okta adds to a key of a server are no reason to replace it.
func TestJWKSPlan_algOfAServersKey(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	object := w.apply(nil, w.config(rsaKeys(t, "a"), activeKID("a")))
	key := w.key("a")
	list := `[{"id":"` + key.ID + `","alg":"RSA","status":"ACTIVE",` + publicJWK(t, "a", "enc", "")[1:] + "]"
	w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyList, Times: -1, Answer: sandbox.OKJSON(list)})
	object = w.refreshed(object)
	after := w.config(rsaKeys(t, "ab"), activeKID("a"))
	mark := w.Journal().Len()
	object = w.apply(object, after)
	if sent := w.writes(mark); len(sent) != 1 || sent[0] != "POST keys 201" {
		t.Errorf("sent %q", sent)
	}
	w.ClearFaults()
	w.expectNoChanges(w.refreshed(object), after)
}
