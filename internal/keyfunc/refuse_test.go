package keyfunc_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// checkRefused wants an error about the first argument.
func checkRefused(t *testing.T, bad *tfprotov6.FunctionError, want string) {
	t.Helper()
	if bad == nil || bad.Text != want || bad.FunctionArgument == nil || *bad.FunctionArgument != 0 {
		t.Errorf("got  %+v\nwant %s", bad, want)
	}
}

func TestFunctions_refuse(t *testing.T) {
	t.Parallel()
	f := functions(t)
	weak := &rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), 1023, 1), E: 65537}
	p224, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for text, reason := range map[string]string{
		"":                                  "found nothing; give PEM or a JWK",
		`{"kty":"oct","k":"c2VjcmV0"}`:      "found a symmetric key (kty oct), not a public key",
		acctest.PublicPEM(t, weak):          "found an RSA key of 1024 bits; it has to have 2048 or more",
		acctest.PublicPEM(t, p224.Public()): "found an EC key on P-224, not on P-256, P-384 or P-521",
		`{"keys":[` + rfcEC + `]}`:          "found a JWK set; give one of its keys",
		strings.Replace(rfcEC, `"use"`, `"alg":"ES384","use"`, 1): `alg is "ES384", which is for EC keys on P-384, not for EC keys on P-256`,
		strings.Replace(rfcEC, `"kid":"1"`, `"kid":"\u00e9"`, 1):  "kid holds other characters than printable ASCII, which Terraform and others change",
	} {
		for _, name := range ofOneKey {
			_, bad := f.Text(name, text)
			checkRefused(t, bad, "key cannot be used: "+reason)
		}
		_, bad := f.Text("jwks_json", rfcEC, acctest.PublicPEM(t, acctest.RSAKey(t).Public()), text)
		checkRefused(t, bad, "keys[2] cannot be used: "+reason)
	}
}

func TestJWKSJSON_refusesOneKIDTwice(t *testing.T) {
	t.Parallel()
	f := functions(t)
	const words = "; give each key of a set a kid of its own, or list the key once"
	pem := acctest.PublicPEM(t, acctest.RSAKey(t).Public())
	print, bad := f.Text("jwk_thumbprint", pem)
	if bad != nil {
		t.Fatal(bad.Text)
	}
	_, bad = f.Text("jwks_json", pem, rfcEC, pem)
	checkRefused(t, bad, "keys[0] and keys[2] have the same kid"+words)
	_, bad = f.Text("jwks_json", rfcEC, publicJWK(t, acctest.RSAKey(t).Public(), "1"))
	checkRefused(t, bad, "keys[0] and keys[1] have the same kid"+words)
	_, bad = f.Text("jwks_json", pem, rfcEC, publicJWK(t, acctest.ECKey(t, elliptic.P256()).Public(), text(t, print)))
	checkRefused(t, bad, "keys[0] and keys[2] have the same kid"+words)
}

func TestFunctions_privateKeyIsRefusedAndNotRepeated(t *testing.T) {
	t.Parallel()
	f := functions(t)
	const reason = " cannot be used: found a private key; give the public key alone (openssl pkey -in FILE -pubout), " +
		"and treat the private one as exposed if a log or file holds it"
	ec := acctest.ECKey(t, elliptic.P256())
	for form, secret := range map[string]string{
		"PKCS#8": acctest.PKCS8(t, acctest.RSAKey(t)), "PKCS#1": acctest.PKCS1(acctest.RSAKey(t)), "SEC 1": acctest.SEC1(t, ec),
		"JWK, RSA": acctest.PrivateJWK(t, acctest.RSAKey(t), "a"), "JWK, EC": acctest.PrivateJWK(t, ec, "a"),
		"after a public key": acctest.PublicPEM(t, ec.Public()) + acctest.PKCS8(t, ec),
	} {
		for _, name := range ofOneKey {
			_, bad := f.Text(name, secret)
			checkRefused(t, bad, "key"+reason)
			checkHoldsNothingOf(t, form, bad.Text, secret)
		}
		_, bad := f.Text("jwks_json", rfcEC, secret)
		checkRefused(t, bad, "keys[1]"+reason)
		checkHoldsNothingOf(t, form, bad.Text, secret)
	}
}

// checkHoldsNothingOf fails if the output holds any eight characters of a line
// of a secret.
func checkHoldsNothingOf(t *testing.T, what, output, secret string) {
	t.Helper()
	windows := map[string]bool{}
	for line := range strings.Lines(secret) {
		line = strings.TrimSpace(line)
		for i := 0; i+8 <= len(line) && !strings.HasPrefix(line, "-----"); i++ {
			windows[line[i:i+8]] = true
		}
	}
	for i := 0; i+8 <= len(output); i++ {
		if windows[output[i:i+8]] {
			t.Errorf("%s: written down: %s", what, output[max(0, i-40):min(len(output), i+48)])
			return
		}
	}
}
