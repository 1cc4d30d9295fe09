package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestAppJWKCreate_aSigningKeyIsOnePost(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old", Use: "sig"}}})
	c := w.config(rsaPEM(t, 0), map[string]any{"kid": "a", "alg": "RS256"})
	mark := w.Journal().Len()
	object := w.apply(nil, c)
	w.ExpectCalls(mark, "GET jwks 200", "GET jwks 200", "POST jwks 201") // a list per walk
	w.expectEffects("add a")
	w.expectStatuses(map[string]string{"old": active, "a": active})
	acctest.Expect(t, object, map[string]string{"id": w.keyID("a"), "alg": "RS256", "status": active})
	w.expectNoChanges(object, c)
}

func TestAppJWKCreate_anEncryptionKeyBesideAnActiveOne(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old", Use: "enc"}}})
	c := w.config(rsaPEM(t, 0), enc("a"))
	plan := w.planned(nil, c)
	if !plan.Diags.Has("WARNING", "will be deactivated", `Activating key "a" deactivates key "old"`) {
		t.Errorf("no warning:\n%s", plan.Diags)
	}
	mark := w.Journal().Len()
	object := w.apply(nil, c)
	w.ExpectCalls(mark, "GET jwks 200", "GET jwks 200", "POST jwks 201", "POST activate 200") // a list per walk
	w.expectEffects("add a", "activate a", "deactivate old")
	acctest.Expect(t, object, map[string]string{"status": active})
	w.expectNoChanges(object, c)
}

func TestAppJWKCreate_aFailedActivationIsContinued(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old", Use: "enc"}}})
	c := w.config(rsaPEM(t, 0), enc("a"))
	w.Inject(sandbox.Fault{Match: sandbox.OnAppKeyActivate, Answer: sandbox.Status(403)})
	object, diags := w.try(nil, c)
	if object.Exists() || !diags.Has("ERROR", "Unable to activate Okta app keys", `key "a" is registered and INACTIVE`, "the next apply takes it over") {
		t.Fatalf("want an error without state:\n%s", diags)
	}
	w.expectEffects("add a")
	mark := w.Journal().Len()
	object, diags = w.try(nil, c)
	if diags.Errors() > 0 || !diags.Has("WARNING", "was taken over", `"a"`, "not added again") {
		t.Fatalf("not taken over:\n%s", diags)
	}
	for _, call := range w.Calls(mark) {
		if call == "POST jwks 201" || call == "POST jwks 400" {
			t.Errorf("added again: %q", w.Calls(mark))
		}
	}
	w.expectEffects("add a", "activate a", "deactivate old")
	w.expectNoChanges(object, c)
}

func TestAppJWKCreate_whatIsThereIsRefusedWithTheImportID(t *testing.T) {
	t.Parallel()
	key, other := rsaSigner(t, 0).Public(), rsaSigner(t, 1).Public()
	for name, c := range map[string]struct {
		there sandbox.OktaAppKey
		words string
	}{
		"another use":      {sandbox.OktaAppKey{Use: "enc", Alg: "RS256", Status: inactive, PublicKey: key}, `use "enc"`},
		"another alg":      {sandbox.OktaAppKey{Use: "sig", Alg: "PS256", Status: inactive, PublicKey: key}, `alg "PS256"`},
		"another material": {sandbox.OktaAppKey{Use: "sig", Alg: "RS256", Status: inactive, PublicKey: other}, "another key"},
		"active for long":  {sandbox.OktaAppKey{Use: "sig", Alg: "RS256", PublicKey: key}, "status ACTIVE, and Okta's record of it does not show a change within the last hour"},
	} {
		c.there.KID = "a"
		w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{c.there}})
		w.Clock().Advance(time.Hour)
		object, diags := w.try(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "a", "alg": "RS256"}))
		if object.Exists() || !diags.Has("ERROR", "Unable to add Okta app keys", c.words, "Nothing was sent", "import it with the ID", w.app+"/"+w.keyID("a")) {
			t.Errorf("%s:\n%s", name, diags)
		}
		w.expectEffects()
	}
}

// An apply that was killed right after the request leaves an active key behind. It
// is taken over as long as it can hardly be anything else, and as planned only.
func TestAppJWKCreate_anActiveKeyIsTakenOverForAnHour(t *testing.T) {
	t.Parallel()
	there := sandbox.OktaAppKey{KID: "a", PublicKey: rsaSigner(t, 0).Public()}
	for name, c := range map[string]struct {
		age    time.Duration
		status string
		taken  bool
	}{
		"at once":           {0, active, true},
		"in time":           {time.Hour - time.Second, active, true},
		"an hour later":     {time.Hour, active, false},
		"planned otherwise": {0, inactive, false},
	} {
		w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old"}, there}})
		w.Clock().Advance(c.age)
		config := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}, ofStatus(c.status))
		object, diags := w.try(nil, config)
		switch {
		case c.taken && (diags.Errors() > 0 || !diags.Has("WARNING", "was taken over", "ACTIVE", "another resource manages it as well")):
			t.Errorf("%s: not taken over:\n%s", name, diags)
		case !c.taken && !diags.Has("ERROR", "status ACTIVE", "Nothing was sent", "import it with the ID", w.app+"/"+w.keyID("a")):
			t.Errorf("%s: not refused:\n%s", name, diags)
		case c.taken:
			w.expectNoChanges(object, config)
		}
		w.expectEffects()
	}
}

