package jwk

import (
	"crypto/elliptic"
	"fmt"
	"strings"
	"testing"
)

// fitting are algorithms, each with the kinds of key that it is for.
var fitting = map[string]string{
	"":      "RSA P-256 P-384 P-521",
	"RS256": "RSA", "RS512": "RSA", "PS384": "RSA", "RSA1_5": "RSA", "RSA-OAEP": "RSA", "RSA-OAEP-256": "RSA", "RSA": "RSA",
	"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "ESP256": "P-256", "ESP384": "P-384", "ESP512": "P-521",
	"ECDH-ES": "P-256 P-384 P-521", "ECDH-ES+A256KW": "P-256 P-384 P-521",
	"ES256K": "", "ESB256": "", "EdDSA": "", "Ed25519": "", "Ed448": "",
	"none": "", "None": "", "HS256": "", "HS512": "", "A128KW": "", "A192GCMKW": "", "A256GCM": "", "A128CBC-HS256": "", "dir": "",
	"PBES2-HS256+A128KW": "",
	// What is not known may be for any key.
	"rs256": "RSA P-256 P-384 P-521", "ML-DSA-44": "RSA P-256 P-384 P-521", "mine, RS256": "RSA P-256 P-384 P-521",
}

func TestPublicCheck_algorithmsFitTheKey(t *testing.T) {
	t.Parallel()
	keys := map[string]Params{"RSA": paramsOf(t, rsaKey().Public())}
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		keys[curve.Params().Name] = paramsOf(t, onCurve(curve, append(make([]byte, (curve.Params().BitSize+7)/8-1), 7)))
	}
	for kind, p := range keys {
		key, err := FromParams(p)
		if err != nil {
			t.Fatal(err)
		}
		for alg, kinds := range fitting {
			want := strings.Contains(kinds, kind)
			err := key.Check(Members{Algorithm: alg})
			if want != (err == nil) || err != nil && !strings.HasPrefix(err.Error(), fmt.Sprintf("alg is %q, which is ", alg)) {
				t.Errorf("%s for %s: %v", alg, kind, err)
			}
			if _, err := Parse(with(t, p, map[string]any{"alg": alg})); want != (err == nil) {
				t.Errorf("%s for %s is parsed: %v", alg, kind, err)
			}
			// What a server keeps is written down as it is.
			if text, err := key.JSON(Members{Algorithm: alg}); err != nil || alg != "" && !strings.Contains(string(text), fmt.Sprintf(`"alg":%q`, alg)) {
				t.Errorf("%s for %s is written as %s, %v", alg, kind, text, err)
			}
		}
	}
}

// A kid with white space around it is one that somebody will write without.
func TestParse_refusesKIDsWithSpacesAround(t *testing.T) {
	t.Parallel()
	p := paramsOf(t, rsaKey().Public())
	for _, kid := range []string{" ", " a", "a "} {
		checkRefused(t, with(t, p, map[string]any{"kid": kid}), "kid begins or ends with a space")
	}
}

func TestParse_takesKIDsAndUses(t *testing.T) {
	t.Parallel()
	p := paramsOf(t, rsaKey().Public())
	for _, kid := range []string{"", "a b~!", strings.Repeat("a", 255)} {
		if key, err := Parse(with(t, p, map[string]any{"kid": kid, "use": "mine"})); err != nil || key.KeyID != kid || key.Use != "mine" {
			t.Errorf("%q: %+v, %v", kid, key.Members, err)
		}
	}
}
