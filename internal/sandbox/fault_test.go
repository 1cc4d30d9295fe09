package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// statuses makes requests and returns their statuses in order.
func (w *auth0Fixture) statuses(method, path string, n int) []int {
	w.t.Helper()
	var got []int
	for range n {
		got = append(got, w.call(method, path).status)
	}
	return got
}

func TestFaultsAreUsedInOrder(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Inject(Fault{Name: "first", Match: OnKeys, Answer: Status(500)})
	w.Inject(Fault{Name: "other", Match: OnRotate, Answer: Status(400)})
	w.Inject(Fault{Name: "second", Match: OnKeys, Times: 2, Answer: Status(502)})
	if got := w.statuses(http.MethodGet, w.keysPath(), 4); !slices.Equal(got, []int{500, 502, 502, 200}) {
		t.Errorf("statuses %v", got)
	}
	equal(t, "pending", strings.Join(w.PendingFaults(), ","), "other")
	w.ClearFaults()
	equal(t, "pending after clear", len(w.PendingFaults()), 0)
	w.call(http.MethodPost, w.rotatePath()).expect(t, http.StatusCreated)
}

func TestFaultSkips(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Inject(Fault{Match: OnKeys, Skip: 2, Answer: Status(500)})
	if got := w.statuses(http.MethodGet, w.keysPath(), 4); !slices.Equal(got, []int{200, 200, 500, 200}) {
		t.Errorf("statuses %v", got)
	}
}

func TestFaultForEver(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Inject(Fault{Times: -1, Answer: Status(503)})
	if got := w.statuses(http.MethodGet, w.keysPath(), 3); !slices.Equal(got, []int{503, 503, 503}) {
		t.Errorf("statuses %v", got)
	}
	w.ClearFaults()
	w.call(http.MethodGet, w.keysPath()).expect(t, http.StatusOK)
}

func TestFaultCommits(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for i, commit := range []bool{false, true} {
		w.Inject(Fault{Name: "lost", Match: OnRotate, Commit: commit, Answer: Status(500)})
		w.call(http.MethodPost, w.rotatePath()).expect(t, http.StatusInternalServerError)
		equal(t, "rotations", w.tenant.Rotations(w.conn), i)
		e := w.Journal().Entries()[i]
		equal(t, "committed", e.Committed, commit)
		equal(t, "fault", e.Fault, "lost")
	}
}

func TestFaultWithoutAnswerSendsTheRealOne(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Inject(Fault{Match: OnRotate})
	w.call(http.MethodPost, w.rotatePath()).expect(t, http.StatusCreated)
	equal(t, "journal", w.Journal().String(), "POST "+w.rotatePath()+" 201 (fault)")
	equal(t, "rotations", w.tenant.Rotations(w.conn), 1)
}

