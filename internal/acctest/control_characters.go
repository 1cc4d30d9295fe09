package acctest

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Hostile is text that acts on a terminal and on the log of a CI, and is long.
var Hostile = "\x1b]0;t\x07\x1b[31m\u202e\u009b2J\r\n::stop-commands::t\x00" + strings.Repeat("A", 100_000)

// controlCharacters finds what no diagnostic may hold: control characters but line ends,
// characters that change the direction of text, and the beginning of a command to a CI.
var controlCharacters = regexp.MustCompile("[\x00-\x09\x0b-\x1f\x7f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]|::stop")

// longestDiagnostic is what a person can be asked to read, in bytes.
const longestDiagnostic = 6_000

// ExpectNoControlCharacters fails the test for diagnostics that could act on a terminal, or are too long
// to read.
func ExpectNoControlCharacters(t testing.TB, name string, diags Diags) {
	t.Helper()
	for _, d := range diags {
		text := d.Summary + "\n" + d.Detail
		if found := controlCharacters.FindString(text); found != "" || len(text) > longestDiagnostic {
			t.Errorf("%s: %d bytes, %q in\n%.3000q", name, len(text), found, text)
		}
	}
}

// JSON is a value as JSON.
func JSON(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// longestValue is what a state can be asked to hold of one text, in bytes.
const longestValue = 16 << 10

// ExpectNoControlCharactersIn fails the test for an object with a text that could act on a terminal, is
// too long, or is a private key. The lines of PEM end in CRLF at Auth0.
func ExpectNoControlCharactersIn(t testing.TB, name string, value tftypes.Value) {
	t.Helper()
	if value.Type() == nil {
		return // there is none, after an error
	}
	err := tftypes.Walk(value, func(path *tftypes.AttributePath, inner tftypes.Value) (bool, error) {
		if !inner.Type().Is(tftypes.String) || inner.IsNull() || !inner.IsKnown() {
			return true, nil
		}
		var text string
		if err := inner.As(&text); err != nil {
			return false, err
		}
		lines := strings.ReplaceAll(text, "\r\n", "\n")
		if !strings.HasPrefix(text, "-----BEGIN ") {
			lines = strings.ReplaceAll(text, "\n", "\x00")
		}
		found := strings.ReplaceAll(controlCharacters.FindString(lines), "::stop", "")
		if found != "" || len(text) > longestValue || strings.Contains(text, "PRIVATE KEY") {
			t.Errorf("%s: %s: %d bytes, %q in %.300q", name, path, len(text), found, text)
		}
		return true, nil
	})
	if err != nil {
		t.Error(err)
	}
}
