package jwk

import (
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
