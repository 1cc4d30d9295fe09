package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Paths of the tenant.
const (
	auth0TokenPath = "/oauth/token"
	auth0APIPrefix = "/api/v2/"
)

// auth0RateLimit is the size of the bucket that the rate limit headers tell of.
// The tenant never refuses by itself; [RateLimit] does.
const auth0RateLimit = 50

// Auth0Tenant is a fake Auth0 tenant: the part of the Management API that deals
// with the keys of connections, and the token endpoint.
type Auth0Tenant struct {
	httpServer
	clock     *Clock
	random    *random
	keySource keySource

	mu          sync.Mutex
	connections *history[auth0Connection]
	tokens      map[string]auth0Token
	clients     map[string]Auth0Client
	assertions  map[string]time.Time // used assertions until they expire, wall clock
	drawn       int                  // keys taken from the pool so far
	shortRotate bool
}

// newAuth0Tenant makes an empty tenant. Its handler is set by the sandbox.
func newAuth0Tenant(clock *Clock, seed *uint64) *Auth0Tenant {
	return &Auth0Tenant{
		clock:       clock,
		random:      newRandom(seed, "Auth0"),
		keySource:   newKeySource(seed, "Auth0"),
		connections: newHistory(clock, (*auth0Connection).clone),
		tokens:      map[string]auth0Token{},
		clients:     map[string]Auth0Client{},
		assertions:  map[string]time.Time{},
	}
}

// auth0Operation is one operation of the Management API.
type auth0Operation struct {
	method string
	path   string // below /api/v2/, with {id} for a segment
	scopes auth0Scopes
	run    func(auth0Call) reply
}

// auth0Call is a request for an operation, with what its path holds.
type auth0Call struct {
	id   string
	body []byte
	view view
}

// operations are those that the tenant knows.
func (t *Auth0Tenant) operations() []auth0Operation {
	return []auth0Operation{
		{http.MethodPost, "connections", anyOf(scopeCreateConnections), t.createConnection},
		{http.MethodGet, "connections/{id}", anyOf(scopeReadConnections), t.getConnection},
		{http.MethodDelete, "connections/{id}", anyOf(scopeDeleteConnections), t.deleteConnection},
		{http.MethodGet, "connections/{id}/keys", anyOf(scopeReadKeys), t.listKeys},
		{http.MethodPost, "connections/{id}/keys/rotate", allOf(scopeCreateKeys, scopeUpdateKeys), t.rotateKeys},
	}
}

// execute implements vendor. The order of the checks is that of hapi, on which
// the Management API is built: token, scope, path, body, then the operation.
func (t *Auth0Tenant) execute(r *http.Request, body []byte, v view) reply {
	path := r.URL.EscapedPath()
	if r.Method == http.MethodPost && path == auth0TokenPath {
		return t.issueToken(r, body)
	}
	if name, ok := publishedConnectionName(path); ok && r.Method == http.MethodGet {
		return t.publishKeys(name, v.publication)
	}
	for _, op := range t.operations() {
		id, ok := op.match(r.Method, path)
		if !ok {
			continue
		}
		if denied := t.authorize(r, op.scopes); denied != nil {
			return denied.reply()
		}
		if strings.Contains(op.path, "{id}") && !validConnectionID(id) {
			return refuse(errInvalidURI, id).reply()
		}
		return op.run(auth0Call{id: id, body: body, view: v})
	}
	rep := refuse(errUnknownOperation, r.Method, path).reply()
	rep.unknown = true
	return rep
}

// match says whether a request line is for the operation, and with which
// (still escaped) id.
func (op auth0Operation) match(method, path string) (id string, ok bool) {
	rest, ok := strings.CutPrefix(path, auth0APIPrefix)
	want, have := strings.Split(op.path, "/"), strings.Split(rest, "/")
	if !ok || method != op.method || len(want) != len(have) {
		return "", false
	}
	for i, segment := range want {
		switch {
		case segment == "{id}":
			id = have[i]
		case segment != have[i]:
			return "", false
		}
	}
	return id, true
}

// headers implements vendor: a request id on every answer, and the state of the
// rate limit on those of the Management API.
func (t *Auth0Tenant) headers(h http.Header, r *http.Request, requestID string) {
	h.Set("X-Auth0-Requestid", requestID)
	if strings.HasPrefix(r.URL.Path, auth0APIPrefix) {
		setRateLimit(h, auth0RateLimit, auth0RateLimit-1, t.clock.Now().Add(time.Second))
	}
}

// quota implements vendor: as for the other headers, on the answers of the Management
// API, and on refusals.
func (t *Auth0Tenant) quota(h http.Header, r *http.Request, q quota) {
	if h.Get("X-Ratelimit-Limit") != "" || strings.HasPrefix(r.URL.Path, auth0APIPrefix) {
		setRateLimit(h, q.limit, q.remaining, q.reset)
	}
}

// setRateLimit sets the rate limit headers; the reset is in Unix seconds, never
// before the moment itself.
func setRateLimit(h http.Header, limit, remaining int, reset time.Time) {
	h.Set("X-Ratelimit-Limit", strconv.Itoa(limit))
	h.Set("X-Ratelimit-Remaining", strconv.Itoa(remaining))
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(reset.Add(time.Second-time.Nanosecond).Unix(), 10))
}

// failure implements vendor.
func (t *Auth0Tenant) failure(r *http.Request, status int) reply {
	if r.URL.Path == auth0TokenPath {
		return refuse(errTokenInjected).replyWith(status)
	}
	return refuse(errInjected).replyWith(status)
}

// rateLimited implements vendor. Without a reset it is an answer from something
// on the way, which lacks the vendor's headers. Auth0 tells no limit on requests
// at the same time apart.
func (t *Auth0Tenant) rateLimited(r *http.Request, reset *time.Time, _ bool) reply {
	rep := refuse(errTooManyRequests).reply()
	if r.URL.Path == auth0TokenPath {
		rep = refuse(errTokenTooMany).reply()
	}
	if reset == nil {
		rep.foreign = true
		return rep
	}
	setRateLimit(rep.header, auth0RateLimit, 0, *reset)
	return rep
}
