package sandbox

import (
	"net/http"
	"testing"
	"time"
)

// Whatever changes a connection, reads that are behind show it as it was.
func TestLagShowsConnectionsBeforeEachChange(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	paths := []string{"/api/v2/connections/" + w.conn, w.keysPath()}
	for _, c := range []struct {
		name   string
		change func()
	}{
		{"rotate over HTTP", func() { w.rotate() }},
		{"Rotate", func() { w.tenant.Rotate(w.conn) }},
		{"SetNextCertificate", func() { w.tenant.SetNextCertificate(w.conn, func(Auth0Key) string { return "another" }) }},
		{"ReplaceKeys", func() { w.tenant.ReplaceKeys(w.conn) }},
		{"SetAuthMethod", func() { w.tenant.SetAuthMethod(w.conn, "client_secret_post") }},
		{"RemoveConnection", func() { w.tenant.RemoveConnection(w.conn) }},
	} {
		get := func(path string) answer { return w.call(http.MethodGet, path) }
		checkBeforeAndAfter(t, w.Sandbox, c.name, c.change, get, paths)
	}
}

// Whatever changes an authorization server or an app, reads that are behind show them as
// they were.
func TestLagShowsOktaParentsBeforeEachChange(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{})
	of, ofServer := "/api/v1/apps/"+app, w.serverPath()
	paths := []string{ofServer, w.keysPath(), ofServer + "/resourceservercredentials/keys", of, of + "/credentials/jwks"}
	var appKey, serverKey string
	for _, c := range []struct {
		name   string
		change func()
	}{
		{"rotate over HTTP", func() { w.rotate() }},
		{"Rotate", func() { w.org.Rotate(w.server) }},
		{"AutoRotate", func() { w.org.AutoRotate(w.server) }},
		{"KeepExpired", func() { w.org.KeepExpired(0) }},
		{"SetNextAbsent", func() { w.org.SetNextAbsent(w.server, true) }},
		{"SetLastRotated", func() { w.org.SetLastRotated(w.server, func(time.Time) string { return "never" }) }},
		{"SetRotationMode", func() { w.org.SetRotationMode(w.server, "MANUAL") }},
		{"SetAccessTokenEncryption", func() { w.org.SetAccessTokenEncryption(w.server, "RSA-OAEP-256") }},
		{"AddResourceServerKey", func() { serverKey = w.org.AddResourceServerKey(w.server, OktaResourceServerKey{KID: "a"}) }},
		{"SetResourceServerKeyStatus", func() { w.org.SetResourceServerKeyStatus(w.server, serverKey, "ACTIVE") }},
		{"RemoveResourceServerKey", func() { w.org.RemoveResourceServerKey(w.server, serverKey) }},
		{"AddAppKey", func() { appKey = w.org.AddAppKey(app, OktaAppKey{KID: "a"}) }},
		{"SetAppKeyStatus", func() { w.org.SetAppKeyStatus(app, appKey, "INACTIVE") }},
		{"RemoveAppKey", func() { w.org.RemoveAppKey(app, appKey) }},
		{"SetIDTokenEncryption", func() { w.org.SetIDTokenEncryption(app, "RSA-OAEP-256") }},
		{"deactivation of the app", func() { w.post(of+"/lifecycle/deactivate", "").expect(t, http.StatusOK) }},
		{"deletion of the app", func() { w.do(w.request(http.MethodDelete, of, "")).expect(t, http.StatusNoContent) }},
		{"deletion of the server", func() { w.do(w.request(http.MethodDelete, ofServer, "")).expect(t, http.StatusNoContent) }},
	} {
		checkBeforeAndAfter(t, w.Sandbox, c.name, c.change, w.get, paths)
	}
}

// checkBeforeAndAfter makes a change, which must show at one of the paths. Reads of all
// paths that are behind must show the answers of before.
func checkBeforeAndAfter(t *testing.T, s *Sandbox, name string, change func(), get func(string) answer, paths []string) {
	t.Helper()
	s.Clock().Advance(10 * time.Minute)
	var before []answer
	for _, path := range paths {
		before = append(before, get(path))
	}
	change()
	changed := false
	for i, path := range paths {
		s.SetLag(Lag{By: behind(5 * time.Minute).By, Parents: true})
		if old := get(path); old.status == http.StatusOK && old.body != before[i].body || old.status != before[i].status {
			t.Errorf("%s: %s is behind and answers\n%d %s\nbefore it was\n%d %s", name, path, old.status, old.body, before[i].status, before[i].body)
		}
		s.SetLag(Lag{})
		now := get(path)
		changed = changed || now.status != before[i].status || now.body != before[i].body
	}
	equal(t, name+" shows without a lag", changed, true)
}
