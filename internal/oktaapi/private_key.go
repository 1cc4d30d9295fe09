package oktaapi

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// minRSABits is the shortest RSA key that Okta takes (RFC 7518 section 3.3).
const minRSABits = 2048

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
	algorithms, err := algorithmsOf(key.Key)
	if err != nil {
		return nil, err
	}
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
// (RFC 7518 section 3.1).
func algorithmsOf(key any) ([]jose.SignatureAlgorithm, error) {
	switch key := key.(type) {
	case *rsa.PrivateKey:
		if bits := key.N.BitLen(); bits < minRSABits {
			return nil, fmt.Errorf("private_key is an RSA key of %d bits; use one of %d bits or more", bits, minRSABits)
		}
		return []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512}, nil
	case *ecdsa.PrivateKey:
		curve := key.Curve.Params().Name
		algorithm, ok := map[string]jose.SignatureAlgorithm{"P-256": jose.ES256, "P-384": jose.ES384, "P-521": jose.ES512}[curve]
		if !ok {
			return nil, fmt.Errorf("private_key is an EC key on %s; use one on P-256, P-384 or P-521", curve)
		}
		return []jose.SignatureAlgorithm{algorithm}, nil
	case ed25519.PrivateKey:
		return nil, errors.New("private_key is an Ed25519 key; use an RSA or EC key")
	default:
		return nil, errors.New("private_key is neither an RSA nor an EC private key")
	}
}

// pathForm is a text that can only be the name of a file.
var pathForm = regexp.MustCompile(`^(?:[~.]*[/\\]|[A-Za-z]:[/\\])[^\n]*$|^[^\n{]*\.(?:pem|key|jwk|json|der|p8|p12|pfx|txt)$`)

// parsePrivateKey reads a key in one of its two forms.
func parsePrivateKey(text string) (jose.JSONWebKey, error) {
	switch {
	case text == "":
		return jose.JSONWebKey{}, errors.New("private_key is empty")
	case strings.HasPrefix(text, "{"):
		return parseJWK(text)
	case strings.Contains(text, "-----BEGIN "):
		key, err := parsePEM(text)
		return jose.JSONWebKey{Key: key}, err
	case pathForm.MatchString(text):
		return jose.JSONWebKey{}, errors.New("private_key is the name of a file; give what is in the file, for example with the function file")
	default:
		return jose.JSONWebKey{}, errors.New("private_key is neither in PEM form (-----BEGIN PRIVATE KEY-----) nor a JWK")
	}
}

// parsePEM reads one PEM block. Line ends may be written as \n, as variables of
// an environment often have them.
func parsePEM(text string) (any, error) {
	block, rest := pem.Decode([]byte(strings.ReplaceAll(text, `\n`, "\n")))
	switch {
	case block == nil:
		return nil, errors.New("private_key is a PEM block that is cut short or malformed")
	case strings.TrimSpace(string(rest)) != "" || strings.Count(text, "-----BEGIN ") != 1:
		return nil, errors.New("private_key holds more than one PEM block; give the private key alone")
	case block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
		return nil, errors.New("private_key is encrypted; decrypt it first, for example with openssl pkey")
	case block.Type == "CERTIFICATE":
		return nil, errors.New("private_key is a certificate; give the private key that belongs to it")
	case strings.HasSuffix(block.Type, "PUBLIC KEY"):
		return nil, errors.New("private_key is a public key; give the private key that belongs to it")
	case block.Type == "OPENSSH PRIVATE KEY":
		return nil, errors.New("private_key is in OpenSSH's own form; convert it to PKCS#8")
	}
	parsers := []func([]byte) (any, error){
		x509.ParsePKCS8PrivateKey,
		func(der []byte) (any, error) { return x509.ParsePKCS1PrivateKey(der) },
		func(der []byte) (any, error) { return x509.ParseECPrivateKey(der) },
	}
	for _, parse := range parsers {
		if key, err := parse(block.Bytes); err == nil {
			return key, nil
		}
	}
	return nil, errors.New("private_key holds a PEM block that is no PKCS#1, PKCS#8 or SEC 1 RSA or EC private key")
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
