package oktaspec

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// TestSandboxAnswersAsDocumented sends each operation of the sandbox's org all
// that it can refuse or grant. It is one scenario, so that it can tell at its end
// which departures nothing made.
func TestSandboxAnswersAsDocumented(t *testing.T) {
	t.Parallel()
	doc := Load(t)
	w := newOrgFixture(t, doc)
	w.granted()
	w.grantedApps()
	for name, good := range w.operations(w.server) {
		w.refused(good, w.operations("ausNone")[name])
		w.unlicensed(good, http.StatusUnauthorized) // E0000015
	}
	for name, good := range w.appOperations(w.app) {
		w.refused(good, w.appOperations("0oaNone")[name])
		w.unlicensed(good, http.StatusOK)
	}
	for name := range w.keyOperations() {
		w.changed(func() orgCall { return w.keyOperations()[name] }, success[name])
	}
	for name := range w.resourceOperations() {
		w.changed(func() orgCall { return w.resourceOperations()[name] }, http.StatusUnauthorized) // E0000015
	}
	w.grantedKeys()
	w.refusedKeys()
	w.grantedResourceKeys()
	w.refusedResourceKeys()
	w.refusedRotations()
	w.refusedApps()
	w.deletedParents()
	w.elsewhere()
	for _, dep := range doc.Unneeded() {
		t.Errorf("the departure %s %s %q is not needed (any more)", dep.Operation, dep.Side, dep.Pointer)
	}
}

// granted drives what servers and their keys can be like.
func (w *orgFixture) granted() {
	servers := []string{
		w.server,
		w.org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{RotationMode: "MANUAL"}),
		w.org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{WithoutNext: true}),
		w.org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{Default: true}),
		"default",
	}
	w.org.KeepExpired(2)
	for _, server := range servers {
		ops := w.operations(server)
		w.is(ops["listAuthorizationServerKeys"], http.StatusOK)
		w.is(ops["rotateAuthorizationServerKeys"], http.StatusOK)
		w.org.Rotate(server)
		w.org.SetNextAbsent(server, true)
		w.is(ops["rotateAuthorizationServerKeys"], http.StatusOK)
		w.org.SetNextAbsent(server, false)
		w.org.AutoRotate(server)
		w.is(ops["getAuthorizationServer"], http.StatusOK)
		w.is(ops["listAuthorizationServerKeys"], http.StatusOK)
		for _, key := range w.org.SigningKeys(server) {
			call := ops["listAuthorizationServerKeys"]
			call.path += "/" + key.KID
			w.is(call, http.StatusOK)
		}
	}
}

// refused drives the refusals that all operations share; missing is the call to
// something that does not exist.
func (w *orgFixture) refused(good, missing orgCall) {
	as := func(scheme, token string) orgCall { return good.with("Authorization", scheme+" "+token) }

	w.is(good.with("Authorization", ""), http.StatusForbidden)                                                                // E0000005
	w.is(as("SSWS", "nonsense"), http.StatusUnauthorized)                                                                     // E0000011
	w.is(as("Bearer", w.org.AccessToken("okta.other.read")), http.StatusForbidden)                                            // a challenge
	w.is(as("Bearer", w.boundToken()), http.StatusBadRequest)                                                                 // a challenge: needs a proof
	w.is(as("DPoP", w.boundToken()), http.StatusBadRequest)                                                                   // a challenge: bad proof
	w.is(good.with("Accept", "text/html"), http.StatusBadRequest)                                                             // E0000019
	w.is(missing, http.StatusNotFound)                                                                                        // E0000007
	w.injected(good, sandbox.RateLimit(time.Second), http.StatusTooManyRequests)                                              // E0000047
	w.injected(good, sandbox.ConcurrencyLimit(time.Second), http.StatusTooManyRequests)                                       // E0000047
	w.injected(good, sandbox.RateLimitWithoutReset(), http.StatusTooManyRequests)                                             // E0000047
	w.injected(good, sandbox.Status(http.StatusInternalServerError), http.StatusInternalServerError)                          // E0000009
	w.injected(good, sandbox.Status(http.StatusServiceUnavailable), http.StatusServiceUnavailable)                            // E0000010
	w.injected(good, sandbox.StatusHTML(http.StatusBadGateway), http.StatusBadGateway, "response status", "response content") // not Okta

	wrong := good
	wrong.method, wrong.body = http.MethodPatch, ""
	w.is(wrong, http.StatusMethodNotAllowed, "request operation") // E0000022
}

// changed drives the refusals of an operation on registered keys; good makes its
// call anew, and unlicensed is how it ends without API Access Management.
func (w *orgFixture) changed(good func() orgCall, unlicensed int) {
	w.t.Helper()
	w.refused(good(), good().of("none"))
	if c := good(); c.method != http.MethodGet {
		w.is(c.with("Authorization", "SSWS "+w.org.ReadOnlyAPIToken()), http.StatusForbidden) // E0000006
	}
	w.unlicensed(good(), unlicensed)
}

// unlicensed sends a call to an org without API Access Management.
func (w *orgFixture) unlicensed(good orgCall, status int) {
	w.t.Helper()
	w.org.SetAccessManagement(false)
	w.is(good, status)
	w.org.SetAccessManagement(true)
}

