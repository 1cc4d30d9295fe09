package okta_test

import (
	"crypto"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// signers are keys of each type.
func signers(t *testing.T) map[string]crypto.Signer {
	t.Helper()
	return map[string]crypto.Signer{
		"RSA": rsaSigner(t, 0), "P-256": ecSigner(t), "P-384": acctest.ECKey(t, elliptic.P384()), "P-521": acctest.ECKey(t, elliptic.P521()),
	}
}

func TestAppJWKForms_switchingPlansNothing(t *testing.T) {
	t.Parallel()
	for name, signer := range signers(t) {
		for from, first := range forms(t, signer) {
			t.Run(name+" from "+from, func(t *testing.T) {
				t.Parallel()
				w := newAppWorld(t, sandbox.OktaApp{})
				object := w.apply(nil, w.config(first))
				acctest.Expect(t, object, map[string]string{"kid": thumbprint(t, signer.Public()), "alg": "null", "use": "sig"})
				for to, second := range forms(t, signer) {
					if plan := w.plan(object, w.config(second)); plan.Changes() || len(plan.Diags) > 0 {
						t.Errorf("to %s:\n%s\n%s", to, plan.Value, plan.Diags)
					}
					w.clean(object, w.config(second))
				}
				if w.Okta().AppKeyAdds(w.app) != 1 {
					t.Error("not one key")
				}
			})
		}
	}
}

func TestAppJWKForms_anotherKeyReplacesWithEveryFormKnown(t *testing.T) {
	t.Parallel()
	for name, signer := range map[string]crypto.Signer{"RSA": rsaSigner(t, 1), "EC": ecSigner(t)} {
		w := newAppWorld(t, public)
		object := w.apply(nil, w.config(rsaPEM(t, 0)))
		for form, given := range forms(t, signer) {
			plan := w.planned(object, w.config(given))
			if !plan.Replace || !plan.Diags.Has("WARNING", "will lose a key", object.Show("kid"), active) {
				t.Errorf("%s as %s does not replace, or not with a word:\n%s", name, form, plan.Diags)
			}
			anew := w.r.Plan(appJWKType, nil, w.config(given))
			for _, p := range []*acctest.Planned{plan, anew} {
				onlyUnknown(t, p, "id", "created", "last_updated")
				acctest.Expect(t, p, map[string]string{"kid": thumbprint(t, signer.Public()), "status": active})
			}
		}
		object, diags := w.replace(object, w.config(givenPEM(acctest.PublicPEM(t, signer.Public()))), true)
		if diags.Errors() > 0 {
			t.Fatal(diags)
		}
		w.clean(object, w.config(givenPEM(acctest.PublicPEM(t, signer.Public()))))
	}
}

// onlyUnknown fails the test unless these attributes, and no other, are unknown.
func onlyUnknown(t *testing.T, p *acctest.Planned, want ...string) {
	t.Helper()
	var got []string
	for _, name := range []string{
		"id", "created", "last_updated", "kid", "use", "alg", "status", "public_key_pem", "jwk_json", "kty", "n", "e", "crv", "x", "y", "on_destroy",
	} {
		if p.Show(name) == "unknown" {
			got = append(got, name)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("unknown are %q, want %q", got, want)
	}
}

func TestAppJWKForms_aKeyThatIsUnknownReplaces(t *testing.T) {
	t.Parallel()
	w := newAppWorld(t, public)
	object := w.apply(nil, w.config(rsaPEM(t, 0)))
	for _, given := range []map[string]any{
		{"public_key_pem": acctest.Unknown}, {"jwk_json": acctest.Unknown}, {"kty": "RSA", "n": acctest.Unknown, "e": "AQAB"},
		acctest.Merge(rsaPEM(t, 0), map[string]any{"kid": acctest.Unknown}), {"app_id": acctest.Unknown, "public_key_pem": object.Show("public_key_pem")},
	} {
		plan := w.planned(object, acctest.Merge(w.config(), given))
		if !plan.Replace || plan.Show("id") != "unknown" {
			t.Errorf("%v does not replace", slices.Collect(maps.Keys(given)))
		}
	}
	// In the apply walk it becomes known, and may be the very key.
	c := w.config(map[string]any{"public_key_pem": acctest.Unknown})
	plan := w.planned(nil, c)
	onlyUnknown(t, plan, "id", "created", "last_updated", "kid", "public_key_pem", "jwk_json", "kty", "n", "e", "crv", "x", "y")
	w.Walk(w.r)
	other, diags := w.r.Apply(plan, w.config(rsaPEM(t, 1)))
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	w.clean(other, w.config(rsaPEM(t, 1)))
}

func TestAppJWKForms_aJWKSpeaksForTheArguments(t *testing.T) {
	t.Parallel()
	w := newAppWorld(t, public)
	named := jsonWith(t, forms(t, rsaSigner(t, 0))["JWK"], map[string]any{"kid": "2026-q4", "use": "enc", "alg": "RSA-OAEP-256"})
	c := w.config(named)
	plan := w.planned(nil, c)
	want := map[string]string{"kid": "2026-q4", "use": "enc", "alg": "RSA-OAEP-256", "jwk_json": fmt.Sprint(named["jwk_json"])}
	acctest.Expect(t, plan, want)
	object := w.apply(nil, c)
	acctest.Expect(t, object, want)
	w.clean(object, c)
	// The same without the JWK, and by arguments beside it.
	w.clean(object, w.config(rsaPEM(t, 0)))
	w.clean(object, w.config(rsaPEM(t, 0), map[string]any{"kid": "2026-q4", "use": "enc", "alg": "RSA-OAEP-256"}))
	w.clean(object, w.config(named, map[string]any{"kid": "2026-q4"}))
	for name, other := range map[string]map[string]any{
		"kid": jsonWith(t, named, map[string]any{"kid": "2027-q1"}), "use": jsonWith(t, named, map[string]any{"use": "sig"}),
		"alg": jsonWith(t, named, map[string]any{"alg": "RSA-OAEP"}),
	} {
		if plan := w.planned(object, w.config(other)); !plan.Replace {
			t.Errorf("another %s does not replace", name)
		}
	}
}

// jsonWith is a JWK with more members.
func jsonWith(t *testing.T, given map[string]any, more map[string]any) map[string]any {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal([]byte(fmt.Sprint(given["jwk_json"])), &members); err != nil {
		t.Fatal(err)
	}
	maps.Copy(members, more)
	text, err := json.MarshalIndent(members, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"jwk_json": string(text)}
}

func TestAppJWKForms_refusedAtValidate(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	rsaForms, ecForms := forms(t, rsaSigner(t, 0)), forms(t, ecSigner(t))
	named := func(more map[string]any) map[string]any { return jsonWith(t, rsaForms["JWK"], more) }
	for name, c := range map[string]struct {
		config map[string]any
		words  string
	}{
		"none":                   {appConfig("0oa1"), "no key is given"},
		"two different keys":     {appConfig("0oa1", rsaForms["PEM"], ecForms["members"]), "are different keys"},
		"kid beside two forms":   {appConfig("0oa1", rsaForms["PEM"], named(map[string]any{"kid": "a"}), map[string]any{"kid": "b"}), `jwk_json says "a"`},
		"half":                   {appConfig("0oa1", map[string]any{"kty": "RSA", "e": "AQAB"}), "n is missing"},
		"mixed members":          {appConfig("0oa1", rsaForms["members"], map[string]any{"crv": "P-256"}), "which belong to EC keys"},
		"PEM as JWK":             {appConfig("0oa1", map[string]any{"jwk_json": rsaForms["PEM"]["public_key_pem"]}), "give it as public_key_pem"},
		"JWK as PEM":             {appConfig("0oa1", givenPEM(fmt.Sprint(rsaForms["JWK"]["jwk_json"]))), "give it as jwk_json"},
		"kid":                    {appConfig("0oa1", named(map[string]any{"kid": "a"}), map[string]any{"kid": "b"}), `kid is "b", and jwk_json says "a"`},
		"use":                    {appConfig("0oa1", named(map[string]any{"use": "enc"}), map[string]any{"use": "sig"}), `use is "sig", and jwk_json says "enc"`},
		"alg":                    {appConfig("0oa1", named(map[string]any{"alg": "RS256"}), map[string]any{"alg": "PS256"}), `alg is "PS256"`},
		"alg of other keys":      {appConfig("0oa1", rsaForms["PEM"], map[string]any{"alg": "ES256"}), "which is for EC keys on P-256, not for RSA keys"},
		"alg of another curve":   {appConfig("0oa1", ecForms["PEM"], map[string]any{"alg": "ES384"}), "EC keys on P-384"},
		"kid in other letters":   {appConfig("0oa1", rsaForms["PEM"], map[string]any{"kid": "Schlüssel"}), "printable ASCII"},
		"use of the JWK":         {appConfig("0oa1", named(map[string]any{"use": "tls"})), "use"},
		"encryption to EC":       {appConfig("0oa1", ecForms["PEM"], enc("a")), "RSA"},
		"version alone":          {appConfig("0oa1", rsaForms["PEM"], map[string]any{"public_key_pem_wo_version": 1}), "without public_key_pem_wo"},
		"another status":         {appConfig("0oa1", rsaForms["PEM"], ofStatus("EXPIRED")), "status"},
		"a timeout of nothing":   {appConfig("0oa1", rsaForms["PEM"], map[string]any{"timeouts": map[string]any{"create": "0s"}}), "timeouts.create is not a duration above zero"},
		"a timeout below it":     {appConfig("0oa1", rsaForms["PEM"], map[string]any{"timeouts": map[string]any{"read": "-5s"}}), "timeouts.read is not"},
		"no timeout":             {appConfig("0oa1", rsaForms["PEM"], map[string]any{"timeouts": map[string]any{"read": "long"}}), "timeouts.read is not"},
		"a kid with a space":     {appConfig("0oa1", rsaForms["PEM"], map[string]any{"kid": " a b"}), "kid begins or ends with a space"},
		"kid of a JWK, spaced":   {appConfig("0oa1", named(map[string]any{"kid": "a b "})), "kid begins or ends with a space"},
		"no key":                 {appConfig("0oa1", givenPEM("hello")), `file("${path.module}/key.pem")`},
		"a file's name":          {appConfig("0oa1", givenPEM("key.pem")), `file("${path.module}/key.pem")`},
		"an empty key":           {appConfig("0oa1", givenPEM("")), `file("${path.module}/key.pem")`},
		"a file's name as JWK":   {appConfig("0oa1", map[string]any{"jwk_json": "key.json"}), `file("${path.module}/key.json")`},
		"a file's name, hidden":  {appConfig("0oa1", map[string]any{"public_key_pem_wo": "key.pem", "public_key_pem_wo_version": 1}), `file("${path.module}/key.pem")`},
		"an empty kid":           {appConfig("0oa1", rsaForms["PEM"], map[string]any{"kid": ""}), "kid"},
		"another on_destroy":     {appConfig("0oa1", rsaForms["PEM"], map[string]any{"on_destroy": "keep"}), "on_destroy"},
		"a name in place of ids": {appConfig("My app", rsaForms["PEM"]), "not an app's ID"},
	} {
		if diags := r.Validate(appJWKType, c.config); diags.Errors() == 0 || !diags.Has("ERROR", c.words) {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
}

// A configuration that Terraform generates names every form.
func TestAppJWKForms_severalFormsOfOneKey(t *testing.T) {
	t.Parallel()
	for name, signer := range signers(t) {
		w := newAppWorld(t, public)
		given := forms(t, signer)
		named := jsonWith(t, given["JWK"], map[string]any{"kid": "a", "use": "sig"})
		c := w.config(given["certificate"], named, given["members"])
		plan := w.planned(nil, c)
		onlyUnknown(t, plan, "id", "created", "last_updated")
		acctest.Expect(t, plan, map[string]string{
			"kid": "a", "jwk_json": fmt.Sprint(named["jwk_json"]), "public_key_pem": fmt.Sprint(given["certificate"]["public_key_pem"]),
		})
		object := w.apply(nil, c)
		w.clean(object, c)
		w.clean(object, w.config(given["members"]))
		if plan := w.planned(object, w.config(given["PEM"], jsonWith(t, named, map[string]any{"kid": "b"}))); !plan.Replace {
			t.Errorf("%s: a kid of the JWK does not count beside PEM", name)
		}
	}
}

// A JWK that is not known yet may name the key, whatever else is given.
func TestAppJWKForms_aJWKThatBecomesKnownMayName(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]map[string]any{
		"it names": jsonWith(t, forms(t, rsaSigner(t, 0))["JWK"], map[string]any{"kid": "a", "alg": "RS256"}), "it is null": nil,
	} {
		w := newAppWorld(t, public)
		plan := w.planned(nil, w.config(rsaPEM(t, 0), map[string]any{"jwk_json": acctest.Unknown}))
		onlyUnknown(t, plan, "id", "created", "last_updated", "kid", "use", "alg", "jwk_json")
		w.Walk(w.r)
		c := w.config(rsaPEM(t, 0), then)
		object, diags := w.r.Apply(plan, c)
		if diags.Errors() > 0 {
			t.Fatalf("%s:\n%s", name, diags)
		}
		w.clean(object, c)
	}
}

// terraform validate knows no variable. A module that hands on what it was given
// is valid whatever that will be.
func TestAppJWKForms_unknownValuesAreNotRefused(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	u := acctest.Unknown
	for name, c := range map[string]map[string]any{
		"every form":   {"public_key_pem": u, "jwk_json": u, "kty": u, "n": u, "e": u, "crv": u, "x": u, "y": u},
		"PEM or JWK":   {"public_key_pem": u, "jwk_json": u},
		"PEM is known": acctest.Merge(rsaPEM(t, 0), map[string]any{"jwk_json": u}),
		"the rest":     acctest.Merge(rsaPEM(t, 0), map[string]any{"kid": u, "use": u, "alg": u, "status": u, "on_destroy": u}),
	} {
		if diags := r.Validate(appJWKType, appConfig(u, c)); len(diags) > 0 {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
}

// What is null in the end is no form.
func TestAppJWKForms_aFormThatBecomesNullIsNoForm(t *testing.T) {
	t.Parallel()
	w := newAppWorld(t, public)
	plan := w.planned(nil, w.config(map[string]any{"public_key_pem": acctest.Unknown, "jwk_json": acctest.Unknown}))
	w.Walk(w.r)
	object, diags := w.r.Apply(plan, w.config(jsonWith(t, forms(t, rsaSigner(t, 0))["JWK"], map[string]any{"kid": "a", "alg": "RS256"})))
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	acctest.Expect(t, object, map[string]string{"kid": "a", "alg": "RS256"})
}

func TestAppJWKForms_privateKeysAreRefusedWithoutAByte(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	key, curve := rsaSigner(t, 0), ecSigner(t)
	private := map[string]string{
		"PKCS#8": acctest.PKCS8(t, key), "PKCS#1": acctest.PKCS1(key), "SEC 1": acctest.SEC1(t, curve), "EC PKCS#8": acctest.PKCS8(t, curve),
		"JWK": acctest.PrivateJWK(t, key, "a"), "EC JWK": acctest.PrivateJWK(t, curve, ""),
	}
	for name, secret := range private {
		for _, argument := range []string{"public_key_pem", "jwk_json", "kty", "n", "e", "crv", "x", "y", "kid", "alg", "use", "status", "on_destroy", "timeouts", "app_id"} {
			config := appConfig("0oa1")
			if argument != "timeouts" {
				config[argument] = secret
			}
			if argument == "timeouts" {
				config = appConfig("0oa1", rsaPEM(t, 0), map[string]any{argument: map[string]any{"delete": secret}})
			} else if !slices.Contains([]string{"public_key_pem", "jwk_json", "kty", "n", "e", "crv", "x", "y"}, argument) {
				config = acctest.Merge(appConfig("0oa1", rsaPEM(t, 0)), map[string]any{argument: secret})
			}
			diags := r.Validate(appJWKType, config)
			if diags.Errors() == 0 {
				t.Errorf("%s is accepted as %s", name, argument)
			}
			if argument != "app_id" && holdsSecret(diags.String(), secret) { // app_id is checked in the room of all types
				t.Errorf("%s as %s is repeated:\n%s", name, argument, diags)
			}
		}
	}
}

// holdsSecret reports whether a text holds a line of a key, or a part of one.
func holdsSecret(text, secret string) bool {
	for line := range strings.Lines(secret) {
		line = strings.TrimSpace(line)
		for i := 0; i+24 <= len(line); i += 8 {
			if part := line[i : i+24]; !strings.HasPrefix(line, "-----") && strings.Contains(text, part) {
				return true
			}
		}
	}
	return false
}

// The forms of a key in the server's own spelling, as Okta's examples have it.
func TestAppJWKForms_theServersSpellingIsNoDiff(t *testing.T) {
	t.Parallel()
	w := newAppWorld(t, public)
	c := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"})
	object := w.apply(nil, c)
	id := w.keyID("a")
	n := object.Show("n")
	for name, spelled := range map[string]string{"padded": n + "==", "with a zero octet": zeroed(t, n), "as it is": n} {
		w.Inject(sandbox.Fault{Name: name, Match: sandbox.OnAppKeys, Times: 1, Answer: sandbox.OKJSON(fmt.Sprintf(
			`{"keys":[{"id":%q,"kid":"a","kty":"RSA","status":"ACTIVE","use":null,"alg":null,"e":"AQAB","n":%q,"created":%q,"lastUpdated":%q}]}`,
			id, spelled, object.Show("created"), object.Show("last_updated")))})
		w.clean(object, c)
	}
	// null on the server is what is not set, and what is set to the default.
	imported, diags := w.r.Import(appJWKType, w.app+"/"+id)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	w.clean(imported, c)
}

// An argument for a member that Okta answers null for is recorded without a
// request.
func TestAppJWKForms_nullOnTheServerEqualsUnset(t *testing.T) {
	t.Parallel()
	w := newAppWorld(t, public)
	id := w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "a", PublicKey: rsaSigner(t, 0).Public()})
	w.Walk(w.r)
	object, diags := w.r.Import(appJWKType, w.app+"/"+id)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	acctest.Expect(t, object, map[string]string{"use": "null", "alg": "null"})
	w.clean(object, w.config(rsaPEM(t, 0)))
	c := w.config(rsaPEM(t, 0), map[string]any{"use": "sig"})
	plan := w.planned(object, c)
	if plan.Replace {
		t.Fatal("use = \"sig\" replaces a key without use")
	}
	acctest.Expect(t, plan, map[string]string{"use": "sig"}) // core refuses a plan that says other than the configuration
	mark := w.Journal().Len()
	object = w.apply(object, c)
	w.ExpectCalls(mark)
	w.clean(object, c)
	if plan := w.planned(object, w.config(rsaPEM(t, 0), map[string]any{"use": "enc"})); !plan.Replace {
		t.Error("use = \"enc\" does not replace")
	}
}

// zeroed is a number with a zero octet before it.
func zeroed(t *testing.T, text string) string {
	t.Helper()
	octets, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return base64.URLEncoding.EncodeToString(append([]byte{0}, octets...))
}
