package jwk

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

var errQuoting = errors.New(`x509: cannot parse URI "secret-in-a-name": invalid secret-in-a-name`)

// privateJWK are the members of a private key.
func privateJWK(t testing.TB, key crypto.PrivateKey) map[string]any {
	t.Helper()
	text, err := jose.JSONWebKey{Key: key}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatal(err)
	}
	return members
}

// privateTexts are texts that hold a private key, in all places.
func privateTexts(t testing.TB) map[string]string {
	t.Helper()
	ec := ecKey(t)
	sec1, err := x509.MarshalECPrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs1, pkcs8, public := x509.MarshalPKCS1PrivateKey(rsaKey()), privateBlock(t, rsaKey()), publicPEM(t, rsaKey().Public())
	p := paramsOf(t, rsaKey().Public())
	texts := map[string]string{
		"PKCS#8 RSA":             pkcs8,
		"PKCS#8 EC":              privateBlock(t, ec),
		"PKCS#8 Ed25519":         privateBlock(t, ed),
		"PKCS#1":                 block("RSA PRIVATE KEY", pkcs1),
		"SEC 1":                  block("EC PRIVATE KEY", sec1),
		"encrypted":              block("ENCRYPTED PRIVATE KEY", pkcs1),
		"encrypted, old":         withHeader(block("RSA PRIVATE KEY", pkcs1), "Proc-Type: 4,ENCRYPTED"),
		"OpenSSH":                block("OPENSSH PRIVATE KEY", pkcs1),
		"PGP":                    block("PGP PRIVATE KEY BLOCK", pkcs1),
		"before a public one":    pkcs8 + public,
		"after a public one":     public + pkcs8,
		"after a certificate":    certificate(t, rsaKey()) + pkcs8,
		"in headers":             withHeader(public, "Key: "+strings.ReplaceAll(pkcs8, "\n", "")),
		"on one line":            strings.ReplaceAll(pkcs8, "\n", " "),
		"escaped":                strings.ReplaceAll(pkcs8, "\n", `\n`),
		"without its end":        strings.Split(pkcs8, "-----END")[0],
		"cut":                    pkcs8[:200],
		"after a BOM":            "\ufeff" + pkcs8,
		"too long":               strings.Repeat(" ", maxText) + pkcs8,
		"beside what is not UTF": "\xff" + pkcs8,
		"in a list":              jsonOf(t, []string{pkcs8}),
		"in JSON":                jsonOf(t, pkcs8),
		"in a member":            with(t, p, map[string]any{"pem": pkcs8}),
		"in kid":                 with(t, p, map[string]any{"kid": pkcs8}),
		"in n":                   with(t, p, map[string]any{"n": pkcs8}),
		"in a member, escaped":   strings.ReplaceAll(with(t, p, map[string]any{"pem": pkcs8}), "PRIVATE KEY", `PRIV\u0041TE\u0020KEY`),
		"in a name, escaped":     strings.ReplaceAll(with(t, p, map[string]any{pkcs8: 1}), "PRIVATE KEY", `PRIVATE\u0020KEY`),
		"base64 of PEM":          b64([]byte(pkcs8)),
		"base64 of PKCS#8":       base64.StdEncoding.EncodeToString(onePEMOf(t, pkcs8)),
		"base64 of SEC 1":        base64.StdEncoding.EncodeToString(sec1),
		"base64 of encrypted":    base64.StdEncoding.EncodeToString(append(encryptedDER[:len(encryptedDER):len(encryptedDER)], make([]byte, 32)...)),
		"in lower case":          strings.ToLower(pkcs8),
		"in kid, other case":     with(t, p, map[string]any{"kid": strings.ReplaceAll(pkcs8, privateLabel, "Private Key")}),
		"in kid, mixed, escaped": strings.ReplaceAll(with(t, p, map[string]any{"kid": pkcs8}), "PRIVATE KEY", `Priv\u0061te K\u0065y`),
		"JWK RSA":                jsonOf(t, privateJWK(t, rsaKey())),
		"JWK EC":                 jsonOf(t, privateJWK(t, ec)),
		"JWK OKP":                jsonOf(t, privateJWK(t, ed)),
		"JWK in a set":           jsonOf(t, map[string]any{"keys": []any{privateJWK(t, ec)}}),
		"JWK in a member":        with(t, p, map[string]any{"private": privateJWK(t, ec)}),
		"JWK, deep":              with(t, p, map[string]any{"a": []any{1, nil, map[string]any{"b": privateJWK(t, ec)}}}),
		"JWK, beside 1e999":      with(t, p, map[string]any{"a": json.RawMessage("1e999"), "d": "AQAB"}),
		"JWK, not a string":      with(t, p, map[string]any{"d": []int{1, 2}, "n": 5}),
		"JWK, symmetric inside":  with(t, p, map[string]any{"a": map[string]string{"kty": "oct", "k": "c2VjcmV0LXNlY3JldA"}}),
		"JWK, no kty":            `{"d":"c2VjcmV0LXNlY3JldA"}`,
	}
	for label, der := range map[string][]byte{"PKCS#1": pkcs1, "SEC 1": sec1, "PKCS#8": onePEMOf(t, pkcs8), "encrypted": encryptedDER} {
		for _, wrong := range []string{typePublicKey, typeRSAPublicKey, typeCertificate} {
			texts[label+" as "+wrong] = block(wrong, der)
		}
	}
	for _, name := range slices.Concat(secrets, []string{"D", "Qi", "K", "\u212a"}) { // the last is the sign of Kelvin, a k in other case
		texts["JWK with "+name] = with(t, p, map[string]any{name: "c2VjcmV0LXNlY3JldA"})
	}
	return texts
}

