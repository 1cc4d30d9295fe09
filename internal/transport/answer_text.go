package transport

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

// The bounds of the members of a key, in bytes. What is real is far below: a kid has 255
// characters at most, a modulus of 16384 bits 2,732, a certificate some 3,000.
const (
	maxText     = 1024
	maxMaterial = 16 << 10
)

// altered ends each text that is not as the vendor sent it. No argument takes it, so that
// such a text is never taken for the name of anything.
const altered = "\ufffd"

// Text is a member of an answer that is neither key material nor a certificate, as it may be
// shown, kept in a state and logged: one line of printable characters, and no private key.
// One that had to be changed for that is no name any more; Altered tells.
func Text(foreign string) string {
	text, whole := foreign, true
	if len(text) > maxText {
		text, whole = strings.ToValidUTF8(text[:maxText], ""), false
	}
	var out strings.Builder
	for _, r := range text {
		if r == utf8.RuneError || strconv.IsPrint(r) {
			out.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		out.WriteString(quoted[1 : len(quoted)-1])
		whole = false
	}
	switch {
	case len(foreign) >= shortestKey && jwk.HoldsPrivateKey(foreign[:min(len(foreign), maxAnyKey)]):
		return "(a private key, which is not shown)" + altered
	case len(foreign) > maxText:
		return out.String() + fmt.Sprintf(" ... (%d bytes more)", len(foreign)-len(text)) + altered
	case !whole:
		return out.String() + altered
	default:
		return out.String()
	}
}

// shortestKey is below what the label of a private key is long, and maxAnyKey above what a
// private key is long.
const (
	shortestKey = 16
	maxAnyKey   = 64 << 10
)

// Altered reports whether a text is not as the vendor sent it, or holds bytes that are no
// text. Then it names nothing: two different texts may have become one.
func Altered(text string) bool { return strings.Contains(text, altered) }

// Base64 is a member of key material: base64 in any alphabet. Anything else is as good as
// absent, which whoever reads the key says.
func Base64(foreign string) string {
	return inForm(foreign, func(r rune) bool { return isAlphanumeric(r) || strings.ContainsRune("+/-_=", r) })
}

// PEM is a certificate or another public text in PEM: printable ASCII and line ends. Anything
// else is as good as absent, and so is a private key.
func PEM(foreign string) string {
	if len(foreign) <= maxMaterial && jwk.HoldsPrivateKey(foreign) {
		return ""
	}
	return inForm(foreign, func(r rune) bool { return r >= ' ' && r <= '~' || r == '\r' || r == '\n' })
}

// inForm is a text if all of its characters are those of its form, and it is not too long.
func inForm(foreign string, ok func(rune) bool) string {
	if len(foreign) > maxMaterial || strings.ContainsFunc(foreign, func(r rune) bool { return !ok(r) }) {
		return ""
	}
	return foreign
}

func isAlphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}
