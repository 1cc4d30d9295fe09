package jwk

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
)

var b64 = base64.RawURLEncoding.EncodeToString

// strongRSA are real RSA keys; one has more bits than most.
func strongRSA(t testing.TB) []crypto.PublicKey {
	t.Helper()
	large, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		t.Fatal(err)
	}
	return []crypto.PublicKey{rsaKey().Public(), large.Public()}
}

// paramsOf are the members of a key, made without the code under test.
func paramsOf(t testing.TB, key crypto.PublicKey) Params {
	t.Helper()
	switch key := key.(type) {
	case *rsa.PublicKey:
		return Params{Kty: "RSA", N: b64(key.N.Bytes()), E: b64(big.NewInt(int64(key.E)).Bytes())}
	case *ecdsa.PublicKey:
		point, err := key.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		size := len(point) / 2
		return Params{Kty: "EC", Crv: key.Params().Name, X: b64(point[1 : 1+size]), Y: b64(point[1+size:])}
	default:
		t.Fatalf("no members of %T", key)
		return Params{}
	}
}

// asMap are the members that a JWK has.
func (p Params) asMap() map[string]any {
	all := map[string]any{}
	for name, value := range map[string]string{"kty": p.Kty, "n": p.N, "e": p.E, "crv": p.Crv, "x": p.X, "y": p.Y} {
		if value != "" {
			all[name] = value
		}
	}
	return all
}

func jsonOf(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// with is a JWK with other members; nil takes one away.
func with(t testing.TB, p Params, members map[string]any) string {
	t.Helper()
	all := p.asMap()
	for name, value := range members {
		all[name] = value
		if value == nil {
			delete(all, name)
		}
	}
	return jsonOf(t, all)
}

// publicPEM is a public key as PEM, made without the code under test.
func publicPEM(t testing.TB, key crypto.PublicKey) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return block("PUBLIC KEY", der)
}

// textForms are all texts of one key; x5c is made of the certificate.
func textForms(t testing.TB, key crypto.PublicKey, signer crypto.Signer) map[string]string {
	t.Helper()
	cert := certificateOfKey(t, key, signer)
	decoded, _ := pem.Decode([]byte(cert))
	p := paramsOf(t, key)
	forms := map[string]string{
		"PKIX":             publicPEM(t, key),
		"PKIX, CRLF":       strings.ReplaceAll(publicPEM(t, key), "\n", "\r\n"),
		"PKIX, trimmed":    strings.TrimSpace(publicPEM(t, key)),
		"PKIX, escaped":    strings.ReplaceAll(publicPEM(t, key), "\n", `\n`),
		"PKIX, escaped CR": strings.ReplaceAll(publicPEM(t, key), "\n", `\r\n`),
		"certificate":      cert,
		"JWK":              jsonOf(t, p.asMap()),
		"JWK in a space":   "\n\t " + jsonOf(t, p.asMap()) + "\r\n",
		"JWK with nulls":   with(t, p, map[string]any{"use": json.RawMessage("null"), "d": json.RawMessage("null"), "keys": json.RawMessage("null")}),
		"JWK with others":  with(t, p, map[string]any{"_links": map[string]any{"self": 1e9}, "created": "2026", "x5c": []string{}}),
		"JWK with 1e999":   with(t, p, map[string]any{"a": json.RawMessage("[1e999]")}),
		"JWK with its x5c": with(t, p, map[string]any{"x5c": []string{base64.StdEncoding.EncodeToString(decoded.Bytes)}}),
		"JWK with escapes": strings.Replace(jsonOf(t, p.asMap()), `"kty"`, `"\u006bty"`, 1),
	}
	if key, ok := key.(*rsa.PublicKey); ok {
		forms["PKCS#1"] = block("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(key))
	}
	return forms
}

// onCurve is a key that a scalar gives; nil if it is none.
func onCurve(curve elliptic.Curve, scalar []byte) *ecdsa.PublicKey {
	key, err := ecdsa.ParseRawPrivateKey(curve, scalar)
	if err != nil {
		return nil
	}
	return &key.PublicKey
}
