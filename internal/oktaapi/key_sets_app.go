package oktaapi

import (
	"context"

	"github.com/okta/okta-sdk-golang/v6/okta"
)

// AppKeys are the keys of apps (/api/v1/apps/{id}/credentials/jwks).
func (c *Client) AppKeys() KeySets {
	return KeySets{client: c, parent: appKeys{c}, lists: &c.appKeys}
}

// appKeys are the requests about the keys of apps. The SDK's own types of a request
// lack alg, use and crv, and its type of the answer fails on every key (v6.1.6), so the
// body is written here and the answer read here.
type appKeys struct{ client *Client }

func (a appKeys) lock(ctx context.Context, app string) (func(), error) {
	return a.client.appLocks.Lock(ctx, app)
}

func (a appKeys) drop(app string) { a.client.appKeys.Drop(app) }

func (appKeys) list(app string) request {
	return func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.ApplicationSSOPublicKeysAPI.ListJwk(ctx, app).Execute()
		return err
	}
}

func (appKeys) add(app string, body map[string]any) request {
	key := okta.OAuth2ClientJsonEncryptionKeyRequest{AdditionalProperties: body}
	return func(ctx context.Context, sdk *okta.APIClient) error {
		request := okta.OAuth2ClientJsonEncryptionKeyRequestAsAddJwkRequest(&key)
		_, _, err := sdk.ApplicationSSOPublicKeysAPI.AddJwk(ctx, app).AddJwkRequest(request).Execute()
		return err
	}
}

func (appKeys) activate(app, key string) request {
	return func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.ApplicationSSOPublicKeysAPI.ActivateOAuth2ClientJsonWebKey(ctx, app, key).Execute()
		return err
	}
}

func (appKeys) deactivate(app, key string) request {
	return func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.ApplicationSSOPublicKeysAPI.DeactivateOAuth2ClientJsonWebKey(ctx, app, key).Execute()
		return err
	}
}

func (appKeys) remove(app, key string) request {
	return func(ctx context.Context, sdk *okta.APIClient) error {
		_, err := sdk.ApplicationSSOPublicKeysAPI.Deletejwk(ctx, app, key).Execute()
		return err
	}
}
