package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A create whose kid is taken is refused in the plan, as the apply would refuse it.
func TestAppJWKLiveChecks_theKIDIsTaken(t *testing.T) {
	t.Parallel()
	key, other := rsaSigner(t, 0).Public(), rsaSigner(t, 1).Public()
	for name, c := range map[string]struct {
		there sandbox.OktaAppKey
		words string
	}{
		"another material": {sandbox.OktaAppKey{KID: "a", PublicKey: other}, "another key"},
		"another use":      {sandbox.OktaAppKey{KID: "a", Use: "enc", PublicKey: key}, `use "enc"`},
	} {
		w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{c.there}})
		w.Clock().Advance(2 * time.Hour)
		mark := w.Journal().Len()
		plan := w.plan(nil, w.config(sigPair(t, 0)))
		if plan.Diags.Errors() != 1 || !plan.Diags.Has("ERROR", "Unable to add Okta app keys", c.words, "Nothing was sent", "import it with the ID", "terraform destroy -refresh=false") {
			t.Errorf("%s:\n%s", name, plan.Diags)
		}
		w.ExpectCalls(mark, "GET jwks 200")
		w.expectEffects()
	}
}

// A key that the resource itself holds is no conflict: it is replaced by order, is tainted,
// or is given other material under its kid.
func TestAppJWKLiveChecks_itsOwnKeyIsNoConflict(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	object := w.apply(nil, w.config(sigPair(t, 0)))
	w.Clock().Advance(2 * time.Hour)
	same, next := w.config(sigPair(t, 0)), w.config(rsaPEM(t, 1), map[string]any{"kid": "a"})
	for name, plans := range map[string][]planOf{
		"-replace":       {{appJWKType, object, same}, {appJWKType, nil, same}},
		"tainted":        {{appJWKType, nil, same}},
		"tainted, other": {{appJWKType, nil, next}},
		"replaced":       {{appJWKType, object, next}, {appJWKType, nil, next}},
	} {
		w.Walk(w.r)
		if _, diags := w.r.Read(object); diags.Errors() > 0 {
			t.Fatal(diags)
		}
		for _, p := range plans {
			if plan := w.r.Plan(p.typeName, p.prior, p.config); plan.Diags.Errors() > 0 {
				t.Errorf("%s:\n%s", name, plan.Diags)
			}
		}
	}
	if _, diags := w.replace(object, next, false); diags.Errors() > 0 {
		t.Error(diags)
	}
	w.expectEffects("add a", "deactivate a", "delete a", "add a")
}

// Without credentials, and at a parent that is not there, a create is refused in the plan; what
// is unknown is left to the apply.
func TestKeyLiveChecks_credentialsAndParent(t *testing.T) {
	t.Parallel()
	app, server := newAppSet(t, public), newServerSet(t, sandbox.OktaAuthorizationServer{})
	for _, w := range []*setFixture{app, server} {
		for typeName, c := range map[string]map[string]any{w.typeName: w.config(rsaKeys(t, "a")), w.single(): w.one("a")} {
			lost := acctest.Merge(c, map[string]any{w.attribute: "0oa0000000000000000"})
			unknown := acctest.Merge(c, map[string]any{w.attribute: acctest.Unknown})
			w.Walk(w.r)
			if plan := w.r.Plan(typeName, nil, lost); plan.Diags.Errors() != 1 || !plan.Diags.Has("ERROR", "Unable to read", "0oa0000000000000000", "-refresh=false") {
				t.Errorf("%s at a parent that is not there:\n%s", typeName, plan.Diags)
			}
			if plan := w.r.Plan(typeName, nil, unknown); plan.Diags.Errors() > 0 {
				t.Errorf("%s at an unknown parent:\n%s", typeName, plan.Diags)
			}
			for settings, refused := range map[string]bool{"none": true, "unknown": false} {
				r := acctest.NewRPC(t, acctest.Provider())
				block := map[string]any{}
				if settings == "unknown" {
					block["okta"] = map[string]any{"org_url": w.Okta().URL(), "api_token": acctest.Unknown}
				}
				if diags := r.Configure(block); diags.Errors() > 0 {
					t.Fatal(diags)
				}
				for _, config := range []map[string]any{c, unknown} {
					plan := r.Plan(typeName, nil, config)
					if plan.Diags.Has("ERROR", "no complete settings for Okta") != refused || (plan.Diags.Errors() > 0) != refused {
						t.Errorf("%s, settings %s:\n%s", typeName, settings, plan.Diags)
					}
				}
			}
		}
	}
}

// A parent with as many keys as it can hold is warned of: another resource may make room.
func TestAppJWKLiveChecks_full(t *testing.T) {
	t.Parallel()
	full, shared := sandbox.OktaApp{}, ecSigner(t).Public()
	for i := range 50 {
		full.Keys = append(full.Keys, sandbox.OktaAppKey{KID: string(rune('A' + i)), PublicKey: shared})
	}
	w := newAppFixture(t, full)
	if plan := w.planned(nil, w.config(rsaPEM(t, 0))); !plan.Diags.Has("WARNING", "can only be added after another one is deleted ("+w.app+")", "50 keys are registered", "delete one first") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
}
