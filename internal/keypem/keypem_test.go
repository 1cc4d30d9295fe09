package keypem

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
)

// ders are a key and its certificate in DER, by their PEM labels.
func ders(t *testing.T) map[string][]byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	all := map[string][]byte{}
	for label, encode := range map[string]func() ([]byte, error){
		"PRIVATE KEY": func() ([]byte, error) { return x509.MarshalPKCS8PrivateKey(key) },
		ECPrivateKey:  func() ([]byte, error) { return x509.MarshalECPrivateKey(key) },
		"PUBLIC KEY":  func() ([]byte, error) { return x509.MarshalPKIXPublicKey(key.Public()) },
		Certificate: func() ([]byte, error) {
			return x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
		},
	} {
		if all[label], err = encode(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func block(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

// damaging are the ways in which a text stops being PEM, by a part of what is said.
func damaging() map[string]func(string) string {
	replaced := func(old, next string) func(string) string {
		return func(text string) string { return strings.ReplaceAll(text, old, next) }
	}
	return map[string]func(string) string{
		"CR alone":           replaced("\n", "\r"),
		"begin with blanks":  func(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") },
		"turned into blanks": replaced("\n", " "),
		"are lost":           replaced("\n", ""),
		"five dashes":        replaced("-----", "----"),
		"in quotes":          func(text string) string { return `"` + strings.TrimSpace(text) + `"` },
	}
}

func TestDamaged_saysWhatHappenedAndQuotesNothing(t *testing.T) {
	t.Parallel()
	for label, der := range ders(t) {
		whole := block(label, der)
		if problem := Damaged(whole); problem != nil {
			t.Errorf("%s is whole, and said to be %s", label, problem)
		}
		for part, change := range damaging() {
			problem := Damaged(change(whole))
			if problem == nil || !strings.Contains(problem.Seen, part) || problem.Remedy == "" {
				t.Errorf("%s, %s: got %v", label, part, problem)
				continue
			}
			for line := range strings.Lines(whole) {
				if line = strings.TrimSpace(line); !strings.Contains(line, "-----") && strings.Contains(problem.Error(), line) {
					t.Errorf("%s, %s: a line of the text is quoted: %s", label, part, problem)
				}
			}
		}
	}
	for _, text := range []string{"", "a word", "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----", "-----BEGIN X-----\n!\n-----END X-----"} {
		if problem := Damaged(text); problem != nil {
			t.Errorf("%q is said to be %s", text, problem)
		}
	}
}

func TestUnescape_turnsLiteralsIntoLineEnds(t *testing.T) {
	t.Parallel()
	whole := block("PUBLIC KEY", ders(t)["PUBLIC KEY"])
	for _, literal := range []string{`\n`, `\r\n`} {
		if got := Unescape(strings.ReplaceAll(whole, "\n", literal)); got != whole {
			t.Errorf("%s: got %q", literal, got)
		}
	}
	for _, text := range []string{whole, ` {"pem":"a\nb"}`, `["a\nb"]`} {
		if got := Unescape(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestEncoded_tellsWhatBase64Holds(t *testing.T) {
	t.Parallel()
	contents := map[string]Content{"PRIVATE KEY": PrivateDER, ECPrivateKey: PrivateDER, "PUBLIC KEY": PublicDER, Certificate: CertificateDER}
	for label, der := range ders(t) {
		once := OtherPEM
		if contents[label] == PrivateDER {
			once = PrivatePEM
		}
		for data, want := range map[string]Content{string(der): contents[label], block(label, der): once} {
			text := base64.StdEncoding.EncodeToString([]byte(data))
			for _, spelled := range []string{text, text[:64] + "\n" + text[64:] + "\n", base64.RawURLEncoding.EncodeToString([]byte(data))} {
				if got := Encoded(spelled); got != want {
					t.Errorf("%s: got %d, want %d", label, got, want)
				}
			}
		}
	}
	for _, text := range []string{"", "a word", "AAAA", base64.StdEncoding.EncodeToString([]byte("-----BEGIN X"))} {
		if got := Encoded(text); got != Other {
			t.Errorf("%q: got %d", text, got)
		}
	}
}
