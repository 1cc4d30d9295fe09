package sandbox

import (
	"strings"
	"time"
)

// Age makes everything that is registered older by d: keys, certificates, servers, apps.
// The clock stays right. It stands for time that passes where a clock that a test
// moves would be held against another one.
func (s *Sandbox) Age(d time.Duration) {
	s.auth0.age(d)
	s.okta.age(d)
}

// age makes the keys of all connections older.
func (t *Auth0Tenant) age(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	certified := map[string]*Auth0Key{} // by kid: a key has one certificate in all versions
	t.connections.age(d, func(conn *auth0Connection) {
		for _, key := range []**Auth0Key{&conn.current, &conn.previous, &conn.next} {
			if *key != nil {
				*key = t.aged(*key, d, certified)
			}
		}
	})
}

// aged is a key as an older one, which takes another certificate for it.
func (t *Auth0Tenant) aged(k *Auth0Key, d time.Duration, certified map[string]*Auth0Key) *Auth0Key {
	if certified[k.KID] == nil {
		certified[k.KID] = t.newKey(k.signer, k.Algorithm, k.Role, strings.TrimPrefix(k.SubjectDN, "/CN="), k.NotBefore.Add(-d))
	}
	older := *certified[k.KID]
	older.Role, older.CurrentSince = k.Role, time.Time{}
	if !k.CurrentSince.IsZero() {
		older.CurrentSince = k.CurrentSince.Add(-d)
	}
	return &older
}

// age makes all servers, apps and keys older.
func (o *OktaOrg) age(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.servers.age(d, func(server *oktaServer) {
		for _, at := range []*time.Time{&server.created, &server.lastRotated, &server.nextRotation} {
			*at = at.Add(-d)
		}
		server.registered.age(d)
	})
	o.apps.age(d, func(app *oktaApp) {
		app.created = app.created.Add(-d)
		app.registered.age(d)
	})
}

// age makes the keys of one owner older.
func (r *oktaRegister) age(d time.Duration) {
	for _, key := range r.keys {
		key.Created, key.LastUpdated = key.Created.Add(-d), key.LastUpdated.Add(-d)
	}
}
