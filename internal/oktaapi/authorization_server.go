package oktaapi

import (
	"context"
	"time"

	"github.com/okta/okta-sdk-golang/v6/okta"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// The rotation modes of an authorization server.
const (
	// RotationAuto means that Okta rotates the keys by itself.
	RotationAuto = "AUTO"
	// RotationManual means that only keyRotate rotates them.
	RotationManual = "MANUAL"
)

// AuthorizationServer is a custom authorization server, as far as its signing
// keys are concerned. A member that Okta did not send is the zero value.
type AuthorizationServer struct {
	// ID is the canonical ID (aus...), also when it was asked for by an alias.
	ID   string
	Name string
	// Issuer is the URL of the server, below which its metadata is.
	Issuer string
	// SigningKID is the kid of the key that signs now.
	SigningKID string
	// RotationMode is RotationAuto or RotationManual.
	RotationMode string
	// Created is when the server was made.
	Created time.Time
	// LastRotated is when the keys were last rotated, or made.
	LastRotated time.Time
	// NextRotation is when Okta rotates next; only in AUTO mode.
	NextRotation time.Time
	// AccessTokenEncryption is the algorithm with which access tokens are encrypted
	// to the active key of the resource server; empty where they are not.
	AccessTokenEncryption string
	// Clocks are Okta's and that of this machine when it answered.
	Clocks rotation.Clocks
}

// wireServer is a server as Okta sends it. Times are read apart, so that one
// that is odd does not cost the rest.
type wireServer struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Issuer      string `json:"issuer"`
	Created     string `json:"created"`
	Encryption  string `json:"accessTokenEncryptedResponseAlgorithm"`
	Credentials struct {
		Signing struct {
			KID          string `json:"kid"`
			RotationMode string `json:"rotationMode"`
			LastRotated  string `json:"lastRotated"`
			NextRotation string `json:"nextRotation"`
		} `json:"signing"`
	} `json:"credentials"`
}

// AuthorizationServer reads one server
// (GET /api/v1/authorizationServers/{id}). One answer serves every reader of the
// walk until the server's keys are rotated.
func (c *Client) AuthorizationServer(ctx context.Context, id string) (AuthorizationServer, error) {
	return cached(ctx, &c.servers, id, func(ctx context.Context) (AuthorizationServer, error) {
		return c.getAuthorizationServer(ctx, id)
	})
}

// FreshAuthorizationServer reads one server as it is now, past the cache.
func (c *Client) FreshAuthorizationServer(ctx context.Context, id string) (AuthorizationServer, error) {
	c.servers.Drop(id)
	return c.AuthorizationServer(ctx, id)
}

func (c *Client) getAuthorizationServer(ctx context.Context, id string) (AuthorizationServer, error) {
	wire, exchange, err := read[wireServer](ctx, c, func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.AuthorizationServerAPI.GetAuthorizationServer(ctx, id).Execute()
		return err
	})
	switch {
	case err != nil:
		return AuthorizationServer{}, err
	case wire.ID == "":
		return AuthorizationServer{}, vendor.Unusable(exchange, "the answer names no authorization server")
	}
	signing, text := wire.Credentials.Signing, transport.Text
	return AuthorizationServer{
		ID: text(wire.ID), Name: text(wire.Name), Issuer: text(wire.Issuer), SigningKID: text(signing.KID), RotationMode: text(signing.RotationMode),
		Created: timeOf(wire.Created), LastRotated: timeOf(signing.LastRotated), NextRotation: timeOf(signing.NextRotation),
		AccessTokenEncryption: text(wire.Encryption),
		Clocks:                c.clocks(exchange),
	}, nil
}

// timeOf is the zero time for what is none.
func timeOf(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}
