package jwk

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
)

// The limits of RSA keys.
const (
	// minRSABits is what RFC 7518 section 3.3 asks for, and Okta as well.
	minRSABits = 2048
	// minExponent: a public exponent is odd and above 2^16 (FIPS 186-5 section
	// A.1.1). All that is smaller has been the ground of attacks.
	minExponent = 1<<16 + 1
	// The upper limits keep the work bounded. Above 2^31-1 an exponent is refused
	// by Go, and by others.
	maxRSABits  = 16384
	maxExponent = math.MaxInt32
)

var (
	errSymmetric = errors.New("found a symmetric key (kty oct), not a public key")
	errExponent  = errors.New("found an RSA key with an exponent above 2^31-1, which many verifiers refuse")
)

// Params are the members of a JWK that hold the key itself, as base64url without
// padding (RFC 7518 section 6). Those of the other key type are empty.
type Params struct {
	// Kty is RSA or EC.
	Kty string
	// N and E are modulus and exponent of an RSA key.
	N, E string
	// Crv is P-256, P-384 or P-521; X and Y are the coordinates.
	Crv, X, Y string
}

// FromParams reads a key from its members. Unused bits in the last character of
// base64url, and zero octets before a number, are passed over: vendors keep and send
// both, and Params writes neither, so two spellings are never two keys. The error
// says which member is wrong, and how.
func FromParams(p Params) (Public, error) {
	if hasPrivateKeyLabel(strings.Join([]string{p.Kty, p.N, p.E, p.Crv, p.X, p.Y}, "\n")) {
		return Public{}, errPrivate
	}
	switch p.Kty {
	case "RSA":
		if p.Crv != "" || p.X != "" || p.Y != "" {
			return Public{}, errors.New("found an RSA key with crv, x or y, which belong to EC keys")
		}
		return FromRSA(p.N, p.E)
	case "EC":
		if p.N != "" || p.E != "" {
			return Public{}, errors.New("found an EC key with n or e, which belong to RSA keys")
		}
		return FromEC(p.Crv, p.X, p.Y)
	case "oct":
		return Public{}, errSymmetric
	case "":
		return Public{}, errors.New("kty is missing; set it to RSA or EC")
	default:
		return Public{}, fmt.Errorf("kty is %s, not RSA or EC", named(p.Kty))
	}
}

// FromRSA reads an RSA key from modulus and exponent (RFC 7518 section 6.3.1).
func FromRSA(n, e string) (Public, error) {
	modulus, err := parseNumber("n", n)
	if err != nil {
		return Public{}, err
	}
	exponent, err := parseNumber("e", e)
	if err != nil {
		return Public{}, err
	}
	if !exponent.IsInt64() || exponent.Int64() > maxExponent {
		return Public{}, errExponent
	}
	return fromGo(&rsa.PublicKey{N: modulus, E: int(exponent.Int64())})
}

// named repeats what is there instead of a name, if it looks like one: it may be
// part of a key that was put in the wrong place.
func named(text string) string {
	if len(text) > 12 || strings.Trim(strings.ToUpper(text), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		return "something else"
	}
	return fmt.Sprintf("%q", text)
}

// curves are those of RFC 7518 section 6.2.1.1.
var curves = map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}

// FromEC reads an EC key from curve and coordinates (RFC 7518 section 6.2.1).
func FromEC(crv, x, y string) (Public, error) {
	curve, ok := curves[crv]
	switch {
	case crv == "":
		return Public{}, errors.New("crv is missing; set it to P-256, P-384 or P-521")
	case !ok:
		return Public{}, fmt.Errorf("crv is %s, not P-256, P-384 or P-521", named(crv))
	}
	point := []byte{4} // uncompressed, SEC 1 section 2.3.3
	for _, member := range [][2]string{{"x", x}, {"y", y}} {
		octets, err := decode(member[0], member[1])
		if err != nil {
			return Public{}, err
		}
		if want := (curve.Params().BitSize + 7) / 8; len(octets) != want {
			return Public{}, fmt.Errorf("%s has %d octets; on %s it must have %d", member[0], len(octets), crv, want)
		}
		point = append(point, octets...)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(curve, point)
	if err != nil {
		return Public{}, fmt.Errorf("x and y are not the coordinates of a point on %s", crv)
	}
	return fromGo(key)
}

// parseNumber reads a Base64urlUInt (RFC 7518 section 2). Zero octets before it, which the
// RFC does not allow and some encoders write, change nothing.
func parseNumber(name, text string) (*big.Int, error) {
	octets, err := decode(name, text)
	if err != nil {
		return nil, err
	}
	return new(big.Int).SetBytes(octets), nil
}

// decode reads base64url without padding (RFC 7515 section 2). Bits of the last
// character that belong to no octet are not looked at. Line ends, which Go's decoder
// skips, are refused.
func decode(name, text string) ([]byte, error) {
	octets, err := base64.RawURLEncoding.DecodeString(text)
	switch {
	case text == "":
		return nil, fmt.Errorf("%s is missing", name)
	case strings.ContainsAny(text, "+/"):
		return nil, fmt.Errorf("%s is base64, not base64url: it holds + or /", name)
	case strings.Contains(text, "="):
		return nil, fmt.Errorf("%s is padded with =, which base64url in a JWK is not", name)
	case err != nil || strings.ContainsAny(text, "\r\n"):
		return nil, fmt.Errorf("%s is not base64url", name)
	}
	return octets, nil
}

// Params are the members of the key.
func (p Public) Params() Params {
	encode := base64.RawURLEncoding.EncodeToString
	switch key := p.key.(type) {
	case *rsa.PublicKey:
		return Params{Kty: "RSA", N: encode(key.N.Bytes()), E: encode(big.NewInt(int64(key.E)).Bytes())}
	case *ecdsa.PublicKey:
		point, err := key.Bytes()
		if err != nil {
			return Params{}
		}
		half := (len(point)-1)/2 + 1
		return Params{Kty: "EC", Crv: key.Params().Name, X: encode(point[1:half]), Y: encode(point[half:])}
	default:
		return Params{}
	}
}
