package sandbox

import (
	"net/http"
	"testing"
	"time"
)

// Age makes the keys older and leaves the clock alone.
func TestAgeMakesKeysOlder(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.rotate()
	before := w.tenant.Keys(w.conn)
	w.Age(24 * time.Hour)
	if off := w.Clock().Now().Sub(testStart); off < 0 || off > time.Hour {
		t.Errorf("the clock has moved by %s", off)
	}
	for i, key := range w.tenant.Keys(w.conn) {
		equal(t, "kid", key.KID, before[i].KID)
		equal(t, "role", key.Role, before[i].Role)
		equal(t, "subject", key.SubjectDN, before[i].SubjectDN)
		equal(t, "not before", key.NotBefore, before[i].NotBefore.Add(-24*time.Hour))
		equal(t, "another certificate", key.Thumbprint != before[i].Thumbprint, true)
	}
	since := w.tenant.Keys(w.conn)[0].CurrentSince
	equal(t, "current_since", since, before[0].CurrentSince.Add(-24*time.Hour))
	w.rotate()
	equal(t, "not before of a new key", w.tenant.Keys(w.conn)[2].NotBefore.After(testStart.Add(-time.Second)), true)
}

func TestAgeMakesServersAndAppsOlder(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	app := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{KID: "a"}}})
	w.Age(24 * time.Hour)
	equal(t, "lastRotated", w.signing()["lastRotated"].(string), "2026-02-28T12:00:00.000Z")
	equal(t, "nextRotation", w.signing()["nextRotation"].(string), "2026-05-29T12:00:00.000Z")
	for name, at := range map[string]time.Time{"created": w.org.AppKeys(app)[0].Created, "last updated": w.org.AppKeys(app)[0].LastUpdated} {
		equal(t, name, at, testStart.Truncate(time.Second).Add(-24*time.Hour))
	}
}

func TestSetDateWritesTheDateOfAnswers(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for name, text := range map[string]string{"odd": "yesterday", "none": "", "another": "Fri, 31 Dec 9999 23:59:59 GMT"} {
		w.SetDate(func(time.Time) string { return text })
		got := w.call(http.MethodGet, w.keysPath()).header["Date"]
		if text == "" {
			equal(t, name, len(got), 0)
			continue
		}
		equal(t, name, got[0], text)
	}
	w.SetDate(nil)
	at, err := http.ParseTime(w.call(http.MethodGet, w.keysPath()).header.Get("Date"))
	if err != nil || at.Sub(testStart).Abs() > time.Hour {
		t.Errorf("dated %s, %v", at, err)
	}
}

func TestSetNextCertificateIsThatOfTheNextKeyAlone(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.tenant.SetNextCertificate(w.conn, func(next Auth0Key) string { return "of " + next.KID })
	odd := func(key map[string]any) bool { return key["cert"] == "of "+key["kid"].(string) }
	equal(t, "answer to a rotation", odd(w.rotate()), true)
	for _, key := range w.list() {
		equal(t, key["kid"].(string), odd(key), key["next"] == true)
	}
	w.tenant.SetNextCertificate(w.conn, nil)
	for _, key := range w.list() {
		equal(t, key["kid"].(string), odd(key), false)
	}
}

func TestSetLastRotatedWritesTheRecordOfAServer(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for _, text := range []string{"yesterday", ""} {
		w.org.SetLastRotated(w.server, func(time.Time) string { return text })
		got, there := w.signing()["lastRotated"]
		equal(t, "there", there, text != "")
		if there {
			equal(t, "lastRotated", got.(string), text)
		}
	}
	w.org.SetLastRotated(w.server, nil)
	equal(t, "lastRotated", w.signing()["lastRotated"].(string), "2026-03-01T12:00:00.000Z")
}
