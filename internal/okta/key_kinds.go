package okta

import (
	"context"
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta/registeredkey"
)

// How many keys a parent can hold (Okta's answers to one too many). For a resource
// server another page of Okta's says 50; the answer is believed.
const (
	maxAppKeys            = 50
	maxResourceServerKeys = 5
)

// appKeyKind are apps as parents of keys.
var appKeyKind = registeredkey.ParentType{
	Rules:       keyinput.Rules{Uses: []string{useSig, useEnc}},
	Limits:      keyset.Limits{Max: maxAppKeys, OneActive: []string{useEnc}, AddsActive: true},
	IDAttribute: "app_id",
	CheckParent: checkAppID,
	Subject:     diagnose.OktaAppKeys,
	API:         appKeyCalls,
	Run:         walkFrom,
	Losses: map[string]string{
		useSig: "Okta accepts nothing any more that the app signs with a key that is registered",
		useEnc: "Okta has no registered key any more to encrypt to for the app",
	},
	Needs: appNeeds,
}

// resourceServerKeyKind are authorization servers as parents of encryption keys.
var resourceServerKeyKind = registeredkey.ParentType{
	Rules:       keyinput.Rules{Uses: []string{useEnc}, WithoutAlg: true},
	Limits:      keyset.Limits{Max: maxResourceServerKeys, OneActive: []string{useEnc}},
	IDAttribute: "authorization_server_id",
	CheckParent: checkServerID,
	Subject:     diagnose.OktaResourceServerKeys,
	API:         resourceServerKeyCalls,
	Run:         walkFrom,
	Losses:      map[string]string{useEnc: "the server has no registered key any more to encrypt access tokens to"},
	Needs:       resourceServerNeeds,
}

// appNeeds: Okta refuses to take away the last active key of an app that authenticates
// with one (Okta's examples, ErrorDeactivateTheOnlyKeyWithPrivateKeyJwtAuthMethod: of any use), and
// the one to which it encrypts ID tokens (ErrorDeactivateEncryptionKey).
func appNeeds(ctx context.Context, providerData any, appID string) (map[string]registeredkey.Need, error) {
	client, err := clientFrom(providerData)
	if err != nil {
		return nil, err
	}
	app, err := client.App(ctx, appID)
	if err != nil {
		return nil, err
	}
	needs := map[string]registeredkey.Need{}
	if app.TokenEndpointAuthMethod == "private_key_jwt" {
		needs[useSig] = registeredkey.Need{
			Setting: "the app authenticates with private_key_jwt", Loss: "the app can no longer sign in with a key that is registered", AnyUse: true,
		}
	}
	if app.IDTokenEncryption != "" {
		needs[useEnc] = registeredkey.Need{
			Setting: fmt.Sprintf("ID tokens for the app are encrypted (%s)", app.IDTokenEncryption),
			Loss:    "Okta can no longer encrypt ID tokens for the app",
		}
	}
	return needs, nil
}

// resourceServerNeeds: Okta refuses to take away the key to which it encrypts (Okta's
// examples, ErrorDeactivateActiveKey).
func resourceServerNeeds(ctx context.Context, providerData any, serverID string) (map[string]registeredkey.Need, error) {
	client, err := clientFrom(providerData)
	if err != nil {
		return nil, err
	}
	server, err := client.AuthorizationServer(ctx, serverID)
	if err != nil || server.AccessTokenEncryption == "" {
		return nil, err
	}
	return map[string]registeredkey.Need{useEnc: {
		Setting: fmt.Sprintf("the server's access tokens are encrypted (%s)", server.AccessTokenEncryption),
		Loss:    "the server can no longer encrypt access tokens",
	}}, nil
}
