package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Paths of the org.
const (
	oktaTokenPath = "/oauth2/v1/token"
	oktaAPIPrefix = "/api/v1/"
)

// oktaRateLimit is the size of the bucket that the rate limit headers tell of.
// The org never refuses by itself; [RateLimit] and [ConcurrencyLimit] do.
const oktaRateLimit = 600

// OktaOrg is a fake Okta org: the part of the Management API that deals with the
// keys of authorization servers and of apps, and the token endpoint.
type OktaOrg struct {
	httpServer
	clock     *Clock
	random    *random
	errorIDs  *random
	keySource keySource

	mu          sync.Mutex
	servers     *history[oktaServer]
	apps        *history[oktaApp]
	tokens      map[string]oktaToken
	clients     map[string]OktaClient
	used        map[string]time.Time // assertions and proofs until they expire, wall clock
	nonces      map[string]bool      // given out for proofs at the token endpoint
	drawn       int                  // keys taken from the pool so far
	keepExpired int
	keyListForm OktaKeyListForm
	keyLimit    int // of the keys of a resource server
	withoutSKU  bool
}

// newOktaOrg makes an empty org. Its handler is set by the sandbox.
func newOktaOrg(clock *Clock, seed *uint64) *OktaOrg {
	return &OktaOrg{
		clock:       clock,
		random:      newRandom(seed, "Okta"),
		errorIDs:    newRandom(seed, "Okta errors"),
		keySource:   newKeySource(seed, "Okta"),
		servers:     newHistory(clock, (*oktaServer).clone),
		apps:        newHistory(clock, (*oktaApp).clone),
		tokens:      map[string]oktaToken{},
		clients:     map[string]OktaClient{},
		used:        map[string]time.Time{},
		nonces:      map[string]bool{},
		keepExpired: 1,
		keyLimit:    oktaResourceServerKeyLimit,
	}
}

// SetAccessManagement says whether the org has bought API Access Management,
// without which there are no authorization servers to speak of. It has at first.
// Apps do not need it.
func (o *OktaOrg) SetAccessManagement(on bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.withoutSKU = !on
}

// oktaOperation is one operation of the Management API.
type oktaOperation struct {
	method string
	path   string // below /api/v1/, with {id} and {key} for segments
	scope  string
	// others are methods that the real API has on the path, and the sandbox
	// has not.
	others []string
	// licensed: only for orgs with API Access Management.
	licensed bool
	run      func(oktaCall) reply
}

// oktaCall is a request for an operation, with what its path holds.
type oktaCall struct {
	id, key string
	header  http.Header
	body    []byte
	base    string // scheme and host for links
	reads   bool   // the operation changes nothing, and shows the moment of the view
	view    view
}

// operations are those that the org knows.
func (o *OktaOrg) operations() []oktaOperation {
	const server, app = "authorizationServers/{id}", "apps/{id}"
	change := []string{http.MethodPut}
	return slices.Concat(o.parentOperations(app, server), []oktaOperation{
		{http.MethodGet, server, scopeReadServers, change, true, o.getServer},
		{http.MethodGet, server + "/credentials/keys", scopeReadServers, nil, true, o.listSigningKeys},
		{http.MethodGet, server + "/credentials/keys/{key}", scopeReadServers, nil, true, o.getSigningKey},
		{http.MethodPost, server + "/credentials/lifecycle/keyRotate", scopeManageServers, nil, true, o.rotateSigningKeys},

		{http.MethodGet, app, scopeReadApps, change, false, o.getApp},
		{http.MethodGet, app + "/connections/default/jwks", scopeReadApps, nil, false, o.getConnectionKeys},
	}, o.appKeyAPI().operations(), o.resourceServerKeyAPI().operations())
}

// execute implements vendor.
func (o *OktaOrg) execute(r *http.Request, body []byte, v view) reply {
	return o.withErrorID(o.answer(r, body, v))
}

