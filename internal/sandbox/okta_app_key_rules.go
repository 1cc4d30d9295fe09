package sandbox

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"slices"
	"time"
)

// The limits of an app's keys.
const (
	oktaAppKeyLimit    = 50
	oktaAppKeyRSAFloor = 2048 // bits
)

// mayAdd says what Okta has against one more key of the app.
func (a *oktaApp) mayAdd(k *OktaAppKey) *oktaRefusal {
	withoutKID := func(other *OktaAppKey) bool { return other.KID == "" }
	sameKID := func(other *OktaAppKey) bool { return other.KID == k.KID }
	switch {
	case a.JWKSURI != "":
		return refuseOkta(errOktaKeyURI)
	case len(a.keys) >= oktaAppKeyLimit:
		return refuseOkta(errOktaKeyLimit)
	case len(a.keys) > 0 && withoutKID(k), slices.ContainsFunc(a.keys, withoutKID):
		return refuseOkta(errOktaKeyWithoutKID)
	case slices.ContainsFunc(a.keys, sameKID):
		return refuseOkta(errOktaKeyDuplicateKID)
	case k.encrypts() && slices.ContainsFunc(a.keys, (*OktaAppKey).encrypts):
		return refuseOkta(errOktaKeyOneEncryption)
	}
	return nil
}

// mayDeactivate says what Okta has against the deactivation of an active key.
func (a *oktaApp) mayDeactivate(k *OktaAppKey) *oktaRefusal {
	none := func(good func(*OktaAppKey) bool) bool {
		return !slices.ContainsFunc(a.keys, func(other *OktaAppKey) bool {
			return other != k && other.Status == statusActive && good(other)
		})
	}
	matches := func(other *OktaAppKey) bool { return other.verifies(a.RequestObjectSigningAlg) }
	switch {
	case k.encrypts() && a.encrypts():
		return refuseOkta(errOktaKeyEncrypts)
	case a.TokenEndpointAuthMethod == methodPrivateKey && none(func(*OktaAppKey) bool { return true }):
		return refuseOkta(errOktaKeyOnlyActive)
	case matches(k) && none(matches):
		return refuseOkta(errOktaKeyRequestObject)
	}
	return nil
}

// encrypts says whether tokens can be encrypted to the key.
func (k *OktaAppKey) encrypts() bool { return k.Use == useEncryption && k.Status == statusActive }

// verifies says whether the key is for signatures of an algorithm: by its alg,
// and without one by what it is.
func (k *OktaAppKey) verifies(alg string) bool {
	if k.Use == useEncryption || alg == "" {
		return false
	}
	if k.Alg != "" {
		return k.Alg == alg
	}
	switch public := k.PublicKey.(type) {
	case *rsa.PublicKey:
		return slices.Contains([]string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}, alg)
	case *ecdsa.PublicKey:
		curve := map[string]string{"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}[alg]
		return curve == public.Params().Name
	}
	return false
}

// add stores a key.
func (a *oktaApp) add(k *OktaAppKey) {
	a.keys = append(a.keys, k)
	a.note(effectAdd, k)
}

// setStatus changes the status of a key, and is false if it has that one
// already. An encryption key that becomes active takes the place of the one
// that was.
func (a *oktaApp) setStatus(k *OktaAppKey, status string, now time.Time) bool {
	if k.Status == status {
		return false
	}
	k.Status, k.LastUpdated = status, now.Truncate(time.Second)
	if status == statusInactive {
		a.note(effectDeactivate, k)
		return true
	}
	a.note(effectActivate, k)
	for _, other := range a.keys {
		if k.encrypts() && other != k && other.encrypts() {
			a.setStatus(other, statusInactive, now)
		}
	}
	return true
}

// remove deletes a key, whatever its status.
func (a *oktaApp) remove(k *OktaAppKey) {
	a.keys = slices.DeleteFunc(a.keys, func(other *OktaAppKey) bool { return other == k })
	a.note(effectDelete, k)
}
