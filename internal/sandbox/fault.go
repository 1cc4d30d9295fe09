package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Fault is something that goes wrong with requests. Faults wait in a queue; a
// request meets the first one that matches it, is not used up and has skipped
// enough.
type Fault struct {
	// Name shows in the journal; empty becomes "fault".
	Name string
	// Match says which requests the fault is for; nil means all. It may be
	// called more than once for a request and must not change anything.
	Match func(*http.Request) bool
	// Times is how many requests meet the fault: 0 means one, -1 all.
	Times int
	// Skip lets that many matching requests pass first, on to later faults.
	Skip int
	// Commit has the service execute the request, and change its state, before
	// Answer takes the place of the real answer. Without it the service never
	// sees the request, unless Answer is nil or one that ends in the real
	// answer ([Delay], [Trickle]).
	Commit bool
	// Answer is sent in place of the real answer; nil sends the real one.
	Answer Answer
}

// OnRotate matches the requests that rotate keys, of every vendor.
func OnRotate(r *http.Request) bool {
	return r.Method == http.MethodPost &&
		(strings.HasSuffix(r.URL.Path, "/keys/rotate") || strings.HasSuffix(r.URL.Path, "/credentials/lifecycle/keyRotate"))
}

// OnKeys matches the requests that list keys, of every vendor.
func OnKeys(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/keys")
}

// OnToken matches the requests for an access token, of every vendor.
func OnToken(r *http.Request) bool { return r.Method == http.MethodPost && isTokenPath(r.URL.Path) }

// OnServer matches the requests that read an authorization server of Okta.
func OnServer(r *http.Request) bool {
	id, ok := strings.CutPrefix(r.URL.Path, oktaAPIPrefix+"authorizationServers/")
	return ok && r.Method == http.MethodGet && id != "" && !strings.Contains(id, "/")
}

// OnApp matches the requests that read an app of Okta.
func OnApp(r *http.Request) bool {
	rest, ok := appPath(r, http.MethodGet)
	return ok && rest == "" && !strings.HasSuffix(r.URL.Path, "/")
}

// OnAppKeys matches the requests that list the keys of an app of Okta.
func OnAppKeys(r *http.Request) bool {
	rest, ok := appPath(r, http.MethodGet)
	return ok && rest == "credentials/jwks"
}

// OnAppKeyAdd matches the requests that add a key to an app of Okta.
func OnAppKeyAdd(r *http.Request) bool {
	rest, ok := appPath(r, http.MethodPost)
	return ok && rest == "credentials/jwks"
}

// OnAppKeyActivate matches the requests that activate a key of an app of Okta.
func OnAppKeyActivate(r *http.Request) bool {
	return onAppKey(r, http.MethodPost, "lifecycle/activate")
}

// OnAppKeyDeactivate matches the requests that deactivate a key of an app of
// Okta.
func OnAppKeyDeactivate(r *http.Request) bool {
	return onAppKey(r, http.MethodPost, "lifecycle/deactivate")
}

// OnAppKeyDelete matches the requests that delete a key of an app of Okta.
func OnAppKeyDelete(r *http.Request) bool { return onAppKey(r, http.MethodDelete, "") }

// OnConnectionKeys matches the requests that read the keys of an app's
// provisioning connection of Okta.
func OnConnectionKeys(r *http.Request) bool {
	rest, ok := appPath(r, http.MethodGet)
	return ok && rest == "connections/default/jwks"
}

// onAppKey says whether a request asks for what is below a key of an app.
func onAppKey(r *http.Request, method, below string) bool {
	rest, _ := appPath(r, method)
	key, ok := strings.CutPrefix(rest, "credentials/jwks/")
	id, rest, _ := strings.Cut(key, "/")
	return ok && id != "" && rest == below && !strings.HasSuffix(r.URL.Path, "/")
}

// appPath is what a request of a method asks for below an app of Okta.
func appPath(r *http.Request, method string) (rest string, ok bool) {
	path, ok := strings.CutPrefix(r.URL.Path, oktaAPIPrefix+"apps/")
	id, rest, _ := strings.Cut(path, "/")
	if !ok || r.Method != method || id == "" {
		return "", false
	}
	return rest, true
}

// isTokenPath says whether a path is the token endpoint of a vendor.
func isTokenPath(path string) bool { return path == auth0TokenPath || path == oktaTokenPath }

// OnAny matches every request.
func OnAny(*http.Request) bool { return true }

// queuedFault is a fault with what is left of it.
type queuedFault struct {
	Fault
	left int // requests that may still meet it; negative: any number
	skip int // matching requests that still pass
}

// faultQueue holds faults in the order of their injection.
type faultQueue struct {
	mu     sync.Mutex
	faults []*queuedFault
}

// add queues a fault.
func (q *faultQueue) add(f Fault) {
	if f.Name == "" {
		f.Name = "fault"
	}
	left := f.Times
	if left == 0 {
		left = 1
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.faults = append(q.faults, &queuedFault{Fault: f, left: left, skip: f.Skip})
}

// take finds the fault that r meets and uses it up once. Matchers run without
// the lock, so that they may look at the sandbox.
func (q *faultQueue) take(r *http.Request) (Fault, bool) {
	q.mu.Lock()
	snapshot := slices.Clone(q.faults)
	q.mu.Unlock()
	for _, f := range snapshot {
		if matches(f.Match, r) && q.use(f) {
			return f.Fault, true
		}
	}
	return Fault{}, false
}

// use counts one matching request against f and says whether the request meets
// the fault.
func (q *faultQueue) use(f *queuedFault) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case f.left == 0:
		return false
	case f.skip > 0:
		f.skip--
		return false
	case f.left > 0:
		f.left--
	}
	return true
}

// pending names the faults that are not used up.
func (q *faultQueue) pending() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	var names []string
	for _, f := range q.faults {
		if f.left != 0 {
			names = append(names, f.Name)
		}
	}
	return names
}

// clear empties the queue.
func (q *faultQueue) clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, f := range q.faults {
		f.left = 0
	}
	q.faults = nil
}
