package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// addAgain deletes the key and adds the same one with another use or alg, as somebody
// may do outside of Terraform.
func (w *appFixture) addAgain(key sandbox.OktaAppKey) {
	w.t.Helper()
	w.Okta().RemoveAppKey(w.app, w.keyID("a"))
	key.KID, key.PublicKey = "a", rsaSigner(w.t, 0).Public()
	w.Okta().AddAppKey(w.app, key)
}

// The same key under the same kid, for another use or algorithm, is not what was
// recorded, whether the configuration says them or not.
func TestAppJWKDrift_anotherUseOrAlg(t *testing.T) {
	t.Parallel()
	rs256, ps256 := map[string]any{"alg": "RS256"}, map[string]any{"alg": "PS256"}
	for name, c := range map[string]struct {
		config, then map[string]any // then is the configuration of the plan, if another one
		found        sandbox.OktaAppKey
		words        string // none: no difference
		replaces     bool
	}{
		"use, not configured":    {nil, nil, sandbox.OktaAppKey{Use: "enc"}, `use "sig", now "enc"`, true},
		"use, configured":        {map[string]any{"use": "sig"}, nil, sandbox.OktaAppKey{Use: "enc"}, `use "sig", now "enc"`, true},
		"use, accepted":          {nil, map[string]any{"use": "enc"}, sandbox.OktaAppKey{Use: "enc"}, `use "sig", now "enc"`, false},
		"use null":               {nil, nil, sandbox.OktaAppKey{}, "", false},
		"alg, configured":        {rs256, nil, sandbox.OktaAppKey{Use: "sig", Alg: "PS256"}, `alg "RS256", now "PS256"`, true},
		"alg, no more":           {rs256, map[string]any{}, sandbox.OktaAppKey{Use: "sig", Alg: "PS256"}, `alg "RS256", now "PS256"`, true},
		"alg, accepted":          {rs256, ps256, sandbox.OktaAppKey{Use: "sig", Alg: "PS256"}, `alg "RS256", now "PS256"`, false},
		"alg, gone":              {rs256, nil, sandbox.OktaAppKey{Use: "sig"}, `alg "RS256", now none`, true},
		"alg, gone and not said": {rs256, map[string]any{}, sandbox.OktaAppKey{Use: "sig"}, `alg "RS256", now none`, false},
		"alg, never recorded":    {nil, nil, sandbox.OktaAppKey{Use: "sig", Alg: "RS256"}, "", false},
	} {
		for _, form := range []map[string]any{rsaPEM(t, 0), writeOnly(t, 0, 1)} {
			w := newAppFixture(t, public)
			base := w.config(form, map[string]any{"kid": "a"})
			config, then := acctest.Merge(base, c.config), acctest.Merge(base, c.config)
			if c.then != nil {
				then = acctest.Merge(base, c.then)
			}
			object := w.apply(nil, config)
			w.addAgain(c.found)
			object, diags := w.refreshed(object)
			if diags.Has("WARNING", "is not as recorded", `key "a"`, c.words) != (c.words != "") || (len(diags) > 0) != (c.words != "") {
				t.Fatalf("%s: the refresh says:\n%s", name, diags)
			}
			object, diags = w.refreshed(object)
			if len(diags) > 0 {
				t.Errorf("%s: said twice:\n%s", name, diags)
			}
			plan := w.planned(object, then)
			if plan.Replace != c.replaces || plan.Changes() != c.replaces {
				t.Errorf("%s: replaces %v:\n%s", name, plan.Replace, plan.Value)
			}
			if c.replaces {
				if object, diags = w.replace(object, then, false); diags.Errors() > 0 {
					t.Fatal(diags)
				}
			}
			w.expectNoChanges(object, then)
		}
	}
}

// It is put back by whoever took it away: then there is nothing to do.
func TestAppJWKDrift_asRecordedAgain(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	c := w.config(writeOnly(t, 0, 1), map[string]any{"kid": "a"})
	object := w.apply(nil, c)
	for name, found := range map[string]sandbox.OktaAppKey{
		"another use": {KID: "a", Use: "enc", PublicKey: rsaSigner(t, 0).Public()}, "another key": {KID: "a", Use: "sig", PublicKey: rsaSigner(t, 1).Public()},
	} {
		for range 2 { // the second time as well
			w.Okta().RemoveAppKey(w.app, w.keyID("a"))
			w.Okta().AddAppKey(w.app, found)
			drifted, diags := w.refreshed(object)
			if !diags.Has("is not as recorded") {
				t.Fatalf("%s: nothing is said:\n%s", name, diags)
			}
			if plan := w.planned(drifted, c); !plan.Replace {
				t.Errorf("%s: not replaced", name)
			}
			w.addAgain(sandbox.OktaAppKey{Use: "sig"})
			if object, diags = w.refreshed(drifted); len(diags) > 0 {
				t.Errorf("%s: put back:\n%s", name, diags)
			}
			w.expectNoChanges(object, c)
		}
	}
}

// A third key is measured by what was recorded first.
func TestAppJWKDrift_twice(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	object := w.apply(nil, w.config(writeOnly(t, 0, 1), map[string]any{"kid": "a"}))
	for _, i := range []int{1, 2} {
		w.Okta().RemoveAppKey(w.app, w.keyID("a"))
		w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "a", Use: "sig", PublicKey: rsaSigner(t, i).Public()})
		next, diags := w.refreshed(object)
		if !diags.Has("is not as recorded", thumbprint(t, rsaSigner(t, 0).Public()), thumbprint(t, rsaSigner(t, i).Public())) {
			t.Errorf("key %d:\n%s", i, diags)
		}
		object = next
	}
}

// What can be read of the key in the state is what is there.
func TestAppJWKDrift_theJWKFollows(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	object := w.apply(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}))
	w.addAgain(sandbox.OktaAppKey{Use: "enc", Alg: encryption})
	object, _ = w.refreshed(object)
	want := jsonWith(t, forms(t, rsaSigner(t, 0))["JWK"], map[string]any{"kid": "a", "use": "enc", "alg": encryption})
	acctest.Expect(t, object, map[string]string{"use": "enc", "alg": encryption})
	if got := jsonWith(t, map[string]any{"jwk_json": object.Show("jwk_json")}, nil); got["jwk_json"] != want["jwk_json"] {
		t.Errorf("the JWK is\n%s", got["jwk_json"])
	}
}
