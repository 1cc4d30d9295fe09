package jwk

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"
)

// The key of RFC 7638 section 3.1.
const (
	rfcModulus = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3" +
		"oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5haj" +
		"rn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
	rfcThumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
)

func rfcKey(t *testing.T) Public {
	t.Helper()
	n, err := base64.RawURLEncoding.DecodeString(rfcModulus)
	if err != nil {
		t.Fatal(err)
	}
	return Public{key: &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}}
}

// The key of RFC 7515 appendix A.3.1, on P-256.
const (
	curveX          = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
	curveY          = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
	curveThumbprint = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"
)

func curveKey(t *testing.T) Public {
	t.Helper()
	x, errX := base64.RawURLEncoding.DecodeString(curveX)
	y, errY := base64.RawURLEncoding.DecodeString(curveY)
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, x, y))
	if errX != nil || errY != nil || err != nil {
		t.Fatal(errX, errY, err)
	}
	return Public{key: key}
}

func TestThumbprint_isRFC7638s(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key  Public
		want string
	}{
		"RFC 7638 section 3.1":           {rfcKey(t), rfcThumbprint},
		"the key of RFC 7515 appendix A": {curveKey(t), curveThumbprint},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := c.key.Thumbprint(); err != nil || got != c.want {
				t.Errorf("got %s, %v, want %s", got, err, c.want)
			}
		})
	}
}

func TestThumbprint_isTheSameFromEveryForm(t *testing.T) {
	t.Parallel()
	text := certificate(t, rsaKey())
	var prints []string
	for _, form := range []string{text, strings.ReplaceAll(text, "\n", "\r\n"), certificate(t, rsaKey())} {
		cert, err := ParseCertificate(form)
		if err != nil {
			t.Fatal(err)
		}
		thumbprint, err := cert.Public.Thumbprint()
		if err != nil || len(thumbprint) != 43 {
			t.Fatalf("got %q, %v, want 43 characters", thumbprint, err)
		}
		prints = append(prints, thumbprint)
	}
	if len(slices.Compact(prints)) != 1 {
		t.Errorf("one key has the thumbprints %v", prints)
	}
}

func TestJSON_membersAndOrder(t *testing.T) {
	t.Parallel()
	numbers := `"n":"` + rfcModulus + `","e":"AQAB"`
	point := `"x":"` + curveX + `","y":"` + curveY + `"`
	for name, c := range map[string]struct {
		key     Public
		members Members
		want    string
	}{
		"RSA alone": {rfcKey(t), Members{}, `{"kty":"RSA",` + numbers + `}`},
		"RSA with all": {
			rfcKey(t), Members{KeyID: "2011-04-29", Algorithm: "RS256", Use: "sig"},
			`{"use":"sig","kty":"RSA","kid":"2011-04-29","alg":"RS256",` + numbers + `}`,
		},
		"RSA for encryption": {rfcKey(t), Members{Use: "enc"}, `{"use":"enc","kty":"RSA",` + numbers + `}`},
		"EC alone":           {curveKey(t), Members{}, `{"kty":"EC","crv":"P-256",` + point + `}`},
		"EC with all": {
			curveKey(t), Members{KeyID: "k", Algorithm: "ES256", Use: "sig"},
			`{"use":"sig","kty":"EC","kid":"k","crv":"P-256","alg":"ES256",` + point + `}`,
		},
		"a key ID to be escaped": {rfcKey(t), Members{KeyID: `a"b`}, `{"kty":"RSA","kid":"a\"b",` + numbers + `}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 3 {
				if got, err := c.key.JSON(c.members); err != nil || string(got) != c.want {
					t.Fatalf("got  %s, %v\nwant %s", got, err, c.want)
				}
			}
		})
	}
}

func TestJSON_holdsPublicMembersOnly(t *testing.T) {
	t.Parallel()
	fromEC, err := ParseCertificate(certificate(t, ecKey(t)))
	if err != nil {
		t.Fatal(err)
	}
	fromRSA, err := ParseCertificate(certificate(t, rsaKey()))
	if err != nil {
		t.Fatal(err)
	}
	allowed := []string{"alg", "crv", "e", "kid", "kty", "n", "use", "x", "y"}
	for name, key := range map[string]Public{"RSA": fromRSA.Public, "EC": fromEC.Public} {
		text, err := key.JSON(Members{KeyID: "k", Algorithm: "a", Use: "sig"})
		if err != nil {
			t.Fatal(err)
		}
		var members map[string]string
		if err := json.Unmarshal(text, &members); err != nil {
			t.Fatal(err)
		}
		for member := range members {
			if !slices.Contains(allowed, member) {
				t.Errorf("%s: member %q in %s", name, member, text)
			}
		}
	}
}

// A coordinate is as long as the curve, also when it begins with a zero byte
// (RFC 7518 section 6.2.1.2).
func TestJSON_coordinatesKeepTheirLeadingZeros(t *testing.T) {
	t.Parallel()
	for {
		key := ecKey(t)
		point, err := key.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		x := point[1:33]
		if x[0] != 0 {
			continue
		}
		text, err := Public{key: &key.PublicKey}.JSON(Members{})
		if want := `"x":"` + base64.RawURLEncoding.EncodeToString(x) + `"`; err != nil || !bytes.Contains(text, []byte(want)) {
			t.Errorf("%s (%v) does not hold %s", text, err, want)
		}
		return
	}
}

func TestPEM_parsesBackToTheSameKey(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]Public{
		"RSA": rfcKey(t), "EC": curveKey(t), "made here": {key: rsaKey().Public()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := key.PEM()
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(text, "-----BEGIN PUBLIC KEY-----\n") || strings.Contains(text, "\r") || strings.Contains(text, "PRIVATE") {
				t.Errorf("not a public key with LF:\n%s", text)
			}
			decoded, rest := pem.Decode([]byte(text))
			if decoded == nil || len(rest) != 0 {
				t.Fatalf("%d bytes beside the block", len(rest))
			}
			back, err := x509.ParsePKIXPublicKey(decoded.Bytes)
			if err != nil || !equalKeys(key.key, back) {
				t.Errorf("another key came back: %v", err)
			}
		})
	}
}

func TestSet_keepsTheOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keys []json.RawMessage
		want string
	}{
		"nil":  {nil, `{"keys":[]}`},
		"none": {[]json.RawMessage{}, `{"keys":[]}`},
		"one":  {[]json.RawMessage{[]byte(`{"kty":"RSA","kid":"a"}`)}, `{"keys":[{"kty":"RSA","kid":"a"}]}`},
		"two":  {[]json.RawMessage{[]byte(`{"kid":"b"}`), []byte(`{"kid":"a"}`)}, `{"keys":[{"kid":"b"},{"kid":"a"}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := Set(c.keys); err != nil || got != c.want {
				t.Errorf("got %s, %v, want %s", got, err, c.want)
			}
		})
	}
}

func TestSet_malformedKeyIsAnError(t *testing.T) {
	t.Parallel()
	if got, err := Set([]json.RawMessage{[]byte(`{"kid":`)}); err == nil || got != "" {
		t.Errorf("got %q, %v, want an error and no text", got, err)
	}
}
