package sandbox

import (
	"net/http"
	"strings"
	"time"
)

// The values of signOnMode that matter here; apps of the first are OAuth 2.0
// clients.
const (
	signOnOIDC = "OPENID_CONNECT"
	signOnSAML = "SAML_2_0"
)

// methodPrivateKey is the token_endpoint_auth_method that needs keys.
const methodPrivateKey = "private_key_jwt"

// OktaApp describes an app for [OktaOrg.AddApp].
type OktaApp struct {
	// ID is made up if empty: "0oa" and 17 letters and digits.
	ID string
	// Name says what kind of app it is. If empty it is "oidc_client" for an OAuth
	// 2.0 client, "okta_org2org" for another app with a provisioning connection,
	// and made up from the Label for the rest.
	Name string
	// Label is what people see. It is made up from the ID if empty.
	Label string
	// SignOnMode is "OPENID_CONNECT" for an OAuth 2.0 client, or another one such
	// as "SAML_2_0". If empty it is the first, but the second for an app with a
	// provisioning connection and without settings of OAuth, as Org2Org knows no
	// other. The fields from here to Keys are for OAuth 2.0 clients only.
	SignOnMode string
	// NoClient makes an app of Okta's catalogue that has the sign-on mode
	// OPENID_CONNECT and is no OAuth 2.0 client. The fields below, but for
	// Connection, are not for it.
	NoClient bool
	// TokenEndpointAuthMethod is "private_key_jwt" if empty.
	TokenEndpointAuthMethod string
	// JWKSURI is where the client publishes its keys, in place of Keys.
	JWKSURI string
	// IDTokenEncryptedResponseAlg turns encryption of ID tokens on: such as
	// "RSA-OAEP-256".
	IDTokenEncryptedResponseAlg string
	// RequestObjectSigningAlg is the algorithm of request objects, if they must
	// be signed.
	RequestObjectSigningAlg string
	// Keys are stored as given, whether Okta would have taken them or not.
	Keys []OktaAppKey
	// Connection is the provisioning connection; nil is an app that has none.
	Connection *OktaConnection
}

// oktaApp is an app as stored: its description, but for what changes.
type oktaApp struct {
	OktaApp    // without Keys and Connection
	status     string
	created    time.Time
	registered oktaRegister
	connection *OktaConnection
}

// AddApp makes an app and returns its id. It panics if the id is taken, and for
// an app that cannot be: with keys beside a jwks_uri, or without OAuth and yet
// with settings of OAuth.
func (o *OktaOrg) AddApp(a OktaApp) (id string) {
	app := &oktaApp{OktaApp: a.completed(o.random), status: appActive, created: o.clock.Now().Truncate(time.Second)}
	app.registered = o.newRegister(oktaAppKeyKind, a.Keys, app.created)
	if a.Connection != nil {
		app.connection = o.newConnection(*a.Connection)
	}
	app.Keys, app.Connection = nil, nil
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, taken := o.apps.get(app.ID); taken {
		panic("sandbox: app " + app.ID + " cannot be added twice")
	}
	o.apps.put(app.ID, app)
	return app.ID
}

// completed fills in what the description of an app lacks, and refuses what
// cannot be.
func (a OktaApp) completed(made *random) OktaApp {
	if a.ID == "" {
		a.ID = "0oa" + made.name(17)
	}
	if a.Label == "" {
		a.Label = "App " + a.ID
	}
	settings := a.TokenEndpointAuthMethod + a.JWKSURI + a.IDTokenEncryptedResponseAlg + a.RequestObjectSigningAlg
	oauth := settings != "" || len(a.Keys) > 0
	switch {
	case a.SignOnMode != "":
	case a.Connection != nil && !oauth && !a.NoClient:
		a.SignOnMode = signOnSAML
	default:
		a.SignOnMode = signOnOIDC
	}
	switch {
	case !a.isClient() && oauth:
		panic("sandbox: app " + a.ID + " is no OAuth 2.0 client and has settings of one")
	case a.JWKSURI != "" && len(a.Keys) > 0:
		panic("sandbox: app " + a.ID + " has keys beside a jwks_uri")
	}
	if a.isClient() && a.TokenEndpointAuthMethod == "" {
		a.TokenEndpointAuthMethod = methodPrivateKey
	}
	switch {
	case a.Name != "":
	case a.isClient():
		a.Name = "oidc_client"
	case a.Connection != nil:
		a.Name = "okta_org2org"
	default:
		a.Name = "sandbox_" + strings.ToLower(strings.ReplaceAll(a.Label, " ", "")) + "_1"
	}
	return a
}

// isClient reports whether the app is an OAuth 2.0 client, which alone can have keys.
func (a OktaApp) isClient() bool { return a.SignOnMode == signOnOIDC && !a.NoClient }

// RemoveApp deletes an app as the admin console does; its keys and its
// provisioning connection are gone with it.
func (o *OktaOrg) RemoveApp(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.apps.remove(id)
}

// app looks up the app of a call: as the view shows it, or for a change. The lock is
// held.
func (o *OktaOrg) app(call oktaCall) (*oktaApp, bool) {
	if call.reads {
		return o.apps.at(call.id, call.view)
	}
	return o.apps.change(call.id)
}

// clone is a copy for a change. The provisioning connection never changes.
func (a *oktaApp) clone() *oktaApp {
	copied := *a
	copied.registered = a.registered.clone()
	return &copied
}

// oauthApp looks up the app of a call that only OAuth 2.0 clients have. The lock
// is held.
func (o *OktaOrg) oauthApp(call oktaCall) (*oktaApp, *oktaRefusal) {
	app, ok := o.app(call)
	switch {
	case !ok:
		return nil, refuseOkta(errOktaNotFound, call.id, "AppInstance")
	case !app.isClient():
		return nil, refuseOkta(errOktaNotFound, call.id, "OAuth2AppInstance")
	}
	return app, nil
}

// encrypts says whether Okta encrypts the ID tokens for the app.
func (a *oktaApp) encrypts() bool { return a.IDTokenEncryptedResponseAlg != "" }

// url is where the app is in the Management API.
func (a *oktaApp) url(base string) string { return base + oktaAPIPrefix + "apps/" + a.ID }

// getApp is GET /api/v1/apps/{appId}.
func (o *OktaOrg) getApp(call oktaCall) reply {
	if refused := checkAccept(call); refused != nil {
		return refused.reply()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	app, ok := o.app(call)
	if !ok {
		return refuseOkta(errOktaNotFound, call.id, "AppInstance").reply()
	}
	return oktaReply(http.StatusOK, app.json(call.base))
}
