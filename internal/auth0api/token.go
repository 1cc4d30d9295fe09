package auth0api

import (
	"context"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/auth0/go-auth0/authentication"
	"github.com/auth0/go-auth0/authentication/oauth"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
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

// newTokens makes the source of access tokens. Each answer of the token endpoint
// is shown to observe.
func newTokens(s Settings, observe func(*transport.Exchange)) (func(context.Context) (string, error), error) {
	if token := s.Credentials.Token; token != "" {
		return func(context.Context) (string, error) { return token, nil }, nil
	}
	if err := checkPrivateKey(s.Credentials.PrivateKey, s.Credentials.SigningAlg); err != nil {
		return nil, err
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
		options = append(options, authentication.WithClientAssertion(s.Credentials.PrivateKey, s.Credentials.SigningAlg))
	} else {
		options = append(options, authentication.WithClientSecret(s.Credentials.ClientSecret))
	}
	tokens := &transport.Tokens[string]{
		Timeout: s.RequestTimeout,
		Fetch: func(ctx context.Context) (string, time.Time, error) {
			return login(ctx, s, options, observe)
		},
	}
	return tokens.Get, nil
}

// checkPrivateKey refuses what is not a PEM private key, or not one for the
// algorithm. The error never holds any of the text.
func checkPrivateKey(text, alg string) error {
	if text == "" {
		return nil
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return errors.New("client_assertion_private_key is not in PEM form (-----BEGIN PRIVATE KEY-----)")
	}
	key := parsePrivateKey(block.Bytes)
	_, isRSA := key.(*rsa.PrivateKey)
	ec, isEC := key.(*ecdsa.PrivateKey)
	switch {
	case !isRSA && !isEC:
		return fmt.Errorf("client_assertion_private_key holds a PEM block of type %q that is no PKCS#1, PKCS#8 or SEC 1 RSA or EC private key", block.Type)
	case isRSA && strings.HasPrefix(alg, "ES"):
		return fmt.Errorf("client_assertion_private_key is an RSA key, which cannot sign with %s; set client_assertion_signing_alg to RS256", alg)
	case isEC && algOf(ec) == "":
		return fmt.Errorf("client_assertion_private_key is an EC key on %s; use one on P-256, P-384 or P-521", ec.Curve.Params().Name)
	case isEC && algOf(ec) != alg:
		return fmt.Errorf("client_assertion_private_key is an EC key on %s, which cannot sign with %s; set client_assertion_signing_alg to %s",
			ec.Curve.Params().Name, alg, algOf(ec))
	}
	return nil
}

// algOf is the one algorithm for an EC key's curve (RFC 7518 section 3.4).
func algOf(key *ecdsa.PrivateKey) string {
	return map[string]string{"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}[key.Curve.Params().Name]
}

// parsePrivateKey tries the three encodings; it is nil for none of them.
func parsePrivateKey(der []byte) any {
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return key
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key
	}
	return nil
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
	token := tokenOf(exchange.Body)
	if token == "" {
		return "", time.Time{}, vendor.Unusable(exchange, "the answer holds no access token")
	}
	return token, transport.TokenEnd(exchange), nil
}

// tokenOf is the access token of an answer (RFC 6749 section 5.1), empty where there is
// none that can be put into a header.
func tokenOf(body []byte) string {
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	if json.Unmarshal(body, &answer) != nil || strings.ContainsAny(answer.AccessToken, " \t\r\n") {
		return ""
	}
	return answer.AccessToken
}
