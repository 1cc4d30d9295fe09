package sandbox

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // the vendor's fingerprint is SHA-1
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// parseCert reads the PEM of a key's certificate and checks its line ends.
func parseCert(t *testing.T, text string) *x509.Certificate {
	t.Helper()
	checkPEM(t, text, "CERTIFICATE")
	block, _ := pem.Decode([]byte(text))
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// checkPEM checks that a text is one PEM block whose lines all end in CR LF.
func checkPEM(t *testing.T, text, blockType string) {
	t.Helper()
	block, rest := pem.Decode([]byte(text))
	if block == nil || block.Type != blockType || len(bytes.TrimSpace(rest)) != 0 {
		t.Fatalf("not one PEM block of type %s: %q", blockType, text)
	}
	if !strings.HasSuffix(text, "-----\r\n") || strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Errorf("line ends of %q are not all CR LF", text)
	}
}

func TestKIDIsThumbprint(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for _, key := range w.list() {
		cert := parseCert(t, key["cert"].(string))
		sum, err := (&jose.JSONWebKey{Key: cert.PublicKey}).Thumbprint(crypto.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "kid", key["kid"].(string), base64.RawURLEncoding.EncodeToString(sum))
		equal(t, "length of kid", len(key["kid"].(string)), 43)
	}
}

func TestCertificateShape(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for _, key := range w.list() {
		cert := parseCert(t, key["cert"].(string))
		if err := cert.CheckSignatureFrom(cert); err != nil {
			t.Errorf("not self-signed: %v", err)
		}
		equal(t, "subject", cert.Subject.String(), "CN=Example-OIDC-Connection")
		equal(t, "issuer", cert.Issuer.String(), "CN=Example-OIDC-Connection")
		equal(t, "subject_dn", key["subject_dn"].(string), "/CN=Example-OIDC-Connection")
		equal(t, "not after", cert.NotAfter, cert.NotBefore.AddDate(1, 0, 0))
		equal(t, "signature algorithm", cert.SignatureAlgorithm, x509.SHA256WithRSA)
		equal(t, "key usage", cert.KeyUsage, x509.KeyUsageDigitalSignature|x509.KeyUsageCertSign)
		equal(t, "CA", cert.IsCA, true)
		public, ok := cert.PublicKey.(*rsa.PublicKey)
		if !ok || public.Size()*8 != 2048 {
			t.Errorf("the key is not RSA-2048: %T", cert.PublicKey)
		}
	}
}

func TestFingerprints(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for _, key := range w.list() {
		sum := sha1.Sum(parseCert(t, key["cert"].(string)).Raw) //nolint:gosec // see above
		equal(t, "thumbprint", key["thumbprint"].(string), fmt.Sprintf("%X", sum))
		equal(t, "fingerprint", key["fingerprint"].(string), strings.ReplaceAll(fmt.Sprintf("% X", sum), " ", ":"))
	}
}

func TestPKCS7(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for _, key := range w.list() {
		checkPEM(t, key["pkcs"].(string), "PKCS7")
		block, _ := pem.Decode([]byte(key["pkcs"].(string)))
		var message pkcs7
		rest, err := asn1.Unmarshal(block.Bytes, &message)
		if err != nil || len(rest) != 0 {
			t.Fatalf("%v, %d bytes left", err, len(rest))
		}
		signed := message.Content
		equal(t, "content type", message.ContentType.String(), "1.2.840.113549.1.7.2")
		equal(t, "inner content type", signed.ContentInfo.ContentType.String(), "1.2.840.113549.1.7.1")
		equal(t, "version", signed.Version, 1)
		equal(t, "digest algorithms and signers", len(signed.DigestAlgorithms)+len(signed.SignerInfos), 0)
		certs, err := x509.ParseCertificates(signed.Certificates.Bytes)
		if err != nil || len(certs) != 1 {
			t.Fatalf("%d certificates, %v", len(certs), err)
		}
		equal(t, "certificate in pkcs is cert", certs[0].Equal(parseCert(t, key["cert"].(string))), true)
	}
}

// TestKeyMembers pins which members each role has, and that a flag is true or
// not there at all.
func TestKeyMembers(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.rotate()
	common := []string{"algorithm", "cert", "fingerprint", "key_use", "kid", "pkcs", "subject_dn", "thumbprint"}
	want := [][]string{{"current", "current_since"}, {"previous"}, {"next"}}
	keys := w.list()
	equal(t, "number of keys", len(keys), len(want))
	for i, key := range keys {
		var members []string
		for name := range key {
			members = append(members, name)
		}
		slices.Sort(members)
		expected := slices.Sorted(slices.Values(append(slices.Clone(common), want[i]...)))
		if !slices.Equal(members, expected) {
			t.Errorf("members %v, want %v", members, expected)
		}
		equal(t, want[i][0], key[want[i][0]].(bool), true)
		equal(t, "algorithm", key["algorithm"].(string), "RS256")
		equal(t, "key_use", key["key_use"].(string), "signing")
	}
}

// TestKeyMemberOrder pins the order of the members on the wire, in which the
// recorded answers have them.
func TestKeyMemberOrder(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	body := w.call("GET", w.keysPath()).body
	first := body[:strings.Index(body, "},{")]
	at := -1
	for _, name := range []string{"kid", "algorithm", "key_use", "subject_dn", "cert", "fingerprint", "thumbprint", "pkcs", "current", "current_since"} {
		next := strings.Index(first, `"`+name+`":`)
		if next <= at {
			t.Errorf("%s is not where it belongs in %s", name, first)
		}
		at = next
	}
}

func TestKeysDifferWithinTenant(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	other := w.tenant.AddConnection(Auth0Connection{})
	w.rotate()
	seen := map[string]bool{}
	for _, k := range append(w.tenant.Keys(w.conn), w.tenant.Keys(other)...) {
		if seen[k.KID] {
			t.Errorf("kid %s twice", k.KID)
		}
		seen[k.KID] = true
	}
	equal(t, "number of keys", len(seen), 5)
}

func TestKeyPoolKeepsKeys(t *testing.T) {
	t.Parallel()
	var pool keyPool
	results := make(chan *rsa.PrivateKey, 2)
	for range 2 {
		go func() { results <- pool.rsaKey(0) }()
	}
	equal(t, "key 0 made for the second", <-results, <-results)
}
