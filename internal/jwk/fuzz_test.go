package jwk

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// checkAccepted holds what is true of every text that is taken.
func checkAccepted(t *testing.T, text string, key Key) {
	t.Helper()
	if hasPrivateKeyLabel(text) || len(text) > maxText {
		t.Fatalf("taken: %q", text)
	}
	checkReadsBack(t, key.Public)
	first, err := key.JSON(key.Members)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(string(first))
	if err != nil {
		t.Fatalf("%v\n%s", err, first)
	}
	if second, err := back.JSON(back.Members); err != nil || string(second) != string(first) {
		t.Fatalf("%s\nbecame %s, %v", first, second, err)
	}
}

// checkRefusal holds what is true of every refusal: it is short, and repeats
// nothing of a private key.
func checkRefusal(t *testing.T, text string, err error) {
	t.Helper()
	if len(err.Error()) > 300 {
		t.Fatalf("a refusal of %d characters: %s", len(err.Error()), err)
	}
	if hasPrivateKeyLabel(text) && !errors.Is(err, errPrivate) {
		t.Fatalf("a private key is refused as %v", err)
	}
	var members map[string]any
	if json.Unmarshal([]byte(text), &members) != nil {
		return
	}
	for _, name := range secrets {
		secret, _ := members[name].(string)
		if len(secret) >= 20 { // what is shorter may be a word of the message
			checkHoldsNoLineOf(t, err.Error(), secret)
		}
	}
}

// The seeds with private keys are made here, so that none is in the repository.
func FuzzParse(f *testing.F) {
	for _, text := range privateTexts(f) {
		f.Add(text)
	}
	for _, text := range textForms(f, rsaKey().Public(), rsaKey()) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, err := Parse(text)
		if err != nil {
			checkRefusal(t, text, err)
			return
		}
		checkAccepted(t, text, key)
	})
}

func FuzzParseCertificate(f *testing.F) {
	for _, text := range privateTexts(f) {
		f.Add(text)
	}
	f.Add(certificate(f, rsaKey()))
	f.Add(certificate(f, ecKey(f)))
	f.Fuzz(func(t *testing.T, text string) {
		cert, err := ParseCertificate(text)
		if err != nil {
			checkRefusal(t, text, err)
			return
		}
		checkAccepted(t, text, Key{Public: cert.Public})
		// What is a certificate here is one for Parse.
		key, err := Parse(text)
		if err != nil || !key.Equal(cert.Public) {
			t.Fatalf("Parse: %v", err)
		}
	})
}

// FuzzDER goes below PEM, where a mutation of base64 rarely arrives.
func FuzzDER(f *testing.F) {
	for _, text := range privateTexts(f) {
		if key, err := onePEM(text, "the key"); err == nil {
			f.Add(key.Bytes)
		}
	}
	for _, text := range textForms(f, ecKey(f).Public(), rsaKey()) {
		if key, err := onePEM(text, "the key"); err == nil {
			f.Add(key.Bytes)
		}
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		accepted := 0
		for _, label := range []string{typePublicKey, typeRSAPublicKey, typeCertificate} {
			text := block(label, der)
			key, err := Parse(text)
			if err != nil {
				checkRefusal(t, text, err)
				continue
			}
			accepted++
			checkAccepted(t, text, key)
			if label != typeCertificate && isPrivate(der) {
				t.Fatalf("taken as a %s, and private", label)
			}
		}
		if accepted > 1 {
			t.Fatal("taken under two labels")
		}
	})
}

func FuzzFromParams(f *testing.F) {
	for _, p := range []Params{paramsOf(f, rsaKey().Public()), paramsOf(f, ecKey(f).Public()), {Kty: privateBlock(f, ecKey(f))}} {
		f.Add(p.Kty, p.N, p.E, p.Crv, p.X, p.Y)
	}
	f.Fuzz(func(t *testing.T, kty, n, e, crv, x, y string) {
		p := Params{Kty: kty, N: n, E: e, Crv: crv, X: x, Y: y}
		key, err := FromParams(p)
		if err != nil {
			checkRefusal(t, strings.Join([]string{kty, n, e, crv, x, y}, "\n"), err)
			return
		}
		if key.Params() != p.Canonical() {
			t.Fatalf("%+v became %+v", p, key.Params())
		}
		checkReadsBack(t, key)
	})
}
