package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// auth0SigningAlgs are the values of signing_alg that the rotate operation
// takes. PS512 and ES512 are not among them.
var auth0SigningAlgs = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "ES256", "ES384"}

// listKeys is GET /api/v2/connections/{id}/keys.
func (t *Auth0Tenant) listKeys(call auth0Call) reply {
	t.mu.Lock()
	defer t.mu.Unlock()
	conn, ok := t.connections.at(call.id, call.view)
	switch {
	case !ok:
		return refuse(errNoConnection).reply()
	case !conn.hasKeys():
		return refuse(errKeysUnavailable).reply()
	}
	var keys []auth0KeyJSON
	for _, k := range conn.keys() {
		keys = append(keys, conn.answer(k))
	}
	return jsonReply(http.StatusOK, keys)
}

// rotateKeys is POST /api/v2/connections/{id}/keys/rotate. The answer is the
// new next key, which is not in use yet.
func (t *Auth0Tenant) rotateKeys(call auth0Call) reply {
	alg, refused := requestedAlg(call.body)
	if refused != nil {
		return refused.reply()
	}
	next, refused := t.rotate(call.id, alg)
	if refused != nil {
		return refused.reply()
	}
	t.mu.Lock()
	short, answer := t.shortRotate, next.json()
	if conn, ok := t.connections.get(call.id); ok {
		answer = conn.answer(&next)
	}
	t.mu.Unlock()
	if short {
		answer = auth0KeyJSON{KID: answer.KID, Cert: answer.Cert}
	}
	rep := jsonReply(http.StatusCreated, answer)
	rep.committed = true
	return rep
}

// requestedAlg reads signing_alg from the optional body of rotate; it is empty
// if the body does not ask for one.
func requestedAlg(body []byte) (string, *refusal) {
	if len(bytes.TrimSpace(body)) == 0 {
		return "", nil
	}
	var request struct {
		SigningAlg *string `json:"signing_alg"`
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return "", refuse(errInvalidJSON)
	}
	if request.SigningAlg == nil {
		return "", nil
	}
	if !slices.Contains(auth0SigningAlgs, *request.SigningAlg) {
		return "", refuse(errSigningAlg, *request.SigningAlg)
	}
	return *request.SigningAlg, nil
}

// rotate makes next current, current previous, and a new next key: the life
// cycle of the recorded rotations. The previous key of before disappears. An
// empty alg keeps that of the connection.
func (t *Auth0Tenant) rotate(id, alg string) (Auth0Key, *refusal) {
	t.mu.Lock()
	conn, refused := t.rotatable(id)
	if refused != nil {
		t.mu.Unlock()
		return Auth0Key{}, refused
	}
	if alg == "" {
		alg = conn.signingAlg
	}
	index := t.draw(1)
	t.mu.Unlock()

	signer := signerFor(t.keySource, alg, index) // may take a while

	t.mu.Lock()
	defer t.mu.Unlock()
	if _, refused = t.rotatable(id); refused != nil {
		return Auth0Key{}, refused
	}
	conn, _ = t.connections.change(id)
	conn.rotate(t.newKey(signer, alg, roleNext, conn.name, t.clock.Now()))
	return *conn.next, nil
}

// rotatable is the connection if its keys can be rotated. The lock is held.
func (t *Auth0Tenant) rotatable(id string) (*auth0Connection, *refusal) {
	conn, ok := t.connections.get(id)
	switch {
	case !ok:
		return nil, refuse(errNoConnection)
	case !conn.supportsKeys():
		return nil, refuse(errRotateStrategy)
	case !conn.hasKeys():
		return nil, refuse(errRotateAuthMethod)
	}
	return conn, nil
}

// rotate shifts the roles. current_since keeps its first value, as recorded.
func (c *auth0Connection) rotate(next *Auth0Key) {
	previous, current := *c.current, *c.next
	current.Role, current.CurrentSince = roleCurrent, previous.CurrentSince
	previous.Role, previous.CurrentSince = rolePrevious, time.Time{}
	c.previous, c.current, c.next = &previous, &current, next
	c.rotations++
}

// preparePair makes the key material of a first pair and returns the function
// that puts it in place, which wants the lock of the tenant.
func (t *Auth0Tenant) preparePair(conn *auth0Connection) func(conn *auth0Connection, now time.Time) {
	t.mu.Lock()
	index := t.draw(2)
	t.mu.Unlock()
	current, next := signerFor(t.keySource, conn.signingAlg, index), signerFor(t.keySource, conn.signingAlg, index+1)
	return func(conn *auth0Connection, now time.Time) {
		conn.current = t.newKey(current, conn.signingAlg, roleCurrent, conn.name, now)
		conn.current.CurrentSince = now
		conn.previous = nil
		if conn.nextIsOlder {
			now = now.Add(-time.Second)
		}
		conn.next = t.newKey(next, conn.signingAlg, roleNext, conn.name, now)
	}
}

// draw takes n keys of the pool for the tenant and returns the index of the
// first. The lock is held.
func (t *Auth0Tenant) draw(n int) int {
	index := t.drawn
	t.drawn += n
	return index
}
