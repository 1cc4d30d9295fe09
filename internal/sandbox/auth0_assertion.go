package sandbox

import (
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Limits of a client assertion: the skew allowed for its times, and the longest
// time from iat to exp. Source: Auth0 docs, Authenticate with Private Key JWT.
const (
	assertionSkew     = 10 * time.Second
	assertionLifetime = 5 * time.Minute
)

// assertionAlgorithms are those that the SDK can sign with.
var assertionAlgorithms = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512,
	jose.PS256, jose.PS384, jose.PS512,
	jose.ES256, jose.ES384, jose.ES512,
}

// verifyAssertion authenticates a client by private_key_jwt, RFC 7523 section 3.
// Times are checked against the wall clock, with which clients sign.
func (t *Auth0Tenant) verifyAssertion(r *http.Request, form url.Values) (Auth0Client, *refusal) {
	bad := func(reason string) (Auth0Client, *refusal) { return Auth0Client{}, refuse(errAssertion, reason) }
	token, err := jwt.ParseSigned(form.Get("client_assertion"), assertionAlgorithms)
	if err != nil {
		return bad("it is not a JWT signed with an asymmetric algorithm")
	}
	var claimed jwt.Claims
	if err := token.UnsafeClaimsWithoutVerification(&claimed); err != nil {
		return bad("its claims cannot be read")
	}
	client, ok := t.client(claimed.Subject)
	if !ok || client.PublicKey == nil {
		return bad("its sub is not a client that uses private_key_jwt")
	}
	if id := form.Get("client_id"); id != "" && id != client.ClientID {
		return bad("its sub is not the client_id of the request")
	}
	var claims jwt.Claims
	if err := token.Claims(client.PublicKey, &claims); err != nil {
		return bad("the signature does not match the client's key")
	}
	if reason := t.checkClaims(claims, client, t.addresses(r, "/")); reason != "" {
		return bad(reason)
	}
	return client, nil
}

// checkClaims says what is wrong with the claims of a verified assertion, or
// nothing.
func (t *Auth0Tenant) checkClaims(claims jwt.Claims, client Auth0Client, audiences []string) string {
	now := time.Now()
	expected := jwt.Expected{
		Issuer:      client.ClientID,
		Subject:     client.ClientID,
		AnyAudience: audiences,
		Time:        now,
	}
	switch err := claims.ValidateWithLeeway(expected, assertionSkew); {
	case err != nil:
		return err.Error()
	case claims.Expiry == nil:
		return "it has no exp"
	case claims.IssuedAt != nil && claims.Expiry.Time().Sub(claims.IssuedAt.Time()) > assertionLifetime:
		return "'exp' claim must specify a time that is no more than 5 minutes after 'iat'"
	case claims.ID == "":
		return "it has no jti"
	case !t.useOnce(client.ClientID+" "+claims.ID, claims.Expiry.Time(), now):
		return "it has been used before"
	}
	return ""
}

// useOnce notes an assertion until it expires; it is false if it was noted
// already.
func (t *Auth0Tenant) useOnce(id string, expires, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for other, end := range t.assertions {
		if now.After(end.Add(assertionSkew)) {
			delete(t.assertions, other)
		}
	}
	if _, used := t.assertions[id]; used {
		return false
	}
	t.assertions[id] = expires
	return true
}
