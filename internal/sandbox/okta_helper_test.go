package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// oktaFixture is a sandbox whose org listens on loopback, with one authorization
// server and the credential of a super admin.
type oktaFixture struct {
	*Sandbox
	t      *testing.T
	org    *OktaOrg
	server string
	auth   string // the header Authorization
}

// newOktaFixture starts a sandbox and ends it with the test.
func newOktaFixture(t *testing.T) *oktaFixture {
	t.Helper()
	s := New(WithStart(testStart))
	t.Cleanup(s.Close)
	for i := range 3 {
		rsaKeys.rsaKey(i) // so that no request has to wait for a first rotation's keys
	}
	w := &oktaFixture{Sandbox: s, t: t, org: s.Okta()}
	if err := w.org.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	w.server = w.org.AddAuthorizationServer(OktaAuthorizationServer{Name: "Example"})
	w.auth = "SSWS " + w.org.APIToken()
	return w
}

// The paths of the operations on the fixture's server.
func (w *oktaFixture) serverPath() string { return "/api/v1/authorizationServers/" + w.server }
func (w *oktaFixture) keysPath() string   { return w.serverPath() + "/credentials/keys" }
func (w *oktaFixture) rotatePath() string { return w.serverPath() + "/credentials/lifecycle/keyRotate" }

// request makes a request as the SDK makes it.
func (w *oktaFixture) request(method, path, body string) *http.Request {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.org.URL()+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", w.auth)
	r.Header.Set("Accept", "application/json")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// do sends a request that must be answered.
func (w *oktaFixture) do(r *http.Request) answer {
	w.t.Helper()
	a, err := roundTrip(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, r)
	if err != nil {
		w.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	return a
}

// get and post send a request to a path of the org.
func (w *oktaFixture) get(path string) answer {
	w.t.Helper()
	return w.do(w.request(http.MethodGet, path, ""))
}

func (w *oktaFixture) post(path, body string) answer {
	w.t.Helper()
	return w.do(w.request(http.MethodPost, path, body))
}

// list and rotate read and rotate the keys over HTTP.
func (w *oktaFixture) list() []oktaSigningKeyJSON {
	w.t.Helper()
	return decode[[]oktaSigningKeyJSON](w.t, w.get(w.keysPath()).expect(w.t, http.StatusOK))
}

func (w *oktaFixture) rotate() []oktaSigningKeyJSON {
	w.t.Helper()
	return decode[[]oktaSigningKeyJSON](w.t, w.post(w.rotatePath(), `{"use":"sig"}`).expect(w.t, http.StatusOK))
}

// signing reads credentials.signing over HTTP, as raw members.
func (w *oktaFixture) signing() map[string]any {
	w.t.Helper()
	server := decode[map[string]map[string]map[string]any](w.t, onlyCredentials(w.t, w.get(w.serverPath()).expect(w.t, http.StatusOK)))
	return server["credentials"]["signing"]
}

// onlyCredentials cuts a server down to its member credentials.
func onlyCredentials(t *testing.T, body string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `"credentials":`)
	credentials, _, cut := strings.Cut(rest, `,"default"`)
	if !ok || !cut {
		t.Fatalf("no credentials in %s", body)
	}
	return `{"credentials":` + credentials + "}"
}

// form makes a token request; values are pairs of name and value.
func (w *oktaFixture) form(values ...string) *http.Request {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	r := w.request(http.MethodPost, oktaTokenPath, form.Encode())
	r.Header.Del("Authorization")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// statuses is the kid and status of each key in order, for comparison.
func statuses(keys []oktaSigningKeyJSON) string {
	var out []string
	for _, k := range keys {
		out = append(out, k.Status+" "+k.KID)
	}
	return strings.Join(out, "\n")
}

// refused checks for an error of the Management API with these texts.
func (a answer) refused(t *testing.T, status int, code, summary string, causes ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("status %d, want %d; body %s", a.status, status, a.body)
		return
	}
	e := decode[oktaErrorJSON](t, a.body)
	equal(t, "errorCode", e.Code, code)
	equal(t, "errorSummary", e.Summary, summary)
	equal(t, "errorLink", e.Link, code)
	var got []string
	for _, c := range e.Causes {
		got = append(got, c.Summary)
	}
	equal(t, "errorCauses", strings.Join(got, "\n"), strings.Join(causes, "\n"))
	equal(t, "causes are a list", strings.Contains(a.body, `"errorCauses":[`), true)
}

// challenged checks for a refusal without a body and with a challenge.
func (a answer) challenged(t *testing.T, status int, challenge string) {
	t.Helper()
	equal(t, "status", a.status, status)
	equal(t, "body", a.body, "")
	equal(t, "challenge", a.header.Get("WWW-Authenticate"), challenge)
}
