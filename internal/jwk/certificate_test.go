package jwk

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	madeAt = time.Date(2026, 1, 15, 3, 55, 51, 0, time.UTC)
	endsAt = madeAt.AddDate(1, 0, 0)
)

// One RSA key serves all tests: making one takes longer than the tests.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func ecKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// certificate is a self-signed certificate of the key, as PEM with LF.
func certificate(t testing.TB, key crypto.Signer) string {
	t.Helper()
	return certificateOfKey(t, key.Public(), key)
}

// certificateOfKey is a certificate of any public key, signed with another.
func certificateOfKey(t testing.TB, public crypto.PublicKey, signer crypto.Signer) string {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example-OIDC"}, NotBefore: madeAt, NotAfter: endsAt,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, signer)
	if err != nil {
		t.Fatal(err)
	}
	return block("CERTIFICATE", der)
}

func block(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func privateBlock(t testing.TB, key crypto.PrivateKey) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return block("PRIVATE KEY", der)
}

func TestParseCertificate_readsKeyAndValidity(t *testing.T) {
	t.Parallel()
	keys := map[string]crypto.Signer{"RSA-2048": rsaKey(), "P-256": ecKey(t)}
	forms := map[string]func(string) string{
		"LF":            func(text string) string { return text },
		"CRLF":          func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") },
		"no line end":   strings.TrimSpace,
		"white space":   func(text string) string { return "\r\n \t" + text + " \n\r\n" },
		"CRLF, trimmed": func(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\n", "\r\n")) },
	}
	for keyName, key := range keys {
		text := certificate(t, key)
		for formName, form := range forms {
			t.Run(keyName+" "+formName, func(t *testing.T) {
				t.Parallel()
				got, err := ParseCertificate(form(text))
				if err != nil {
					t.Fatal(err)
				}
				if !got.NotBefore.Equal(madeAt) || !got.NotAfter.Equal(endsAt) {
					t.Errorf("valid from %v to %v, want %v to %v", got.NotBefore, got.NotAfter, madeAt, endsAt)
				}
				if got.NotBefore.Location() != time.UTC || got.NotAfter.Location() != time.UTC {
					t.Errorf("times in %v and %v, want UTC", got.NotBefore.Location(), got.NotAfter.Location())
				}
				if !equalKeys(got.Public.key, key.Public()) {
					t.Errorf("another key than the certificate's")
				}
			})
		}
	}
}

func equalKeys(a, b crypto.PublicKey) bool {
	key, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(b)
}

func TestParseCertificate_refuses(t *testing.T) {
	t.Parallel()
	good := certificate(t, rsaKey())
	der, err := x509.MarshalPKIXPublicKey(rsaKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	body := strings.Split(good, "\n")
	const before, malformed = "found PEM headers, or data before the certificate", "found a malformed PEM block before the certificate"
	for name, c := range map[string]struct{ text, want string }{
		"nothing":               {"", "no PEM block found"},
		"white space":           {" \r\n\t", "no PEM block found"},
		"text":                  {"not a certificate", "no PEM block found"},
		"base64 without lines":  {strings.Join(body[1:len(body)-2], ""), "no PEM block found"},
		"no end line":           {strings.Join(body[:len(body)-2], "\n"), "found a malformed PEM block; BEGIN, END and base64 have to stand on lines of their own"},
		"a public key":          {block("PUBLIC KEY", der), `found a PEM block of type "PUBLIC KEY", not a CERTIFICATE`},
		"a request":             {block("CERTIFICATE REQUEST", der), `found a PEM block of type "CERTIFICATE REQUEST"`},
		"PKCS#7":                {block("PKCS7", der), `found a PEM block of type "PKCS7"`},
		"another certificate":   {good + good, "found a certificate with another PEM block after it; give the first alone: openssl x509 -in FILE"},
		"text after":            {good + "more", "found data after the certificate"},
		"CRLF and text after":   {strings.ReplaceAll(good, "\n", "\r\n") + "more", "found data after the certificate"},
		"a private key after":   {good + privateBlock(t, rsaKey()), errPrivate.Error()},
		"text before":           {"my certificate:\n" + good, before},
		"text, CRLF":            {"my certificate:\r\n" + strings.ReplaceAll(good, "\n", "\r\n"), before},
		"bag attributes":        {"Bag Attributes\n    localKeyID: 01 02\nsubject=CN = Example-OIDC\n" + good, before},
		"a base64 line before":  {body[1] + "\n" + good, before},
		"headers inside":        {withHeader(good, "Proc-Type: 4,ENCRYPTED"), before},
		"any header inside":     {withHeader(good, "Comment: mine"), before},
		"a half block before":   {"-----BEGIN CERTIFICATE-----\n" + good, malformed},
		"a broken block before": {"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n" + good, malformed},
		"a key under its label": {block("CERTIFICATE", der), "malformed or unknown certificate: x509: "},
		"an empty block":        {block("CERTIFICATE", nil), "malformed or unknown certificate: x509: "},
		"an Ed25519 key":        {certificate(t, edKey), "found an Ed25519 key, not RSA or EC"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseCertificate(c.text)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want %q", err, c.want)
			}
			if got.Public.key != nil || !got.NotBefore.IsZero() {
				t.Errorf("a certificate beside the error: %+v", got)
			}
		})
	}
}

// withHeader puts a header of RFC 1421 inside a PEM block.
func withHeader(text, header string) string {
	return strings.Replace(text, "-----\n", "-----\n"+header+"\n\n", 1)
}

func TestParseCertificate_privateKeyIsRefusedAndNotRepeated(t *testing.T) {
	t.Parallel()
	ec := ecKey(t)
	sec1, err := x509.MarshalECPrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"PKCS#8 RSA":                privateBlock(t, rsaKey()),
		"PKCS#8 EC":                 privateBlock(t, ec),
		"PKCS#1":                    block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey())),
		"SEC 1":                     block("EC PRIVATE KEY", sec1),
		"encrypted":                 block("ENCRYPTED PRIVATE KEY", sec1),
		"before a certificate":      privateBlock(t, rsaKey()) + certificate(t, rsaKey()),
		"after a certificate":       certificate(t, rsaKey()) + privateBlock(t, rsaKey()),
		"malformed before one":      strings.Replace(privateBlock(t, rsaKey()), "\n", "\n!", 1) + certificate(t, rsaKey()),
		"without its end before":    strings.Replace(privateBlock(t, rsaKey()), "-----END PRIVATE KEY-----\n", "", 1) + certificate(t, rsaKey()),
		"another end before one":    strings.Replace(block("EC PRIVATE KEY", sec1), "END EC ", "END ", 1) + certificate(t, ec),
		"without labels before one": strings.Join(strings.Split(privateBlock(t, ec), "\n")[1:4], "\n") + "\n" + certificate(t, ec),
		"in headers of one":         withHeader(certificate(t, ec), "Key: "+strings.Split(privateBlock(t, ec), "\n")[1]),
		"labelled as a certificate": block("CERTIFICATE", x509.MarshalPKCS1PrivateKey(rsaKey())),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseCertificate(text)
			if err == nil {
				t.Fatal("accepted")
			}
			checkHoldsNoLineOf(t, err.Error(), text)
		})
	}
}

// checkHoldsNoLineOf fails if the message repeats any eight characters of a
// line of base64 in text.
func checkHoldsNoLineOf(t testing.TB, message, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "-----") {
			continue
		}
		for i := 0; i+8 <= len(line); i++ {
			if strings.Contains(message, line[i:i+8]) {
				t.Fatalf("the error repeats the key: %s", message)
			}
		}
	}
}
