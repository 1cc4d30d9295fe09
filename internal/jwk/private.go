package jwk

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"
)

// privateArmor is the first or the last line of a private key in PEM: PKCS#8, PKCS#1,
// SEC 1, encrypted, OpenSSH and PGP; also where line ends or some of the dashes were lost.
var privateArmor = regexp.MustCompile(`(?i)-{2,}\s*(BEGIN|END)[A-Z0-9 ]*` + privateLabel + `|` + privateLabel + `( BLOCK)?\s*-{2,}`)

// privateLabel is part of the label of every private key in PEM.
const privateLabel = "PRIVATE KEY"

// hasPrivateKeyLabel reports whether a text holds the armor of a private key. The words alone are
// no sign of one: a kid may be called so.
func hasPrivateKeyLabel(text string) bool { return privateArmor.MatchString(text) }

// shortestDER is below what the DER of any private key is long, in characters of base64.
const shortestDER = 40

// HoldsPrivateKey reports whether a text has the form of a private key: PEM, a JWK with a
// private member (RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1), or DER in base64. Words do
// not count: a kid can be called "private key 2". It is for arguments that are no keys,
// in which somebody may put one by mistake.
func HoldsPrivateKey(text string) bool {
	return privateArmor.MatchString(text) || isPrivateJWK(text) || isPrivateDER(text)
}

func isPrivateJWK(text string) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &members) != nil || members["kty"] == nil {
		return false
	}
	for _, name := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"} {
		if members[name] != nil {
			return true
		}
	}
	return false
}

func isPrivateDER(text string) bool {
	packed := strings.TrimRight(strings.Join(strings.Fields(text), ""), "=")
	if len(packed) < shortestDER || len(packed) > maxText {
		return false
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if der, err := encoding.DecodeString(packed); err == nil && isPrivate(der) {
			return true
		}
	}
	return false
}
