package provider

import (
	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
)

var _ auth0.Source = (*data)(nil)

// data is what resources and data sources receive. It is made in Configure, so
// that its caches live for one walk.
type data struct {
	auth0       *auth0api.Client
	auth0Absent *apierr.Error
}

// Auth0 returns the client, or which arguments are missing or unknown. A
// provider without Auth0 settings is fine until a type needs them.
func (d *data) Auth0() (*auth0api.Client, error) {
	switch {
	case d.auth0Absent != nil:
		return nil, d.auth0Absent
	case d.auth0 == nil:
		return nil, notConfigured("Mend the auth0 block: Configure has said what is wrong with it.")
	default:
		return d.auth0, nil
	}
}
