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

// authorization says how the next request is authorized. It may ask for an
// access token first.
type authorization func(context.Context) (transport.Authorizer, error)

// newAuthorization makes the way of the credentials. The gate sees each answer of the token
// endpoint.
func newAuthorization(s Settings, gate *transport.Gate) (authorization, error) {
	switch {
	case s.Credentials.APIToken != "":
		return always("SSWS " + s.Credentials.APIToken), nil
	case s.Credentials.AccessToken != "":
		return always("Bearer " + s.Credentials.AccessToken), nil
	}
	signer, err := newSigner(s.Credentials.PrivateKey, s.Credentials.PrivateKeyID)
	if err != nil {
		return nil, err
	}
	login := &tokenSource{settings: s, signer: signer, chain: newTransport(s, true), gate: gate}
	tokens := &transport.Tokens[transport.Authorizer]{Fetch: login.fetch, Timeout: s.RequestTimeout}
	return tokens.Get, nil
}

func always(value string) authorization {
	authorizer := func(req *http.Request) error {
		req.Header.Set("Authorization", value)
		return nil
	}
	return func(context.Context) (transport.Authorizer, error) { return authorizer, nil }
}
