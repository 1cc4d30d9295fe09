package jwk

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// maxKID is the length of a kid, which Okta limits as well.
const maxKID = 255

// Check says what of the members does not go with the key. A key that a server
// keeps may have such members nevertheless, so JSON writes them.
func (p Public) Check(m Members) error {
	if err := checkKID(m.KeyID); err != nil {
		return err
	}
	return p.checkAlgorithm(m.Algorithm)
}

// checkKID refuses what does not stay as it is: Terraform brings text into one
// form of Unicode (NFC), which can make two kids one, and half a surrogate pair
// becomes another character.
func checkKID(kid string) error {
	if strings.ContainsFunc(kid, func(r rune) bool { return r < ' ' || r > '~' }) {
		return errors.New("kid holds other characters than printable ASCII, which Terraform and others change")
	}
	if strings.TrimSpace(kid) != kid {
		return errors.New("kid begins or ends with a space")
	}
	if len(kid) > maxKID {
		return fmt.Errorf("kid has %d characters; no more than %d are taken", len(kid), maxKID)
	}
	return nil
}

const ellipticKeys = "EC keys"

// families are the known algorithms (RFC 7518, RFC 8037, RFC 8812, RFC 9864),
// with the keys that they are for; none is for a public key of a kind that there
// is here where whose is empty.
var families = []struct {
	form  *regexp.Regexp
	whose string
}{
	{regexp.MustCompile(`^(?:[RP]S\d{1,4}|RSA[-_A-Z0-9]{0,20})$`), "RSA keys"},
	{regexp.MustCompile(`^ESP?256$`), ellipticKeys + " on P-256"},
	{regexp.MustCompile(`^ESP?384$`), ellipticKeys + " on P-384"},
	{regexp.MustCompile(`^ESP?512$`), ellipticKeys + " on P-521"},
	{regexp.MustCompile(`^ECDH-ES(?:\+[A-Z0-9]{1,12})?$`), ellipticKeys},
	{regexp.MustCompile(`^ES256K$`), ellipticKeys + " on secp256k1"},
	{regexp.MustCompile(`^ESB\d{3}$`), ellipticKeys + " on a Brainpool curve"},
	{regexp.MustCompile(`^Ed(?:DSA|25519|448)$`), "Edwards-curve keys"},
	{regexp.MustCompile(`^(?:(?i:none)|dir|HS\d{1,4}|A\d{3}(?:KW|GCM|GCMKW|CBC-HS\d{3})|PBES2-[-+A-Z0-9]{1,20})$`), ""},
}

// checkAlgorithm refuses a known algorithm of other keys. It is what a verifier
// may go by, so a wrong one is a key that fails, or an attack. What is not known
// passes.
func (p Public) checkAlgorithm(alg string) error {
	params := p.Params()
	kind := params.Kty + " keys"
	if params.Crv != "" {
		kind += " on " + params.Crv
	}
	for _, family := range families {
		switch {
		case !family.form.MatchString(alg), family.whose == kind, family.whose == ellipticKeys && params.Kty == "EC":
			continue
		case family.whose == "":
			return fmt.Errorf("alg is %q, which is not for public keys", alg)
		default:
			return fmt.Errorf("alg is %q, which is for %s, not for %s", alg, family.whose, kind)
		}
	}
	return nil
}
