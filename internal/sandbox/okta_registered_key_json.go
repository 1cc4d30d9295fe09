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

// oktaRSAKeyJSON is an RSA key on the wire. What was not sent is null, but
// for alg, which is absent.
type oktaRSAKeyJSON struct {
	oktaKeyJSON
	E string `json:"e"`
	N string `json:"n"`
	oktaKeyStateJSON
}

// oktaECKeyJSON is an EC key on the wire.
type oktaECKeyJSON struct {
	oktaKeyJSON
	X   string  `json:"x"`
	Y   string  `json:"y"`
	Crv *string `json:"crv"`
	oktaKeyStateJSON
}

// oktaKeyJSON is what keys of all kinds begin with.
type oktaKeyJSON struct {
	Kty    string  `json:"kty"`
	ID     string  `json:"id"`
	Status string  `json:"status"`
	KID    *string `json:"kid"`
	Use    *string `json:"use"`
	Alg    string  `json:"alg,omitempty"`
}

// oktaKeyStateJSON is what keys have where they are read as keys, and not as
// settings of their owner.
type oktaKeyStateJSON struct {
	Created     string                  `json:"created,omitempty"`
	LastUpdated string                  `json:"lastUpdated,omitempty"`
	Links       map[string]oktaLinkJSON `json:"_links,omitempty"`
}

// json is the key as a setting of its owner: without dates and links.
func (k *OktaRegisteredKey) json() any { return k.jsonWith(oktaKeyStateJSON{}) }

// settings is the keys as a setting of their owner: nil if there are none.
func (r *oktaRegister) settings() *oktaKeySetJSON {
	if len(r.keys) == 0 {
		return nil
	}
	set := &oktaKeySetJSON{}
	for _, k := range r.keys {
		set.Keys = append(set.Keys, k.json())
	}
	return set
}

// listed is a key as the operations on keys answer it.
func (k *OktaRegisteredKey) listed(owner oktaKeyOwner, base string) any {
	self := owner.keysURL(base) + "/" + k.ID
	links := map[string]oktaLinkJSON{
		"activate": oktaLink(self+"/lifecycle/activate", http.MethodPost),
		"delete":   oktaLink(self, http.MethodDelete),
	}
	if k.Status == statusActive {
		links = owner.activeLinks(k, self)
	}
	return k.jsonWith(oktaKeyStateJSON{Created: oktaTime(k.Created), LastUpdated: oktaTime(k.LastUpdated), Links: links})
}

// jsonWith is the key on the wire.
func (k *OktaRegisteredKey) jsonWith(state oktaKeyStateJSON) any {
	common := oktaKeyJSON{ID: k.ID, Status: k.Status, KID: orNull(k.KID), Use: orNull(k.Use), Alg: k.Alg}
	if _, ok := k.PublicKey.(*ecdsa.PublicKey); ok {
		common.Kty = "EC"
		return oktaECKeyJSON{common, k.sent.x, k.sent.y, orNull(k.Crv), state}
	}
	common.Kty = "RSA"
	return oktaRSAKeyJSON{common, k.sent.e, k.sent.n, state}
}

// materialOf encodes a key as RFC 7518 does.
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
