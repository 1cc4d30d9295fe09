// Package jwk reads public keys and writes them in the forms that the other
// side of a federation wants: JWK (RFC 7517), PEM (RFC 7468), thumbprint
// (RFC 7638). No type in it can hold a private key.
package jwk

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Public is a public RSA or EC key.
type Public struct {
	key crypto.PublicKey
}

// Certificate is an X.509 certificate's key and period of validity.
type Certificate struct {
	Public    Public
	NotBefore time.Time
	NotAfter  time.Time
}

// ParseCertificate reads one PEM block of type CERTIFICATE. Line ends may be
// LF or CRLF; anything but white space around the block is refused. The error
// says what was found instead.
func ParseCertificate(text string) (Certificate, error) {
	text = strings.TrimSpace(text)
	block, rest := pem.Decode([]byte(text))
	if block == nil {
		return Certificate{}, errors.New("no PEM block found")
	}
	if !strings.HasPrefix(text, "-----BEGIN ") || len(block.Headers) > 0 {
		return Certificate{}, errors.New("found PEM headers, or data before the certificate")
	}
	if block.Type != "CERTIFICATE" {
		return Certificate{}, fmt.Errorf("found a PEM block of type %q, not a CERTIFICATE", block.Type)
	}
	if len(strings.TrimSpace(string(rest))) > 0 {
		return Certificate{}, errors.New("found data after the certificate")
	}
	if strings.Count(text, "-----BEGIN ") != 1 {
		return Certificate{}, errors.New("found a malformed PEM block before the certificate")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return Certificate{}, fmt.Errorf("malformed certificate: %w", err)
	}
	public, err := fromGo(cert.PublicKey)
	if err != nil {
		return Certificate{}, err
	}
	return Certificate{Public: public, NotBefore: cert.NotBefore.UTC(), NotAfter: cert.NotAfter.UTC()}, nil
}

// FromRSA reads an RSA key from its JWK members: modulus and exponent as
// base64url without padding (RFC 7518 section 6.3.1). The error says what is
// wrong with them.
func FromRSA(n, e string) (Public, error) {
	text, err := json.Marshal(map[string]string{"kty": "RSA", "n": n, "e": e})
	if err != nil {
		return Public{}, fmt.Errorf("encoding the members: %w", err)
	}
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON(text); err != nil {
		return Public{}, fmt.Errorf("malformed RSA key: %w", err)
	}
	return fromGo(key.Key)
}

func fromGo(key crypto.PublicKey) (Public, error) {
	switch key.(type) {
	case *rsa.PublicKey, *ecdsa.PublicKey:
		return Public{key: key}, nil
	default:
		return Public{}, fmt.Errorf("found a key of type %T, not RSA or EC", key)
	}
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
