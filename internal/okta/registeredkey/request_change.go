package registeredkey

import (
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// keyChange is one request that changes a key.
type keyChange struct {
	action keyplan.Action
	kid    string
	// id is Okta's ID of a registered key.
	id string
	// body is a key to be added, public its public half.
	body   oktaapi.Key
	public jwk.Public
}

// newAddition registers a key. public is the public key of body.
func newAddition(body oktaapi.Key, public jwk.Public) keyChange {
	return keyChange{action: keyplan.Add, kid: body.KID, body: body, public: public}
}

// newActivation activates a key.
func newActivation(kid, oktaID string) keyChange {
	return keyChange{action: keyplan.Activate, kid: kid, id: oktaID}
}

// newDeactivation deactivates a key.
func newDeactivation(kid, oktaID string) keyChange {
	return keyChange{action: keyplan.Deactivate, kid: kid, id: oktaID}
}

// newDeletion deletes a key.
func newDeletion(kid, oktaID string) keyChange {
	return keyChange{action: keyplan.Delete, kid: kid, id: oktaID}
}

// effectText describes the key after the change.
func (c keyChange) effectText() string {
	return [...]string{
		keyplan.Add: "is registered", keyplan.Activate: "is active", keyplan.Deactivate: "is inactive", keyplan.Delete: "is gone",
	}[c.action]
}

// findEffect looks for the effect of the change in a list of the keys.
func (c keyChange) findEffect(keys []oktaapi.Key) (changed oktaapi.Key, tookEffect bool) {
	key, there := findByID(keys, c.id)
	switch c.action {
	case keyplan.Add:
		live, there := findByKID(keys, c.kid)
		found, err := live.Public()
		return live, there && err == nil && found.Equal(c.public)
	case keyplan.Activate:
		return key, there && key.Status == oktaapi.StatusActive
	case keyplan.Deactivate:
		return key, there && key.Status == oktaapi.StatusInactive
	default:
		return oktaapi.Key{}, !there
	}
}

// isShownBy reports whether the answer to the change shows its effect. It is true for a deletion, whose answer
// contains no key.
func (c keyChange) isShownBy(answer oktaapi.Key) bool {
	if c.action == keyplan.Delete {
		return true
	}
	_, shown := c.findEffect([]oktaapi.Key{answer})
	return shown
}
