package jwk

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"
)

// certificateFrom is a certificate that is valid from a time.
func certificateFrom(t *testing.T, key crypto.Signer, from time.Time) string {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: from}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return block("CERTIFICATE", der)
}

func TestNotBefore_whateverTheKey(t *testing.T) {
	t.Parallel()
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // such keys are what this is about
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]crypto.Signer{"RSA-2048": rsaKey(), "RSA-1024": short, "P-256": ecKey(t), "Ed25519": ed} {
		for _, year := range []int{1950, 1999, 2026, 2049, 2050, 9999} {
			from := time.Date(year, 1, 15, 3, 55, 51, 0, time.UTC)
			text := certificateFrom(t, key, from)
			for form, written := range map[string]string{"LF": text, "CRLF": strings.ReplaceAll(text, "\n", "\r\n"), "more around": "\nx\n" + text + "y"} {
				if got, err := NotBefore(written); err != nil || !got.Equal(from) {
					t.Errorf("%s of %d, %s: got %s, %v", name, year, form, got, err)
				}
			}
		}
	}
}

// A key that no parser reads is not looked at.
func TestNotBefore_whereNothingElseCanBeRead(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 1, 15, 3, 55, 51, 0, time.UTC)
	text := certificateFrom(t, ecKey(t), from)
	der, _ := pem.Decode([]byte(text))
	ecPoint := strings.Index(string(der.Bytes), "\x03\x42\x00\x04") // the public key: BIT STRING of an uncompressed point
	der.Bytes[ecPoint+3] = 0x05
	if _, err := x509.ParseCertificate(der.Bytes); err == nil {
		t.Fatal("the certificate can be read")
	}
	if got, err := NotBefore(block("CERTIFICATE", der.Bytes)); err != nil || !got.Equal(from) {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestNotBefore_nothingThatSaysIt(t *testing.T) {
	t.Parallel()
	whole := certificateFrom(t, ecKey(t), time.Date(2026, 1, 15, 3, 55, 51, 0, time.UTC))
	der, _ := pem.Decode([]byte(whole))
	for name, text := range map[string]string{
		"nothing": "", "no PEM": "certificate", "a key": privateBlock(t, ecKey(t)), "no DER": block("CERTIFICATE", []byte("MIIB")),
		"cut short": block("CERTIFICATE", der.Bytes[:40]), "half of the PEM": whole[:len(whole)/2], "no body": block("CERTIFICATE", nil),
	} {
		if got, err := NotBefore(text); err == nil {
			t.Errorf("%s: got %s", name, got)
		}
	}
}
