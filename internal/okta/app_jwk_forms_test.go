package okta_test

import (
	"crypto"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
				w := newAppFixture(t, sandbox.OktaApp{})
				object := w.apply(nil, w.config(first))
				acctest.Expect(t, object, map[string]string{"kid": thumbprint(t, signer.Public()), "alg": "null", "use": "sig"})
				for to, second := range forms(t, signer) {
					if plan := w.plan(object, w.config(second)); plan.Changes() || len(plan.Diags) > 0 {
						t.Errorf("to %s:\n%s\n%s", to, plan.Value, plan.Diags)
					}
					w.expectNoChanges(object, w.config(second))
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
		w := newAppFixture(t, public)
		object := w.apply(nil, w.config(rsaPEM(t, 0)))
		for form, given := range forms(t, signer) {
			plan := w.planned(object, w.config(given))
			if !plan.Replace || !plan.Diags.Has("WARNING", "will be replaced", object.Show("kid"), active) {
				t.Errorf("%s as %s does not replace, or not with a word:\n%s", name, form, plan.Diags)
			}
			create := w.r.Plan(appJWKType, nil, w.config(given))
			for _, p := range []*acctest.Planned{plan, create} {
				onlyUnknown(t, p, "id", "created", "last_updated")
				acctest.Expect(t, p, map[string]string{"kid": thumbprint(t, signer.Public()), "status": active})
			}
		}
		object, diags := w.replace(object, w.config(givenPEM(acctest.PublicPEM(t, signer.Public()))), true)
		if diags.Errors() > 0 {
			t.Fatal(diags)
		}
		w.expectNoChanges(object, w.config(givenPEM(acctest.PublicPEM(t, signer.Public()))))
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
	w := newAppFixture(t, public)
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
	w.expectNoChanges(other, w.config(rsaPEM(t, 1)))
}

func TestAppJWKForms_aJWKSpeaksForTheArguments(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	named := jsonWith(t, forms(t, rsaSigner(t, 0))["JWK"], map[string]any{"kid": "2026-q4", "use": "enc", "alg": "RSA-OAEP-256"})
	c := w.config(named)
	plan := w.planned(nil, c)
	want := map[string]string{"kid": "2026-q4", "use": "enc", "alg": "RSA-OAEP-256", "jwk_json": fmt.Sprint(named["jwk_json"])}
	acctest.Expect(t, plan, want)
	object := w.apply(nil, c)
	acctest.Expect(t, object, want)
	w.expectNoChanges(object, c)
	// The same without the JWK, and by arguments beside it.
	w.expectNoChanges(object, w.config(rsaPEM(t, 0)))
	w.expectNoChanges(object, w.config(rsaPEM(t, 0), map[string]any{"kid": "2026-q4", "use": "enc", "alg": "RSA-OAEP-256"}))
	w.expectNoChanges(object, w.config(named, map[string]any{"kid": "2026-q4"}))
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

// What is null in the end is no form.
func TestAppJWKForms_aFormThatBecomesNullIsNoForm(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	plan := w.planned(nil, w.config(map[string]any{"public_key_pem": acctest.Unknown, "jwk_json": acctest.Unknown}))
	w.Walk(w.r)
	object, diags := w.r.Apply(plan, w.config(jsonWith(t, forms(t, rsaSigner(t, 0))["JWK"], map[string]any{"kid": "a", "alg": "RS256"})))
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	acctest.Expect(t, object, map[string]string{"kid": "a", "alg": "RS256"})
}

// The forms of a key in the server's own spelling, as Okta's examples have it.
func TestAppJWKForms_theServersSpellingIsNoDiff(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	c := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"})
	object := w.apply(nil, c)
	id := w.keyID("a")
	n := object.Show("n")
	for name, spelled := range map[string]string{"padded": n + "==", "with a zero octet": zeroed(t, n), "unused bits": otherBits(t, n), "as it is": n} {
		w.Inject(sandbox.Fault{Name: name, Match: sandbox.OnAppKeys, Times: 1, Answer: sandbox.OKJSON(fmt.Sprintf(
			`{"keys":[{"id":%q,"kid":"a","kty":"RSA","status":"ACTIVE","use":null,"alg":null,"e":"AQAB","n":%q,"created":%q,"lastUpdated":%q}]}`,
			id, spelled, object.Show("created"), object.Show("last_updated")))})
		w.expectNoChanges(object, c)
	}
	// null on the server is what is not set, and what is set to the default.
	imported, diags := w.r.Import(appJWKType, w.app+"/"+id)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	w.expectNoChanges(imported, c)
}

// Another spelling of the key of the state is the same key: in the members, in a JWK,
// and where a key is added.
func TestAppJWKForms_anotherSpellingIsTheSameKey(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	for name, signer := range map[string]crypto.Signer{"RSA": rsaSigner(t, 0), "EC": ecSigner(t)} {
		members := spelled(t, signer.Public(), base64.RawURLEncoding.EncodeToString)
		odd := spelled(t, signer.Public(), unusedBits)
		if maps.Equal(members, odd) {
			t.Fatalf("%s: there are no unused bits", name)
		}
		text := jsonOf(t, odd)
		first := w.config(odd, map[string]any{"kid": name})
		object := w.apply(nil, first)
		w.expectNoChanges(object, first)
		acctest.Expect(t, object, map[string]string{"public_key_pem": acctest.PublicPEM(t, signer.Public())})
		for _, same := range []map[string]any{members, {"jwk_json": text}, forms(t, signer)["PEM"]} {
			w.expectNoChanges(object, w.config(same, map[string]any{"kid": name}))
		}
		if got := w.r.Plan(appJWKType, nil, w.config(map[string]any{"jwk_json": text}, map[string]any{"kid": "other"})); got.Diags.Errors() > 0 {
			t.Errorf("%s as JWK:\n%s", name, got.Diags)
		}
	}
	if w.Okta().AppKeyAdds(w.app) != 2 {
		t.Error("not one key of each type")
	}
}

func jsonOf(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func otherBits(t *testing.T, text string) string {
	t.Helper()
	octets, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return unusedBits(octets)
}

// An argument for a member that Okta answers null for is recorded without a
// request.
func TestAppJWKForms_nullOnTheServerEqualsUnset(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, public)
	id := w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "a", PublicKey: rsaSigner(t, 0).Public()})
	w.Walk(w.r)
	object, diags := w.r.Import(appJWKType, w.app+"/"+id)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	acctest.Expect(t, object, map[string]string{"use": "null", "alg": "null"})
	w.expectNoChanges(object, w.config(rsaPEM(t, 0)))
	c := w.config(rsaPEM(t, 0), map[string]any{"use": "sig"})
	plan := w.planned(object, c)
	if plan.Replace {
		t.Fatal("use = \"sig\" replaces a key without use")
	}
	acctest.Expect(t, plan, map[string]string{"use": "sig"}) // core refuses a plan that says other than the configuration
	mark := w.Journal().Len()
	object = w.apply(object, c)
	w.ExpectCalls(mark)
	w.expectNoChanges(object, c)
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
