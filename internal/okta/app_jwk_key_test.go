package okta_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

// rsaSigner is private key i of the process: making one takes 85 ms.
func rsaSigner(t testing.TB, i int) *rsa.PrivateKey {
	t.Helper()
	rsaSigners.Lock()
	defer rsaSigners.Unlock()
	for len(rsaSigners.keys) <= i {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		rsaSigners.keys = append(rsaSigners.keys, key)
	}
	return rsaSigners.keys[i]
}

var rsaSigners struct {
	sync.Mutex
	keys []*rsa.PrivateKey
}

// rsaPEM is public key i of the process as an argument.
func rsaPEM(t testing.TB, i int) map[string]any {
	t.Helper()
	return givenPEM(acctest.PublicPEM(t, rsaSigner(t, i).Public()))
}

func givenPEM(text string) map[string]any { return map[string]any{"public_key_pem": text} }

// forms are the ways to give one key.
func forms(t *testing.T, signer crypto.Signer) map[string]map[string]any {
	t.Helper()
	text := acctest.PublicPEM(t, signer.Public())
	key, err := jwk.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	asJWK, err := key.JSON(jwk.Members{})
	if err != nil {
		t.Fatal(err)
	}
	p := key.Params()
	members := map[string]any{"kty": p.Kty}
	for name, value := range map[string]string{"n": p.N, "e": p.E, "crv": p.Crv, "x": p.X, "y": p.Y} {
		if value != "" {
			members[name] = value
		}
	}
	return map[string]map[string]any{
		"PEM": givenPEM(text), "certificate": givenPEM(certificate(t, signer)), "JWK": {"jwk_json": string(asJWK)}, "members": members,
	}
}

// certificate is a certificate of a key, signed by itself.
func certificate(t *testing.T, signer crypto.Signer) string {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "client"}, NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, signer.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func thumbprint(t *testing.T, key crypto.PublicKey) string {
	t.Helper()
	public, err := jwk.Parse(acctest.PublicPEM(t, key))
	if err != nil {
		t.Fatal(err)
	}
	text, err := public.Thumbprint()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func ecSigner(t *testing.T) *ecdsa.PrivateKey { return acctest.ECKey(t, elliptic.P256()) }
