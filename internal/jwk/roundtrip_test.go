package jwk

import (
	"crypto"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"math/big"
	"slices"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// canon is what is the same for all forms of one key.
type canon struct{ thumbprint, jwk, pem string }

func canonOf(t rapid.TB, key Public) canon {
	t.Helper()
	thumbprint, err := key.Thumbprint()
	if err != nil {
		t.Fatal(err)
	}
	text, err := key.JSON(Members{})
	if err != nil {
		t.Fatal(err)
	}
	pem, err := key.PEM()
	if err != nil {
		t.Fatal(err)
	}
	return canon{thumbprint, string(text), pem}
}

// checkReadsBack reads what was written, in each form.
func checkReadsBack(t rapid.TB, key Public) {
	t.Helper()
	want := canonOf(t, key)
	for _, text := range []string{want.jwk, want.pem} {
		back, err := Parse(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if got := canonOf(t, back.Public); got != want || !back.Equal(key) {
			t.Fatalf("read back\n%+v\nwant\n%+v", got, want)
		}
	}
	back, err := FromParams(key.Params())
	if err != nil {
		t.Fatal(err)
	}
	if got := canonOf(t, back); got != want || !back.Equal(key) {
		t.Fatalf("from the members\n%+v\nwant\n%+v", got, want)
	}
}

// checkForms holds all forms of a key against the key itself.
func checkForms(t *testing.T, rt rapid.TB, key crypto.PublicKey, signer crypto.Signer) {
	want := canonOf(rt, Public{key: key})
	if print := printOf(paramsOf(t, key)); print != want.thumbprint {
		rt.Fatalf("thumbprint %s, want %s", want.thumbprint, print)
	}
	for name, text := range textForms(t, key, signer) {
		got, err := Parse(text)
		if err != nil {
			rt.Fatalf("%s: %v\n%s", name, err, text)
		}
		if canonOf(rt, got.Public) != want || got.Members != (Members{}) {
			rt.Fatalf("%s: got %+v with %+v, want %+v", name, canonOf(rt, got.Public), got.Members, want)
		}
	}
	got, err := FromParams(paramsOf(t, key))
	if err != nil || canonOf(rt, got) != want || got.Params() != paramsOf(t, key) {
		rt.Fatalf("from the members: %+v, %v, want %+v", got, err, want)
	}
	checkReadsBack(rt, got)
}

// printOf is RFC 7638, spelled out.
func printOf(p Params) string {
	text := `{"crv":"` + p.Crv + `","kty":"EC","x":"` + p.X + `","y":"` + p.Y + `"}`
	if p.Kty == "RSA" {
		text = `{"e":"` + p.E + `","kty":"RSA","n":"` + p.N + `"}`
	}
	sum := sha256.Sum256([]byte(text))
	return b64(sum[:])
}

func TestForms_ofRealRSAKeysAreOneKey(t *testing.T) {
	t.Parallel()
	for _, key := range strongRSA(t) {
		checkForms(t, t, key, rsaKey())
	}
}

// Any odd number will do for a modulus here: no form needs its factors.
func TestForms_ofAnyRSAKeyAreOneKey(t *testing.T) {
	t.Parallel()
	signer := ecKey(t)
	rapid.Check(t, func(rt *rapid.T) {
		octets := rapid.SliceOfN(rapid.Byte(), minRSABits/8, minRSABits/4).Draw(rt, "modulus")
		octets[0] |= 0x80
		octets[len(octets)-1] |= 1
		exponent := rapid.IntRange(minExponent/2, (maxExponent-1)/2).Draw(rt, "exponent")*2 + 1
		checkForms(t, rt, &rsa.PublicKey{N: new(big.Int).SetBytes(octets), E: exponent}, signer)
	})
}

func TestForms_ofAnyECKeyAreOneKey(t *testing.T) {
	t.Parallel()
	signer := ecKey(t)
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		t.Run(curve.Params().Name, func(t *testing.T) {
			t.Parallel()
			size := (curve.Params().BitSize + 7) / 8
			rapid.Check(t, func(rt *rapid.T) {
				scalar := rapid.SliceOfN(rapid.Byte(), size, size).Draw(rt, "scalar")
				scalar[0] &= 1 // P-521 has 521 bits
				key := onCurve(curve, scalar)
				if key == nil {
					rt.Skip("zero, or above the order")
				}
				checkForms(t, rt, key, signer)
			})
		})
	}
}

// What a JWK says beside the key is kept, and written as it was.
func TestMembers_areKept(t *testing.T) {
	t.Parallel()
	key := rfcKey(t)
	printable := &unicode.RangeTable{R16: []unicode.Range16{{Lo: ' ', Hi: '~', Stride: 1}}}
	fits := func(alg string) bool { return key.Check(Members{Algorithm: alg}) == nil }
	stays := func(kid string) bool { return key.Check(Members{KeyID: kid}) == nil }
	rapid.Check(t, func(rt *rapid.T) {
		want := Members{
			KeyID:     rapid.StringOfN(rapid.RuneFrom(nil, printable), 0, maxKID, -1).Filter(stays).Draw(rt, "kid"),
			Algorithm: rapid.StringN(0, 8, -1).Filter(fits).Draw(rt, "alg"),
			Use:       rapid.SampledFrom([]string{"", "sig", "enc"}).Draw(rt, "use"),
		}
		text, err := key.JSON(want)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := Parse(string(text))
		if err != nil || got.Members != want || !got.Equal(key) {
			rt.Fatalf("got %+v, %v, want %+v\n%s", got.Members, err, want, text)
		}
		again, err := got.JSON(got.Members)
		if err != nil || !slices.Equal(again, text) {
			rt.Fatalf("got %s, %v, want %s", again, err, text)
		}
	})
}
