package sandbox

import "slices"

// ParentKind is what kind of keys a parent has.
type ParentKind string

// The kinds. An authorization server has keys of two kinds.
const (
	ConnectionParent     ParentKind = "connection"
	ServerParent         ParentKind = "authorization server"
	AppParent            ParentKind = "app"
	ResourceServerParent ParentKind = "resource server"
)

// ParentKeys are the keys of one parent at one moment.
type ParentKeys struct {
	Kind ParentKind
	ID   string
	// Alias is the other name of an authorization server, if it has one.
	Alias string
	// Mode is the rotation mode of an authorization server.
	Mode string
	Keys []ParentKey
	// Changes counts what has happened to the keys since the parent was made, whoever
	// did it: rotations, or the effects on registered keys.
	Changes int
	// Effects are those on registered keys, in the words of [OktaOrg.AppKeyEffects].
	Effects []string
}

// ParentKey is one key of a parent. Status is that of Okta, or the role of Auth0.
type ParentKey struct{ ID, KID, Use, Status string }

// AllParentKeys are the keys of all parents, those of one vendor at one moment.
func (s *Sandbox) AllParentKeys() []ParentKeys {
	return append(s.auth0.parentKeys(), s.okta.parentKeys()...)
}

func (t *Auth0Tenant) parentKeys() (all []ParentKeys) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, conn := range t.connections.all() {
		h := ParentKeys{Kind: ConnectionParent, ID: conn.id, Changes: conn.rotations}
		if conn.hasKeys() {
			for _, k := range conn.keys() {
				h.Keys = append(h.Keys, ParentKey{KID: k.KID, Status: string(k.Role)})
			}
		}
		all = append(all, h)
	}
	return all
}

func (o *OktaOrg) parentKeys() (all []ParentKeys) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, server := range o.servers.all() {
		h := ParentKeys{Kind: ServerParent, ID: server.id, Alias: server.alias, Mode: server.mode, Changes: server.rotations}
		for _, k := range server.keys() {
			h.Keys = append(h.Keys, ParentKey{ID: k.KID, KID: k.KID, Use: useSignature, Status: k.Status})
		}
		registered := server.registered.parentKeys(ResourceServerParent, server.id)
		registered.Alias = server.alias
		all = append(all, h, registered)
	}
	for _, app := range o.apps.all() {
		all = append(all, app.registered.parentKeys(AppParent, app.ID))
	}
	return all
}

// parentKeys is the register as it is now. The lock is held.
func (r *oktaRegister) parentKeys(kind ParentKind, id string) ParentKeys {
	h := ParentKeys{Kind: kind, ID: id, Changes: len(r.effects), Effects: slices.Clone(r.effects)}
	for _, k := range r.keys {
		h.Keys = append(h.Keys, ParentKey{ID: k.ID, KID: k.KID, Use: k.usedFor(), Status: k.Status})
	}
	return h
}
