package jwk

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// Whatever spelling of a key a server keeps, it is the same key.
func TestParamsCanonical_spellingsOfOneKey(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]Public{"RSA": rfcKey(t), "EC": curveKey(t)} {
		p := key.Params()
		for spelling, change := range map[string]func(string) string{
			"as it should be": func(s string) string { return s },
			"padded":          func(s string) string { return s + strings.Repeat("=", (4-len(s)%4)%4) },
			"base64":          strings.NewReplacer("-", "+", "_", "/").Replace,
			"a zero octet":    func(s string) string { return respell(t, s, func(b []byte) []byte { return slices.Insert(b, 0, 0) }) },
			"two zero octets": func(s string) string {
				return respell(t, s, func(b []byte) []byte { return slices.Insert(b, 0, 0, 0) })
			},
		} {
			t.Run(name+" "+spelling, func(t *testing.T) {
				t.Parallel()
				odd := Params{Kty: p.Kty, N: change(p.N), E: change(p.E), Crv: p.Crv, X: change(p.X), Y: change(p.Y)}
				if got := odd.Canonical(); got != p {
					t.Errorf("got %+v, want %+v", got, p)
				}
				if read, err := FromParams(odd.Canonical()); err != nil || !read.Equal(key) {
					t.Errorf("another key: %v", err)
				}
			})
		}
	}
}

// A coordinate that begins with zeros may come short.
func TestParamsCanonical_shortCoordinates(t *testing.T) {
	t.Parallel()
	short := base64.RawURLEncoding.EncodeToString([]byte{7})
	want := base64.RawURLEncoding.EncodeToString(append(make([]byte, 31), 7))
	if got := (Params{Kty: "EC", Crv: "P-256", X: short, Y: "AA"}).Canonical(); got.X != want || len(got.Y) != 43 {
		t.Errorf("got %+v", got)
	}
}

func TestParamsCanonical_whatCannotBeReadStays(t *testing.T) {
	t.Parallel()
	for _, p := range []Params{
		{}, {Kty: "RSA", N: "not base64!", E: "A"}, {Kty: "RSA", N: "", E: "AA"}, {Kty: "EC", Crv: "P-9", X: "AQ==", Y: "AQ=="},
		{Kty: "EC", Crv: "P-256", X: strings.Repeat("_", 44), Y: "!"},
	} {
		if got := p.Canonical(); got != p {
			t.Errorf("%+v became %+v", p, got)
		}
	}
}

// respell writes the octets of a member otherwise; an absent one stays so.
func respell(t *testing.T, text string, change func([]byte) []byte) string {
	t.Helper()
	if text == "" {
		return ""
	}
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(change(data))
}

// withUnusedBits is base64url whose last character has a bit that belongs to no octet:
// 256 octets leave four of them, 32 and 48 octets two and none.
func withUnusedBits(text string) string {
	const all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	if len(text)%4 < 2 {
		return text
	}
	end := len(text) - 1
	return text[:end] + string(all[strings.IndexByte(all, text[end])|1])
}

// What Okta accepts, keeps and lists is one key with one thumbprint to all readers,
// and is written in the form of RFC 7518.
func TestParse_spellingsOfOneKey(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]Public{"RSA": rfcKey(t), "EC": curveKey(t)} {
		want := canonOf(t, key)
		p := key.Params()
		bits, zero := p, p
		bits.N, bits.X, bits.Y = withUnusedBits(p.N), withUnusedBits(p.X), withUnusedBits(p.Y)
		zero.N = respell(t, p.N, func(b []byte) []byte { return slices.Insert(b, 0, 0) })
		zero.E = respell(t, p.E, func(b []byte) []byte { return slices.Insert(b, 0, 0, 0) })
		for spelling, members := range map[string]Params{"unused bits": bits, "zero octets": zero} {
			if members == p && (name == "RSA" || spelling == "unused bits") {
				t.Fatalf("%s, %s: the members are spelled as they should be", name, spelling)
			}
			text := jsonOf(t, map[string]string{
				"kty": members.Kty, "n": members.N, "e": members.E, "crv": members.Crv, "x": members.X, "y": members.Y,
			})
			for empty := range strings.SplitSeq(`"n":"" "e":"" "crv":"" "x":"" "y":""`, " ") {
				text = strings.ReplaceAll(strings.ReplaceAll(text, empty+",", ""), ","+empty, "")
			}
			fromText, err := Parse(text)
			if err != nil {
				t.Fatalf("%s, %s: %v", name, spelling, err)
			}
			fromMembers, err := FromParams(members)
			if err != nil {
				t.Fatalf("%s, %s: %v", name, spelling, err)
			}
			for _, read := range []Public{fromText.Public, fromMembers} {
				if got := canonOf(t, read); got != want || !read.Equal(key) || read.Params() != p {
					t.Errorf("%s, %s: got %+v, want %+v", name, spelling, got, want)
				}
			}
		}
	}
}

// A point tells its curve also where zero octets before one coordinate, or both, are
// missing; what is on no curve has none.
func TestCurveOfPoint_isToldByTheLongerCoordinate(t *testing.T) {
	t.Parallel()
	for crv, curve := range curves {
		for _, short := range []string{"x", "y"} {
			x, y := pointWithShort(t, curve, short)
			for spelling, encode := range map[string]func([]byte) string{
				"base64url": b64, "padded": base64.URLEncoding.EncodeToString, "base64": base64.StdEncoding.EncodeToString,
			} {
				if got := CurveOfPoint(encode(x), encode(y)); got != crv {
					t.Errorf("%s, %s short, %s: on %q", crv, short, spelling, got)
				}
			}
			if got := CurveOfPoint(b64(x), b64(append(y[:len(y)-1:len(y)-1], y[len(y)-1]^1))); got != "" {
				t.Errorf("%s: a point off the curve is on %q", crv, got)
			}
		}
	}
	for _, xy := range [][2]string{{"", ""}, {"AQ", "Ag"}, {"!", "AQ"}, {"AA", "AA"}, {b64(make([]byte, 67)), "AQ"}, {strings.Repeat("_", 90), "AQ"}} {
		if got := CurveOfPoint(xy[0], xy[1]); got != "" {
			t.Errorf("%q is on %q", xy, got)
		}
	}
}

// pointWithShort are the coordinates of a public key, x or y of which begins with a
// zero octet, without the zero octets.
func pointWithShort(t *testing.T, curve elliptic.Curve, name string) (x, y []byte) {
	t.Helper()
	size := (curve.Params().BitSize + 7) / 8
	for {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		point, err := key.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		x, y := bytes.TrimLeft(point[1:1+size], "\x00"), bytes.TrimLeft(point[1+size:], "\x00")
		if short := map[string][]byte{"x": x, "y": y}[name]; len(short) < size {
			return x, y
		}
	}
}
