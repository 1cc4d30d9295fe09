package sandbox

import (
	"slices"
	"time"
)

// ResourceServerKeys is what is stored for an authorization server, by id or
// alias, in the order in which it is listed. It is nil if there is no such server.
func (o *OktaOrg) ResourceServerKeys(serverID string) []OktaResourceServerKey {
	o.mu.Lock()
	defer o.mu.Unlock()
	if server, ok := o.find(serverID); ok {
		return server.registered.copies()
	}
	return nil
}

// AddResourceServerKey adds a key to an authorization server, by id or alias, out
// of sight of the journal, as somebody does in the admin console, and returns its
// id. The key is stored as given, whether Okta would have taken it or not. It
// panics if there is no such server, if the id is taken, and for a key that is
// not an RSA key for encryption.
func (o *OktaOrg) AddResourceServerKey(serverID string, key OktaResourceServerKey) (id string) {
	k := o.newKey(oktaResourceServerKeyKind, key, o.clock.Now().Truncate(time.Second))
	o.mu.Lock()
	defer o.mu.Unlock()
	o.changeServer(serverID).registered.mustAdd(k)
	return k.ID
}

// SetResourceServerKeyStatus makes a key of an authorization server "ACTIVE" or
// "INACTIVE" out of sight of the journal. Nothing is refused that Okta would
// refuse, but a key that becomes active deactivates the one that was. It panics if
// there is no such key.
func (o *OktaOrg) SetResourceServerKeyStatus(serverID, keyID, status string) {
	checkKeyStatus(status)
	o.onResourceServerKey(serverID, keyID, func(keys *oktaRegister, k *OktaRegisteredKey) {
		keys.setStatus(k, status, o.clock.Now())
	})
}

// RemoveResourceServerKey deletes a key of an authorization server out of sight of
// the journal, whatever its status. It panics if there is no such key.
func (o *OktaOrg) RemoveResourceServerKey(serverID, keyID string) {
	o.onResourceServerKey(serverID, keyID, (*oktaRegister).remove)
}

// onResourceServerKey runs a change to a key that must exist.
func (o *OktaOrg) onResourceServerKey(serverID, keyID string, change func(*oktaRegister, *OktaRegisteredKey)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	keys := &o.changeServer(serverID).registered
	change(keys, keys.mustKey(keyID))
}

// SetAccessTokenEncryption sets the algorithm with which an authorization server
// encrypts access tokens, such as "RSA-OAEP-256"; none turns encryption off.
// Unlike Okta it does not ask for an active key. It panics if there is no such
// server.
func (o *OktaOrg) SetAccessTokenEncryption(serverID, alg string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.changeServer(serverID).encryption = alg
}

// ResourceServerKeyEffects tells what has happened to the keys of an authorization
// server since it was made, in the words of [OktaOrg.AppKeyEffects]. It is nil for
// a server that does not exist.
func (o *OktaOrg) ResourceServerKeyEffects(serverID string) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if server, ok := o.find(serverID); ok {
		return slices.Clone(server.registered.effects)
	}
	return nil
}

// ResourceServerKeyAdds counts the keys that were added to an authorization server
// since it was made, as [OktaOrg.AppKeyAdds] does for an app.
func (o *OktaOrg) ResourceServerKeyAdds(serverID string) int {
	return countAdds(o.ResourceServerKeyEffects(serverID))
}

// ResourceServerWasWithoutActiveKey says whether an authorization server has ever
// been without an active key to encrypt to, be it for a moment, since it first had
// one. It panics if there is no such server.
func (o *OktaOrg) ResourceServerWasWithoutActiveKey(serverID string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.must(serverID).registered.without[useEncryption]
}
