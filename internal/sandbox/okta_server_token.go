package sandbox

import (
	"fmt"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// SignToken is an access token as an authorization server, by id or alias, issues it: a JWT that its
// ACTIVE key has signed, whose header names it. It fails if there is no such server.
func (o *OktaOrg) SignToken(serverID string, claims jwt.Claims) (string, error) {
	o.mu.Lock()
	server, ok := o.find(serverID)
	if !ok {
		o.mu.Unlock()
		return "", fmt.Errorf("sandbox: no authorization server %s", serverID)
	}
	key := *server.active
	o.mu.Unlock()
	return signClaims(jose.RS256, key.signer, key.KID, claims)
}

// EncryptToken is a token as an authorization server, by id or alias, encrypts it for its resource
// server: to the ACTIVE encryption key, which the header names. It fails if there is no such server or key.
func (o *OktaOrg) EncryptToken(serverID, token string) (string, error) {
	key, ok := o.encryptingKey(serverID)
	if !ok {
		return "", fmt.Errorf("sandbox: authorization server %s has no active encryption key", serverID)
	}
	encrypter, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{
		Algorithm: jose.RSA_OAEP_256, Key: key.PublicKey, KeyID: key.KID,
	}, nil)
	if err != nil {
		return "", fmt.Errorf("sandbox: %w", err)
	}
	encrypted, err := encrypter.Encrypt([]byte(token))
	if err != nil {
		return "", fmt.Errorf("sandbox: %w", err)
	}
	return encrypted.CompactSerialize()
}

// encryptingKey is the ACTIVE encryption key of a server.
func (o *OktaOrg) encryptingKey(serverID string) (OktaResourceServerKey, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	server, ok := o.find(serverID)
	if !ok {
		return OktaResourceServerKey{}, false
	}
	for _, key := range server.registered.keys {
		if key.encrypts() {
			return *key, true
		}
	}
	return OktaResourceServerKey{}, false
}
