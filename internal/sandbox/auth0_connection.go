package sandbox

import (
	"slices"
	"time"
)

// Values of token_endpoint_auth_method.
const (
	authMethodPrivateKeyJWT = "private_key_jwt"
	authMethodDefault       = "client_secret_post"
)

// defaultSigningAlg is token_endpoint_auth_signing_alg when nothing else was
// asked for.
const defaultSigningAlg = "RS256"

// Auth0Connection describes a connection for [Auth0Tenant.AddConnection].
type Auth0Connection struct {
	// ID is made up if empty: "con_" and 16 letters and digits.
	ID string
	// Name becomes the common name of the certificates; it is made up from
	// the ID if empty.
	Name string
	// Strategy defaults to "oidc". Keys exist for "oidc" and "okta" alone.
	Strategy string
	// TokenEndpointAuthMethod defaults to "private_key_jwt". With any other
	// method the connection has no keys to show.
	TokenEndpointAuthMethod string
	// NextIsOlder makes the certificate of the next key of a first pair a second
	// older than that of the current key.
	NextIsOlder bool
}

// auth0Connection is a connection as stored. The keys are nil until the
// connection has first used private_key_jwt; previous is nil until the first
// rotation. A key is not changed once it is stored.
type auth0Connection struct {
	id, name, strategy      string
	authMethod, signingAlg  string
	options                 map[string]any
	current, previous, next *Auth0Key
	rotations               int
	// nextIsOlder: see Auth0Connection.
	nextIsOlder bool
	// nextCert replaces the certificate of the next key in answers, if set.
	nextCert func(Auth0Key) string
}

// AddConnection makes a connection, with a first pair of keys if its strategy
// and method have keys, and returns its id. It panics if the id or the name is
// taken.
func (t *Auth0Tenant) AddConnection(c Auth0Connection) string {
	conn := &auth0Connection{
		id: c.ID, name: c.Name, strategy: c.Strategy, authMethod: c.TokenEndpointAuthMethod,
		signingAlg: defaultSigningAlg, options: map[string]any{}, nextIsOlder: c.NextIsOlder,
	}
	if conn.id == "" {
		conn.id = t.newConnectionID()
	}
	if conn.name == "" {
		conn.name = "Connection-" + conn.id
	}
	if conn.strategy == "" {
		conn.strategy = "oidc"
	}
	if conn.authMethod == "" {
		conn.authMethod = authMethodPrivateKeyJWT
	}
	if !t.store(conn) {
		panic("sandbox: the id or the name of connection " + conn.id + " is taken")
	}
	return conn.id
}

