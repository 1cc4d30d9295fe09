package okta_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

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
		"kid beside two forms":   {appConfig("0oa1", rsaForms["PEM"], named(map[string]any{"kid": "a"}), map[string]any{"kid": "b"}), `jwk_json has "a"`},
		"half":                   {appConfig("0oa1", map[string]any{"kty": "RSA", "e": "AQAB"}), "n is missing"},
		"mixed members":          {appConfig("0oa1", rsaForms["members"], map[string]any{"crv": "P-256"}), "which belong to EC keys"},
		"PEM as JWK":             {appConfig("0oa1", map[string]any{"jwk_json": rsaForms["PEM"]["public_key_pem"]}), "give it as public_key_pem"},
		"JWK as PEM":             {appConfig("0oa1", givenPEM(fmt.Sprint(rsaForms["JWK"]["jwk_json"]))), "give it as jwk_json"},
		"kid":                    {appConfig("0oa1", named(map[string]any{"kid": "a"}), map[string]any{"kid": "b"}), `kid is "b", and jwk_json has "a"`},
		"use":                    {appConfig("0oa1", named(map[string]any{"use": "enc"}), map[string]any{"use": "sig"}), `use is "sig", and jwk_json has "enc"`},
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
			if argument != "app_id" && holdsSecret(diags.String(), secret) { // app_id is checked once for all types
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
