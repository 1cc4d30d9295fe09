package oktaapi

import (
	"context"
	"net/http"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Credentials are one of the three ways to authorize requests: APIToken, or
// AccessToken, or ClientID with PrivateKey and Scopes.
type Credentials struct {
	// APIToken is an Okta API token (SSWS).
	APIToken string
	// AccessToken is an OAuth 2.0 access token (Bearer).
	AccessToken string
	// ClientID is an API services application.
	ClientID string
	// PrivateKey is its private key, for private_key_jwt (RFC 7523): PEM
	// (PKCS#1, PKCS#8 or SEC 1) or JWK, RSA or EC.
	PrivateKey string
	// PrivateKeyID is the kid under which Okta knows the key; it may be empty
	// when a JWK names it or the application has one key.
	PrivateKeyID string
	// Scopes are the Okta API scopes to ask for.
	Scopes []string
}

// authorizers authorizes each request of a client.
type authorizers interface {
	// Get returns what authorizes the next request. It may ask for an access token first.
	Get(ctx context.Context) (transport.Authorizer, error)
}

// newAuthorizers returns the authorizers for the credentials of the settings. The gate sees each answer
// of the token endpoint. It fails if the private key cannot be read.
func newAuthorizers(s Settings, gate *transport.Gate) (authorizers, error) {
	switch {
	case s.Credentials.APIToken != "":
		return constantHeader("SSWS " + s.Credentials.APIToken), nil
	case s.Credentials.AccessToken != "":
		return constantHeader("Bearer " + s.Credentials.AccessToken), nil
	}
	signer, err := newSigner(s.Credentials.PrivateKey, s.Credentials.PrivateKeyID)
	if err != nil {
		return nil, err
	}
	login := &tokenSource{settings: s, signer: signer, chain: newTransport(s, true), gate: gate}
	return &transport.Tokens[transport.Authorizer]{Fetch: login.fetch, Timeout: s.RequestTimeout}, nil
}

// constantHeader is the Authorization header of every request of a client.
type constantHeader string

// Get returns an authorizer that sets the header.
func (h constantHeader) Get(context.Context) (transport.Authorizer, error) {
	return func(req *http.Request) error {
		req.Header.Set("Authorization", string(h))
		return nil
	}, nil
}
