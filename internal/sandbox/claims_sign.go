package sandbox

import (
	"crypto"
	"fmt"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// signClaims signs claims, with the kid of the key in the header.
func signClaims(algorithm jose.SignatureAlgorithm, key crypto.Signer, kid string, claims jwt.Claims) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: kid}}, nil)
	if err != nil {
		return "", fmt.Errorf("sandbox: %w", err)
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}
