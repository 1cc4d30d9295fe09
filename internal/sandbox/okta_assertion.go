package sandbox

import (
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4/jwt"
)

// Limits of a client assertion: the skew allowed for its times, and how far exp
// may lie ahead. Source of the latter: Okta docs, Implement OAuth for Okta with a
// service app.
const (
	oktaSkew              = 5 * time.Minute
	oktaAssertionLifetime = time.Hour
)

// authenticate finds out which client asks, by private_key_jwt, RFC 7523
// section 3. Times are checked against the wall clock, with which clients sign.
func (o *OktaOrg) authenticate(r *http.Request, form url.Values) (OktaClient, *oktaRefusal) {
	bad := func(reason string) (OktaClient, *oktaRefusal) {
		return OktaClient{}, refuseOkta(errOktaAssertion, reason)
	}
	if form.Get("client_assertion_type") != assertionType {
		return OktaClient{}, refuseOkta(errOktaAssertionType)
	}
	token, err := jwt.ParseSigned(form.Get("client_assertion"), assertionAlgorithms)
	if err != nil {
		return bad("The client_assertion is not a JWT signed with an asymmetric algorithm.")
	}
	var claims jwt.Claims
	if err := token.UnsafeClaimsWithoutVerification(&claims); err != nil {
		return bad("The claims of the client_assertion cannot be read.")
	}
	o.mu.Lock()
	client, ok := o.clients[claims.Subject]
	o.mu.Unlock()
	switch kid := token.Headers[0].KeyID; {
	case !ok:
		return bad("The client_assertion names no client of the org.")
	case form.Get("client_id") != "" && form.Get("client_id") != client.ClientID:
		return bad("The client_id is not the subject of the client_assertion.")
	case kid != "" && kid != client.KeyID:
		return bad("The client_assertion JWT kid is invalid.")
	}
	if err := token.Claims(client.PublicKey, &claims); err != nil {
		return bad("The client_assertion signature is invalid.")
	}
	if reason := o.checkClaims(claims, client, o.addresses(r, oktaTokenPath)); reason != "" {
		return bad(reason)
	}
	return client, nil
}

// checkClaims says what is wrong with the claims of a verified assertion, or
// nothing.
func (o *OktaOrg) checkClaims(claims jwt.Claims, client OktaClient, audiences []string) string {
	now := time.Now()
	switch err := claims.ValidateWithLeeway(jwt.Expected{
		Issuer: client.ClientID, Subject: client.ClientID, AnyAudience: audiences, Time: now,
	}, oktaSkew); {
	case claims.Expiry == nil:
		return "The client_assertion must have an expiration."
	case !claims.Expiry.Time().After(now):
		return "The client_assertion token is expired."
	case expiresTooLate(claims, now):
		return "The client_assertion token has an expiration too far into the future."
	case err != nil:
		return err.Error()
	case claims.ID != "" && !o.useOnce("assertion "+client.ClientID+" "+claims.ID, claims.Expiry.Time(), now):
		return "The client_assertion has been used before."
	}
	return ""
}

// expiresTooLate reports whether exp lies farther ahead than an assertion may live.
func expiresTooLate(claims jwt.Claims, now time.Time) bool {
	return claims.Expiry.Time().After(now.Add(oktaAssertionLifetime + time.Second))
}

// useOnce notes an assertion or a proof until it expires; it is false if it was
// noted already.
func (o *OktaOrg) useOnce(id string, expires, now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for other, end := range o.used {
		if now.After(end) {
			delete(o.used, other)
		}
	}
	if _, used := o.used[id]; used {
		return false
	}
	o.used[id] = expires
	return true
}

// addresses are the URLs that mean this org, with a path appended: https with
// the host of the request, as clients build it, and what the org really serves
// on loopback.
func (o *OktaOrg) addresses(r *http.Request, path string) []string {
	addresses := []string{"https://" + r.Host + path, "http://" + r.Host + path}
	if own := o.URL(); own != "" {
		addresses = append(addresses, own+path)
	}
	return addresses
}
