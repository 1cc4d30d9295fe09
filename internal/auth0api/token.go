package auth0api

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/auth0/go-auth0/authentication"
	"github.com/auth0/go-auth0/authentication/oauth"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatekey"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Credentials are one of the three ways to obtain an access token: Token, or
// ClientID with ClientSecret, or ClientID with PrivateKey and SigningAlg.
type Credentials struct {
	// Token is a Management API token.
	Token string
	// ClientID is a machine-to-machine application.
	ClientID string
	// ClientSecret is its secret.
	ClientSecret string
	// PrivateKey is its PEM private key, for private_key_jwt (RFC 7523).
	PrivateKey string
	// SigningAlg is one of SigningAlgs.
	SigningAlg string
}

// SigningAlgs are the algorithms that Auth0 takes for client assertions and
// that the SDK can sign with.
func SigningAlgs() []string {
	return []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
}

// tokenSource gives the access token of a request.
type tokenSource interface {
	Get(ctx context.Context) (string, error)
}

// staticToken is the token of the settings.
type staticToken string

// Get is the token.
func (t staticToken) Get(context.Context) (string, error) { return string(t), nil }

// newTokens makes the source of access tokens. Each answer of the token endpoint
// is shown to observe.
func newTokens(s Settings, observe func(*transport.Exchange)) (tokenSource, error) {
	if s.Credentials.Token != "" {
		return staticToken(s.Credentials.Token), nil
	}
	options := []authentication.Option{
		authentication.WithClient(&http.Client{Transport: newTransport(s, false)}),
		authentication.WithClientID(s.Credentials.ClientID),
		authentication.WithNoAuth0ClientInfo(),
		authentication.WithNoRetries(),
		// No ID token is ever asked for. With an asymmetric algorithm the SDK
		// would fetch the tenant's JWKS here, before anything needs it.
		authentication.WithIDTokenSigningAlg("HS256"),
	}
	if s.Credentials.PrivateKey != "" {
		key, err := privateKey(s.Credentials.PrivateKey, s.Credentials.SigningAlg)
		if err != nil {
			return nil, err
		}
		options = append(options, authentication.WithClientAssertion(key, s.Credentials.SigningAlg))
	} else {
		options = append(options, authentication.WithClientSecret(s.Credentials.ClientSecret))
	}
	return &transport.Tokens[string]{
		Timeout: s.RequestTimeout,
		Fetch: func(ctx context.Context) (string, time.Time, error) {
			return login(ctx, s, options, observe)
		},
	}, nil
}

// privateKey reads the private key of an application, which has to be one for the
// algorithm. It is returned as PKCS#8 in PEM, which the SDK reads whatever the form was in
// which it was given. The error never holds any of the text.
func privateKey(text, alg string) (string, error) {
	const argument = "client_assertion_private_key"
	key, err := privatekey.ParsePEM(text)
	if err != nil {
		return "", fmt.Errorf("%s is %w", argument, err)
	}
	ec, isEC := key.(*ecdsa.PrivateKey)
	switch {
	case !isEC && strings.HasPrefix(alg, "ES"):
		return "", fmt.Errorf("%s is an RSA key, which cannot sign with %s; set client_assertion_signing_alg to RS256", argument, alg)
	case isEC && algOf(ec) != alg:
		return "", fmt.Errorf("%s is an EC key on %s, which cannot sign with %s; set client_assertion_signing_alg to %s",
			argument, ec.Curve.Params().Name, alg, algOf(ec))
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", fmt.Errorf("%s cannot be written as PKCS#8", argument)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), nil
}

// algOf is the one algorithm for an EC key's curve (RFC 7518 section 3.4).
func algOf(key *ecdsa.PrivateKey) string {
	return map[string]string{"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}[key.Curve.Params().Name]
}

// login asks the tenant for a token.
func login(ctx context.Context, s Settings, options []authentication.Option, observe func(*transport.Exchange)) (string, time.Time, error) {
	client, err := authentication.New(ctx, s.Domain, options...)
	if err != nil {
		return "", time.Time{}, &apierr.Error{Kind: apierr.Unknown, Message: "the token client could not be set up", Err: err}
	}
	ctx, exchange := transport.WithExchange(ctx)
	_, err = client.OAuth.LoginWithClientCredentials(ctx,
		oauth.LoginWithClientCredentialsRequest{Audience: s.Audience}, oauth.IDTokenValidationOptions{})
	observe(exchange)
	// The SDK takes an answer of any status below 400 for a token, and none whose
	// lifetime is no whole number (v1.48.0). So the answer is read here.
	switch wrong := vendor.CheckStatus(exchange, http.StatusOK); {
	case wrong != nil:
		return "", time.Time{}, wrong
	case exchange.Status != http.StatusOK || exchange.BodyErr != nil || !json.Valid(exchange.Body):
		return "", time.Time{}, vendor.Classify(err, exchange)
	}
	grant, problem := transport.GrantOf(exchange)
	if problem == "" && !strings.EqualFold(grant.TokenType, "Bearer") {
		problem = "the answer holds a token whose type is not Bearer"
	}
	if problem != "" {
		return "", time.Time{}, vendor.Unusable(exchange, problem)
	}
	return grant.AccessToken, grant.Until, nil
}