// answer does what a request asks for. The order of the checks is token, licence, scope
// or role, then the operation.
func (o *OktaOrg) answer(r *http.Request, body []byte, v view) reply {
	path := r.URL.EscapedPath()
	if path == oktaTokenPath {
		return o.token(r, body)
	}
	if server, document, ok := publishedServer(path); ok && r.Method == http.MethodGet {
		return o.publish(server, document, o.base(r), v.publication)
	}
	unknown := true // until a path is found on which the real API has no such method
	for _, op := range o.operations() {
		call, ok := op.match(path)
		switch {
		case !ok:
			continue
		case r.Method != op.method && slices.Contains(op.others, r.Method):
			return unknownToOkta(r)
		case r.Method != op.method:
			unknown = false
			continue
		}
		call.header, call.body, call.base = r.Header, body, o.base(r)
		call.reads, call.view = op.method == http.MethodGet, v
		if denied := o.authorize(r, op); denied != nil {
			return denied.reply()
		}
		return op.run(call)
	}
	if unknown {
		return unknownToOkta(r)
	}
	return refuseOkta(errOktaMethod).reply()
}

// unknownToOkta is the answer to an operation that the sandbox does not have.
func unknownToOkta(r *http.Request) reply {
	rep := refuseOkta(errOktaUnknownOperation, r.Method, r.URL.EscapedPath()).reply()
	rep.unknown = true
	return rep
}

// match says whether a path is for the operation, and with which segments.
func (op oktaOperation) match(path string) (oktaCall, bool) {
	rest, ok := strings.CutPrefix(path, oktaAPIPrefix)
	want, have := strings.Split(op.path, "/"), strings.Split(rest, "/")
	if !ok || len(want) != len(have) {
		return oktaCall{}, false
	}
	var call oktaCall
	for i, segment := range want {
		switch {
		case have[i] == "":
			return oktaCall{}, false
		case segment == "{id}":
			call.id = have[i]
		case segment == "{key}":
			call.key = have[i]
		case segment != have[i]:
			return oktaCall{}, false
		}
	}
	return call, true
}

// headers implements vendor: a request id and the state of the rate limit on
// every answer.
func (o *OktaOrg) headers(h http.Header, _ *http.Request, requestID string) {
	h.Set("X-Okta-Request-Id", requestID)
	setOktaRateLimit(h, oktaRateLimit, oktaRateLimit-1, o.clock.Now().Add(time.Minute))
}

// quota implements vendor.
func (o *OktaOrg) quota(h http.Header, _ *http.Request, q quota) {
	setOktaRateLimit(h, q.limit, q.remaining, q.reset)
}

// setOktaRateLimit sets the rate limit headers; the reset is in Unix seconds,
// never before the moment itself.
func setOktaRateLimit(h http.Header, limit, remaining int, reset time.Time) {
	h.Set("X-Rate-Limit-Limit", strconv.Itoa(limit))
	h.Set("X-Rate-Limit-Remaining", strconv.Itoa(remaining))
	h.Set("X-Rate-Limit-Reset", strconv.FormatInt(reset.Add(time.Second-time.Nanosecond).Unix(), 10))
}

// failure implements vendor.
func (o *OktaOrg) failure(r *http.Request, status int) reply {
	id := errOktaInjected
	switch {
	case r.URL.Path == oktaTokenPath:
		id = errOktaTokenInjected
	case status == http.StatusServiceUnavailable:
		id = errOktaReadOnly
	case status >= http.StatusInternalServerError:
		id = errOktaInternal
	}
	return o.withErrorID(refuseOkta(id).replyWith(status))
}

// rateLimited implements vendor. Without a reset it is an answer from something
// on the way, which lacks the vendor's headers. The limit on requests at the
// same time shows as a bucket of size 0.
func (o *OktaOrg) rateLimited(_ *http.Request, reset *time.Time, concurrent bool) reply {
	rep := o.withErrorID(refuseOkta(errOktaTooManyRequests).reply())
	if reset == nil {
		rep.foreign = true
		return rep
	}
	limit := oktaRateLimit
	if concurrent {
		limit = 0
	}
	setOktaRateLimit(rep.header, limit, 0, *reset)
	return rep
}

// base is scheme and host of the org as the client reaches it.
func (o *OktaOrg) base(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
