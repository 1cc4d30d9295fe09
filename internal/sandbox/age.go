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
	for _, conn := range t.connections {
		for _, key := range conn.keys() {
			key.age(d)
		}
	}
}

// age makes the key older, which takes another certificate for it.
func (k *Auth0Key) age(d time.Duration) {
	older := newAuth0Key(k.signer, k.Algorithm, k.Role, strings.TrimPrefix(k.SubjectDN, "/CN="), k.NotBefore.Add(-d))
	if !k.CurrentSince.IsZero() {
		older.CurrentSince = k.CurrentSince.Add(-d)
	}
	*k = *older
}

// age makes all servers, apps and keys older.
func (o *OktaOrg) age(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, server := range o.servers {
		for _, at := range []*time.Time{&server.created, &server.lastRotated, &server.nextRotation} {
			*at = at.Add(-d)
		}
		server.registered.age(d)
	}
	for _, app := range o.apps {
		app.created = app.created.Add(-d)
		app.registered.age(d)
	}
}

// age makes the keys of one owner older.
func (r *oktaRegister) age(d time.Duration) {
	for _, key := range r.keys {
		key.Created, key.LastUpdated = key.Created.Add(-d), key.LastUpdated.Add(-d)
	}
}
