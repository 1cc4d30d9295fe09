package sandbox

import (
	"net/http"
	"testing"
	"time"
)

// behind is a lag of d for all reads.
func behind(d time.Duration) Lag { return Lag{By: func(*http.Request) time.Duration { return d }} }

// lastEntry is the journal's entry of the last request.
func lastEntry(s *Sandbox) Entry {
	entries := s.Journal().Entries()
	return entries[len(entries)-1]
}

// The list of a connection's keys is that of before, until the lag is over. The answer to
// the rotation and the Date are of the present all the while.
func TestLagOfConnectionKeys(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Clock().Advance(time.Hour)
	before := w.call(http.MethodGet, w.keysPath()).expect(t, http.StatusOK)
	w.SetLag(behind(5 * time.Minute))
	answered := w.rotate()["kid"]
	equal(t, "lag of a change in the journal", lastEntry(w.Sandbox).Lag, 0)

	w.Clock().Advance(4 * time.Minute)
	a := w.call(http.MethodGet, w.keysPath())
	a.is(t, http.StatusOK, before)
	equal(t, "lag in the journal", lastEntry(w.Sandbox).Lag, 5*time.Minute)
	equal(t, "line of the journal", lastEntry(w.Sandbox).String(), "GET "+w.keysPath()+" 200 5m0s behind")
	date, err := http.ParseTime(a.header.Get("Date"))
	if err != nil || date.Before(testStart.Add(64*time.Minute).Truncate(time.Second)) {
		t.Errorf("dated %s, %v", date, err)
	}

	w.Clock().Advance(time.Minute)
	keys := w.list()
	equal(t, "keys", len(keys), 3)
	equal(t, "next key", keys[2]["kid"], answered)

	w.rotate()
	w.SetLag(Lag{})
	equal(t, "next key without a lag", w.list()[2]["kid"] != answered, true)
	equal(t, "lag without a lag", lastEntry(w.Sandbox).Lag, 0)
}

// Each read can meet another copy, so what they show goes forth and back.
func TestLagOfEachRead(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.Clock().Advance(time.Hour)
	before := statuses(w.list())
	w.rotate()
	after := statuses(w.list())
	lags := []time.Duration{0, time.Minute, 0, 30 * time.Second, -time.Hour}
	asked := 0
	w.SetLag(Lag{By: func(r *http.Request) time.Duration {
		equal(t, "path", r.URL.Path, w.keysPath())
		asked++
		return lags[asked-1]
	}})
	for i, want := range []string{after, before, after, before, after} {
		equal(t, "list", statuses(w.list()), want)
		equal(t, "lag in the journal", lastEntry(w.Sandbox).Lag, max(lags[i], 0))
	}
	equal(t, "lags that were asked for", asked, len(lags))
}

// A key that did not exist yet is in no list and answers the vendor's 404. The record of
// a server lags too.
func TestLagOfSigningKeys(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.Clock().Advance(time.Hour)
	record, active, list := w.get(w.serverPath()), w.org.SigningKeys(w.server)[0].KID, w.get(w.keysPath())
	first := w.get(w.keysPath() + "/" + active)
	added := w.rotate()[1].KID
	w.SetLag(behind(time.Minute))
	w.get(w.serverPath()).is(t, http.StatusOK, record.body)
	w.get(w.keysPath()).is(t, http.StatusOK, list.body)
	w.get(w.keysPath()+"/"+active).is(t, http.StatusOK, first.body)
	w.get(w.keysPath()+"/"+added).refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: "+added+" (JsonWebKey)")
	w.Clock().Advance(time.Minute)
	equal(t, "lastRotated", w.signing()["lastRotated"].(string), "2026-03-01T13:00:00.000Z")
	equal(t, "expired key", decode[oktaSigningKeyJSON](t, w.get(w.keysPath()+"/"+active).body).Status, statusExpired)
	w.get(w.keysPath()+"/"+added).expect(t, http.StatusOK)
}

// Lists, single keys and the record of both kinds of parents of registered keys lag.
// Changes act on the present, and answer it.
func TestLagOfRegisteredKeys(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{KID: "a"}}})
	w.org.AddResourceServerKey(w.server, OktaResourceServerKey{KID: "a"})
	w.Clock().Advance(time.Hour)
	for parent, keys := range map[string]string{
		"/api/v1/apps/" + app: "/credentials/jwks", w.serverPath(): "/resourceservercredentials/keys",
	} {
		record, list := w.get(parent), w.get(parent+keys)
		w.SetLag(behind(time.Minute))
		body := jwk(t, map[string]any{"kid": "b", "use": "enc", "status": statusInactive})
		id := decode[oktaKeyJSON](t, w.post(parent+keys, body).expect(t, http.StatusCreated)).ID
		w.post(parent+keys, body).expect(t, http.StatusBadRequest)
		w.get(parent).is(t, http.StatusOK, record.body)
		w.get(parent+keys).is(t, http.StatusOK, list.body)
		w.get(parent+keys+"/"+id).refused(t, http.StatusNotFound, "E0000007", "Not found: Resource not found: "+id+" (JsonWebKey)")
		w.Clock().Advance(time.Minute)
		inactive := w.get(parent+keys+"/"+id).expect(t, http.StatusOK)
		active := w.post(parent+keys+"/"+id+"/lifecycle/activate", "").expect(t, http.StatusOK)
		equal(t, "status in the answer", decode[oktaKeyJSON](t, active).Status, statusActive)
		w.get(parent+keys+"/"+id).is(t, http.StatusOK, inactive)
		w.SetLag(Lag{})
		w.get(parent+keys+"/"+id).is(t, http.StatusOK, active)
	}
}