// encryptedDER has the shape of an encrypted PKCS#8 key: algorithm, octets.
var encryptedDER = []byte{0x30, 0x11, 0x30, 0x05, 0x06, 0x03, 0x2a, 0x03, 0x04, 0x04, 0x08, 's', 'e', 'c', 'r', 'e', 't', '-', 's'}

func TestParse_privateKeyIsRefusedInOneSentence(t *testing.T) {
	t.Parallel()
	texts := privateTexts(t)
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkRefused(t, texts[name], errPrivate.Error())
			_, err := ParseCertificate(texts[name])
			if err == nil {
				t.Fatal("accepted as a certificate")
			}
			checkHoldsNoLineOf(t, err.Error(), texts[name])
		})
	}
	if strings.Contains(errPrivate.Error(), privateLabel) {
		t.Error("the refusal looks like a key to those who search for one")
	}
}

// What is not known to be private may be it nevertheless.
func TestParse_brokenPrivateKeyIsNotRepeated(t *testing.T) {
	t.Parallel()
	jwk := jsonOf(t, privateJWK(t, rsaKey()))
	pem := privateBlock(t, rsaKey())
	for name, text := range map[string]string{
		"cut JWK":         jwk[:len(jwk)/2],
		"JWK, then more":  jwk + jwk,
		"named twice":     `{"n":"AQAB",` + jwk[1:],
		"base64 alone":    strings.Join(strings.Split(pem, "\n")[1:20], "\n"),
		"another label":   strings.ReplaceAll(pem, privateLabel, "SECRET KEY"),
		"lower case":      strings.ToLower(pem),
		"label cut":       strings.Replace(pem, "-----BEGIN PRIVATE ", "", 1)[:400],
		"symmetric":       `{"kty":"oct","k":"c2VjcmV0LXNlY3JldA","d":"c2VjcmV0LXNlY3JldA"}`,
		"in place of kty": jsonOf(t, map[string]any{"kty": strings.Split(pem, "\n")[3]}),
		"in place of crv": jsonOf(t, map[string]any{"kty": "EC", "crv": strings.Split(pem, "\n")[3]}),
		"in place of x":   jsonOf(t, map[string]any{"kty": "EC", "crv": "P-256", "x": strings.Split(pem, "\n")[3], "y": "A"}),
		"PuTTY":           "PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 14\n" + strings.Split(pem, "\n")[3],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, parse := range []func(string) error{
				func(text string) error { _, err := Parse(text); return err },
				func(text string) error { _, err := ParseCertificate(text); return err },
			} {
				err := parse(text)
				if err == nil {
					t.Fatal("accepted")
				}
				checkHoldsNoLineOf(t, err.Error(), text)
			}
		})
	}
}

func TestFromParams_privateKeyInAMemberIsRefused(t *testing.T) {
	t.Parallel()
	good, secret := paramsOf(t, rsaKey().Public()), privateBlock(t, rsaKey())
	for name, p := range map[string]Params{
		"kty": {Kty: secret}, "n": {Kty: "RSA", N: secret, E: "AQAB"}, "e": {Kty: "RSA", N: good.N, E: secret},
		"lower case": {Kty: "RSA", N: strings.ToLower(secret), E: "AQAB"},
		"crv":        {Kty: "EC", Crv: secret}, "x": {Kty: "EC", Crv: "P-256", X: secret}, "y": {Kty: "EC", Crv: "P-256", X: curveX, Y: secret},
	} {
		if _, err := FromParams(p); !errors.Is(err, errPrivate) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
