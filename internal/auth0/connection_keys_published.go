package auth0

import (
	"cmp"
	"context"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// PublishedLocation is where Auth0 publishes the keys of a connection. The path has the name of the
// connection, which is the common name in the certificates of its keys (recorded answers of 2025-05 and
// 2026-01). So no request is needed, and no scope to read connections, with their secrets.
func (a connectionAPI) PublishedLocation(_ context.Context, _ string, live rotateonly.Roles, _ rotateonly.PublishedLocation) (rotateonly.PublishedLocation, error) {
	uri := a.client.PublishedURI(connectionName(live))
	if uri == "" {
		return rotateonly.PublishedLocation{}, &apierr.Error{
			Kind: apierr.Unavailable, Ours: true, Message: "no address, because the certificate of the current key does not name the connection",
		}
	}
	return rotateonly.PublishedLocation{URI: uri}, nil
}

// Published reads published JWK sets.
func (a connectionAPI) Published() *transport.PublishedKeys { return a.client.Published() }

// connectionName is the name of the connection in the certificate of the current key; empty if it has none.
func connectionName(live rotateonly.Roles) (nameOrEmpty string) {
	current := connectionKey(live.Current)
	if current == nil {
		return ""
	}
	subject, found := strings.CutPrefix(current.SubjectDN, "/CN=")
	if !found {
		subject = ""
	}
	return cmp.Or(jwk.CommonName(current.Cert), subject)
}
