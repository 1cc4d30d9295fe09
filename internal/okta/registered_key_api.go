package okta

import (
	"context"
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta/registeredkey"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// keyAPI is what the calls on the keys of apps and of servers have in common.
type keyAPI struct {
	oktaapi.KeySets
	client *oktaapi.Client
}

// Policy is the client's.
func (a keyAPI) Policy() *transport.Policy { return a.client.Policy() }

// appKeyAPI is the calls on the keys of apps.
type appKeyAPI struct{ keyAPI }

// Keys lists the keys.
func (a appKeyAPI) Keys(ctx context.Context, appID string, fresh bool) (oktaapi.KeyList, error) {
	if fresh {
		a.Forget(appID)
	}
	return nameable(appKeys(ctx, a.client, appID))
}

// SignsIn reports whether the provider signs in as this app with this key.
func (a appKeyAPI) SignsIn(appID, thumbprint string) bool { return a.client.SignsIn(appID, thumbprint) }

// Needs: Okta refuses to take away the last active key of an app that authenticates
// with one (Okta's examples, ErrorDeactivateTheOnlyKeyWithPrivateKeyJwtAuthMethod: of any use), and
// the one to which it encrypts ID tokens (ErrorDeactivateEncryptionKey).
func (a appKeyAPI) Needs(ctx context.Context, appID string) (map[string]registeredkey.ActiveKeyNeed, error) {
	app, err := a.client.App(ctx, appID)
	if err != nil {
		return nil, err
	}
	needs := map[string]registeredkey.ActiveKeyNeed{}
	if app.TokenEndpointAuthMethod == "private_key_jwt" {
		needs[useSig] = registeredkey.ActiveKeyNeed{
			Setting: "the app authenticates with private_key_jwt", Loss: "the app can no longer sign in with a key that is registered", AnyUse: true,
		}
	}
	if app.IDTokenEncryption != "" {
		needs[useEnc] = registeredkey.ActiveKeyNeed{
			Setting: fmt.Sprintf("ID tokens for the app are encrypted (%s)", app.IDTokenEncryption),
			Loss:    "Okta can no longer encrypt ID tokens for the app",
		}
	}
	return needs, nil
}

// resourceServerKeyAPI is the calls on the encryption keys of authorization servers.
type resourceServerKeyAPI struct{ keyAPI }

// Keys lists the keys.
func (a resourceServerKeyAPI) Keys(ctx context.Context, serverID string, fresh bool) (oktaapi.KeyList, error) {
	if fresh {
		a.Forget(serverID)
	}
	return nameable(resourceServerKeys(ctx, a.client, serverID))
}

// SignsIn is false: nobody signs in as a server.
func (resourceServerKeyAPI) SignsIn(string, string) bool { return false }

// Needs: Okta refuses to take away the key to which it encrypts (Okta's
// examples, ErrorDeactivateActiveKey).
func (a resourceServerKeyAPI) Needs(ctx context.Context, serverID string) (map[string]registeredkey.ActiveKeyNeed, error) {
	server, err := a.client.AuthorizationServer(ctx, serverID)
	if err != nil || server.AccessTokenEncryption == "" {
		return nil, err
	}
	return map[string]registeredkey.ActiveKeyNeed{useEnc: {
		Setting: fmt.Sprintf("the server's access tokens are encrypted (%s)", server.AccessTokenEncryption),
		Loss:    "the server can no longer encrypt access tokens",
	}}, nil
}

// resourceServerKeys lists the encryption keys of an authorization server. The error is
// NotFound only if the server itself is not found.
func resourceServerKeys(ctx context.Context, c *oktaapi.Client, serverID string) (oktaapi.KeyList, error) {
	keys, err := c.ResourceServerKeys().List(ctx, serverID)
	return keys, serverGone(ctx, c, serverID, err)
}

// signingKeys lists the keys with which an authorization server signs. The error is
// NotFound only if the server itself is not found.
func signingKeys(ctx context.Context, c *oktaapi.Client, serverID string) (oktaapi.SigningKeys, error) {
	keys, err := c.AuthorizationServerKeys(ctx, serverID)
	if err == nil {
		return keys, contradiction(keys)
	}
	return keys, serverGone(ctx, c, serverID, err)
}

// serverGone is what to make of a refusal about the keys of an authorization server: a
// 404 says that the server is gone only if the server itself is not found.
func serverGone(ctx context.Context, c *oktaapi.Client, serverID string, refusal error) error {
	if !apierr.Is(refusal, apierr.NotFound) {
		return refusal
	}
	server, err := c.FreshAuthorizationServer(ctx, serverID)
	if err != nil {
		return unlessGone("authorization server", refusal, err)
	}
	return there(refusal, fmt.Sprintf("The authorization server is there (%q)", server.Name), diagnostics.AdviceForOktaContradiction)
}