// store adds a connection unless its id or name is taken.
func (t *Auth0Tenant) store(conn *auth0Connection) bool {
	var pair func(*auth0Connection, time.Time)
	if conn.hasKeys() {
		pair = t.preparePair(conn)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, other := range t.connections.all() {
		if other.id == conn.id || other.name == conn.name {
			return false
		}
	}
	if pair != nil {
		pair(conn, t.clock.Now())
	}
	t.connections.put(conn.id, conn)
	return true
}

// RemoveConnection deletes a connection as the dashboard does; its keys are
// gone with it.
func (t *Auth0Tenant) RemoveConnection(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.connections.remove(id)
}

// SetAuthMethod changes token_endpoint_auth_method of a connection. Keys that
// exist are kept but not shown while the method is not private_key_jwt; a
// connection that never had any gets its first pair with that method. It panics
// if there is no such connection.
func (t *Auth0Tenant) SetAuthMethod(id, method string) {
	conn := t.must(id)
	conn.authMethod = method
	var pair func(*auth0Connection, time.Time)
	if conn.hasKeys() && conn.current == nil {
		pair = t.preparePair(&conn)
	}
	t.change(id, func(conn *auth0Connection) {
		conn.authMethod = method
		if pair != nil {
			pair(conn, t.clock.Now())
		}
	})
}

// Rotate rotates the keys of a connection as somebody does in the dashboard,
// out of sight of the journal. It panics if the connection has no keys.
func (t *Auth0Tenant) Rotate(id string) {
	if _, refused := t.rotate(id, ""); refused != nil {
		panic("sandbox: cannot rotate the keys of connection " + id)
	}
}

// ReplaceKeys gives a connection a first pair of keys again, with nothing in
// common with the keys of before, as if the connection had been made anew. It
// panics if there is no such connection.
func (t *Auth0Tenant) ReplaceKeys(id string) {
	conn := t.must(id)
	pair := t.preparePair(&conn)
	t.change(id, func(conn *auth0Connection) { pair(conn, t.clock.Now()) })
}

// Keys is what is stored for a connection in the order current, previous, next,
// or nil if there is nothing.
func (t *Auth0Tenant) Keys(id string) []Auth0Key {
	t.mu.Lock()
	defer t.mu.Unlock()
	conn, ok := t.connections.get(id)
	if !ok {
		return nil
	}
	var keys []Auth0Key
	for _, k := range conn.keys() {
		keys = append(keys, *k)
	}
	return keys
}

// Rotations counts the rotations of a connection, whoever made them. It is 0
// for a connection that does not exist.
func (t *Auth0Tenant) Rotations(id string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if conn, ok := t.connections.get(id); ok {
		return conn.rotations
	}
	return 0
}

// SetNextCertificate has cert write the certificate of the next key of a connection, of
// this one and of those to come, as the vendor does not as far as is known. Nil is the
// true one again. It panics if there is no such connection.
func (t *Auth0Tenant) SetNextCertificate(id string, cert func(next Auth0Key) string) {
	t.change(id, func(conn *auth0Connection) { conn.nextCert = cert })
}

// answer is a key as it is answered.
func (c *auth0Connection) answer(k *Auth0Key) auth0KeyJSON {
	out := k.json()
	if out.Next && c.nextCert != nil {
		out.Cert = c.nextCert(*k)
	}
	return out
}

// SetShortRotateAnswer makes rotate answer with kid and cert alone, as the
// vendor did in May 2025, or with the whole key, as it has done since June 2025.
func (t *Auth0Tenant) SetShortRotateAnswer(short bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shortRotate = short
}

// must is a copy of the connection with an id; asking for one that does not exist is
// a mistake of the test.
func (t *Auth0Tenant) must(id string) auth0Connection {
	t.mu.Lock()
	defer t.mu.Unlock()
	conn, ok := t.connections.get(id)
	if !ok {
		panic("sandbox: no connection " + id)
	}
	return *conn
}

// change changes the connection with an id, which must exist.
func (t *Auth0Tenant) change(id string, change func(*auth0Connection)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	conn, ok := t.connections.change(id)
	if !ok {
		panic("sandbox: no connection " + id)
	}
	change(conn)
}

// clone is a copy for a change. Keys and options stay as they were stored.
func (c *auth0Connection) clone() *auth0Connection {
	copied := *c
	return &copied
}

// supportsKeys says whether the strategy has keys at all.
func (c *auth0Connection) supportsKeys() bool { return c.strategy == "oidc" || c.strategy == "okta" }

// hasKeys says whether the connection uses keys now.
func (c *auth0Connection) hasKeys() bool {
	return c.supportsKeys() && c.authMethod == authMethodPrivateKeyJWT
}

// keys lists the keys that exist in the recorded order.
func (c *auth0Connection) keys() []*Auth0Key {
	return slices.DeleteFunc([]*Auth0Key{c.current, c.previous, c.next}, func(k *Auth0Key) bool { return k == nil })
}

// validConnectionID says whether a path segment can be the id of a connection.
func validConnectionID(id string) bool {
	if id == "" {
		return false
	}
	for _, c := range []byte(id) {
		if !(c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z') {
			return false
		}
	}
	return true
}

// newConnectionID is "con_" and 16 random letters and digits.
func (t *Auth0Tenant) newConnectionID() string { return "con_" + t.random.name(16) }