// Existence lags only if the test says so. Then a parent can be missing that was just
// made, and one be shown that was just deleted.
func TestLagOfParents(t *testing.T) {
	t.Parallel()
	a, w := newAuth0Fixture(t), newOktaFixture(t)
	first := a.call(http.MethodGet, a.keysPath()).expect(t, http.StatusOK)
	a.tenant.Rotate(a.conn)
	a.SetLag(behind(time.Minute))
	a.call(http.MethodGet, a.keysPath()).is(t, http.StatusOK, first)
	a.SetLag(Lag{By: behind(time.Minute).By, Parents: true})
	equal(t, "connection", a.call(http.MethodGet, a.keysPath()).status, http.StatusNotFound)

	app := w.org.AddApp(OktaApp{})
	for _, path := range []string{w.serverPath(), w.keysPath(), w.serverPath() + "/resourceservercredentials/keys", "/api/v1/apps/" + app, "/api/v1/apps/" + app + "/credentials/jwks"} {
		w.SetLag(behind(time.Minute))
		made := w.get(path).expect(t, http.StatusOK)
		w.SetLag(Lag{By: behind(time.Minute).By, Parents: true})
		equal(t, path+" yet to be made", w.get(path).status, http.StatusNotFound)
		w.Clock().Advance(2 * time.Minute)
		w.get(path).is(t, http.StatusOK, made)
		w.Clock().Advance(-2 * time.Minute)
	}
	w.Clock().Advance(time.Hour)
	w.org.RemoveApp(app)
	equal(t, "app that was deleted", w.get("/api/v1/apps/"+app).status, http.StatusOK)
	w.SetLag(behind(time.Minute))
	equal(t, "app that was deleted", w.get("/api/v1/apps/"+app).status, http.StatusNotFound)
	w.org.AddApp(OktaApp{ID: app, Label: "another"})
	equal(t, "label", decode[oktaAppJSON](t, w.get("/api/v1/apps/"+app).expect(t, http.StatusOK)).Label, "another")
}

// The alias names the default server of the moment.
func TestLagOfTheDefaultServer(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	const path = "/api/v1/authorizationServers/default"
	old := w.org.AddAuthorizationServer(OktaAuthorizationServer{Default: true})
	w.Clock().Advance(time.Hour)
	w.org.RemoveAuthorizationServer(old)
	now := w.org.AddAuthorizationServer(OktaAuthorizationServer{Default: true})
	w.SetLag(Lag{By: behind(time.Minute).By, Parents: true})
	equal(t, "id", decode[oktaServerJSON](t, w.get(path).expect(t, http.StatusOK)).ID, old)
	w.SetLag(behind(time.Minute))
	equal(t, "id", decode[oktaServerJSON](t, w.get(path).expect(t, http.StatusOK)).ID, now)
}

// No read is more than an hour behind. What happened a week ago and more is not kept, because no
// document is as far behind.
func TestLagIsAtMostAnHour(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for range 100 {
		w.org.SetAccessTokenEncryption(w.server, "")
		w.Clock().Advance(24 * time.Hour)
	}
	w.SetLag(behind(1000 * time.Hour))
	w.get(w.serverPath()).expect(t, http.StatusOK)
	equal(t, "lag in the journal", lastEntry(w.Sandbox).Lag, time.Hour)
	if n := len(w.org.servers.versions[w.server]); n < 7 || n > 9 {
		t.Errorf("%d versions are kept", n)
	}
}

// Age moves the past as well.
func TestLagAfterAge(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Age(time.Hour)
	w.rotate()
	w.Age(10 * time.Minute)
	w.SetLag(Lag{By: behind(20 * time.Minute).By, Parents: true})
	before := w.list()
	equal(t, "keys before", len(before), 2)
	w.SetLag(behind(9 * time.Minute))
	after := w.list()
	equal(t, "keys after", len(after), 3)
	equal(t, "certificate of the next key that became current", before[1]["cert"].(string), after[0]["cert"].(string))
	equal(t, "current_since", before[0]["current_since"].(string), after[0]["current_since"].(string))
}