// Two blocks that declare one key do not end up owning one object.
func TestAppJWKCreate_twiceInOneWalk(t *testing.T) {
	t.Parallel()
	for _, status := range []string{active, inactive} {
		for _, left := range []bool{false, true} {
			w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old"}}})
			if left { // by an earlier apply
				w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "a", Use: "sig", Status: inactive, PublicKey: rsaSigner(t, 0).Public()})
			}
			plan := w.planned(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}, ofStatus(status)))
			w.Walk(w.r)
			if _, diags := w.r.Apply(plan, nil); diags.Errors() > 0 {
				t.Fatal(diags)
			}
			second, diags := w.r.Apply(plan, nil)
			if second.Exists() || !diags.Has("ERROR", "by another resource of this configuration") {
				t.Errorf("%s, left %v: the second one succeeds:\n%s", status, left, diags)
			}
			if w.Okta().AppKeyAdds(w.app) != 1 {
				t.Error("not one key")
			}
		}
	}
}

// What this walk knows of the keys may be old: the vendor's refusal is looked into.
func TestAppJWKCreate_theListOfTheWalkIsOld(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	sig := func(i int, kid string) map[string]any { return w.config(rsaPEM(t, i), map[string]any{"kid": kid}) }
	p1, p2 := w.planned(nil, sig(0, "a")), w.planned(nil, sig(1, "b"))
	p3, p4 := w.planned(nil, w.config(rsaPEM(t, 2), enc("c"))), w.planned(nil, sig(3, "d"))
	w.Walk(w.r)
	if _, diags := w.r.Apply(p1, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	// Somebody else adds keys now.
	w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "b", Use: "sig"})
	w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "foreign", Use: "enc"})
	mark := w.Journal().Len()
	if _, diags := w.r.Apply(p2, nil); !diags.Has("ERROR", "import it with the ID", w.keyID("b")) {
		t.Errorf("a kid that somebody has taken meanwhile:\n%s", diags)
	}
	w.ExpectCalls(mark, "POST jwks 400", "GET jwks 200")
	if _, diags := w.r.Apply(p4, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	if _, diags := w.r.Apply(p3, nil); diags.Errors() > 0 {
		t.Errorf("an encryption key that somebody has added meanwhile:\n%s", diags)
	}
	w.expectStatuses(map[string]string{"a": active, "b": active, "foreign": inactive, "c": active, "d": active})
}

func TestAppJWKCreate_aRefusalIsNotRepeated(t *testing.T) {
	t.Parallel()
	full := sandbox.OktaApp{}
	shared := ecSigner(t).Public()
	for i := range 50 {
		full.Keys = append(full.Keys, sandbox.OktaAppKey{KID: string(rune('A' + i)), PublicKey: shared})
	}
	w := newAppFixture(t, full)
	mark := w.Journal().Len()
	if object, diags := w.try(nil, w.config(rsaPEM(t, 0))); object.Exists() || !diags.Has("ERROR", "maximum number of keys allowed (50)", "Fix the problem that Okta reports above") ||
		diags.Has("OAuth 2.0 client") {
		t.Errorf("unexpected:\n%s", diags)
	}
	w.ExpectCalls(mark, "GET jwks 200", "GET jwks 200", "POST jwks 400", "GET jwks 200") // a list per walk, and one after the refusal
	w.expectEffects()
}

func TestAppJWKCreate_createBeforeDestroy(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{IDTokenEncryptedResponseAlg: encryption})
	object := w.apply(nil, w.config(rsaPEM(t, 0), enc("a")))
	next := w.config(rsaPEM(t, 1), enc("b"))
	// The first activation fails.
	w.Inject(sandbox.Fault{Match: sandbox.OnAppKeyActivate, Answer: sandbox.Status(403)})
	object, diags := w.replace(object, next, true)
	if !diags.Has("ERROR", "Unable to activate") {
		t.Fatalf("unexpected:\n%s", diags)
	}
	w.expectStatuses(map[string]string{"a": active, "b": inactive})
	object, diags = w.replace(object, next, true)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	w.expectEffects("add a", "add b", "activate b", "deactivate a", "delete a")
	w.expectNoChanges(object, next)
}

// -replace of an inactive key with create_before_destroy: the new object is the
// old key, which must not be deleted then.
func TestAppJWKCreate_aTakenKeyIsNotDeletedInTheSameWalk(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old"}}})
	c := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}, ofStatus(inactive))
	object := w.apply(nil, c)
	w.planned(object, c)
	object, diags := w.applyReplacement(object, c, true)
	if diags.Errors() > 0 || !diags.Has("WARNING", "was left in place", `"a"`, "sends nothing") || !diags.Has("WARNING", "was taken over") {
		t.Fatalf("unexpected:\n%s", diags)
	}
	w.expectEffects("add a")
	w.expectNoChanges(object, c)
}
