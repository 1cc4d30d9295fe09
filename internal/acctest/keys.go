package acctest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// rsaKey is made once per process.
var rsaKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// RSAKey is a private key to sign in with, the same for all tests of a process.
func RSAKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsaKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// ECKey makes a private key on a curve.
func ECKey(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// PKCS8 is a private key as PEM.
func PKCS8(t testing.TB, key crypto.PrivateKey) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return asPEM("PRIVATE KEY", der)
}

// PKCS1 is an RSA private key as PEM.
func PKCS1(key *rsa.PrivateKey) string {
	return asPEM("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
}

// SEC1 is an EC private key as PEM.
func SEC1(t testing.TB, key *ecdsa.PrivateKey) string {
	t.Helper()
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return asPEM("EC PRIVATE KEY", der)
}

// PrivateJWK is a private key as JWK, with a key ID or without.
func PrivateJWK(t testing.TB, key crypto.PrivateKey, keyID string) string {
	t.Helper()
	text, err := jose.JSONWebKey{Key: key, KeyID: keyID}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// PublicPEM is a public key as PEM.
func PublicPEM(t testing.TB, key crypto.PublicKey) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return asPEM("PUBLIC KEY", der)
}

func asPEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
