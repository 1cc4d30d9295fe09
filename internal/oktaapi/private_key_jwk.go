package oktaapi

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatekey"
)

// jwkFacts are the members of a JWK that tell what it is (RFC 7517, RFC 7518).
// Those that are secret are only looked at for being there.
type jwkFacts struct {
	Kty  string          `json:"kty"`
	Use  string          `json:"use"`
	Crv  string          `json:"crv"`
	D    json.RawMessage `json:"d"`
	P    json.RawMessage `json:"p"`
	Q    json.RawMessage `json:"q"`
	Keys json.RawMessage `json:"keys"`
}

// parseJWK reads a private JWK. The errors of the JSON package and of go-jose
// quote what they read, so none of them is passed on.
func parseJWK(text string) (jose.JSONWebKey, error) {
	var facts jwkFacts
	if json.Unmarshal([]byte(text), &facts) != nil {
		return jose.JSONWebKey{}, errors.New("private_key is a JWK that is malformed JSON")
	}
	if err := facts.check(); err != nil {
		return jose.JSONWebKey{}, err
	}
	var key jose.JSONWebKey
	if key.UnmarshalJSON([]byte(text)) != nil || !key.Valid() || key.IsPublic() {
		return jose.JSONWebKey{}, errors.New("private_key is a JWK whose members are missing, malformed or do not belong together")
	}
	own, err := privatekey.Check(key.Key)
	if err != nil {
		return jose.JSONWebKey{}, fmt.Errorf("private_key is %w", err)
	}
	key.Key = own
	return key, nil
}

// check refuses what cannot be a key to sign with.
func (f jwkFacts) check() error {
	ec := f.Kty == "EC"
	switch {
	case f.Keys != nil:
		return errors.New("private_key is a set of JWKs; give one key")
	case f.Kty == "oct":
		return errors.New("private_key is a symmetric JWK; use an RSA or EC key")
	case f.Kty == "OKP":
		return errors.New("private_key is a JWK of type OKP; use an RSA or EC key")
	case !ec && f.Kty != "RSA":
		return errors.New("private_key is a JWK of no known type (kty); use an RSA or EC key")
	case f.D == nil:
		return errors.New("private_key is a public JWK; give the private one, which has a member d")
	case f.Use != "" && f.Use != "sig":
		return errors.New("private_key is a JWK that is not for signatures (use)")
	case ec && f.Crv != "P-256" && f.Crv != "P-384" && f.Crv != "P-521":
		return errors.New("private_key is a JWK on a curve (crv) that is not supported; use one on P-256, P-384 or P-521")
	case !ec && (f.P == nil || f.Q == nil):
		return errors.New("private_key is an RSA JWK without its primes (p and q); give all members")
	default:
		return nil
	}
}