func TestMatchers(t *testing.T) {
	t.Parallel()
	w, o := newAuth0Fixture(t), newOktaFixture(t)
	resource := resourceServerFixture{o}
	for _, c := range []struct{ method, path, matcher string }{
		{http.MethodPost, w.rotatePath(), "rotate"},
		{http.MethodGet, w.keysPath(), "keys"},
		{http.MethodPost, "/oauth/token", "token"},
		{http.MethodPost, w.keysPath(), ""},
		{http.MethodGet, w.rotatePath(), ""},
		{http.MethodPost, o.rotatePath(), "rotate"},
		{http.MethodGet, o.keysPath(), "keys"},
		{http.MethodGet, o.serverPath(), "server"},
		{http.MethodGet, "/oauth/connection/name/.well-known/jwks.json", "published"},
		{http.MethodPost, "/oauth/connection/name/.well-known/jwks.json", ""},
		{http.MethodGet, "/oauth/connection//.well-known/jwks.json", ""},
		{http.MethodGet, "/oauth2/" + o.server + "/v1/keys", "published"},
		{http.MethodGet, "/oauth2/" + o.server + "/.well-known/oauth-authorization-server", "metadata"},
		{http.MethodPost, "/oauth2/v1/token", "token"},
		{http.MethodGet, o.keysPath() + "/kid", ""},
		{http.MethodGet, o.rotatePath(), ""},
		{http.MethodPut, o.serverPath(), ""},
		{http.MethodGet, "/api/v1/authorizationServers/", ""},
		{http.MethodGet, appURL("0oa1"), "app"},
		{http.MethodGet, appKeysURL("0oa1"), "app keys"},
		{http.MethodGet, appConnectionKeysURL("0oa1"), "connection keys"},
		{http.MethodGet, appKeysURL("0oa1") + "/pks1", ""},
		{http.MethodPost, appKeysURL("0oa1"), "app key add"},
		{http.MethodPost, appKeysURL("0oa1") + "/pks1/lifecycle/activate", "app key activate"},
		{http.MethodPost, appKeysURL("0oa1") + "/pks1/lifecycle/deactivate", "app key deactivate"},
		{http.MethodDelete, appKeysURL("0oa1") + "/pks1", "app key delete"},
		{http.MethodDelete, appKeysURL("0oa1") + "/pks1/", ""},
		{http.MethodDelete, appKeysURL("0oa1") + "/", ""},
		{http.MethodDelete, appKeysURL("0oa1"), ""},
		{http.MethodDelete, appURL("0oa1"), ""},
		{http.MethodPost, appKeysURL("0oa1") + "/pks1", ""},
		{http.MethodPost, appKeysURL("0oa1") + "//lifecycle/activate", ""},
		{http.MethodGet, appKeysURL("0oa1") + "/pks1/lifecycle/activate", ""},
		{http.MethodPost, o.serverPath() + "/lifecycle/activate", ""},
		{http.MethodGet, resource.url(), "resource server keys"},
		{http.MethodPost, resource.url(), "resource server key add"},
		{http.MethodPost, resource.url("apk1", "lifecycle", "activate"), "resource server key activate"},
		{http.MethodPost, resource.url("apk1", "lifecycle", "deactivate"), "resource server key deactivate"},
		{http.MethodDelete, resource.url("apk1"), "resource server key delete"},
		{http.MethodGet, resource.url("apk1"), ""},
		{http.MethodDelete, resource.url(), ""},
		{http.MethodPut, appURL("0oa1"), ""},
		{http.MethodGet, appURL("0oa1") + "/", ""},
		{http.MethodGet, "/api/v1/apps/", ""},
		{http.MethodGet, "/api/v1/apps", ""},
	} {
		r := w.request(c.method, c.path, "")
		for name, matcher := range map[string]func(*http.Request) bool{
			"rotate": OnRotate, "keys": OnKeys, "token": OnToken, "server": OnServer,
			"published": OnPublished, "metadata": OnMetadata,
			"app": OnApp, "app keys": OnAppKeys, "connection keys": OnConnectionKeys,
			"app key add": OnAppKeyAdd, "app key activate": OnAppKeyActivate,
			"app key deactivate": OnAppKeyDeactivate, "app key delete": OnAppKeyDelete,
			"resource server keys": OnResourceServerKeyList, "resource server key add": OnResourceServerKeyAdd,
			"resource server key activate":   OnResourceServerKeyActivate,
			"resource server key deactivate": OnResourceServerKeyDeactivate, "resource server key delete": OnResourceServerKeyDelete,
		} {
			equal(t, name+" "+c.method+" "+c.path, matcher(r), name == c.matcher)
		}
		equal(t, "any "+c.path, OnAny(r), true)
	}
}

func TestInjectedErrors(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Inject(Fault{Times: -1, Answer: Status(503)})
	w.call(http.MethodGet, w.keysPath()).is(t, 503,
		`{"statusCode":503,"error":"Service Unavailable","message":"injected by the sandbox"}`)
	w.do(w.form()).is(t, 503, `{"error":"server_error","error_description":"injected by the sandbox"}`)
}
