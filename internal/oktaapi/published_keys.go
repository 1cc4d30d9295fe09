package oktaapi

import (
	"context"
	"encoding/json"
	"net/url"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
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

// MetadataURI is where the metadata of an authorization server with this issuer is. Okta appends the
// path to the issuer, where RFC 8414 section 3.1 puts it before the issuer's own path.
func (c *Client) MetadataURI(issuer string) string {
	return issuer + "/.well-known/oauth-authorization-server"
}

// JWKSURI reads in the metadata of an authorization server where its keys are published (RFC
// 8414 section 2). The error is an *apierr.Error whose message says what was found in place of
// the metadata.
func (c *Client) JWKSURI(ctx context.Context, issuer string) (uri string, err error) {
	document, err := c.public.Read(ctx, c.MetadataURI(issuer))
	if err != nil {
		return "", err
	}
	var metadata struct {
		Issuer  string `json:"issuer"`
		JWKSURI string `json:"jwks_uri"`
	}
	found := func(what string) error {
		return &apierr.Error{Kind: apierr.Unavailable, Sent: true, Ours: true, Message: what}
	}
	switch {
	case json.Unmarshal(document.Body, &metadata) != nil:
		return "", found("an answer that is no metadata of an authorization server")
	case metadata.Issuer != issuer: // RFC 8414 section 3.3
		return "", found("metadata of another issuer")
	case transport.CheckPublicURI(metadata.JWKSURI) != nil:
		return "", found("metadata without a jwks_uri that can be used")
	case !haveSameHost(issuer, metadata.JWKSURI):
		return "", found("metadata with a jwks_uri on another host")
	}
	return metadata.JWKSURI, nil
}

// haveSameHost reports whether two URLs have the same scheme, host and port.
func haveSameHost(a, b string) bool {
	one, errOne := url.Parse(a)
	other, errOther := url.Parse(b)
	return errOne == nil && errOther == nil && one.Scheme == other.Scheme && one.Host == other.Host
}
