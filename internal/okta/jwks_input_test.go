package okta_test

import (
	"crypto/elliptic"
	"fmt"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// What can be known to be wrong without credentials is refused by validate.
func TestJWKSInput_refusedByValidate(t *testing.T) {
	t.Parallel()
	server, app := newServerSet(t, encrypting), newAppSet(t, public)
	curve := givenPEM(acctest.PublicPEM(t, curveKey(t, elliptic.P256())))
	as := func(more map[string]any) map[string]any { return acctest.Merge(rsaPEM(t, 0), more) }
	for name, c := range map[string]struct {
		w     *setFixture
		keys  map[string]any
		more  map[string]any
		words []string
	}{
		"active_kid of none":      {server, rsaKeys(t, "ab"), activeKID("c"), []string{"active_kid is not one of keys"}},
		"active_kid without keys": {server, map[string]any{}, activeKID("c"), []string{"active_kid is not one of keys"}},
		"six keys":                {server, rsaKeys(t, "abcdef"), nil, []string{"5 keys can be registered at most"}},
		"an EC key":               {server, map[string]any{"a": curve}, nil, []string{`key "a"`, "has to be RSA"}},
		"an EC key to encrypt to": {app, map[string]any{"a": acctest.Merge(curve, map[string]any{"use": "enc"})}, nil, []string{`key "a"`, "has to be RSA"}},
		"use sig":                 {server, map[string]any{"b": map[string]any{"jwk_json": publicJWK(t, "b", "sig", "")}}, nil, []string{`key "b"`, `use in jwk_json is not one of "enc"`}},
		"another kid in the JWK":  {app, map[string]any{"b": map[string]any{"jwk_json": publicJWK(t, "a", "", "")}}, nil, []string{`key "b"`, `jwk_json has the kid "a"`}},
		"another alg in the JWK":  {app, map[string]any{"a": map[string]any{"jwk_json": publicJWK(t, "a", "", "RS256"), "alg": "RS384"}}, nil, []string{`key "a"`, "alg is"}},
		"no key":                  {app, map[string]any{"a": map[string]any{}}, nil, []string{`key "a"`, "no key is given"}},
		"two keys":                {app, map[string]any{"a": as(map[string]any{"jwk_json": publicJWK(t, "b", "", "")})}, nil, []string{`key "a"`, "different keys"}},
		"an empty kid":            {app, map[string]any{"": rsaPEM(t, 0)}, nil, []string{"a kid in keys is empty"}},
		"an unknown status":       {app, map[string]any{"a": as(ofStatus("ON"))}, nil, []string{`status of key "a" is not one of "ACTIVE", "INACTIVE".`}},
		"an unknown use":          {app, map[string]any{"a": as(map[string]any{"use": "both"})}, nil, []string{`use of key "a" is not one of "sig", "enc".`}},
		"an unknown on_destroy":   {app, rsaKeys(t, "a"), map[string]any{"on_destroy": "keep"}, []string{`on_destroy is not one of "delete", "delete_if_unneeded"`}},
		"an alg of other keys":    {app, map[string]any{"a": as(map[string]any{"alg": "ES256"})}, nil, []string{`key "a"`, "ES256"}},
		"two active to encrypt to": {app, map[string]any{
			"a": as(map[string]any{"use": "enc", "status": active}), "b": acctest.Merge(rsaPEM(t, 1), map[string]any{"use": "enc", "status": active}),
		}, nil, []string{"only one key can be active for enc", `"a", "b"`, `status = "INACTIVE"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := c.w.r.Validate(c.w.typeName, c.w.config(c.keys, c.more))
			if diags.Errors() == 0 || !diags.Has(append([]string{"ERROR"}, c.words...)...) {
				t.Errorf("want %q:\n%s", c.words, diags)
			}
		})
	}
	for name, c := range map[string]map[string]any{
		"five keys":      server.config(rsaKeys(t, "abcde"), activeKID("a")),
		"one key twice":  server.config(map[string]any{"a": rsaPEM(t, 0), "b": forms(t, rsaSigner(t, 0))["members"]}),
		"none":           server.config(map[string]any{}),
		"unknown keys":   {"authorization_server_id": "default", "keys": acctest.Unknown},
		"unknown active": server.config(rsaKeys(t, "ab"), activeKIDUnknown),
		"unknown key":    server.config(map[string]any{"a": acctest.Unknown, "b": acctest.Unknown}),
	} {
		if diags := server.r.Validate(server.typeName, c); len(diags) > 0 {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
}

// Two new encryption keys that are both active by default are seen by the plan.
func TestJWKSInput_twoActiveByDefault(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	encryptor := func(i int) map[string]any { return acctest.Merge(rsaPEM(t, i), map[string]any{"use": "enc"}) }
	c := w.config(map[string]any{"a": encryptor(0), "b": encryptor(1)})
	if diags := w.r.Validate(w.typeName, c); len(diags) > 0 {
		t.Errorf("validate cannot know which are new:\n%s", diags)
	}
	w.expectRefusal(nil, c, "only one key can be active for enc", `"a", "b"`, "a new key without a status is added ACTIVE")
	// Of one that is there, the new one takes the place.
	object := w.apply(nil, w.config(map[string]any{"a": encryptor(0)}))
	acctest.Expect(t, w.planned(object, c), map[string]string{status("a"): inactive, status("b"): active})
	w.expectNoChanges(w.apply(object, c), c)
}

// A parent that there is not, or that cannot have keys.
func TestJWKSInput_unknownParent(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	for parent, words := range map[string][]string{"ausNotThere": {"Not found", "authorization_server_id"}, "no/id": {"authorization_server_id"}} {
		c := map[string]any{"authorization_server_id": parent, "keys": rsaKeys(t, "a")}
		diags := w.r.Validate(w.typeName, c)
		if diags.Errors() == 0 {
			diags = w.plan(nil, c).Diags
		}
		if diags.Errors() != 1 || !diags.Has(append([]string{"ERROR"}, words...)...) {
			t.Errorf("%s:\n%s", parent, diags)
		}
	}
	saml := newAppSet(t, sandbox.OktaApp{SignOnMode: "SAML_2_0"})
	if diags := saml.plan(nil, saml.config(rsaKeys(t, "a"))).Diags; diags.Errors() != 1 || !diags.Has("ERROR", "no OAuth 2.0 client") {
		t.Errorf("SAML:\n%s", diags)
	}
}

// Keys that fit, but not on the way: the plan says what would have to go first.
func TestJWKSInput_noRoom(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, encrypting)
	object := w.apply(nil, w.config(rsaKeys(t, "abcde"), activeKID("a")))
	w.expectRefusal(object, w.config(rsaKeys(t, "bcdef"), activeKID("f")), "there is no room for \"f\"", `"a" has to be deleted first`, "Remove a key")
	// Somebody else's keys take room too.
	w = newServerSet(t, encrypting)
	object = w.apply(nil, w.config(rsaKeys(t, "ab"), activeKID("a")))
	for _, kid := range []string{"x", "y", "z"} {
		w.add(kid, kid, inactive)
	}
	w.expectRefusal(w.refreshed(object), w.config(rsaKeys(t, "abc"), activeKID("a")), "there is no room", `These registered keys are not in keys, and this plan does not delete them: "x", "y", "z"`)
	mark := w.Journal().Len()
	if _, diags := w.try(object, w.config(rsaKeys(t, "abc"), activeKID("a"))); diags.Errors() != 1 || len(w.writes(mark)) > 0 {
		t.Errorf("without a refresh: %q\n%s", w.writes(mark), diags)
	}
}

// Whatever argument a private key is put in, it is refused and not repeated.
func TestJWKSInput_privateKeysAreNeverRepeated(t *testing.T) {
	t.Parallel()
	key, curve := rsaSigner(t, 0), ecSigner(t)
	for name, secret := range map[string]string{
		"PKCS#8": acctest.PKCS8(t, key), "PKCS#1": acctest.PKCS1(key), "SEC 1": acctest.SEC1(t, curve), "JWK": acctest.PrivateJWK(t, key, "a"),
		"JWK, EC": acctest.PrivateJWK(t, curve, "a"), "PEM in one line": strings.ReplaceAll(acctest.PKCS8(t, key), "\n", " "),
	} {
		for _, w := range []*setFixture{newServerSet(t, encrypting), newAppSet(t, public)} {
			configs := map[string]map[string]any{
				"a kid":                     w.config(map[string]any{secret: rsaPEM(t, 1)}),
				"a kid without a key":       w.config(map[string]any{secret: map[string]any{}}),
				"a kid of a bad key":        w.config(map[string]any{secret: givenPEM("none")}),
				"a kid beside another":      w.config(map[string]any{secret: rsaPEM(t, 1), "b": rsaPEM(t, 1)}),
				"a kid of a JWK of another": w.config(map[string]any{secret: map[string]any{"jwk_json": publicJWK(t, "b", "", "")}}),
				"a kid of an unknown key":   w.config(map[string]any{secret: acctest.Unknown}),
				"on_destroy":                w.config(rsaKeys(t, "a"), map[string]any{"on_destroy": secret}),
			}
			for _, argument := range []string{"public_key_pem", "jwk_json", "kty", "n", "e", "crv", "x", "y", "status", "use", "alg"} {
				if w.ofServer() && (argument == "status" || argument == "use" || argument == "alg") {
					continue
				}
				arguments := map[string]any{argument: secret}
				if argument == "status" || argument == "use" || argument == "alg" {
					arguments = acctest.Merge(rsaPEM(t, 1), arguments)
				}
				configs[argument] = w.config(map[string]any{"a": arguments})
			}
			if !w.ofServer() {
				configs["a kid beside a bad status"] = w.config(map[string]any{secret: acctest.Merge(rsaPEM(t, 1), ofStatus("ON"))})
				configs["a kid beside a bad alg"] = w.config(map[string]any{secret: acctest.Merge(rsaPEM(t, 1), map[string]any{"alg": ""})})
			}
			if w.ofServer() {
				configs["active_kid"] = w.config(rsaKeys(t, "a"), activeKID(secret))
			}
			for argument, c := range configs {
				diags := w.r.Validate(w.typeName, c)
				if diags.Errors() == 0 {
					t.Errorf("%s as %s is not refused", name, argument)
				}
				if text := diags.String(); holdsSecret(text, secret) || holdsSecret(strings.ReplaceAll(text, `\`, ""), secret) {
					t.Errorf("%s as %s is repeated:\n%s", name, argument, text)
				}
			}
		}
	}
}

// More keys than anybody has are refused before any of them is looked at.
func TestJWKSInput_tooManyKeys(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		one, keys := rsaPEM(t, 0), map[string]any{}
		for i := range 501 {
			keys[fmt.Sprintf("k%d", i)] = one
		}
		if diags := w.r.Validate(w.typeName, w.config(keys)); diags.Errors() != 1 || !diags.Has("ERROR", "keys has 501 keys; more than 500 are not read") {
			t.Errorf("validate says:\n%s", diags)
		}
		if diags := w.plan(nil, w.config(keys)).Diags; !diags.Has("ERROR", "keys has 501 keys") {
			t.Errorf("the plan says:\n%s", diags)
		}
	})
}

// An entry that is null is no fault of the provider's: the error names its kid.
func TestJWKSInput_anEntryThatIsNull(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		config := w.config(map[string]any{"a": nil})
		for _, diags := range []acctest.Diags{w.r.Validate(w.typeName, config), w.plan(nil, config).Diags} {
			if diags.Errors() != 1 || !diags.Has("ERROR", "Invalid keys", `the kid "a" without a key`, "leave the entry out") {
				t.Errorf("it says:\n%s", diags)
			}
		}
	})
}
