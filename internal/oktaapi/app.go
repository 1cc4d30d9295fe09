package oktaapi

import (
	"context"
	"encoding/json"

	"github.com/okta/okta-sdk-golang/v6/okta"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// ConnectionKeys lists the keys with which the default provisioning connection
// of an app authenticates (GET /api/v1/apps/{id}/connections/default/jwks), in the
// order of their kids. An app without such a connection, or whose connection does
// not use OAuth 2.0, is answered with 400, 401 or 404 (integration tests of
// Okta's .NET SDK).
func (c *Client) ConnectionKeys(ctx context.Context, appID string) ([]ConnectionKey, error) {
	return cached(ctx, &c.connectionKeys, appID, func(ctx context.Context) ([]ConnectionKey, error) {
		set, exchange, err := read[connectionKeySet](ctx, c, func(ctx context.Context, sdk *okta.APIClient) error {
			_, _, err := sdk.ApplicationConnectionsAPI.GetUserProvisioningConnectionJWKS(ctx, appID).Execute()
			return err
		})
		switch {
		case err != nil:
			return nil, err
		case !set.present:
			return nil, vendor.Unusable(exchange, "the answer holds no list of keys")
		}
		if err := vendor.CheckCount(exchange, len(set.keys)); err != nil {
			return nil, err
		}
		return connectionKeysOf(set.keys), nil
	})
}

// App reads an app (GET /api/v1/apps/{id}). One answer serves every reader of
// the walk.
func (c *Client) App(ctx context.Context, appID string) (App, error) {
	return cached(ctx, &c.apps, appID, func(ctx context.Context) (App, error) {
		wire, exchange, err := read[wireApp](ctx, c, func(ctx context.Context, sdk *okta.APIClient) error {
			_, _, err := sdk.ApplicationAPI.GetApplication(ctx, appID).Execute()
			return err
		})
		if err == nil && wire.ID == "" {
			err = vendor.Unusable(exchange, "the answer names no app")
		}
		return wire.app(), err
	})
}

// FreshApp reads an app as it is now, past the cache.
func (c *Client) FreshApp(ctx context.Context, appID string) (App, error) {
	c.apps.Drop(appID)
	return c.App(ctx, appID)
}

// The kinds of client credentials that an app can have, as its links name them.
const (
	// CredentialsJWKS are public keys.
	CredentialsJWKS = "jwks"
	// CredentialsSecrets are client secrets.
	CredentialsSecrets = "secrets"
)

// App is an app, as far as its keys are concerned.
type App struct {
	ID string
	// Name is the kind of app ("oidc_client", "okta_org2org"), Label its name in
	// the org.
	Name, Label string
	SignOnMode  string
	// TokenEndpointAuthMethod is how an OAuth client authenticates; empty for an
	// app that is none.
	TokenEndpointAuthMethod string
	// IDTokenEncryption is the algorithm with which ID tokens for the app are
	// encrypted; empty where they are not.
	IDTokenEncryption string
	// JWKSURI is where the app publishes its keys, if it does.
	JWKSURI string
	// ClientCredentials is CredentialsJWKS or CredentialsSecrets, which
	// _links.clientCredentials names; empty for an app that has none, since it is no
	// OAuth client, whatever its sign-on mode.
	ClientCredentials string
}

type wireApp struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Label       string `json:"label"`
	SignOnMode  string `json:"signOnMode"`
	Credentials struct {
		OAuthClient struct {
			TokenEndpointAuthMethod string `json:"token_endpoint_auth_method"`
		} `json:"oauthClient"`
	} `json:"credentials"`
	Settings struct {
		OAuthClient struct {
			JWKSURI           string `json:"jwks_uri"`
			IDTokenEncryption string `json:"id_token_encrypted_response_alg"`
		} `json:"oauthClient"`
	} `json:"settings"`
	Links struct {
		ClientCredentials json.RawMessage `json:"clientCredentials"`
	} `json:"_links"`
}

func (w wireApp) app() App {
	text := transport.Text
	return App{
		ClientCredentials: text(linkName(w.Links.ClientCredentials)),

		ID: text(w.ID), Name: text(w.Name), Label: text(w.Label), SignOnMode: text(w.SignOnMode),
		TokenEndpointAuthMethod: text(w.Credentials.OAuthClient.TokenEndpointAuthMethod),
		JWKSURI:                 text(w.Settings.OAuthClient.JWKSURI),
		IDTokenEncryption:       text(w.Settings.OAuthClient.IDTokenEncryption),
	}
}

// linkName is the name of a link, or of the first of several; empty where there is
// none, or its form is another one.
func linkName(raw json.RawMessage) string {
	type link struct {
		Name string `json:"name"`
	}
	var several []link
	if json.Unmarshal(raw, &several) == nil && len(several) > 0 {
		return several[0].Name
	}
	var one link
	if json.Unmarshal(raw, &one) != nil {
		return ""
	}
	return one.Name
}
