// Package jwk reads public keys and writes them in the forms that the other
// side of a federation wants: JWK (RFC 7517), PEM (RFC 7468), thumbprint
// (RFC 7638). No type in it can hold a private key.
package jwk

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// Public is a public RSA or EC key.
type Public struct {
	key crypto.PublicKey
}

// fromGo takes what is a public RSA or EC key of sufficient strength.
func fromGo(key crypto.PublicKey) (Public, error) {
	switch key := key.(type) {
	case *rsa.PublicKey:
		switch bits := key.N.BitLen(); {
		case bits < minRSABits:
			return Public{}, fmt.Errorf("found an RSA key of %d bits; it has to have %d or more", bits, minRSABits)
		case bits > maxRSABits:
			return Public{}, fmt.Errorf("found an RSA key of %d bits; no more than %d are taken", bits, maxRSABits)
		case key.N.Bit(0) == 0:
			return Public{}, errors.New("found an RSA key whose modulus is even")
		case int64(key.E) > maxExponent:
			return Public{}, errExponent
		case key.E < minExponent || key.E%2 == 0:
			return Public{}, fmt.Errorf("found an RSA key with the exponent %d; it has to be odd, and %d or more", key.E, minExponent)
		}
	case *ecdsa.PublicKey:
		if _, ok := curves[key.Params().Name]; !ok {
			return Public{}, fmt.Errorf("found an EC key on %s, not on P-256, P-384 or P-521", key.Params().Name)
		}
	case ed25519.PublicKey:
		return Public{}, errors.New("found an Ed25519 key, not RSA or EC")
	default:
		return Public{}, errors.New("found a key of another algorithm than RSA and EC")
	}
	return Public{key: key}, nil
}

// Equal reports whether two keys are the same key.
func (p Public) Equal(other Public) bool {
	key, ok := p.key.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(other.key)
}

// PEM returns the key as a PEM block of type PUBLIC KEY (RFC 7468 section 13)
// with LF line ends.
func (p Public) PEM() (string, error) {
	der, err := x509.MarshalPKIXPublicKey(p.key)
	if err != nil {
		return "", fmt.Errorf("encoding the public key: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}

// Thumbprint is the base64url SHA-256 thumbprint of RFC 7638.
func (p Public) Thumbprint() (string, error) {
	sum, err := (&jose.JSONWebKey{Key: p.key}).Thumbprint(crypto.SHA256)
	if err != nil {
		return "", fmt.Errorf("computing the thumbprint: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(sum), nil
}

// Members are the members of a JWK beside the key itself. An empty one is
// left out.
type Members struct {
	KeyID     string
	Algorithm string
	// Use is "sig" or "enc" (RFC 7517 section 4.2).
	Use string
}

// JSON returns the key as a JWK: public members only, in a stable order.
func (p Public) JSON(m Members) (json.RawMessage, error) {
	text, err := jose.JSONWebKey{Key: p.key, KeyID: m.KeyID, Algorithm: m.Algorithm, Use: m.Use}.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("encoding the JWK: %w", err)
	}
	return text, nil
}

// Set returns the JSON text of a JWK set (RFC 7517 section 5) of the keys, in
// the order given.
func Set(keys []json.RawMessage) (string, error) {
	if keys == nil {
		keys = []json.RawMessage{}
	}
	text, err := json.Marshal(map[string][]json.RawMessage{"keys": keys})
	if err != nil {
		return "", fmt.Errorf("encoding the JWK set: %w", err)
	}
	return string(text), nil
}
