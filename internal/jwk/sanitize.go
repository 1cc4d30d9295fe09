package jwk

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keypem"
)

// maxText bounds the time that reading takes. An RSA key of 16384 bits has 3 KiB
// as PEM; a JWK with a chain of certificates has some 10 KiB.
const maxText = 64 << 10

// errPrivate is the refusal of a private key. It repeats nothing of it.
var errPrivate = errors.New("found a private key; give the public key alone (openssl pkey -in FILE -pubout), and treat the private one as exposed if a log or file holds it")

// sanitize returns the text without white space around it and with line ends for literal \n,
// if it can be a key at all. A private key is refused wherever in the text it is.
func sanitize(text string) (string, error) {
	unescaped := keypem.Unescape(text)
	trimmed := strings.TrimSpace(unescaped)
	switch {
	case hasPrivateKeyLabel(text), hasPrivateKeyLabel(unescaped):
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
