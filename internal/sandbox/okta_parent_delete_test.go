package sandbox

import (
	"net/http"
	"strings"
	"testing"
)

func TestOktaDeleteApp(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	url := appURL(w.org.AddApp(OktaApp{Keys: []OktaAppKey{{KID: "a"}}}))
	w.do(w.request(http.MethodDelete, url, "")).refused(t, http.StatusForbidden, "E0000056", "Delete application forbidden.")
	w.get(url+"/credentials/jwks").expect(t, http.StatusOK)

	w.do(w.request(http.MethodPost, url+"/lifecycle/deactivate", "")).expect(t, http.StatusOK)
	if body := w.get(url).expect(t, http.StatusOK); !strings.Contains(body, `"status":"INACTIVE"`) {
		t.Errorf("the app is %s, want INACTIVE", body)
	}
	w.do(w.request(http.MethodDelete, url, "")).expect(t, http.StatusNoContent)
	for _, gone := range []string{url, url + "/credentials/jwks"} {
		w.get(gone).expect(t, http.StatusNotFound)
	}
	w.do(w.request(http.MethodDelete, url, "")).expect(t, http.StatusNotFound)
	w.do(w.request(http.MethodPost, url+"/lifecycle/deactivate", "")).expect(t, http.StatusNotFound)
}

func TestOktaDeleteServer(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.do(w.request(http.MethodDelete, w.serverPath(), "")).expect(t, http.StatusNoContent)
	for _, gone := range []string{w.serverPath(), w.keysPath()} {
		w.get(gone).expect(t, http.StatusNotFound)
	}
	w.do(w.request(http.MethodDelete, w.serverPath(), "")).expect(t, http.StatusNotFound)
}

func TestOktaDeleteParentScopes(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := appURL(w.org.AddApp(OktaApp{}))
	for _, path := range []string{app, w.serverPath()} {
		w.auth = "SSWS " + w.org.ReadOnlyAPIToken()
		w.do(w.request(http.MethodDelete, path, "")).refused(t, http.StatusForbidden, "E0000006",
			"You do not have permission to perform the requested action")
		w.auth = "Bearer " + w.org.AccessToken(scopeReadApps, scopeReadServers)
		w.do(w.request(http.MethodDelete, path, "")).expect(t, http.StatusForbidden)
		w.auth = "Bearer " + w.org.AccessToken()
		w.get(path).expect(t, http.StatusOK)
	}
}
