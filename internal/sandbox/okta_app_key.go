package sandbox

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"net/http"
	"time"
)

// statusInactive is the other status of an app's key beside ACTIVE.
const statusInactive = "INACTIVE"

// useEncryption is the use of a key that is not for signatures.
const useEncryption = "enc"

// OktaAppKey is one key of an app as the org stores it. An empty member was not
// sent when the key was added.
type OktaAppKey struct {
	// ID is made up if empty: "pks" and 17 letters and digits.
	ID string
	// KID may be empty; the org makes none up.
	KID string
	// Use is "sig" or "enc".
	Use string
	// Alg is an algorithm such as "RS256" or "RSA-OAEP-256".
	Alg string
	// Crv is the name of the curve as it was sent with an EC key, such as
	// "P-256". The org does not work it out.
	Crv string
	// Status is "ACTIVE", which is also what an empty one means, or "INACTIVE".
	Status string
	// PublicKey is an RSA or EC key; nil takes an RSA key of 2048 bits from the
	// pool.
	PublicKey crypto.PublicKey
	// Created and LastUpdated are the present whole second if zero.
	Created, LastUpdated time.Time

	// sent is the material as a request spelled it, which is how it comes back.
	sent oktaKeyMaterial
}

// oktaKeyMaterial is what a public key is made of on the wire: n and e of an RSA
// key, x and y of an EC key.
type oktaKeyMaterial struct{ n, e, x, y string }

// OktaKeyListForm is how the org answers the list of an app's keys.
type OktaKeyListForm int

// The forms that Okta's texts show, of which the first is the likely one.
const (
	// OktaKeyListKeys is {"keys":[…]}.
	OktaKeyListKeys OktaKeyListForm = iota
	// OktaKeyListJWKS is {"jwks":{"keys":[…]}}.
	OktaKeyListJWKS
	// OktaKeyListArray is […].
	OktaKeyListArray
)

// SetKeyListForm chooses the form of the lists of apps' keys.
func (o *OktaOrg) SetKeyListForm(form OktaKeyListForm) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.keyListForm = form
}

// newAppKey fills in what a key lacks. It may draw a key, so the lock must not
// be held.
func (o *OktaOrg) newAppKey(k OktaAppKey, now time.Time) *OktaAppKey {
	switch k.Status {
	case "":
		k.Status = statusActive
	case statusActive, statusInactive:
	default:
		panic("sandbox: an app's key cannot be " + k.Status)
	}
	switch k.PublicKey.(type) {
	case nil:
		k.PublicKey = rsaKeys.key(o.draw(1)).Public()
	case *rsa.PublicKey, *ecdsa.PublicKey:
	default:
		panic("sandbox: an app's key is a public RSA or EC key")
	}
	k.sent = materialOf(k.PublicKey) // whatever a key that was copied has here
	if k.ID == "" {
		k.ID = "pks" + randomName(17)
	}
	if k.Created.IsZero() {
		k.Created = now
	}
	if k.LastUpdated.IsZero() {
		k.LastUpdated = k.Created
	}
	return &k
}

// AppKeys is what is stored for an app, in the order in which it is listed. It
// is nil if there is no such app.
func (o *OktaOrg) AppKeys(id string) []OktaAppKey {
	o.mu.Lock()
	defer o.mu.Unlock()
	app, ok := o.apps[id]
	if !ok {
		return nil
	}
	var keys []OktaAppKey
	for _, k := range app.keys {
		keys = append(keys, *k)
	}
	return keys
}

// listAppKeys is GET /api/v1/apps/{appId}/credentials/jwks.
func (o *OktaOrg) listAppKeys(call oktaCall) reply {
	if refused := checkAccept(call); refused != nil {
		return refused.reply()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	app, refused := o.oauthApp(call)
	if refused != nil {
		return refused.reply()
	}
	set := oktaKeySetJSON{Keys: []any{}}
	for _, k := range app.keys {
		set.Keys = append(set.Keys, app.keyJSON(k, call.base))
	}
	switch o.keyListForm {
	case OktaKeyListJWKS:
		return oktaReply(http.StatusOK, map[string]any{"jwks": set})
	case OktaKeyListArray:
		return oktaReply(http.StatusOK, set.Keys)
	default:
		return oktaReply(http.StatusOK, set)
	}
}

// getAppKey is GET /api/v1/apps/{appId}/credentials/jwks/{keyId}.
func (o *OktaOrg) getAppKey(call oktaCall) reply {
	if refused := checkAccept(call); refused != nil {
		return refused.reply()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	app, k, refused := o.appKey(call)
	if refused != nil {
		return refused.reply()
	}
	return oktaReply(http.StatusOK, app.keyJSON(k, call.base))
}

// appKey looks up the key of a call. The lock is held.
func (o *OktaOrg) appKey(call oktaCall) (*oktaApp, *OktaAppKey, *oktaRefusal) {
	app, refused := o.oauthApp(call)
	if refused != nil {
		return nil, nil, refused
	}
	k, ok := app.key(call.key)
	if !ok {
		return nil, nil, refuseOkta(errOktaNotFound, call.key, "JsonWebKey")
	}
	return app, k, nil
}
