package sandbox

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// auth0TokenLifetime is expires_in of the tokens for the Management API.
const auth0TokenLifetime = 24 * time.Hour

// assertionType is client_assertion_type of RFC 7523 section 2.2.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// auth0TokenJSON is the answer of the token endpoint, RFC 6749 section 5.1.
type auth0TokenJSON struct {
	AccessToken string `json:"access_token"`
	Scope       string `json:"scope"`
	ExpiresIn   int    `json:"expires_in"`
	TokenType   string `json:"token_type"`
}

// issueToken is POST /oauth/token for the client credentials grant.
func (t *Auth0Tenant) issueToken(r *http.Request, body []byte) reply {
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("grant_type") == "" {
		return refuse(errGrantMissing).reply()
	}
	if grant := form.Get("grant_type"); grant != "client_credentials" {
		return refuse(errGrantType, grant).reply()
	}
	client, refused := t.authenticate(r, form)
	if refused != nil {
		return refused.reply()
	}
	if refused := t.checkAudience(r, client, form.Get("audience")); refused != nil {
		return refused.reply()
	}
	token := t.addToken(auth0Token{scopes: client.Scopes, expires: t.clock.Now().Add(auth0TokenLifetime)})
	rep := jsonReply(http.StatusOK, auth0TokenJSON{
		AccessToken: token,
		Scope:       strings.Join(client.Scopes, " "),
		ExpiresIn:   int(auth0TokenLifetime / time.Second),
		TokenType:   "Bearer",
	})
	rep.header.Set("Cache-Control", "no-store") // RFC 6749 section 5.1
	return rep
}

// authenticate finds out which client asks: by an assertion, or by its secret
// in HTTP Basic or in the form.
func (t *Auth0Tenant) authenticate(r *http.Request, form url.Values) (Auth0Client, *refusal) {
	if form.Get("client_assertion_type") == assertionType {
		return t.verifyAssertion(r, form)
	}
	id, secret, basic := r.BasicAuth()
	if basic {
		// RFC 6749 section 2.3.1: both are form-encoded inside HTTP Basic.
		id, secret = formDecoded(id), formDecoded(secret)
	} else {
		id, secret = form.Get("client_id"), form.Get("client_secret")
	}
	client, ok := t.client(id)
	if !ok || client.ClientSecret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(client.ClientSecret)) != 1 {
		return Auth0Client{}, refuse(errClientUnauthorized)
	}
	return client, nil
}

// formDecoded undoes form encoding; what is not encoded stays as it is.
func formDecoded(s string) string {
	if decoded, err := url.QueryUnescape(s); err == nil {
		return decoded
	}
	return s
}

// client looks up a registered client.
func (t *Auth0Tenant) client(id string) (Auth0Client, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	client, ok := t.clients[id]
	return client, ok
}

// checkAudience refuses an audience that does not exist in the tenant or that
// the client has no grant for.
func (t *Auth0Tenant) checkAudience(r *http.Request, client Auth0Client, audience string) *refusal {
	own := slices.Contains(t.addresses(r, auth0APIPrefix), audience)
	switch {
	case audience == "":
		return refuse(errAudienceMissing)
	case audience == client.Audience, own && client.Audience == "":
		return nil
	case own || t.isAudience(audience):
		return refuse(errNoClientGrant, audience)
	default:
		return refuse(errAudienceUnknown, audience)
	}
}

// isAudience says whether some client of the tenant has a grant for an API of
// this identifier, so that the API exists.
func (t *Auth0Tenant) isAudience(audience string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range t.clients {
		if c.Audience == audience {
			return true
		}
	}
	return false
}

// addresses are the URLs that mean this tenant, with a path appended: https with
// the host of the request, as clients build it, and what the tenant really
// serves on loopback.
func (t *Auth0Tenant) addresses(r *http.Request, path string) []string {
	addresses := []string{"https://" + r.Host + path, "http://" + r.Host + path}
	if own := t.URL(); own != "" {
		addresses = append(addresses, own+path)
	}
	return addresses
}
