package sandbox

import (
	"slices"
	"time"
)

// AddAppKey adds a key to an app out of sight of the journal, as somebody does in
// the admin console, and returns its id. The key is stored as given, whether Okta
// would have taken it or not. It panics if there is no such OAuth 2.0 client, if
// that has a jwks_uri, and if the id is taken.
func (o *OktaOrg) AddAppKey(appID string, key OktaAppKey) (id string) {
	k := o.newKey(oktaAppKeyKind, key, o.clock.Now().Truncate(time.Second))
	o.mu.Lock()
	defer o.mu.Unlock()
	app := o.changeApp(appID)
	if app.JWKSURI != "" {
		panic("sandbox: app " + appID + " has a jwks_uri, and can have no keys beside it")
	}
	app.registered.mustAdd(k)
	return k.ID
}

// SetAppKeyStatus makes a key of an app "ACTIVE" or "INACTIVE" out of sight of the
// journal. Nothing is refused that Okta would refuse, but an encryption key that
// becomes active deactivates the one that was. It panics if there is no such key.
func (o *OktaOrg) SetAppKeyStatus(appID, keyID, status string) {
	checkKeyStatus(status)
	o.mu.Lock()
	defer o.mu.Unlock()
	keys := o.changeApp(appID).register()
	keys.setStatus(keys.mustKey(keyID), status, o.clock.Now())
}

// RemoveAppKey deletes a key of an app out of sight of the journal, whatever its
// status. It panics if there is no such key.
func (o *OktaOrg) RemoveAppKey(appID, keyID string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	keys := o.changeApp(appID).register()
	keys.remove(keys.mustKey(keyID))
}

// SetIDTokenEncryption sets the algorithm with which ID tokens for an app are
// encrypted, such as "RSA-OAEP-256"; none turns encryption off. Unlike Okta it
// does not ask for an active encryption key. It panics if there is no such OAuth
// 2.0 client.
func (o *OktaOrg) SetIDTokenEncryption(appID, alg string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.changeApp(appID).IDTokenEncryptedResponseAlg = alg
}

// AppKeyEffects tells what has happened to the keys of an app since it was made,
// whoever did it, in order: "add kid", "activate kid", "deactivate kid" and
// "delete kid", with the id of a key that has no kid. A request that changed
// nothing is not in it. Where an activation takes an encryption key's place, the
// deactivation follows it. It is nil for an app that does not exist.
func (o *OktaOrg) AppKeyEffects(appID string) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if app, ok := o.apps.get(appID); ok {
		return slices.Clone(app.registered.effects)
	}
	return nil
}

// AppKeyAdds counts the keys that were added to an app since it was made, whoever
// did it; those deleted since then count too, those that it was made with do not.
func (o *OktaOrg) AppKeyAdds(appID string) int {
	return countAdds(o.AppKeyEffects(appID))
}

// AppWasWithoutActiveKey says whether an app has ever been without an active key
// of a use, "sig" or "enc", be it for a moment, since it first had one. A key that
// does not say its use is for signatures. It panics for another use, and if there
// is no such OAuth 2.0 client.
func (o *OktaOrg) AppWasWithoutActiveKey(appID, use string) bool {
	if use != useSignature && use != useEncryption {
		panic("sandbox: no use " + use)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.mustApp(appID).registered.without[use]
}

// mustApp is an OAuth 2.0 client for tests, where asking for one that does not
// exist is a mistake. The lock is held.
func (o *OktaOrg) mustApp(id string) *oktaApp {
	app, ok := o.apps.get(id)
	if !ok || app.SignOnMode != signOnOIDC {
		panic("sandbox: no OAuth 2.0 client " + id)
	}
	return app
}

// changeApp is mustApp for a change.
func (o *OktaOrg) changeApp(id string) *oktaApp {
	o.mustApp(id)
	app, _ := o.apps.change(id)
	return app
}
