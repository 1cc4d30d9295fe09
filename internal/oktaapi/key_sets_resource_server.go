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
	return KeySets{client: c, parent: resourceServerKeys{c}, lists: &c.resourceServerKeys, mayBeNothing: true}
}

// resourceServerKeys are the requests about the encryption keys of authorization servers.
type resourceServerKeys struct{ client *Client }

func (r resourceServerKeys) lock(ctx context.Context, server string) (func(), error) {
	return r.client.resourceServerLocks.lock(ctx, server)
}

func (r resourceServerKeys) drop(server string) { dropServer(&r.client.resourceServerKeys, server) }

func (resourceServerKeys) list(server string) request {
	return func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.OAuth2ResourceServerCredentialsKeysAPI.ListOAuth2ResourceServerJsonWebKeys(ctx, server).Execute()
		return err
	}
}

func (resourceServerKeys) add(server string, body map[string]any) request {
	key := okta.OAuth2ResourceServerJsonWebKeyRequestBody{AdditionalProperties: body}
	return func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.OAuth2ResourceServerCredentialsKeysAPI.AddOAuth2ResourceServerJsonWebKey(ctx, server).
			OAuth2ResourceServerJsonWebKeyRequestBody(key).Execute()
		return err
	}
}

func (resourceServerKeys) activate(server, key string) request {
	return func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.OAuth2ResourceServerCredentialsKeysAPI.ActivateOAuth2ResourceServerJsonWebKey(ctx, server, key).Execute()
		return err
	}
}

func (resourceServerKeys) deactivate(server, key string) request {
	return func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.OAuth2ResourceServerCredentialsKeysAPI.DeactivateOAuth2ResourceServerJsonWebKey(ctx, server, key).Execute()
		return err
	}
}

func (resourceServerKeys) remove(server, key string) request {
	return func(ctx context.Context, sdk *okta.APIClient) error {
		_, err := sdk.OAuth2ResourceServerCredentialsKeysAPI.DeleteOAuth2ResourceServerJsonWebKey(ctx, server, key).Execute()
		return err
	}
}
