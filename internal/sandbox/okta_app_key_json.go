package sandbox

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/base64"
	"math/big"
	"net/http"
)

// oktaKeySetJSON is {"keys":[…]}; it is never without the list.
type oktaKeySetJSON struct {
	Keys []any `json:"keys"`
}

// oktaAppRSAKeyJSON is an RSA key on the wire. What was not sent is null, but
// for alg, which is absent.
type oktaAppRSAKeyJSON struct {
	oktaAppKeyJSON
	E string `json:"e"`
	N string `json:"n"`
	oktaAppKeyStateJSON
}

// oktaAppECKeyJSON is an EC key on the wire.
type oktaAppECKeyJSON struct {
	oktaAppKeyJSON
	X   string  `json:"x"`
	Y   string  `json:"y"`
	Crv *string `json:"crv"`
	oktaAppKeyStateJSON
}

// oktaAppKeyJSON is what keys of all kinds begin with.
type oktaAppKeyJSON struct {
	Kty    string  `json:"kty"`
	ID     string  `json:"id"`
	Status string  `json:"status"`
	KID    *string `json:"kid"`
	Use    *string `json:"use"`
	Alg    string  `json:"alg,omitempty"`
}

// oktaAppKeyStateJSON is what keys have where they are read as keys, and not as
// settings of their app.
type oktaAppKeyStateJSON struct {
	Created     string                  `json:"created,omitempty"`
	LastUpdated string                  `json:"lastUpdated,omitempty"`
	Links       map[string]oktaLinkJSON `json:"_links,omitempty"`
}

// json is the key as a setting of its app: without dates and links.
func (k *OktaAppKey) json() any { return k.jsonWith(oktaAppKeyStateJSON{}) }

// keyJSON is a key of the app as the operations on keys answer it.
func (a *oktaApp) keyJSON(k *OktaAppKey, base string) any {
	return k.jsonWith(oktaAppKeyStateJSON{
		Created:     oktaTime(k.Created),
		LastUpdated: oktaTime(k.LastUpdated),
		Links:       a.keyLinks(k, a.url(base)+"/credentials/jwks/"+k.ID),
	})
}

// keyLinks are what may be done with a key: nothing with the one that ID tokens
// are encrypted to.
func (a *oktaApp) keyLinks(k *OktaAppKey, self string) map[string]oktaLinkJSON {
	switch {
	case k.Status != statusActive:
		return map[string]oktaLinkJSON{
			"activate": oktaLink(self+"/lifecycle/activate", http.MethodPost),
			"delete":   oktaLink(self, http.MethodDelete),
		}
	case k.Use == useEncryption && a.encrypts():
		return nil
	}
	return map[string]oktaLinkJSON{"deactivate": oktaLink(self+"/lifecycle/deactivate", http.MethodPost)}
}

// jsonWith is the key on the wire.
func (k *OktaAppKey) jsonWith(state oktaAppKeyStateJSON) any {
	common := oktaAppKeyJSON{ID: k.ID, Status: k.Status, KID: orNull(k.KID), Use: orNull(k.Use), Alg: k.Alg}
	if _, ok := k.PublicKey.(*ecdsa.PublicKey); ok {
		common.Kty = "EC"
		return oktaAppECKeyJSON{common, k.sent.x, k.sent.y, orNull(k.Crv), state}
	}
	common.Kty = "RSA"
	return oktaAppRSAKeyJSON{common, k.sent.e, k.sent.n, state}
}

// materialOf spells a key as RFC 7518 does.
func materialOf(key crypto.PublicKey) (m oktaKeyMaterial) {
	if public, ok := key.(*ecdsa.PublicKey); ok {
		m.x, m.y = coordinates(public)
		return m
	}
	m.n, m.e = rsaMembers(key)
	return m
}

// orNull is the text, or null if it is empty.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// rsaMembers are n and e of an RSA key, and empty for another one.
func rsaMembers(key crypto.PublicKey) (n, e string) {
	public, ok := key.(*rsa.PublicKey)
	if !ok {
		return "", ""
	}
	return base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
		base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes())
}

// coordinates are x and y of an EC key, as long as its curve wants them (RFC
// 7518 section 6.2.1.2).
func coordinates(public *ecdsa.PublicKey) (x, y string) {
	point, err := public.Bytes()
	if err != nil {
		panic("sandbox: " + err.Error()) // only for a point off the curve
	}
	size := (len(point) - 1) / 2 // after the octet that says that it is not compressed
	return base64.RawURLEncoding.EncodeToString(point[1 : 1+size]),
		base64.RawURLEncoding.EncodeToString(point[1+size:])
}
