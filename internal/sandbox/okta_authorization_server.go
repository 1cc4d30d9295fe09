package sandbox

import (
	"net/http"
	"slices"
	"time"
)

// The values of rotationMode.
const (
	rotationAuto   = "AUTO"
	rotationManual = "MANUAL"
)

// oktaRotationPeriod is the time from lastRotated to nextRotation in AUTO mode.
const oktaRotationPeriod = 90 * 24 * time.Hour

// oktaDefaultAlias is the name by which the default server of an org is reached
// beside its id.
const oktaDefaultAlias = "default"

// OktaAuthorizationServer describes an authorization server for
// [OktaOrg.AddAuthorizationServer].
type OktaAuthorizationServer struct {
	// ID is made up if empty: "aus" and 17 letters and digits.
	ID string
	// Name is made up from the ID if empty, and "default" for the default
	// server.
	Name string
	// Default makes it the default server of the org, which is also reached by
	// the alias "default".
	Default bool
	// RotationMode is "AUTO", which is also what an empty one means, or
	// "MANUAL".
	RotationMode string
	// WithoutNext makes a server that has no NEXT key until the first rotation
	// or [OktaOrg.SetNextAbsent] makes one.
	WithoutNext bool
	// AccessTokenEncryptedResponseAlgorithm turns encryption of access tokens on:
	// such as "RSA-OAEP-256".
	AccessTokenEncryptedResponseAlgorithm string
	// ResourceServerKeys are stored as given, whether Okta would have taken them
	// or not.
	ResourceServerKeys []OktaResourceServerKey
}

// oktaServer is an authorization server as stored. next is nil while there is no
// NEXT key; expired has the youngest key first.
type oktaServer struct {
	id, name     string
	alias        string // "default", or empty
	mode         string
	created      time.Time
	lastRotated  time.Time
	nextRotation time.Time
	active, next *OktaSigningKey
	expired      []*OktaSigningKey
	nextAbsent   bool
	rotations    int
	encryption   string       // the algorithm of access tokens, or empty
	registered   oktaRegister // the keys of its resource server

	rotatedText func(time.Time) string // writes lastRotated, if set
}

// AddAuthorizationServer makes an authorization server with its first keys and
// returns its id. It panics if the id is taken or if there is a default server
// already.
func (o *OktaOrg) AddAuthorizationServer(s OktaAuthorizationServer) (id string) {
	server := &oktaServer{
		id: s.ID, name: s.Name, mode: checkRotationMode(s.RotationMode),
		created: o.clock.Now().Truncate(time.Second), encryption: s.AccessTokenEncryptedResponseAlgorithm,
	}
	server.registered = o.newRegister(oktaResourceServerKeyKind, s.ResourceServerKeys, server.created)
	if server.id == "" {
		server.id = "aus" + o.random.name(17)
	}
	if s.Default {
		server.alias = oktaDefaultAlias
	}
	switch {
	case server.name == "" && s.Default:
		server.name = oktaDefaultAlias
	case server.name == "":
		server.name = "Server-" + server.id
	}
	n := 2
	if s.WithoutNext {
		n = 1
	}
	first := o.draw(n)
	server.active = o.newSigningKey(first, statusActive)
	if n == 2 {
		server.next = o.newSigningKey(first+1, statusNext)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, other := range o.servers.all() {
		if other.id == server.id || s.Default && other.alias != "" {
			panic("sandbox: authorization server " + server.id + " cannot be added twice")
		}
	}
	server.lastRotated = server.created
	server.nextRotation = server.created.Add(oktaRotationPeriod)
	o.servers.put(server.id, server)
	return server.id
}

// checkRotationMode is the mode meant; another one is a mistake of the test.
func checkRotationMode(mode string) string {
	switch mode {
	case "":
		return rotationAuto
	case rotationAuto, rotationManual:
		return mode
	}
	panic("sandbox: no rotation mode " + mode)
}

// RemoveAuthorizationServer deletes an authorization server, by id or alias, as
// the admin console does; its keys are gone with it.
func (o *OktaOrg) RemoveAuthorizationServer(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if server, ok := o.find(id); ok {
		o.servers.remove(server.id)
	}
}

// SetLastRotated has text write lastRotated of a server, of which it is given the true
// time; where it is empty there is none. Nil is the true one again. It panics if there
// is no such server.
func (o *OktaOrg) SetLastRotated(id string, text func(at time.Time) string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.changeServer(id).rotatedText = text
}

// SetRotationMode changes rotationMode to "AUTO" or "MANUAL". With AUTO the next
// rotation is due one period from now. It panics if there is no such server.
func (o *OktaOrg) SetRotationMode(id, mode string) {
	mode = checkRotationMode(mode)
	o.mu.Lock()
	defer o.mu.Unlock()
	server := o.changeServer(id)
	if mode == rotationAuto && server.mode != rotationAuto {
		server.nextRotation = o.clock.Now().Truncate(time.Second).Add(oktaRotationPeriod)
	}
	server.mode = mode
}

// find looks up a server by id or alias. The lock is held.
func (o *OktaOrg) find(id string) (*oktaServer, bool) { return o.findAt(id, view{}) }

// findAt is find for a server as a view shows it. The lock is held.
func (o *OktaOrg) findAt(id string, v view) (*oktaServer, bool) {
	if server, ok := o.servers.at(id, v); ok {
		return server, true
	}
	return o.servers.find(v, func(server *oktaServer) bool { return server.alias != "" && server.alias == id })
}

// server looks up the server of a call, by id or alias: as the view shows it, or for
// a change. The lock is held.
func (o *OktaOrg) server(call oktaCall) (*oktaServer, bool) {
	if call.reads {
		return o.findAt(call.id, call.view)
	}
	server, ok := o.find(call.id)
	if !ok {
		return nil, false
	}
	return o.servers.change(server.id)
}

// clone is a copy for a change. A signing key is not changed once it is stored.
func (s *oktaServer) clone() *oktaServer {
	copied := *s
	copied.expired = slices.Clone(s.expired)
	copied.registered = s.registered.clone()
	return &copied
}

// must is find for tests, where asking for a server that does not exist is a
// mistake. The lock is held.
func (o *OktaOrg) must(id string) *oktaServer {
	server, ok := o.find(id)
	if !ok {
		panic("sandbox: no authorization server " + id)
	}
	return server
}

// changeServer is must for a change.
func (o *OktaOrg) changeServer(id string) *oktaServer {
	server, _ := o.servers.change(o.must(id).id)
	return server
}

// keys lists the keys that exist, in the order of the answers.
func (s *oktaServer) keys() []*OktaSigningKey {
	keys := []*OktaSigningKey{s.active}
	if s.next != nil {
		keys = append(keys, s.next)
	}
	return append(keys, s.expired...)
}

// path is the server's last path segment in links: the default server is linked
// by its alias, however it was asked for.
func (s *oktaServer) path() string {
	if s.alias != "" {
		return s.alias
	}
	return s.id
}

// url is where the server is in the Management API.
func (s *oktaServer) url(base string) string {
	return base + oktaAPIPrefix + "authorizationServers/" + s.path()
}

// getServer is GET /api/v1/authorizationServers/{id}.
func (o *OktaOrg) getServer(call oktaCall) reply {
	if refused := checkAccept(call); refused != nil {
		return refused.reply()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	server, ok := o.server(call)
	if !ok {
		return refuseOkta(errOktaNotFound, call.id, "AuthorizationServer").reply()
	}
	return oktaReply(http.StatusOK, server.json(call.base))
}
