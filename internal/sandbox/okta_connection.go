package sandbox

import (
	"crypto"
	"crypto/rsa"
	"net/http"
)

// The values of authScheme of a provisioning connection.
const (
	schemeOAuth2 = "OAUTH2"
	schemeToken  = "TOKEN"
)

// OktaConnection is the default provisioning connection of an app: the way in
// which Okta signs in to what it provisions, as another org in the case of
// Org2Org.
type OktaConnection struct {
	// AuthScheme is "OAUTH2", which is also what an empty one means, or "TOKEN".
	// Only the first has keys.
	AuthScheme string
	// Keys are those with which Okta signs. None means one, but not with NoKeys.
	Keys []OktaConnectionKey
	// NoKeys makes a connection for which Okta has not made keys: jwks is null.
	NoKeys bool
}

// OktaConnectionKey is a key that Okta signs with when it uses a provisioning
// connection.
type OktaConnectionKey struct {
	// KID is the RFC 7638 thumbprint if empty.
	KID string
	// PublicKey is an RSA key; nil takes one of 2048 bits from the pool.
	PublicKey crypto.PublicKey
}

// oktaConnectionKeyJSON is such a key on the wire.
type oktaConnectionKeyJSON struct {
	KID string `json:"kid"`
	Kty string `json:"kty"`
	Alg string `json:"alg"`
	Use string `json:"use"`
	E   string `json:"e"`
	N   string `json:"n"`
}

// newConnection fills in what a connection lacks. It may draw keys, so the lock
// must not be held.
func (o *OktaOrg) newConnection(c OktaConnection) *OktaConnection {
	switch c.AuthScheme {
	case "":
		c.AuthScheme = schemeOAuth2
	case schemeOAuth2, schemeToken:
	default:
		panic("sandbox: no provisioning connection is " + c.AuthScheme)
	}
	oauth := c.AuthScheme == schemeOAuth2
	if len(c.Keys) > 0 && (!oauth || c.NoKeys) {
		panic("sandbox: this provisioning connection has no keys")
	}
	if len(c.Keys) == 0 && oauth && !c.NoKeys {
		c.Keys = make([]OktaConnectionKey, 1)
	}
	keys := make([]OktaConnectionKey, 0, len(c.Keys))
	for _, k := range c.Keys {
		if k.PublicKey == nil {
			k.PublicKey = o.keySource.rsaKey(o.draw(1)).Public()
		}
		if _, ok := k.PublicKey.(*rsa.PublicKey); !ok {
			panic("sandbox: a provisioning connection's key is a public RSA key")
		}
		if k.KID == "" {
			k.KID = keyID(k.PublicKey)
		}
		keys = append(keys, k)
	}
	c.Keys = keys
	return &c
}

// ConnectionKeys is what is stored for the provisioning connection of an app, in
// the order in which it is listed. It is nil if there is none.
func (o *OktaOrg) ConnectionKeys(appID string) []OktaConnectionKey {
	o.mu.Lock()
	defer o.mu.Unlock()
	app, ok := o.apps.get(appID)
	if !ok || app.connection == nil {
		return nil
	}
	return append([]OktaConnectionKey(nil), app.connection.Keys...)
}

// getConnectionKeys is GET /api/v1/apps/{appId}/connections/default/jwks. What
// it refuses it refuses in the three ways that Okta's tests allow for.
func (o *OktaOrg) getConnectionKeys(call oktaCall) reply {
	if refused := checkAccept(call); refused != nil {
		return refused.reply()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	app, ok := o.app(call)
	switch {
	case !ok, app.connection == nil && app.SignOnMode == signOnOIDC:
		return refuseOkta(errOktaNotFound, call.id, "AppInstance").reply()
	case app.connection == nil:
		return refuseOkta(errOktaFeature).reply()
	case app.connection.AuthScheme != schemeOAuth2:
		return refuseOkta(errOktaConnectionKeys).reply()
	case app.connection.NoKeys:
		return oktaReply(http.StatusOK, map[string]any{"jwks": nil})
	}
	set := oktaKeySetJSON{Keys: []any{}}
	for _, k := range app.connection.Keys {
		n, e := rsaMembers(k.PublicKey)
		set.Keys = append(set.Keys, oktaConnectionKeyJSON{KID: k.KID, Kty: "RSA", Alg: "RSA", Use: "sig", E: e, N: n})
	}
	return oktaReply(http.StatusOK, map[string]any{"jwks": set})
}
