// Package auth0 is the Terraform surface of Auth0: models, schemas and what
// they plug into the shared resources. Its calls go through auth0api.
package auth0

import (
	"errors"
	"regexp"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
)

// ClientSource is the part of the provider's data that this package needs. The
// provider implements it; this package does not import the provider.
type ClientSource interface {
	// Auth0 returns the client, or a *apierr.Error of kind NotConfigured or
	// ConfigUnknown that says which arguments are missing.
	Auth0() (*auth0api.Client, error)
}

func clientFrom(providerData any) (*auth0api.Client, error) {
	source, ok := providerData.(ClientSource)
	if !ok {
		return nil, &apierr.Error{Kind: apierr.NotConfigured, Message: "the provider is not configured", Hint: "Report this: a type was used before the provider was configured."}
	}
	return source.Auth0()
}

// idPattern is what the SDK can carry in a path unharmed and Auth0 issues:
// "con_" and letters and digits. Older tenants may hold other prefixes, so only
// the characters are checked.
// An ID is 20 characters long; what is longer than twice that may be a secret.
var idPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

// checkConnectionID refuses what cannot be a connection's ID. An empty or
// dotted one would reach another endpoint.
func checkConnectionID(id string) error {
	switch {
	case id == "":
		return errors.New("connection_id is empty. Set it to the ID of an enterprise connection, such as con_a1b2c3d4e5f6g7h8")
	case !idPattern.MatchString(id):
		return errors.New("connection_id is not a connection's ID. Set it to the ID of an enterprise connection, such as " +
			"con_a1b2c3d4e5f6g7h8: letters, digits, _ and - only, at most 40")
	default:
		return nil
	}
}
