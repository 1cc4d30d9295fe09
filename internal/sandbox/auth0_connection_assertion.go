package sandbox

import (
	"fmt"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// SignAssertion is the client assertion (RFC 7523 section 3) with which the tenant signs in at the
// identity provider of a connection: a JWT that the current key has signed, whose header names it.
// It fails if the connection does not exist or has no keys.
func (t *Auth0Tenant) SignAssertion(connectionID string, claims jwt.Claims) (string, error) {
	t.mu.Lock()
	conn, ok := t.connections.get(connectionID)
	if !ok || !conn.hasKeys() {
		t.mu.Unlock()
		return "", fmt.Errorf("sandbox: connection %s has no keys", connectionID)
	}
	key := *conn.current
	t.mu.Unlock()
	return signClaims(jose.SignatureAlgorithm(key.Algorithm), key.signer, key.KID, claims)
}
