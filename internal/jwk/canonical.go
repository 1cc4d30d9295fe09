package jwk

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// Canonical is the members in the one form that FromParams takes, as far as they
// can be brought into it: without padding and leading zero octets, in the
// alphabet of base64url, coordinates as long as their curve. It is for what a
// server keeps as somebody once sent it (Okta's own example answers have a modulus
// with both a zero octet and padding); what a user writes is held to the form.
func (p Params) Canonical() Params {
	p.N, p.E = number(p.N), number(p.E)
	if curve, ok := curves[p.Crv]; ok {
		size := (curve.Params().BitSize + 7) / 8
		p.X, p.Y = coordinate(p.X, size), coordinate(p.Y, size)
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

func number(text string) string {
	data, ok := octets(text)
	data = bytes.TrimLeft(data, "\x00")
	if !ok || len(data) == 0 {
		return text
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func coordinate(text string, size int) string {
	data, ok := octets(text)
	data = bytes.TrimLeft(data, "\x00")
	if !ok || len(data) > size || text == "" {
		return text
	}
	return base64.RawURLEncoding.EncodeToString(append(make([]byte, size-len(data)), data...))
}
