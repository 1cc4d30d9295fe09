package registeredkey

import (
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// change is one request that changes a key.
type change struct {
	action keyplan.Action
	kid    string
	// id is Okta's ID of a registered key.
	id string
	// body is a key to be added, public its public half.
	body   oktaapi.Key
	public jwk.Public
}

// addition registers a key, which is what its public half says.
func addition(body oktaapi.Key, public jwk.Public) change {
	return change{action: keyplan.Add, kid: body.KID, body: body, public: public}
}

// activation puts a key in use.
func activation(kid, id string) change { return change{action: keyplan.Activate, kid: kid, id: id} }

// deactivation takes a key out of use.
func deactivation(kid, id string) change { return change{action: keyplan.Deactivate, kid: kid, id: id} }

// deletion removes a key.
func deletion(kid, id string) change { return change{action: keyplan.Delete, kid: kid, id: id} }

// done is what the key has become.
func (c change) done() string {
	return [...]string{
		keyplan.Add: "is registered", keyplan.Activate: "is active", keyplan.Deactivate: "is inactive", keyplan.Delete: "is gone",
	}[c.action]
}

// findEffect looks for the effect of the change in a list of the keys.
func (c change) findEffect(keys []oktaapi.Key) (oktaapi.Key, bool) {
	key, there := byID(keys, c.id)
	switch c.action {
	case keyplan.Add:
		live, there := byKID(keys, c.kid)
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

// isShownBy reports whether the answer to the change shows it. An answer to a deletion holds
// no key.
func (c change) isShownBy(answer oktaapi.Key) bool {
	if c.action == keyplan.Delete {
		return true
	}
	_, shown := c.findEffect([]oktaapi.Key{answer})
	return shown
}
