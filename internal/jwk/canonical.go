package jwk

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// CurveOfPoint is the curve of an EC key whose crv is not known: P-256, P-384 or P-521,
// empty where the point (x, y) is on none of them. X and y are base64, of any alphabet,
// padded or not; zero octets before a coordinate may be missing. So the curve is told
// from the longer of the two, and the point is looked for on it.
func CurveOfPoint(x, y string) string {
	longest := max(significant(x), significant(y))
	for _, crv := range []string{"P-256", "P-384", "P-521"} { // the shortest first
		if longest > (curves[crv].Params().BitSize+7)/8 {
			continue
		}
		if _, err := FromParams(Params{Kty: "EC", Crv: crv, X: x, Y: y}.Canonical()); err != nil {
			return ""
		}
		return crv
	}
	return ""
}

// significant is the number of octets without zeros before them.
func significant(text string) int {
	data, _ := octets(text)
	return len(bytes.TrimLeft(data, "\x00"))
}

// Canonical is the members in the one form that Params writes, as far as they can
// be brought into it: without padding, unused bits and leading zero octets, in the
// alphabet of base64url, coordinates as long as their curve. It is for what a
// server keeps as somebody once sent it (Okta's own example answers have a modulus
// with both a zero octet and padding). Of what a user writes, FromParams takes
// neither padding nor another alphabet, nor a coordinate of another length.
func (p Params) Canonical() Params {
	p.N, p.E = canonicalNumber(p.N), canonicalNumber(p.E)
	if curve, ok := curves[p.Crv]; ok {
		size := (curve.Params().BitSize + 7) / 8
		p.X, p.Y = canonicalCoordinate(p.X, size), canonicalCoordinate(p.Y, size)
	}
	return p
}

// octets reads base64 in any alphabet, padded or not; ok is false for anything
// else.
func octets(text string) (data []byte, ok bool) {
	text = strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(text), "=")
	data, err := base64.RawURLEncoding.DecodeString(text)
	return data, err == nil
}

func canonicalNumber(text string) string {
	data, ok := octets(text)
	data = bytes.TrimLeft(data, "\x00")
	if !ok || len(data) == 0 {
		return text
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func canonicalCoordinate(text string, size int) string {
	data, ok := octets(text)
	data = bytes.TrimLeft(data, "\x00")
	if !ok || len(data) > size || text == "" {
		return text
	}
	return base64.RawURLEncoding.EncodeToString(append(make([]byte, size-len(data)), data...))
}
