package jwk

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxText bounds the time that reading takes. An RSA key of 16384 bits has 3 KiB
// as PEM; a JWK with a chain of certificates has some 10 KiB.
const maxText = 64 << 10

// privateLabel is part of the label of every private key in PEM: PKCS#8, PKCS#1,
// SEC 1, encrypted, OpenSSH and PGP.
const privateLabel = "PRIVATE KEY"

// labelled reports whether a text holds that label, in whatever case.
func labelled(text string) bool { return strings.Contains(strings.ToUpper(text), privateLabel) }

// errPrivate is the refusal of a private key. It repeats nothing of it.
var errPrivate = errors.New("found a private key; give the public key alone, and treat the private one as exposed if a log or file holds it")

// plain is the text without white space around it, if it can be a key at all.
// A private key is refused wherever in the text it is.
func plain(text string) (string, error) {
	trimmed := strings.TrimSpace(text)
	switch {
	case labelled(text):
		return "", errPrivate
	case len(text) > maxText:
		return "", fmt.Errorf("found %d bytes; a text of more than %d is not read", len(text), maxText)
	case !utf8.ValidString(text):
		return "", errors.New("found bytes that are not UTF-8; give DER as PEM")
	case strings.HasPrefix(trimmed, "\ufeff"):
		return "", errors.New("found a byte order mark before the key; leave it out")
	}
	return trimmed, nil
}
