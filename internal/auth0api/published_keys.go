package auth0api

import (
	"context"
	"regexp"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// PublishedKeys reads the JWK set at a URI, as somebody does who verifies signatures. One answer
// serves every reader of the walk. The error is an *apierr.Error whose message says what was found in place of a JWK set.
func (c *Client) PublishedKeys(ctx context.Context, uri string) (transport.KeySet, error) {
	set, err := c.published.Get(ctx, uri, func(ctx context.Context) (transport.KeySet, error) {
		return c.public.KeySet(ctx, uri)
	})
	if err != nil {
		return transport.KeySet{}, transport.AsError(err)
	}
	return set, nil
}

// FreshPublishedKeys is PublishedKeys past the cache of this walk.
func (c *Client) FreshPublishedKeys(ctx context.Context, uri string) (transport.KeySet, error) {
	c.published.Drop(uri)
	return c.PublishedKeys(ctx, uri)
}

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
