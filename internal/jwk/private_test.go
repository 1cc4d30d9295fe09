package jwk_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

func TestHoldsPrivateKey_looksAtTheForm(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	for name, text := range map[string]string{
		"PEM":            block("PRIVATE KEY", pkcs8),
		"SEC 1":          block("EC PRIVATE KEY", sec1),
		"encrypted":      block("ENCRYPTED PRIVATE KEY", pkcs8),
		"in one line":    strings.ReplaceAll(block("PRIVATE KEY", pkcs8), "\n", " "),
		"among others":   "key: " + block("PRIVATE KEY", pkcs8),
		"JWK":            `{"kty":"EC","d":"x"}`,
		"symmetric JWK":  ` {"k":"x", "kty":"oct"} `,
		"base64":         base64.StdEncoding.EncodeToString(pkcs8),
		"base64 of SEC1": base64.StdEncoding.EncodeToString(sec1),
		"base64url":      base64.RawURLEncoding.EncodeToString(pkcs8),
	} {
		if !jwk.HoldsPrivateKey(text) {
			t.Errorf("%s is not recognised", name)
		}
	}
	for name, text := range map[string]string{
		"nothing":       "",
		"a kid":         "2026-q3",
		"words":         "the private key of the app",
		"a label":       "BEGIN PRIVATE KEY",
		"public PEM":    block("PUBLIC KEY", public),
		"public JWK":    `{"kty":"EC","crv":"P-256","x":"a","y":"b"}`,
		"public base64": base64.StdEncoding.EncodeToString(public),
		"a thumbprint":  "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
		"another JSON":  `{"d":1}`,
	} {
		if jwk.HoldsPrivateKey(text) {
			t.Errorf("%s is taken for a private key", name)
		}
	}
}
