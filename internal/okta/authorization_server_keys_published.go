package okta

import (
	"context"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// PublishedLocation is where Okta publishes the keys of a server: the jwks_uri in the server's metadata. The
// metadata is read again only if the issuer has changed.
func (a serverAPI) PublishedLocation(ctx context.Context, id string, _ rotateonly.Roles, known rotateonly.PublishedLocation) (rotateonly.PublishedLocation, error) {
	server, err := a.client.AuthorizationServer(ctx, id)
	switch {
	case err != nil:
		return rotateonly.PublishedLocation{}, err
	case server.Issuer == "" || transport.Altered(server.Issuer):
		return rotateonly.PublishedLocation{}, &apierr.Error{
			Kind: apierr.Unavailable, Sent: true, Ours: true, Message: "no address, because Okta's record of the server has no issuer",
		}
	case server.Issuer == known.Issuer && known.URI != "":
		return known, nil
	}
	uri, err := a.client.JWKSURI(ctx, server.Issuer)
	if err != nil {
		return rotateonly.PublishedLocation{URI: a.client.MetadataURI(server.Issuer)}, err
	}
	return rotateonly.PublishedLocation{Issuer: server.Issuer, URI: uri}, nil
}

// Published reads published JWK sets.
func (a serverAPI) Published() *transport.PublishedKeys { return a.client.Published() }
