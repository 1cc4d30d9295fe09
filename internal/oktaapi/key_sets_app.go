package oktaapi

import (
	"context"

	"github.com/okta/okta-sdk-golang/v6/okta"
)

// AppKeys are the keys of apps (/api/v1/apps/{id}/credentials/jwks).
func (c *Client) AppKeys() KeySets {
	return KeySets{client: c, calls: appKeyCalls, lists: &c.appKeys, lock: c.appLocks.Lock, drop: c.appKeys.Drop}
}

// The SDK's own types of a request lack alg, use and crv, and its type of the
// answer fails on every key (v6.1.6), so the body is written here and the answer
// read here.
var appKeyCalls = keyCalls{
	list: func(ctx context.Context, sdk *okta.APIClient, app string) error {
		_, _, err := sdk.ApplicationSSOPublicKeysAPI.ListJwk(ctx, app).Execute()
		return err
	},
	add: func(ctx context.Context, sdk *okta.APIClient, app string, body map[string]any) error {
		key := okta.OAuth2ClientJsonEncryptionKeyRequest{AdditionalProperties: body}
		request := okta.OAuth2ClientJsonEncryptionKeyRequestAsAddJwkRequest(&key)
		_, _, err := sdk.ApplicationSSOPublicKeysAPI.AddJwk(ctx, app).AddJwkRequest(request).Execute()
		return err
	},
	activate: func(ctx context.Context, sdk *okta.APIClient, app, key string) error {
		_, _, err := sdk.ApplicationSSOPublicKeysAPI.ActivateOAuth2ClientJsonWebKey(ctx, app, key).Execute()
		return err
	},
	deactivate: func(ctx context.Context, sdk *okta.APIClient, app, key string) error {
		_, _, err := sdk.ApplicationSSOPublicKeysAPI.DeactivateOAuth2ClientJsonWebKey(ctx, app, key).Execute()
		return err
	},
	remove: func(ctx context.Context, sdk *okta.APIClient, app, key string) error {
		_, err := sdk.ApplicationSSOPublicKeysAPI.Deletejwk(ctx, app, key).Execute()
		return err
	},
}
