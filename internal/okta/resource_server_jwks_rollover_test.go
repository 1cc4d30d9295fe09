package okta_test

import (
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// encrypting is a server that encrypts access tokens.
var encrypting = sandbox.OktaAuthorizationServer{AccessTokenEncryptedResponseAlgorithm: encryption}

func TestResourceServerJWKS_oneToOne(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	before := w.config(rsaKeys(t, "a"), activeKID("a"))
	object := w.apply(nil, before)
	w.expectEffects("add a", "activate a")
	w.expectNoChanges(object, before)

	after := w.config(rsaKeys(t, "b"), activeKID("b"))
	plan := w.plan(object, after)
	if plan.Diags.Errors() > 0 {
		t.Fatal(plan.Diags)
	}
	acctest.Expect(t, plan, map[string]string{status("b"): active, "active_kid": "b"})
	if !plan.Diags.Has("WARNING", `Activating key "b" deactivates key "a"`) || !plan.Diags.Has("WARNING", "will be deleted", `"a"`) {
		t.Errorf("the plan does not say what happens:\n%s", plan.Diags)
	}
	mark, gone := w.Journal().Len(), w.keys()[0].ID
	object = w.apply(object, after)
	w.ExpectCalls(mark, "GET keys 200", "POST keys 201", "POST activate 200", "DELETE "+gone+" 204")
	w.expectEffects("add a", "activate a", "add b", "activate b", "deactivate a", "delete a")
	w.neverWithoutActive()
	w.expectNoChanges(object, after)
}

// At the cap: the keys take turns.
func TestResourceServerJWKS_fiveToFive(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	object := w.apply(nil, w.config(rsaKeys(t, "abcde"), activeKID("a")))
	already := len(w.effects())
	after := w.config(rsaKeys(t, "fghij"), activeKID("f"))
	object = w.apply(object, after)
	want := "delete b, add f, activate f, deactivate a, delete a, add g, delete c, add h, delete d, add i, delete e, add j"
	if got := strings.Join(w.effects()[already:], ", "); got != want {
		t.Errorf("effects %s\n   want %s", got, want)
	}
	w.neverWithoutActive()
	w.expectStatuses(map[string]string{"f": active, "g": inactive, "h": inactive, "i": inactive, "j": inactive})
	w.expectNoChanges(object, after)
}

// Another active key among those that are there is one request.
func TestResourceServerJWKS_onlyAnotherActive(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	object := w.apply(nil, w.config(rsaKeys(t, "ab"), activeKID("a")))
	after := w.config(rsaKeys(t, "ab"), activeKID("b"))
	plan := w.plan(object, after)
	acctest.Expect(t, plan, map[string]string{status("a"): inactive, status("b"): active})
	mark := w.Journal().Len()
	object = w.apply(object, after)
	w.ExpectCalls(mark, "GET keys 200", "POST activate 200")
	w.expectNoChanges(object, after)
}

// One key stays, one goes, one comes.
func TestResourceServerJWKS_twoToTwo(t *testing.T) {
	t.Parallel()
	for _, next := range []string{"b", "c"} {
		w := newServerSet(t, encrypting)
		object := w.apply(nil, w.config(rsaKeys(t, "ab"), activeKID("a")))
		after := w.config(rsaKeys(t, "bc"), activeKID(next))
		other := map[string]string{"b": "c", "c": "b"}[next]
		acctest.Expect(t, w.planned(object, after), map[string]string{status(next): active, status(other): inactive, "keys.b.id": w.key("b").ID})
		object = w.apply(object, after)
		w.expectEffects("add a", "add b", "activate a", "add c", "activate "+next, "deactivate a", "delete a")
		w.neverWithoutActive()
		w.expectNoChanges(object, after)
	}
}
