package jwk

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Key is a public key with what a JWK said beside it.
type Key struct {
	Public
	Members
}

// Parse reads a key in any of the forms in which people hold one: PEM (PUBLIC
// KEY, RSA PUBLIC KEY or CERTIFICATE) or a JWK (RFC 7517). It is strict: private
// and symmetric keys, RSA keys under 2048 bits, weak exponents, points off the
// curve, other data around the key, an algorithm of other keys, and members that are
// not base64url are refused; FromParams says what it passes over. The error says what
// was found, and never holds any of a private key.
func Parse(text string) (Key, error) {
	text, err := sanitize(text)
	if err != nil {
		return Key{}, err
	}
	switch {
	case text == "":
		return Key{}, errors.New("found nothing; give PEM or a JWK")
	case strings.HasPrefix(text, "{"):
		return parseJWK(text)
	case strings.HasPrefix(text, "["):
		return Key{}, errors.New("found a list; give one key at a time")
	case strings.Contains(text, "-----"):
		public, err := parsePEM(text)
		return Key{Public: public}, err
	case strings.HasPrefix(text, "ssh-") || strings.HasPrefix(text, "ecdsa-sha2-"):
		return Key{}, errors.New("found a key in the form of OpenSSH; write it as PEM: ssh-keygen -e -m PKCS8 -f FILE")
	default:
		return Key{}, noKey(text)
	}
}

func parseJWK(text string) (Key, error) {
	all, err := object(text)
	if err != nil {
		return Key{}, err
	}
	var p Params
	var m Members
	known := map[string]*string{
		"kty": &p.Kty, "n": &p.N, "e": &p.E, "crv": &p.Crv, "x": &p.X, "y": &p.Y,
		"kid": &m.KeyID, "alg": &m.Algorithm, "use": &m.Use,
	}
	var wrong error
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if value, ok := all[name]; ok && json.Unmarshal(value, known[name]) != nil && wrong == nil {
			wrong = fmt.Errorf("%s is not a string", name)
		}
	}
	switch _, set := all["keys"]; {
	case p.Kty == "oct":
		return Key{}, errSymmetric
	case secretIn(text):
		return Key{}, errPrivate
	case set:
		return Key{}, errors.New("found a JWK set; give one of its keys")
	case wrong != nil:
		return Key{}, wrong
	}
	if err := checkMemberCase(all); err != nil {
		return Key{}, err
	}
	public, err := FromParams(p)
	if err == nil {
		err = public.checkChain(all["x5c"])
	}
	if err == nil {
		err = public.Check(m)
	}
	if err != nil {
		return Key{}, err
	}
	return Key{Public: public, Members: m}, nil
}

// registered are the names of the members that a public JWK or a set may have
// (RFC 7517 sections 4 and 5, RFC 7518 sections 6.2.1 and 6.3.1). Those of private
// ones are refused in any case, as secrets.
var registered = []string{
	"alg", "crv", "e", "key_ops", "keys", "kid", "kty", "n", "use", "x", "x5c", "x5t", "x5t#S256", "x5u", "y",
}

// checkMemberCase refuses a member that differs from a registered one in case only. Names
// are case-sensitive (RFC 7517 section 4), but some readers do not care, and would
// see another key.
func checkMemberCase(all map[string]json.RawMessage) error {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for _, want := range registered {
			if name != want && strings.EqualFold(name, want) {
				return fmt.Errorf("found the member %q; it is written %q", name, want)
			}
		}
	}
	return nil
}
