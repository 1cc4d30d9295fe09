package apierr

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxText bounds what is shown of one text of a vendor, in characters.
const MaxText = 2000

// Printable is foreign text as it may be shown on a terminal and in the log of a CI: at
// most limit characters of it, with a note of what was cut off; every character that is
// not printable, or that only changes how others are shown, is escaped as in a string of
// Go (ESC is \x1b); and no two colons in a row, with which commands to a CI begin.
func Printable(text string, limit int) string {
	var out strings.Builder
	shown, last := 0, ' '
	for i, r := range text {
		if shown++; shown > limit {
			fmt.Fprintf(&out, " ... (%d bytes more)", len(text)-i)
			break
		}
		switch {
		case r == ':' && last == ':':
			out.WriteString(" :")
		case r == utf8.RuneError, strconv.IsPrint(r):
			out.WriteRune(r)
		default:
			quoted := strconv.QuoteRune(r)
			out.WriteString(quoted[1 : len(quoted)-1])
		}
		last = r
	}
	return out.String()
}
