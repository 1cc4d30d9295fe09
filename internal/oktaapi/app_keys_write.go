package oktaapi

import (
	"context"
	"net/http"

	"github.com/okta/okta-sdk-golang/v6/okta"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// LockApp serialises the writes to the keys of one app: activating one changes
// another.
func (c *Client) LockApp(ctx context.Context, appID string) (func(), error) {
	unlock, err := c.appLocks.Lock(ctx, appID)
	if err != nil {
		return nil, transport.AsError(err)
	}
	return unlock, nil
}

// ForgetAppKeys has the next list of the keys of an app be made anew.
func (c *Client) ForgetAppKeys(appID string) { c.appKeys.Drop(appID) }

// AddAppKey registers a key at an app (POST /api/v1/apps/{id}/credentials/jwks)
// with exactly one request, and returns it as Okta keeps it. Its ID is ignored.
// The SDK's own types of a request lack alg, use and crv, and its type of the answer
// fails on every key (v6.1.6), so the body is written here and the answer read here.
func (c *Client) AddAppKey(ctx context.Context, appID string, key Key) (Key, error) {
	body := okta.OAuth2ClientJsonEncryptionKeyRequest{AdditionalProperties: key.body()}
	request := okta.OAuth2ClientJsonEncryptionKeyRequestAsAddJwkRequest(&body)
	return c.changeAppKey(ctx, appID, func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.ApplicationSSOPublicKeysAPI.AddJwk(ctx, appID).AddJwkRequest(request).Execute()
		return err
	})
}

// ActivateAppKey puts a key in use
// (POST /api/v1/apps/{id}/credentials/jwks/{keyId}/lifecycle/activate). Activating
// an encryption key deactivates the one that was active.
func (c *Client) ActivateAppKey(ctx context.Context, appID, keyID string) (Key, error) {
	if err := checkID(keyID); err != nil {
		return Key{}, err
	}
	return c.changeAppKey(ctx, appID, func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.ApplicationSSOPublicKeysAPI.ActivateOAuth2ClientJsonWebKey(ctx, appID, keyID).Execute()
		return err
	})
}

// DeactivateAppKey takes a key out of use
// (POST /api/v1/apps/{id}/credentials/jwks/{keyId}/lifecycle/deactivate).
func (c *Client) DeactivateAppKey(ctx context.Context, appID, keyID string) (Key, error) {
	if err := checkID(keyID); err != nil {
		return Key{}, err
	}
	return c.changeAppKey(ctx, appID, func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.ApplicationSSOPublicKeysAPI.DeactivateOAuth2ClientJsonWebKey(ctx, appID, keyID).Execute()
		return err
	})
}

// DeleteAppKey removes an inactive key
// (DELETE /api/v1/apps/{id}/credentials/jwks/{keyId}).
func (c *Client) DeleteAppKey(ctx context.Context, appID, keyID string) error {
	if err := checkID(keyID); err != nil {
		return err
	}
	if err := checkID(appID); err != nil {
		return err
	}
	defer c.appKeys.Drop(appID)
	exchange, err := c.call(ctx, c.writes, func(ctx context.Context, sdk *okta.APIClient) error {
		_, err := sdk.ApplicationSSOPublicKeysAPI.Deletejwk(ctx, appID, keyID).Execute()
		return err
	})
	if err == nil && exchange.Status != http.StatusNoContent {
		// A page of something on the way says nothing of the key.
		return vendor.Unusable(exchange, "the answer does not say that the key is deleted")
	}
	return err
}

// changeAppKey sends one request that answers with the key.
func (c *Client) changeAppKey(ctx context.Context, appID string, send request) (Key, error) {
	if err := checkID(appID); err != nil {
		return Key{}, err
	}
	defer c.appKeys.Drop(appID)
	wire, exchange, err := write[wireKey](ctx, c, send)
	switch {
	case err != nil:
		return Key{}, err
	case wire.ID == "":
		return Key{}, vendor.Unusable(exchange, "the answer names no key")
	}
	return wire.key(), nil
}
