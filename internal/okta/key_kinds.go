package okta

import (
	"context"
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
)

// How many keys a parent can hold (Okta's answers to one too many). For a resource
// server another page of Okta's says 50; the answer is believed.
const (
	maxAppKeys            = 50
	maxResourceServerKeys = 5
)

// appKeyKind are apps as parents of keys.
var appKeyKind = keychange.Kind{
	Rules:       keyinput.Rules{Uses: []string{useSig, useEnc}},
	Limits:      keyset.Limits{Max: maxAppKeys, OneActive: []string{useEnc}, AddsActive: true},
	Parent:      "app_id",
	CheckParent: checkAppID,
	Subject:     diagnose.OktaAppKeys,
	API:         appKeyCalls,
	Walk:        walkFrom,
	Needs:       appNeeds,
}

// resourceServerKeyKind are authorization servers as parents of encryption keys.
var resourceServerKeyKind = keychange.Kind{
	Rules:       keyinput.Rules{Uses: []string{useEnc}, WithoutAlg: true},
	Limits:      keyset.Limits{Max: maxResourceServerKeys, OneActive: []string{useEnc}},
	Parent:      "authorization_server_id",
	CheckParent: checkServerID,
	Subject:     diagnose.OktaResourceServerKeys,
	API:         resourceServerKeyCalls,
	Walk:        walkFrom,
	Needs:       resourceServerNeeds,
}

// appNeeds: Okta refuses to take away the last key that authenticates the app, and
// the one to which it encrypts ID tokens.
func appNeeds(ctx context.Context, providerData any, appID string) (map[string]string, error) {
	client, err := clientFrom(providerData)
	if err != nil {
		return nil, err
	}
	app, err := client.App(ctx, appID)
	if err != nil {
		return nil, err
	}
	needs := map[string]string{}
	if app.TokenEndpointAuthMethod == "private_key_jwt" {
		needs[useSig] = "the app authenticates with private_key_jwt"
	}
	if app.IDTokenEncryption != "" {
		needs[useEnc] = fmt.Sprintf("ID tokens for the app are encrypted (%s)", app.IDTokenEncryption)
	}
	return needs, nil
}

// resourceServerNeeds: Okta refuses to take away the key to which it encrypts.
func resourceServerNeeds(ctx context.Context, providerData any, serverID string) (map[string]string, error) {
	client, err := clientFrom(providerData)
	if err != nil {
		return nil, err
	}
	server, err := client.AuthorizationServer(ctx, serverID)
	if err != nil || server.AccessTokenEncryption == "" {
		return nil, err
	}
	return map[string]string{useEnc: fmt.Sprintf("the server's access tokens are encrypted (%s)", server.AccessTokenEncryption)}, nil
}
