package apierr_test

import (
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

func TestPrintable_escapesWhatActsOnATerminal(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Not found: Resource not found: Zürich (App)": "Not found: Resource not found: Zürich (App)",
		"\x1b[31mred\x1b]0;title\x07":                 `\x1b[31mred\x1b]0;title\a`,
		"a\r\nb\tc":                                   `a\r\nb\tc`,
		"\n::stop-commands::x":                        `\n: :stop-commands: :x`,
		":::":                                         ": : :",
		"\u009b31m":                                   `\u009b31m`,
		"a\u202eb\u200bc":                             `a\u202eb\u200bc`,
		"a\xff":                                       "a\ufffd",
		"":                                            "",
	} {
		if got := apierr.Printable(text, apierr.MaxText); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestPrintable_isBounded(t *testing.T) {
	t.Parallel()
	if got := apierr.Printable(strings.Repeat("é", 7<<20), 10); got != strings.Repeat("é", 10)+" ... (14680044 bytes more)" {
		t.Errorf("got %q", got)
	}
	if got := apierr.Printable("0123456789", 10); got != "0123456789" {
		t.Errorf("got %q", got)
	}
}
