package oktaapi

import (
	"context"

	"github.com/okta/okta-sdk-golang/v6/okta"
)

// ResourceServerKeys are the keys to which custom authorization servers encrypt
// access tokens
// (/api/v1/authorizationServers/{id}/resourceservercredentials/keys). For a server
// without keys Okta may answer null (integration tests of its .NET SDK).
func (c *Client) ResourceServerKeys() KeySets {
	return KeySets{
		client: c, calls: resourceServerKeyCalls, lists: &c.resourceServerKeys, mayBeNothing: true,
		lock: c.resourceServerLocks.lock,
		drop: func(server string) { dropServer(&c.resourceServerKeys, server) },
	}
}

var resourceServerKeyCalls = keyCalls{
	list: func(ctx context.Context, sdk *okta.APIClient, server string) error {
		_, _, err := sdk.OAuth2ResourceServerCredentialsKeysAPI.ListOAuth2ResourceServerJsonWebKeys(ctx, server).Execute()
		return err
	},
	add: func(ctx context.Context, sdk *okta.APIClient, server string, body map[string]any) error {
		key := okta.OAuth2ResourceServerJsonWebKeyRequestBody{AdditionalProperties: body}
		_, _, err := sdk.OAuth2ResourceServerCredentialsKeysAPI.AddOAuth2ResourceServerJsonWebKey(ctx, server).
			OAuth2ResourceServerJsonWebKeyRequestBody(key).Execute()
		return err
	},
	activate: func(ctx context.Context, sdk *okta.APIClient, server, key string) error {
		_, _, err := sdk.OAuth2ResourceServerCredentialsKeysAPI.ActivateOAuth2ResourceServerJsonWebKey(ctx, server, key).Execute()
		return err
	},
	deactivate: func(ctx context.Context, sdk *okta.APIClient, server, key string) error {
		_, _, err := sdk.OAuth2ResourceServerCredentialsKeysAPI.DeactivateOAuth2ResourceServerJsonWebKey(ctx, server, key).Execute()
		return err
	},
	remove: func(ctx context.Context, sdk *okta.APIClient, server, key string) error {
		_, err := sdk.OAuth2ResourceServerCredentialsKeysAPI.DeleteOAuth2ResourceServerJsonWebKey(ctx, server, key).Execute()
		return err
	},
}
