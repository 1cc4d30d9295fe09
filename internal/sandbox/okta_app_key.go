package sandbox

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/base64"
	"math/big"
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
}

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

// oktaKeySetJSON is {"keys":[…]}; it is never without the list.
type oktaKeySetJSON struct {
	Keys []any `json:"keys"`
}

// oktaAppRSAKeyJSON is an RSA key on the wire. What was not sent is null, but
// for alg, which is absent.
type oktaAppRSAKeyJSON struct {
	oktaAppKeyJSON
	E string `json:"e"`
	N string `json:"n"`
	oktaAppKeyStateJSON
}

// oktaAppECKeyJSON is an EC key on the wire.
type oktaAppECKeyJSON struct {
	oktaAppKeyJSON
	X   string  `json:"x"`
	Y   string  `json:"y"`
	Crv *string `json:"crv"`
	oktaAppKeyStateJSON
}

// oktaAppKeyJSON is what keys of all kinds begin with.
type oktaAppKeyJSON struct {
	Kty    string  `json:"kty"`
	ID     string  `json:"id"`
	Status string  `json:"status"`
	KID    *string `json:"kid"`
	Use    *string `json:"use"`
	Alg    string  `json:"alg,omitempty"`
}

// oktaAppKeyStateJSON is what keys have where they are read as keys, and not as
// settings of their app.
type oktaAppKeyStateJSON struct {
	Created     string                  `json:"created,omitempty"`
	LastUpdated string                  `json:"lastUpdated,omitempty"`
	Links       map[string]oktaLinkJSON `json:"_links,omitempty"`
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

// json is the key as a setting of its app: without dates and links.
func (k *OktaAppKey) json() any { return k.jsonWith(oktaAppKeyStateJSON{}) }

// keyJSON is a key of the app as the operations on keys answer it.
func (a *oktaApp) keyJSON(k *OktaAppKey, base string) any {
	return k.jsonWith(oktaAppKeyStateJSON{
		Created:     oktaTime(k.Created),
		LastUpdated: oktaTime(k.LastUpdated),
		Links:       a.keyLinks(k, a.url(base)+"/credentials/jwks/"+k.ID),
	})
}

// keyLinks are what may be done with a key: nothing with the one that ID tokens
// are encrypted to.
func (a *oktaApp) keyLinks(k *OktaAppKey, self string) map[string]oktaLinkJSON {
	switch {
	case k.Status != statusActive:
		return map[string]oktaLinkJSON{
			"activate": oktaLink(self+"/lifecycle/activate", http.MethodPost),
			"delete":   oktaLink(self, http.MethodDelete),
		}
	case k.Use == useEncryption && a.encrypts():
		return nil
	}
	return map[string]oktaLinkJSON{"deactivate": oktaLink(self+"/lifecycle/deactivate", http.MethodPost)}
}

// jsonWith is the key on the wire.
func (k *OktaAppKey) jsonWith(state oktaAppKeyStateJSON) any {
	common := oktaAppKeyJSON{ID: k.ID, Status: k.Status, KID: orNull(k.KID), Use: orNull(k.Use), Alg: k.Alg}
	if public, ok := k.PublicKey.(*ecdsa.PublicKey); ok {
		common.Kty = "EC"
		x, y := coordinates(public)
		return oktaAppECKeyJSON{common, x, y, orNull(k.Crv), state}
	}
	common.Kty = "RSA"
	n, e := rsaMembers(k.PublicKey)
	return oktaAppRSAKeyJSON{common, e, n, state}
}

// orNull is the text, or null if it is empty.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// rsaMembers are n and e of an RSA key, and empty for another one.
func rsaMembers(key crypto.PublicKey) (n, e string) {
	public, ok := key.(*rsa.PublicKey)
	if !ok {
		return "", ""
	}
	return base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
		base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes())
}

// coordinates are x and y of an EC key, as long as its curve wants them (RFC
// 7518 section 6.2.1.2).
func coordinates(public *ecdsa.PublicKey) (x, y string) {
	point, err := public.Bytes()
	if err != nil {
		panic("sandbox: " + err.Error()) // only for a point off the curve
	}
	size := (len(point) - 1) / 2 // after the octet that says that it is not compressed
	return base64.RawURLEncoding.EncodeToString(point[1 : 1+size]),
		base64.RawURLEncoding.EncodeToString(point[1+size:])
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
	app, refused := o.oauthApp(call)
	if refused != nil {
		return refused.reply()
	}
	k, ok := app.key(call.key)
	if !ok {
		return refuseOkta(errOktaNotFound, call.key, "JsonWebKey").reply()
	}
	return oktaReply(http.StatusOK, app.keyJSON(k, call.base))
}
