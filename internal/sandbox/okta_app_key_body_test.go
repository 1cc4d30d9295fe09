package sandbox

import (
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"math/big"
	"net/http"
	"testing"
)

func TestOktaAppKeyBody(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	p256, p384 := newECKey(elliptic.P256()).Public(), newECKey(elliptic.P384()).Public()
	long, short := materialOf(p384).x, materialOf(p256).x
	text := func(b ...byte) string { return base64.RawURLEncoding.EncodeToString(b) }
	type change = map[string]any
	for _, c := range []struct{ body, wrong string }{
		{jwk(t, nil), ""},
		{jwk(t, change{"use": "enc"}), ""},
		{jwk(t, change{"use": nil, "alg": "anything", "status": "INACTIVE", "kid": "x"}), ""},
		{`{"kid":null,"alg":null,"use":null,"status":null,"crv":null,` + jwk(t, nil)[1:], ""},
		{jwk(t, change{"id": "pksMine", "created": 7, "_links": change{}, "x5c": []string{}, "Kid": 1, "crv": "none"}), ""},
		{keyBody(t, p256, nil), ""},
		{keyBody(t, p256, change{"crv": "P-256"}), ""},
		{keyBody(t, p384, nil), ""},
		{keyBody(t, newECKey(elliptic.P521()).Public(), change{"crv": "P-521"}), ""},
		{"null", "kty"},
		{"{}", "kty"},
		{jwk(t, change{"kty": nil}), "kty"},
		{jwk(t, change{"kty": "rsa"}), "kty"},
		{jwk(t, change{"kty": "OKP"}), "kty"},
		{jwk(t, change{"kty": "oct"}), "kty"},
		{keyBody(t, p256, change{"use": "enc"}), "kty"},
		{jwk(t, change{"use": "SIG"}), "use"},
		{jwk(t, change{"use": "enc sig"}), "use"},
		{jwk(t, change{"status": "NEXT"}), "status"},
		{jwk(t, change{"status": "active"}), "status"},
		{jwk(t, change{"n": nil}), "n"},
		{jwk(t, change{"n": "not base64url!"}), "n"},
		{jwk(t, change{"n": "+/+/"}), "n"},
		{jwk(t, change{"n": text(4)}), "n"},
		{jwk(t, change{"e": nil}), "e"},
		{jwk(t, change{"e": text(1)}), "e"},
		{jwk(t, change{"e": text(4)}), "e"},
		{jwk(t, change{"e": text(1, 0, 0, 0, 1)}), "e"},
		{keyBody(t, p256, change{"crv": "P-512"}), "crv"},
		{keyBody(t, p256, change{"crv": "secp256k1"}), "crv"},
		{keyBody(t, p256, change{"crv": "P-384"}), "x"},
		{keyBody(t, p256, change{"x": nil}), "x"},
		{keyBody(t, p256, change{"x": short[:40]}), "x"},
		{keyBody(t, p256, change{"y": nil}), "y"},
		{keyBody(t, p256, change{"y": long}), "y"},
		{keyBody(t, p256, change{"y": short}), "y"}, // off the curve
	} {
		app := w.org.AddApp(OktaApp{})
		answer := w.post(appKeysURL(app), c.body)
		if c.wrong == "" {
			answer.expect(t, http.StatusCreated)
			continue
		}
		answer.keyRefused(t, "Invalid value specified for key '"+c.wrong+"' parameter")
		w.effects(app)
	}
}

func TestOktaAppKeyBodyNotWellFormed(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{})
	for _, body := range []string{" ", "nonsense", `{"kty":`, "[]", `"RSA"`, jwk(t, map[string]any{"kid": 1}), jwk(t, map[string]any{"n": []string{}})} {
		w.post(appKeysURL(app), body).refused(t, http.StatusBadRequest, "E0000003", "The request body was not well-formed.")
	}
	w.effects(app)
}

// TestOktaAppKeyRSALength takes moduli that no key has: the length is all that
// counts.
func TestOktaAppKeyRSALength(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{})
	for bits, good := range map[int]bool{1024: false, 2047: false, 2048: true, 4096: true} {
		public := &rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), bits-1, 1), E: 65537}
		for _, use := range []string{"sig", "enc"} {
			change := map[string]any{"kid": fmt.Sprint(use, bits), "use": use, "status": "INACTIVE"}
			answer := w.post(appKeysURL(app), keyBody(t, public, change))
			if good {
				answer.expect(t, http.StatusCreated)
				continue
			}
			answer.keyRefused(t, "RSA key length in the 'jwks' is less than '2,048' bits for the given key.")
		}
	}
}

// TestOktaAppKeySpelling: material comes back as it was sent, in all answers.
func TestOktaAppKeySpelling(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{})
	public := rsaKeys.rsaKey(0).Public().(*rsa.PublicKey)
	// As in Okta's examples: an octet of zeros before the modulus, and padding.
	padded := base64.URLEncoding.EncodeToString(append([]byte{0}, public.N.Bytes()...))
	exponent := base64.URLEncoding.EncodeToString([]byte{0, 1, 0, 1})
	id := w.addKey(app, map[string]any{"kid": "a", "n": padded, "e": exponent})
	settings := part(t, w.app(app), "settings", "oauthClient", "jwks", "keys").([]any)[0].(map[string]any)
	for _, k := range []map[string]any{w.appKeys(app)[0], decode[map[string]any](t, w.get(appKeysURL(app)+"/"+id).body), settings} {
		equal(t, "n", k["n"], any(padded))
		equal(t, "e", k["e"], any(exponent))
	}
	equal(t, "the key", w.org.AppKeys(app)[0].PublicKey.(*rsa.PublicKey).Equal(public), true)
}

// TestOktaAppKeyIgnoresMembers: what is no member of a key is not stored, id
// included.
func TestOktaAppKeyIgnoresMembers(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{})
	id := w.addKey(app, map[string]any{"id": "pksMine", "created": "2020-01-01T00:00:00.000Z", "x": "x", "crv": "P-256", "d": "secret", "color": "red"})
	k := w.appKeys(app)[0]
	equal(t, "id is made up", id != "pksMine" && k["id"] == any(id), true)
	equal(t, "crv", w.org.AppKeys(app)[0].Crv, "")
	equal(t, "created", k["created"] == any("2020-01-01T00:00:00.000Z"), false)
	equal(t, "members", memberNames(t, k), "_links created e id kid kty lastUpdated n status use")
}
