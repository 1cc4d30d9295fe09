package auth0api

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"sync"
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

// renewBefore is how long before its end a token is no longer used.
const renewBefore = 30 * time.Second

// tokens holds the access token of one client. Concurrent callers share one
// request.
type tokens struct {
	static   string
	audience string
	timeout  time.Duration
	domain   string
	options  []authentication.Option

	busy  chan struct{}
	mu    sync.Mutex
	token string
	until time.Time
}

func newTokens(s Settings) (*tokens, error) {
	t := &tokens{
		static: s.Credentials.Token, audience: s.Audience, timeout: s.RequestTimeout, domain: s.Domain,
		busy: make(chan struct{}, 1),
	}
	if t.static != "" {
		return t, nil
	}
	if err := checkPrivateKey(s.Credentials.PrivateKey); err != nil {
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

// checkPrivateKey refuses what is not a PEM private key. The error never holds
// any of the text.
func checkPrivateKey(text string) error {
	if text == "" {
		return nil
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return errors.New("client_assertion_private_key is not in PEM form (-----BEGIN PRIVATE KEY-----)")
	}
	_, pkcs8 := x509.ParsePKCS8PrivateKey(block.Bytes)
	_, pkcs1 := x509.ParsePKCS1PrivateKey(block.Bytes)
	_, sec1 := x509.ParseECPrivateKey(block.Bytes)
	if pkcs8 != nil && pkcs1 != nil && sec1 != nil {
		return fmt.Errorf("client_assertion_private_key holds a PEM block of type %q that is no PKCS#1, PKCS#8 or SEC 1 private key", block.Type)
	}
	return nil
}

// get returns a valid token. It waits for a request that another caller has
// begun, but no longer than ctx.
func (t *tokens) get(ctx context.Context) (string, error) {
	if t.static != "" {
		return t.static, nil
	}
	select {
	case t.busy <- struct{}{}:
		defer func() { <-t.busy }()
	case <-ctx.Done():
		return "", asToken(classify(ctx.Err(), nil))
	}
	if token := t.valid(); token != "" {
		return token, nil
	}
	return t.fetch(ctx)
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
	if err != nil {
		return "", asToken(classify(err, exchange))
	}
	if set == nil || set.AccessToken == "" {
		return "", asToken(&apierr.Error{Kind: apierr.Unavailable, Status: exchange.Status, Message: "the answer holds no access token"})
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token = set.AccessToken
	t.until = exchange.Received.Add(time.Duration(set.ExpiresIn)*time.Second - renewBefore)
	return t.token, nil
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
