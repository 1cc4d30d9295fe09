package okta

import (
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta/registeredkey"
)

// How many keys a parent can hold (Okta's answers to one too many). For a resource
// server another page of Okta's says 50; the answer is believed.
const (
	maxAppKeys            = 50
	maxResourceServerKeys = 5
)

// appParents are apps as parents of keys.
var appParents = registeredkey.ParentType{
	KeyRules:    keyinput.KeyRules{Uses: []string{useSig, useEnc}},
	Parent:      appParent{},
	Limits:      keyplan.Limits{Max: maxAppKeys, OneActive: []string{useEnc}, AddsActive: true},
	IDAttribute: "app_id",
	Losses: map[string]string{
		useSig: "Okta accepts nothing any more that the app signs with a key that is registered",
		useEnc: "Okta has no registered key any more to encrypt to for the app",
	},
}

// resourceServerParents are authorization servers as parents of encryption keys.
var resourceServerParents = registeredkey.ParentType{
	KeyRules:    keyinput.KeyRules{Uses: []string{useEnc}, WithoutAlg: true},
	Parent:      resourceServerParent{},
	Limits:      keyplan.Limits{Max: maxResourceServerKeys, OneActive: []string{useEnc}},
	IDAttribute: "authorization_server_id",
	Losses:      map[string]string{useEnc: "the server has no registered key any more to encrypt access tokens to"},
}

// appParent checks, names and reaches apps.
type appParent struct{}

// CheckID refuses what cannot be an app's ID.
func (appParent) CheckID(id string) error { return checkAppID(id) }

// Subject names the keys of an app.
func (appParent) Subject(id string) diagnostics.Subject { return diagnostics.OktaAppKeys(id) }

// NewAPI makes the calls on the keys of apps.
func (appParent) NewAPI(providerData any) (registeredkey.API, error) {
	client, err := clientFrom(providerData)
	if err != nil {
		return nil, err
	}
	return appKeyAPI{keyAPI{client.AppKeys(), client}}, nil
}

// resourceServerParent checks, names and reaches authorization servers.
type resourceServerParent struct{}

// CheckID refuses what cannot be a server's ID.
func (resourceServerParent) CheckID(id string) error { return checkServerID(id) }

// Subject names the encryption keys of a server.
func (resourceServerParent) Subject(id string) diagnostics.Subject {
	return diagnostics.OktaResourceServerKeys(id)
}

// NewAPI makes the calls on the encryption keys of servers.
func (resourceServerParent) NewAPI(providerData any) (registeredkey.API, error) {
	client, err := clientFrom(providerData)
	if err != nil {
		return nil, err
	}
	return resourceServerKeyAPI{keyAPI{client.ResourceServerKeys(), client}}, nil
}
