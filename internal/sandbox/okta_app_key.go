package sandbox

import "net/http"

// OktaAppKey is a key of an app. It is active unless it says otherwise.
type OktaAppKey = OktaRegisteredKey

// oktaAppKeyKind is what the keys of apps are like.
var oktaAppKeyKind = oktaKeyKind{prefix: "pks", status: statusActive}

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

// AppKeys is what is stored for an app, in the order in which it is listed. It
// is nil if there is no such app.
func (o *OktaOrg) AppKeys(id string) []OktaAppKey {
	o.mu.Lock()
	defer o.mu.Unlock()
	if app, ok := o.apps.get(id); ok {
		return app.registered.copies()
	}
	return nil
}

// appKeyAPI is /api/v1/apps/{appId}/credentials/jwks and what is below it.
func (o *OktaOrg) appKeyAPI() oktaKeyAPI {
	return oktaKeyAPI{
		org: o, kind: oktaAppKeyKind, path: "apps/{id}/credentials/jwks",
		read: scopeReadApps, manage: scopeManageApps,
		owner: func(call oktaCall) (oktaKeyOwner, *oktaRefusal) { return o.oauthApp(call) },
		list:  o.appKeyList,
	}
}

// appKeyList is the list of an app's keys in the form chosen. The lock is held.
func (o *OktaOrg) appKeyList(keys []any) any {
	set := oktaKeySetJSON{Keys: keys}
	switch o.keyListForm {
	case OktaKeyListJWKS:
		return map[string]any{"jwks": set}
	case OktaKeyListArray:
		return keys
	default:
		return set
	}
}

// register implements oktaKeyOwner.
func (a *oktaApp) register() *oktaRegister { return &a.registered }

// keysURL implements oktaKeyOwner.
func (a *oktaApp) keysURL(base string) string { return a.url(base) + "/credentials/jwks" }

// activeLinks implements oktaKeyOwner: nothing may be done with the key that ID
// tokens are encrypted to.
func (a *oktaApp) activeLinks(k *OktaRegisteredKey, self string) map[string]oktaLinkJSON {
	if k.encrypts() && a.encrypts() {
		return nil
	}
	return map[string]oktaLinkJSON{"deactivate": oktaLink(self+"/lifecycle/deactivate", http.MethodPost)}
}
