package transport_test

import (
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

const privatePEM = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"

func TestText_isOneLineOfPrintableCharacters(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                    "",
		"signing-2026":                        "signing-2026",
		"urn::key:Zürich 1":                   "urn::key:Zürich 1",
		`a\nb`:                                `a\nb`,
		"a\nb":                                "a\\nb\ufffd",
		"a\r\n::stop::x\x1b":                  "a\\r\\n::stop::x\\x1b\ufffd",
		"a\u202eb\u200b":                      "a\\u202eb\\u200b\ufffd",
		"a\u2028b\u0085":                      "a\\u2028b\\u0085\ufffd",
		privatePEM:                            "(a private key, which is not shown)\ufffd",
		`{"kty":"RSA","n":"AQAB","d":"AQAB"}`: "(a private key, which is not shown)\ufffd",
		strings.Repeat("k", 1024):             strings.Repeat("k", 1024),
		strings.Repeat("k", 1025):             strings.Repeat("k", 1024) + " ... (1 bytes more)\ufffd",
		strings.Repeat("k", 1023) + "é":       strings.Repeat("k", 1023) + " ... (2 bytes more)\ufffd",
	} {
		got := transport.Text(text)
		if got != want {
			t.Errorf("%.60q: %q, want %q", text, got, want)
		}
		if transport.Altered(got) != (got != text) {
			t.Errorf("%.60q: altered is %t", text, transport.Altered(got))
		}
	}
}

// An answer with bytes that are not UTF-8 has replacement characters when it is read.
func TestAltered_alsoForBytesThatAreNoText(t *testing.T) {
	t.Parallel()
	if text := transport.Text("a\ufffd"); text != "a\ufffd" || !transport.Altered(text) {
		t.Errorf("got %q", text)
	}
}

func TestBase64AndPEM_haveTheirFormOrAreAbsent(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("A", 16<<10)
	for text, good := range map[string]bool{"AQAB": true, "a+/-_b==": true, "A B": false, "A\n": false, "é": false, "\x1b[2J": false, long: true, long + "A": false} {
		if got := transport.Base64(text); got != map[bool]string{true: text}[good] {
			t.Errorf("base64 %.20q: %.20q", text, got)
		}
	}
	for text, good := range map[string]bool{
		"-----BEGIN CERTIFICATE-----\r\nAAAA\r\n-----END CERTIFICATE-----\r\n": true, privatePEM: false,
		"A\tB": false, "A\x1b": false, "\u202e": false, long: true, long + "A": false,
	} {
		if got := transport.PEM(text); got != map[bool]string{true: text}[good] {
			t.Errorf("PEM %.20q: %.20q", text, got)
		}
	}
}
