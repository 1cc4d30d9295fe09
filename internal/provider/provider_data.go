package provider

import (
	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta/registeredkey"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

var (
	_ auth0.ClientSource = (*data)(nil)
	_ okta.ClientSource  = (*data)(nil)
)

// data is what resources and data sources receive. It is made in Configure, so
// that its caches live for one walk.
type data struct {
	auth0 vendor[auth0api.Client]
	okta  vendor[oktaapi.Client]
	keys  registeredkey.RunState
}

// vendor is a client, or why there is none: one of the two is always set.
type vendor[C any] struct {
	client *C
	absent *apierr.Error
}

// get returns the client, or which arguments are missing or unknown. A
// provider without settings for a vendor is fine until a type needs them.
func (v vendor[C]) get() (*C, error) {
	if v.absent != nil {
		return nil, v.absent
	}
	return v.client, nil
}

// Auth0 returns the client of the Auth0 tenant.
func (d *data) Auth0() (*auth0api.Client, error) { return d.auth0.get() }

// Okta returns the client of the Okta org.
func (d *data) Okta() (*oktaapi.Client, error) { return d.okta.get() }

// KeyRunState is what the resources of keys know of each other in this run.
func (d *data) KeyRunState() *registeredkey.RunState { return &d.keys }
