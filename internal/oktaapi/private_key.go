package oktaapi

import (
	"crypto"
	"crypto/ecdsa"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatekey"
)

// newSigner reads a private key and signs with it. The key ID, if there is one,
// wins over that of a JWK. The error says what was found instead, and never
// holds any of the text. The SDK's own reader knows neither SEC 1 nor a curve
// but P-256, and panics on JWKs (v6.1.6).
func newSigner(text, keyID string) (jose.Signer, error) {
	key, err := parsePrivateKey(strings.TrimSpace(text))
	if err != nil {
		return nil, err
	}
	if keyID == "" {
		keyID = key.KeyID
	}
	algorithms := algorithmsOf(key.Key)
	algorithm := algorithms[0]
	if key.Algorithm != "" {
		algorithm = jose.SignatureAlgorithm(key.Algorithm)
	}
	if !slices.Contains(algorithms, algorithm) {
		return nil, fmt.Errorf("private_key is a JWK whose alg is none that its key signs with; use %s", algorithms[0])
	}
	options := new(jose.SignerOptions)
	if keyID != "" {
		options = options.WithHeader("kid", keyID)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key.Key}, options)
	if err != nil {
		return nil, errors.New("private_key cannot sign")
	}
	return signer, nil
}

// algorithmsOf are the algorithms that a key can sign with, the usual one first
// (RFC 7518 section 3.1). Privatekey.Check has taken the key.
func algorithmsOf(key any) []jose.SignatureAlgorithm {
	if key, ok := key.(*ecdsa.PrivateKey); ok {
		return []jose.SignatureAlgorithm{
			map[string]jose.SignatureAlgorithm{"P-256": jose.ES256, "P-384": jose.ES384, "P-521": jose.ES512}[key.Curve.Params().Name],
		}
	}
	return []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512}
}

// parsePrivateKey reads a key in one of its two forms.
func parsePrivateKey(text string) (jose.JSONWebKey, error) {
	switch {
	case text == "":
		return jose.JSONWebKey{}, errors.New("private_key is empty")
	case strings.HasPrefix(text, "{"):
		return parseJWK(text)
	}
	key, err := privatekey.ParsePEM(text)
	if err != nil {
		return jose.JSONWebKey{}, fmt.Errorf("private_key is %w", err)
	}
	return jose.JSONWebKey{Key: key}, nil
}

// thumbprintOf is the thumbprint (RFC 7638) of the public half of a private key
// that newSigner takes; empty for none.
func thumbprintOf(text string) string {
	key, err := parsePrivateKey(strings.TrimSpace(text))
	if err != nil {
		return ""
	}
	public := key.Public()
	sum, err := public.Thumbprint(crypto.SHA256)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}
