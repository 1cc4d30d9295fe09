package auth0_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// certificateAt is a next certificate of this key, from when at says.
func certificateAt(t *testing.T, signer crypto.Signer, at func(time.Time) time.Time) func(sandbox.Auth0Key) string {
	t.Helper()
	return func(next sandbox.Auth0Key) string {
		from := at(next.NotBefore)
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: from.AddDate(0, 0, 1)}
		if from.Year() == 9999 {
			template.NotAfter = from
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, signer.Public(), signer)
		if err != nil {
			t.Error(err)
		}
		return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	}
}

func edKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// nextCertificate makes the age unknown by the certificate of the next key.
func nextCertificate(says string, cert func(sandbox.Auth0Key) string) acctest.UnknownAge {
	return acctest.UnknownAge{
		Begin:  func(s *acctest.Sandbox, id string) { s.Auth0().SetNextCertificate(id, cert) },
		End:    func(s *acctest.Sandbox, id string) { s.Auth0().SetNextCertificate(id, nil) },
		Reason: says,
	}
}

// Where nobody can say when the keys were last rotated, nothing is sent.
func TestConnectionKeys_anUnknownAgeSendsNothing(t *testing.T) {
	t.Parallel()
	const missing, wrong = "the certificate of the next key (notBefore) is missing or cannot be read", "the certificate of the next key (notBefore) gives a time that cannot be right"
	literally := func(text string) func(sandbox.Auth0Key) string { return func(sandbox.Auth0Key) string { return text } }
	halfYear := func(at time.Time) time.Time { return at.Add(200 * 24 * time.Hour) }
	end := func(time.Time) time.Time { return time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) }
	acctest.UnknownAgeSendsNothing(t, acctest.Auth0Keys, acctest.UnknownAges(map[string]acctest.UnknownAge{
		"no certificate":                     nextCertificate(missing, literally("")),
		"no PEM":                             nextCertificate(missing, literally("certificate")),
		"a certificate that is none":         nextCertificate(missing, literally("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")),
		"a certificate of half a year ahead": nextCertificate(wrong, certificateAt(t, edKey(t), halfYear)),
		"a certificate of the year 9999":     nextCertificate(wrong, certificateAt(t, edKey(t), end)),
		"a certificate of the last century":  nextCertificate(wrong, certificateAt(t, edKey(t), func(time.Time) time.Time { return time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC) })),
	}))
}

// A certificate tells the age whatever kind of key is in it.
func TestConnectionKeys_theAgeIsReadFromCertificatesOfAnyKey(t *testing.T) {
	t.Parallel()
	short, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // such keys are what this is about
	if err != nil {
		t.Fatal(err)
	}
	for name, signer := range map[string]crypto.Signer{"Ed25519": edKey(t), "RSA with 1024 bits": short} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := s.Connection()
			s.Auth0().SetNextCertificate(id, certificateAt(t, signer, func(at time.Time) time.Time { return at }))
			s.Auth0().Rotate(id)
			s.Clock().Advance(10 * time.Minute)
			r := s.RPC()
			mark := s.Journal().Len()
			object := s.Update(r, keysType, nil, config(id, trigger("1")))
			if posts(s, mark) != 0 {
				t.Error("a recent rotation was not adopted")
			}
			expect(t, object, map[string]string{"next_key.jwk_json": "null"})
			s.Clock().Advance(time.Hour)
			s.Update(r, keysType, refresh(t, s, r, object), config(id, trigger("2")))
			s.ExpectRotations(acctest.Auth0Keys, id, 2, mark, 1)
		})
	}
}
