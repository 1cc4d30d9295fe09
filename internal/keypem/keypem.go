// Package keypem says what is wrong with a text that is to be one key in PEM (RFC 7468),
// and how to mend it. Public and private keys are read with it, so that one mistake is
// named alike wherever a key is given. Nothing of a text is quoted: it may be a private
// key.
package keypem

import (
	"encoding/pem"
	"regexp"
	"strings"
)

// Begin is how the first line of each PEM block begins.
const Begin = "-----BEGIN "

// The labels of PEM blocks (RFC 7468, and those of OpenSSL and OpenSSH).
const (
	Certificate  = "CERTIFICATE"
	ECParameters = "EC PARAMETERS"
	ECPrivateKey = "EC PRIVATE KEY"
)

// Problem is why a text is not taken for a key.
type Problem struct {
	// Seen is what the text is: a noun with its article, as after "is" and "found".
	Seen string
	// Remedy is what to do, an order with the command where there is one.
	Remedy string
}

// Error is both, without the words before them.
func (p *Problem) Error() string { return p.Seen + "; " + p.Remedy }

// Unescape turns literal \n and \r\n into line ends, as variables of an environment and
// JSON files often have them. A text in JSON is left as it is.
func Unescape(text string) string {
	if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		return text
	}
	return strings.NewReplacer(`\r\n`, "\n", `\n`, "\n").Replace(text)
}

// WholeFile is the remedy for a text that was changed on its way.
const WholeFile = `give the file as it is: file("key.pem") in Terraform, "$(cat key.pem)" with the quotes in a shell`

// damage is a change by which a text stops being PEM. If the replacement takes the place of each
// match of the pattern, the text is PEM again.
type damage struct {
	Problem

	pattern     *regexp.Regexp
	replacement string
}

// repair returns text as it was before the damage.
func (d damage) repair(text string) string { return d.pattern.ReplaceAllString(text, d.replacement) }

// damages are in the order in which they are looked for.
var damages = []damage{
	{
		Problem{"a PEM block whose lines end in CR alone", `turn CR into LF: tr '\r' '\n' < FILE`},
		regexp.MustCompile(`\r`), "\n",
	},
	{
		Problem{"a PEM block whose lines begin with blanks", "begin a text in Terraform with <<-EOT, which takes the indentation off"},
		regexp.MustCompile(`(?m)^[ \t]+`), "",
	},
	{
		Problem{"a PEM block in one line, whose line ends are lost or turned into blanks", WholeFile},
		regexp.MustCompile(`^(-----BEGIN [A-Z0-9 ]+-----)[ \t]*([A-Za-z0-9+/= \t]*?)[ \t]*(-----END [A-Z0-9 ]+-----)$`), "$1\n$2\n$3",
	},
	{
		Problem{"a PEM block whose BEGIN or END does not stand between five dashes on each side", WholeFile},
		regexp.MustCompile(`-+(BEGIN|END) ([A-Z0-9 ]*[A-Z0-9])-+`), "-----$1 $2-----",
	},
	{
		Problem{"a PEM block in quotes", "leave the quotes out"},
		regexp.MustCompile(`^["']+|["']+$`), "",
	},
}

// Damaged says what happened to a text that was PEM once: nil for a text that is PEM, and
// for one in which no PEM is recognised.
func Damaged(text string) *Problem {
	text = strings.TrimSpace(text)
	if isPEM(text) {
		return nil
	}
	for _, d := range damages {
		if isPEM(strings.TrimSpace(d.repair(text))) {
			return &d.Problem
		}
	}
	return nil
}

func isPEM(text string) bool {
	block, _ := pem.Decode([]byte(text))
	return block != nil && strings.HasPrefix(text, Begin)
}