// injected sends a call that meets a fault.
func (w *orgFixture) injected(c orgCall, answer sandbox.Answer, status int, wrong ...string) {
	w.t.Helper()
	w.Inject(sandbox.Fault{Answer: answer})
	w.is(c, status, wrong...)
}

// refusedRotations drives the refusals of the rotation alone, and that of a key
// that does not exist.
func (w *orgFixture) refusedRotations() {
	ops := w.operations(w.server)
	good := ops["rotateAuthorizationServerKeys"]
	rotate := func(body string) orgCall {
		return orgCall{method: good.method, path: good.path, body: body, header: jsonHeader.Clone()}
	}
	w.is(good.with("Authorization", "SSWS "+w.org.ReadOnlyAPIToken()), http.StatusForbidden)                             // E0000006
	w.is(good.with("Content-Type", "text/plain"), http.StatusBadRequest, "request content-type")                         // E0000021
	w.is(rotate(""), http.StatusBadRequest, "request body")                                                              // E0000003
	w.is(rotate("{"), http.StatusBadRequest, "request body")                                                             // E0000003
	w.is(rotate("[]"), http.StatusBadRequest, "request : value must be an object")                                       // E0000003
	w.is(rotate("{}"), http.StatusBadRequest)                                                                            // E0000001; the document does not require use
	w.is(rotate(`{"use":"enc"}`), http.StatusBadRequest, "request /use")                                                 // E0000001
	w.is(rotate(`{"use":1}`), http.StatusBadRequest, "request /use: value must be a string")                             // E0000001
	w.is(orgCall{method: http.MethodGet, path: ops["listAuthorizationServerKeys"].path + "/none"}, http.StatusNotFound)  // E0000007
	w.is(orgCall{method: http.MethodGet, path: ops["listAuthorizationServerKeys"].path + "/a%20b"}, http.StatusNotFound) // E0000007
}

// deletedParents drives the operations that end an app and a server. None of their
// keys is asked for afterwards.
func (w *orgFixture) deletedParents() {
	app := w.appOperations(w.org.AddApp(sandbox.OktaApp{}))["getApplication"]
	deactivate := orgCall{method: http.MethodPost, path: app.path + "/lifecycle/deactivate"}
	server := w.operations(w.org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{}))["getAuthorizationServer"]
	app.method, server.method = http.MethodDelete, http.MethodDelete
	w.is(app, http.StatusForbidden) // E0000056
	w.is(deactivate, http.StatusOK)
	w.is(app, http.StatusNoContent)
	w.is(app, http.StatusNotFound)        // E0000007
	w.is(deactivate, http.StatusNotFound) // E0000007
	w.is(server, http.StatusNoContent)
	w.is(server, http.StatusNotFound) // E0000007
}

// elsewhere asks for what the sandbox does not have: not an answer of Okta's.
func (w *orgFixture) elsewhere() {
	server := w.operations(w.server)["getAuthorizationServer"]
	server.method, server.body = http.MethodPut, `{"name":"a","description":"b","audiences":["c"]}`
	w.is(server, http.StatusNotImplemented, "response status 501")
	w.is(orgCall{method: http.MethodGet, path: "/api/v1/users"}, http.StatusNotImplemented, "request operation")
}

// serverMembersRecorded are what Okta's examples of a server lack and the recorded
// answers in the fixtures of terraform-provider-okta have, and for the last one a
// public export of an org.
var serverMembersRecorded = []string{"/default", "/_links/keys", "/_links/resourceServerCredentialsKeys"}

// TestSandboxAnswersInTheShapeOfExamples compares each handler's good answer
// with Okta's example of it.
func TestSandboxAnswersInTheShapeOfExamples(t *testing.T) {
	t.Parallel()
	examples := LoadExamples(t)
	w := newOrgFixture(t, Load(t))
	recorded := serverMembersRecorded
	w.org.Rotate(w.server) // so that there are keys of all kinds
	for name, except := range map[string][]string{
		"getAuthorizationServer":        recorded,
		"listAuthorizationServerKeys":   nil,
		"getAuthorizationServerKey":     nil,
		"rotateAuthorizationServerKeys": nil,
	} {
		c := w.operations(w.server)[name]
		body := w.is(c, http.StatusOK)
		op, ok := w.doc.find(c.method, w.request(c).URL)
		if !ok || op.OperationID != name {
			t.Fatalf("%s %s is not %s", c.method, c.path, name)
		}
		known := examples.Of(t, c.method, op.template, "200")
		if len(known) == 0 {
			t.Errorf("there is no example of %s", name)
		}
		for _, x := range known {
			for _, line := range CompareShape(x.Body, body, except...) {
				t.Errorf("%s against the example %s: %s", name, x.Name, line)
			}
		}
	}
	manual := w.org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{RotationMode: "MANUAL"})
	for _, line := range CompareShape(examples.Body(t, "RetrieveAuthServerResponse"),
		w.is(w.operations(manual)["getAuthorizationServer"], http.StatusOK),
		append(slices.Clone(recorded), "/credentials/signing/nextRotation")...) {
		t.Errorf("a server in MANUAL mode: %s", line)
	}
}
