package auth0api

import (
	"context"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/auth0/go-auth0/authentication"
	"github.com/auth0/go-auth0/authentication/oauth"
	"golang.org/x/sync/singleflight"

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

// renewBefore is how long before its end a token is no longer used.
const renewBefore = 30 * time.Second

// tokens holds the access token of one client. Concurrent callers share one
// request, and its failure.
type tokens struct {
	static   string
	audience string
	timeout  time.Duration
	domain   string
	options  []authentication.Option
	observe  func(*transport.Exchange)

	flights singleflight.Group
	mu      sync.Mutex
	token   string
	until   time.Time
}

// newTokens makes the source of tokens. Each answer of the token endpoint is
// shown to observe.
func newTokens(s Settings, observe func(*transport.Exchange)) (*tokens, error) {
	t := &tokens{
		static: s.Credentials.Token, audience: s.Audience, timeout: s.RequestTimeout, domain: s.Domain,
		observe: observe,
	}
	if t.static != "" {
		return t, nil
	}
	if err := checkPrivateKey(s.Credentials.PrivateKey, s.Credentials.SigningAlg); err != nil {
		return nil, err
	}
	t.options = []authentication.Option{
		authentication.WithClient(&http.Client{Transport: newTransport(s, false)}),
		authentication.WithClientID(s.Credentials.ClientID),
		authentication.WithNoAuth0ClientInfo(),
		authentication.WithNoRetries(),
		// No ID token is ever asked for. With an asymmetric algorithm the SDK
		// would fetch the tenant's JWKS here, before anything needs it.
		authentication.WithIDTokenSigningAlg("HS256"),
	}
	if s.Credentials.PrivateKey != "" {
		t.options = append(t.options, authentication.WithClientAssertion(s.Credentials.PrivateKey, s.Credentials.SigningAlg))
	} else {
		t.options = append(t.options, authentication.WithClientSecret(s.Credentials.ClientSecret))
	}
	return t, nil
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

// get returns a valid token. It waits for a request that another caller has
// begun, but no longer than ctx. The shared request outlives its first caller.
func (t *tokens) get(ctx context.Context) (string, error) {
	if t.static != "" {
		return t.static, nil
	}
	if token := t.valid(); token != "" {
		return token, nil
	}
	answer := t.flights.DoChan("token", func() (any, error) {
		if token := t.valid(); token != "" {
			return token, nil
		}
		return t.fetch(context.WithoutCancel(ctx))
	})
	select {
	case <-ctx.Done():
		return "", asToken(classify(ctx.Err(), nil))
	case a := <-answer:
		token, _ := a.Val.(string)
		return token, a.Err
	}
}

func (t *tokens) valid() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if time.Now().Before(t.until) {
		return t.token
	}
	return ""
}

func (t *tokens) fetch(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	login, err := authentication.New(ctx, t.domain, t.options...)
	if err != nil {
		return "", asToken(&apierr.Error{Kind: apierr.Unknown, Message: "the token client could not be set up", Err: err})
	}
	ctx, exchange := transport.WithExchange(ctx)
	set, err := login.OAuth.LoginWithClientCredentials(ctx,
		oauth.LoginWithClientCredentialsRequest{Audience: t.audience}, oauth.IDTokenValidationOptions{})
	t.observe(exchange)
	if err != nil {
		return "", asToken(classify(err, exchange))
	}
	if set == nil || set.AccessToken == "" {
		return "", asToken(&apierr.Error{Kind: apierr.Unavailable, Status: exchange.Status, Message: "the answer holds no access token"})
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token = set.AccessToken
	t.until = exchange.Received.Add(lifetime(set.ExpiresIn))
	return t.token, nil
}

// lifetime is how long a token is used. A server may leave expires_in out (RFC
// 6749 section 5.1); then the token is taken for good for this walk.
func lifetime(expiresIn int64) time.Duration {
	if expiresIn == 0 {
		return time.Hour
	}
	return time.Duration(expiresIn)*time.Second - renewBefore
}

// asToken marks a failure as one of the token request. The request that needed
// the token was not sent.
func asToken(err error) error {
	e := *apierr.As(err)
	e.Token, e.Sent = true, false
	if e.Kind == apierr.Invalid || e.Kind == apierr.Forbidden || e.Kind == apierr.NotFound {
		e.Kind = apierr.Unauthorized
	}
	return &e
}
