package sandbox

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"slices"
)

// oktaAppKeyLimit is how many keys an app may have.
const oktaAppKeyLimit = 50

// mayAdd implements oktaKeyOwner.
func (a *oktaApp) mayAdd(k *OktaRegisteredKey) *oktaRefusal {
	withoutKID := func(other *OktaRegisteredKey) bool { return other.KID == "" }
	sameKID := func(other *OktaRegisteredKey) bool { return other.KID == k.KID }
	switch {
	case a.JWKSURI != "":
		return refuseOkta(errOktaKeyURI)
	case len(a.registered.keys) >= oktaAppKeyLimit:
		return refuseOkta(errOktaKeyLimit, oktaAppKeyLimit)
	case len(a.registered.keys) > 0 && withoutKID(k), slices.ContainsFunc(a.registered.keys, withoutKID):
		return refuseOkta(errOktaKeyWithoutKID)
	case slices.ContainsFunc(a.registered.keys, sameKID):
		return refuseOkta(errOktaKeyDuplicateKID)
	case k.encrypts() && slices.ContainsFunc(a.registered.keys, (*OktaRegisteredKey).encrypts):
		return refuseOkta(errOktaKeyOneEncryption)
	}
	return nil
}

// mayDeactivate implements oktaKeyOwner.
func (a *oktaApp) mayDeactivate(k *OktaRegisteredKey) *oktaRefusal {
	none := func(good func(*OktaRegisteredKey) bool) bool {
		return !slices.ContainsFunc(a.registered.keys, func(other *OktaRegisteredKey) bool {
			return other != k && other.Status == statusActive && good(other)
		})
	}
	matches := func(other *OktaRegisteredKey) bool { return other.verifies(a.RequestObjectSigningAlg) }
	switch {
	case k.encrypts() && a.encrypts():
		return refuseOkta(errOktaKeyEncrypts)
	case a.TokenEndpointAuthMethod == methodPrivateKey && none(func(*OktaRegisteredKey) bool { return true }):
		return refuseOkta(errOktaKeyOnlyActive)
	case matches(k) && none(matches):
		return refuseOkta(errOktaKeyRequestObject)
	}
	return nil
}

// verifies says whether the key is for signatures of an algorithm: by its alg,
// and without one by what it is.
func (k *OktaRegisteredKey) verifies(alg string) bool {
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
