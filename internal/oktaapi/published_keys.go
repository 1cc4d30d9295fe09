package oktaapi

import (
	"context"
	"encoding/json"
	"net/url"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Published reads published JWK sets.
func (c *Client) Published() *transport.PublishedKeys { return c.published }

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
	case !haveSameOrigin(issuer, metadata.JWKSURI):
		return "", found("metadata with a jwks_uri on another host")
	}
	return metadata.JWKSURI, nil
}

// haveSameOrigin reports whether both are URLs, of the same scheme, host and port.
func haveSameOrigin(a, b string) bool {
	one, errOne := url.Parse(a)
	other, errOther := url.Parse(b)
	return errOne == nil && errOther == nil && transport.HaveSameOrigin(one, other)
}
