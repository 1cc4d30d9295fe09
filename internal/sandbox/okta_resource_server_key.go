package sandbox

import "slices"

// OktaResourceServerKey is a key that an authorization server encrypts the access
// tokens for its resource server to: an RSA key, inactive unless it says
// otherwise.
type OktaResourceServerKey = OktaRegisteredKey

// oktaResourceServerKeyKind is what the keys of resource servers are like.
var oktaResourceServerKeyKind = oktaKeyKind{prefix: "apk", status: statusInactive, encryption: true}

// oktaResourceServerKeyLimit is how many keys a resource server may have, unless
// a test says otherwise.
const oktaResourceServerKeyLimit = 5

// SetResourceServerKeyLimit sets how many keys may be added to an authorization
// server: 5 at first, as Okta's refusal says, while its guide says 50. Keys that
// are there already stay.
func (o *OktaOrg) SetResourceServerKeyLimit(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.keyLimit = n
}

// resourceServerKeyAPI is
// /api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys and
// what is below it.
func (o *OktaOrg) resourceServerKeyAPI() oktaKeyAPI {
	return oktaKeyAPI{
		org: o, kind: oktaResourceServerKeyKind, path: "authorizationServers/{id}/resourceservercredentials/keys",
		read: scopeReadServers, manage: scopeManageServers, licensed: true,
		owner: func(call oktaCall) (oktaKeyOwner, *oktaRefusal) {
			server, ok := o.server(call)
			if !ok {
				return nil, refuseOkta(errOktaNotFound, call.id, "AuthorizationServer")
			}
			return resourceServer{server, o.keyLimit}, nil
		},
		list: func(keys []any) any { return keys },
	}
}

// resourceServer is an authorization server as the owner of keys to encrypt to.
type resourceServer struct {
	*oktaServer
	limit int
}

// register implements oktaKeyOwner.
func (s resourceServer) register() *oktaRegister { return &s.registered }

// mayAdd implements oktaKeyOwner.
func (s resourceServer) mayAdd(k *OktaRegisteredKey) *oktaRefusal {
	withoutKID := func(other *OktaRegisteredKey) bool { return other.KID == "" }
	sameKID := func(other *OktaRegisteredKey) bool { return other.KID == k.KID }
	switch {
	case k.Status == statusActive:
		return refuseOkta(errOktaKeyAddedActive)
	case len(s.registered.keys) >= s.limit:
		return refuseOkta(errOktaKeyLimit, s.limit)
	case withoutKID(k), slices.ContainsFunc(s.registered.keys, withoutKID), slices.ContainsFunc(s.registered.keys, sameKID):
		return refuseOkta(errOktaKeyUniqueKID)
	}
	return nil
}

// mayDeactivate implements oktaKeyOwner.
func (s resourceServer) mayDeactivate(*OktaRegisteredKey) *oktaRefusal {
	if s.encryption != "" {
		return refuseOkta(errOktaKeyAccessTokens)
	}
	return nil
}

// keysURL implements oktaKeyOwner.
func (s resourceServer) keysURL(base string) string {
	return s.url(base) + "/resourceservercredentials/keys"
}

// activeLinks implements oktaKeyOwner: there are none.
func (resourceServer) activeLinks(*OktaRegisteredKey, string) map[string]oktaLinkJSON { return nil }
