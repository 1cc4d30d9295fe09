package auth0api

import (
	"regexp"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Published reads published JWK sets.
func (c *Client) Published() *transport.PublishedKeys { return c.published }

// connectionNameForm is that of the names of connections, of at most 128 letters, digits and
// hyphens (Auth0's OpenAPI document). Names of old tenants may have underscores.
var connectionNameForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// PublishedURI is where Auth0 publishes the keys of a connection (Auth0's documentation, Private
// Key JWT Client Authentication for Okta and OIDC Connections). It is empty if name cannot be a
// connection's.
func (c *Client) PublishedURI(name string) (uriOrEmpty string) {
	if !connectionNameForm.MatchString(name) {
		return ""
	}
	scheme := "https://"
	if c.settings.PlainHTTP {
		scheme = "http://"
	}
	return scheme + c.settings.Domain + "/oauth/connection/" + name + "/.well-known/jwks.json"
}
