package sandbox

import (
	"crypto"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The scopes of the Management API that the tenant knows.
const (
	scopeReadKeys          = "read:connections_keys"
	scopeCreateKeys        = "create:connections_keys"
	scopeUpdateKeys        = "update:connections_keys"
	scopeReadConnections   = "read:connections"
	scopeCreateConnections = "create:connections"
	scopeDeleteConnections = "delete:connections"
)

// Auth0Scopes lists every scope that the tenant knows.
func Auth0Scopes() []string {
	return []string{
		scopeReadKeys, scopeCreateKeys, scopeUpdateKeys,
		scopeReadConnections, scopeCreateConnections, scopeDeleteConnections,
	}
}

// Auth0Client is a machine-to-machine application.
type Auth0Client struct {
	// ClientID is made up if empty.
	ClientID string
	// ClientSecret is made up if empty and there is no PublicKey.
	ClientSecret string
	// PublicKey makes the client sign in with private_key_jwt.
	PublicKey crypto.PublicKey
	// Scopes are granted to the client; none means all that the tenant knows.
	Scopes []string
	// Audience is the API that the client may call; empty is the Management
	// API at the address under which the tenant is reached. Set it to the
	// identifier of another domain to play a tenant with a custom domain.
	Audience string
}

// AddClient registers a client and returns it with what was made up.
func (t *Auth0Tenant) AddClient(c Auth0Client) Auth0Client {
	if c.ClientID == "" {
		c.ClientID = "client" + t.random.hex(13)
	}
	if c.ClientSecret == "" && c.PublicKey == nil {
		c.ClientSecret = "secret-" + t.random.hex(28)
	}
	if len(c.Scopes) == 0 {
		c.Scopes = Auth0Scopes()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.clients[c.ClientID] = c
	return c
}

// auth0Token is an access token of the Management API.
type auth0Token struct {
	scopes  []string
	expires time.Time // on the sandbox clock; zero: never
}

// Token makes a static token of the Management API with these scopes; none means
// all that the tenant knows. It does not expire by itself.
func (t *Auth0Tenant) Token(scopes ...string) string {
	if len(scopes) == 0 {
		scopes = Auth0Scopes()
	}
	return t.addToken(auth0Token{scopes: scopes})
}

// ExpireToken lets a token expire now. It panics if there is no such token.
func (t *Auth0Tenant) ExpireToken(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	found, ok := t.tokens[token]
	if !ok {
		panic("sandbox: ExpireToken: no such token")
	}
	found.expires = t.clock.Now()
	t.tokens[token] = found
}

// RevokeToken makes a token unknown to the tenant.
func (t *Auth0Tenant) RevokeToken(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.tokens, token)
}

// tokenPrefix begins the tokens of the sandbox, which stand for JWTs.
const tokenPrefix = "sandbox-token-"

// addToken stores a token under a new random name.
func (t *Auth0Tenant) addToken(token auth0Token) string {
	name := tokenPrefix + t.random.hex(20)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tokens[name] = token
	return name
}

// auth0Scopes says which scopes an operation needs.
type auth0Scopes struct {
	names []string
	all   bool
}

// anyOf needs one of the scopes.
func anyOf(names ...string) auth0Scopes { return auth0Scopes{names: names} }

// allOf needs every one of the scopes.
func allOf(names ...string) auth0Scopes { return auth0Scopes{names: names, all: true} }

// check refuses a token that lacks what the operation needs.
func (s auth0Scopes) check(granted []string) *refusal {
	has := 0
	for _, name := range s.names {
		if slices.Contains(granted, name) {
			has++
		}
	}
	list := strings.Join(s.names, ", ")
	switch {
	case s.all && has < len(s.names):
		return refuse(errScopeAll, list)
	case !s.all && has == 0:
		return refuse(errScopeAny, list)
	}
	return nil
}

// authorize checks the bearer token of a request.
func (t *Auth0Tenant) authorize(r *http.Request, need auth0Scopes) *refusal {
	bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return refuse(errInvalidToken)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	token, ok := t.tokens[bearer]
	switch {
	case !ok && strings.Count(bearer, ".") == 2: // a JWT, but none of ours
		return refuse(errInvalidSignature)
	case !ok && !strings.HasPrefix(bearer, tokenPrefix):
		return refuse(errMalformedToken)
	case !ok:
		return refuse(errInvalidToken)
	case !token.expires.IsZero() && !t.clock.Now().Before(token.expires):
		return refuse(errExpiredToken)
	}
	return need.check(token.scopes)
}
