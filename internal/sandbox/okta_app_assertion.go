package sandbox

import (
	"fmt"

	"github.com/go-jose/go-jose/v4/jwt"
)

// VerifyAssertion verifies a client assertion (RFC 7523 section 3) as the org does when an app signs
// in: with the ACTIVE signing key of the app that the header names. Times are by the clock of the
// sandbox. The error says why the assertion is refused.
func (o *OktaOrg) VerifyAssertion(appID, assertion string) error {
	token, err := jwt.ParseSigned(assertion, assertionAlgorithms)
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	kid := token.Headers[0].KeyID
	key, ok := o.verifyingKey(appID, kid)
	if !ok {
		return fmt.Errorf("sandbox: app %s has no active signing key %q", appID, kid)
	}
	var claims jwt.Claims
	if err := token.Claims(key.PublicKey, &claims); err != nil {
		return fmt.Errorf("sandbox: the signature by key %q: %w", kid, err)
	}
	err = claims.ValidateWithLeeway(jwt.Expected{Issuer: appID, Subject: appID, Time: o.clock.Now()}, oktaSkew)
	if err == nil && (claims.Expiry == nil || expiresTooLate(claims, o.clock.Now())) {
		return fmt.Errorf("sandbox: the assertion has no expiration, or one too far into the future")
	}
	return err
}

// verifyingKey is the ACTIVE signing key of an app with a kid.
func (o *OktaOrg) verifyingKey(appID, kid string) (OktaAppKey, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	app, ok := o.apps.get(appID)
	if !ok {
		return OktaAppKey{}, false
	}
	for _, key := range app.registered.keys {
		if key.KID == kid && key.Status == statusActive && key.usedFor() == useSignature {
			return *key, true
		}
	}
	return OktaAppKey{}, false
}
