package sandbox

import (
	"crypto"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The scopes of the Management API that the org knows.
const (
	scopeReadServers   = "okta.authorizationServers.read"
	scopeManageServers = "okta.authorizationServers.manage"
	scopeReadApps      = "okta.apps.read"
	scopeManageApps    = "okta.apps.manage"
)

// OktaScopes lists every scope that the org knows.
func OktaScopes() []string {
	return []string{scopeReadServers, scopeManageServers, scopeReadApps, scopeManageApps}
}

// OktaClient is an API services application.
type OktaClient struct {
	// ClientID is made up if empty: "0oa" and 17 letters and digits.
	ClientID string
	// KeyID is the kid under which the key is registered; it may be empty.
	KeyID string
	// PublicKey is the registered key, with which the client signs in by
	// private_key_jwt.
	PublicKey crypto.PublicKey
	// Scopes are granted to the client; none means all that the org knows.
	Scopes []string
	// DPoP makes the client prove the possession of a key for each token, and
	// of the same key for each request with it (RFC 9449).
	DPoP bool
	// ReadOnly gives the application the role of a read-only admin in place of
	// a super admin.
	ReadOnly bool
}

// AddClient registers a client and returns it with what was made up.
func (o *OktaOrg) AddClient(c OktaClient) OktaClient {
	if c.ClientID == "" {
		c.ClientID = "0oa" + o.random.name(17)
	}
	if len(c.Scopes) == 0 {
		c.Scopes = OktaScopes()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clients[c.ClientID] = c
	return c
}

// oktaToken is an API token or an access token.
type oktaToken struct {
	// oauth: an access token, which needs scopes.
	oauth    bool
	scopes   []string
	readOnly bool
	// thumbprint is of the key that the token is bound to, or empty.
	thumbprint string
	expires    time.Time // on the sandbox clock; zero: never
}

// APIToken makes an API token (SSWS) of a super admin. It does not expire by
// itself.
func (o *OktaOrg) APIToken() string { return o.addToken("00", 40, oktaToken{}) }

// ReadOnlyAPIToken makes an API token (SSWS) of a read-only admin.
func (o *OktaOrg) ReadOnlyAPIToken() string { return o.addToken("00", 40, oktaToken{readOnly: true}) }

// AccessToken makes an access token (Bearer) with these scopes; none means all
// that the org knows. It expires when a test says so.
func (o *OktaOrg) AccessToken(scopes ...string) string {
	if len(scopes) == 0 {
		scopes = OktaScopes()
	}
	return o.addAccessToken(oktaToken{scopes: scopes})
}

// addAccessToken stores an access token.
func (o *OktaOrg) addAccessToken(token oktaToken) string {
	token.oauth = true
	return o.addToken("sandbox-access-token-", 40, token)
}

// addToken stores a token under a new random name.
func (o *OktaOrg) addToken(prefix string, length int, token oktaToken) string {
	name := prefix + o.random.name(length)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.tokens[name] = token
	return name
}

// ExpireToken lets a token of either kind expire now. It panics if there is no
// such token.
func (o *OktaOrg) ExpireToken(token string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	found, ok := o.tokens[token]
	if !ok {
		panic("sandbox: ExpireToken: no such token")
	}
	found.expires = o.clock.Now()
	o.tokens[token] = found
}

// RevokeToken makes a token unknown to the org.
func (o *OktaOrg) RevokeToken(token string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.tokens, token)
}

// authorize checks who asks, that the org has the feature, and that whoever asks
// may do the operation.
func (o *OktaOrg) authorize(r *http.Request, op oktaOperation) *oktaRefusal {
	token, refused := o.identify(r, op)
	if refused != nil {
		return refused
	}
	o.mu.Lock()
	withoutSKU := o.withoutSKU
	o.mu.Unlock()
	switch {
	case withoutSKU && op.licensed:
		return refuseOkta(errOktaFeature)
	case token.oauth && !token.allows(op.scope):
		return challenge(errOktaScope, r, op)
	case token.readOnly && op.method != http.MethodGet:
		return refuseOkta(errOktaForbidden)
	}
	return nil
}

// identify finds the token of a request and checks its proof.
func (o *OktaOrg) identify(r *http.Request, op oktaOperation) (oktaToken, *oktaRefusal) {
	scheme, name, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !slices.Contains([]string{"SSWS", "Bearer", "DPoP"}, scheme) {
		return oktaToken{}, refuseOkta(errOktaNoSession)
	}
	o.mu.Lock()
	token, ok := o.tokens[name]
	expired := !token.expires.IsZero() && !o.clock.Now().Before(token.expires)
	o.mu.Unlock()
	bound := token.thumbprint != ""
	switch {
	case !ok, expired, token.oauth != (scheme != "SSWS"), scheme == "DPoP" && !bound:
		return token, refuseOkta(errOktaInvalidToken)
	case scheme == "Bearer" && bound:
		return token, challenge(errOktaProofRequired, r, op)
	case scheme == "DPoP":
		if _, reason := o.checkProof(r, name, token.thumbprint); reason != "" {
			return token, challenge(errOktaProof, r, op, reason)
		}
	}
	return token, nil
}

// allows says whether an access token is good for what needs a scope; to manage
// implies to read.
func (t oktaToken) allows(scope string) bool {
	area, read := strings.CutSuffix(scope, ".read")
	return slices.Contains(t.scopes, scope) || read && slices.Contains(t.scopes, area+".manage")
}

// challenge is a refusal that says in WWW-Authenticate what is missing. The org
// names itself there with http even where it is reached with https.
func challenge(id oktaErrorID, r *http.Request, op oktaOperation, values ...any) *oktaRefusal {
	scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if scheme == "DPoP" {
		scheme += ` algs="RS256 RS384 RS512 ES256 ES384 ES512",`
	}
	refused := refuseOkta(id, values...)
	refused.before = fmt.Sprintf(`%s authorization_uri="http://%s/oauth2/v1/authorize", realm="http://%s", scope="%s"`,
		scheme, r.Host, r.Host, op.scope)
	refused.after = fmt.Sprintf(`resource="%s"`, r.URL.Path)
	return refused
}
