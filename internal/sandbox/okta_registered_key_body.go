package sandbox

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"strings"
)

// parseKey reads the body of an add. Members that it does not know it leaves
// out, as RFC 7517 section 4 demands; id is one of them.
func parseKey(kind oktaKeyKind, body []byte) (OktaRegisteredKey, *oktaRefusal) {
	m, refused := keyMembers(body)
	if refused != nil {
		return OktaRegisteredKey{}, refused
	}
	k := OktaRegisteredKey{
		KID: m["kid"], Use: m["use"], Alg: m["alg"], Crv: m["crv"], Status: m["status"],
		sent: oktaKeyMaterial{n: m["n"], e: m["e"], x: m["x"], y: m["y"]},
	}
	var wrong string
	switch {
	case !slices.Contains([]string{"", statusActive, statusInactive}, k.Status):
		wrong = "status"
	case !slices.Contains(kind.uses(), k.Use):
		wrong = "use"
	case m["kty"] == "RSA":
		k.Crv = "" // no member of such a key
		k.PublicKey, wrong = parseRSA(k.sent)
	case m["kty"] == "EC" && k.Use != useEncryption:
		k.PublicKey, wrong = parseEC(k.Crv, k.sent)
	default:
		wrong = "kty"
	}
	if wrong != "" {
		return OktaRegisteredKey{}, refuseOkta(errOktaKeyMember, wrong)
	}
	if public, ok := k.PublicKey.(*rsa.PublicKey); ok && public.N.BitLen() < oktaRSAFloor {
		return OktaRegisteredKey{}, refuseOkta(errOktaKeyLength)
	}
	return k, nil
}

// keyMembers are the members that make up a key. One that is null is as good
// as absent.
func keyMembers(body []byte) (map[string]string, *oktaRefusal) {
	var all map[string]any
	if json.Unmarshal(body, &all) != nil {
		return nil, refuseOkta(errOktaMalformed)
	}
	members := map[string]string{}
	for _, name := range []string{"kty", "use", "alg", "kid", "status", "n", "e", "x", "y", "crv"} {
		switch value := all[name].(type) {
		case nil:
		case string:
			members[name] = value
		default:
			return nil, refuseOkta(errOktaMalformed)
		}
	}
	return members, nil
}

// parseRSA makes an RSA key of its members, or names the one that is wrong.
func parseRSA(m oktaKeyMaterial) (key crypto.PublicKey, wrong string) {
	n, e := octets(m.n), octets(m.e)
	modulus, exponent := new(big.Int).SetBytes(n), new(big.Int).SetBytes(e)
	switch {
	case modulus.Bit(0) == 0: // also when there is none
		return nil, "n"
	case exponent.Bit(0) == 0, exponent.Cmp(big.NewInt(3)) < 0, exponent.Cmp(big.NewInt(math.MaxInt32)) > 0:
		return nil, "e"
	}
	return &rsa.PublicKey{N: modulus, E: int(exponent.Int64())}, ""
}

// parseEC makes an EC key of its members, or names the one that is wrong.
// Without crv the length of x says which curve it is.
func parseEC(crv string, m oktaKeyMaterial) (key crypto.PublicKey, wrong string) {
	x, y := octets(m.x), octets(m.y)
	var curve elliptic.Curve
	for _, known := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		fits := len(x) == (known.Params().BitSize+7)/8
		if crv == known.Params().Name || crv == "" && fits {
			curve = known
		}
	}
	switch {
	case curve == nil && crv != "":
		return nil, "crv"
	case curve == nil, len(x) != (curve.Params().BitSize+7)/8:
		return nil, "x"
	}
	const uncompressed = 4 // the octet that says so, SEC 1 section 2.3.3
	public, err := ecdsa.ParseUncompressedPublicKey(curve, slices.Concat([]byte{uncompressed}, x, y))
	if err != nil {
		return nil, "y" // too long or too short, or off the curve
	}
	return public, ""
}

// octets is what base64url stands for, with padding or without, as Okta's
// examples have it; nil for anything else.
func octets(text string) []byte {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return nil
	}
	return b
}
