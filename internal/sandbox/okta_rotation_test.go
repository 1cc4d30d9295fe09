package sandbox

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestOktaRotateShiftsStatuses(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"AUTO", "MANUAL"} {
		w := newOktaFixture(t)
		w.org.SetRotationMode(w.server, mode)
		before := w.list()
		after := w.rotate()
		equal(t, "list", statuses(w.list()), statuses(after))
		equal(t, "number of keys", len(after), 3)
		equal(t, "ACTIVE", after[0].Status+after[0].KID, "ACTIVE"+before[1].KID)
		equal(t, "NEXT", after[1].Status, "NEXT")
		equal(t, "EXPIRED", after[2].Status+after[2].KID, "EXPIRED"+before[0].KID)
		if after[1].KID == before[0].KID || after[1].KID == before[1].KID {
			t.Error("the NEXT key is not new")
		}
		equal(t, "rotations", w.org.Rotations(w.server), 1)
		equal(t, "committed", w.Journal().Entries()[1].Committed, true)
	}
}

func TestOktaRotateIsNotIdempotent(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	first, second := w.rotate(), w.rotate()
	equal(t, "ACTIVE after the second", second[0].KID, first[1].KID)
	equal(t, "rotations", w.org.Rotations(w.server), 2)
}

func TestOktaRotateWithoutNext(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.server = w.org.AddAuthorizationServer(OktaAuthorizationServer{WithoutNext: true})
	before := w.list()
	after := w.rotate()
	equal(t, "number of keys", len(after), 3)
	equal(t, "EXPIRED", after[2].KID, before[0].KID)
	if after[0].KID == before[0].KID || after[0].KID == after[1].KID {
		t.Error("the ACTIVE key is not new")
	}
}

func TestOktaNextAbsent(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	before := w.list()
	w.org.SetNextAbsent(w.server, true)
	equal(t, "list", statuses(w.list()), statuses(before[:1]))
	after := w.rotate()
	equal(t, "number of keys", len(after), 2)
	equal(t, "EXPIRED", after[1].Status+after[1].KID, "EXPIRED"+before[0].KID)
	equal(t, "ACTIVE is fresh", after[0].KID != before[0].KID && after[0].KID != before[1].KID, true)
	w.org.SetNextAbsent(w.server, false)
	w.org.SetNextAbsent(w.server, false)
	keys := w.list()
	equal(t, "number of keys", len(keys), 3)
	equal(t, "NEXT", keys[1].Status, "NEXT")
}

func TestOktaKeepExpired(t *testing.T) {
	t.Parallel()
	for n, want := range []string{"ACTIVE NEXT", "ACTIVE NEXT EXPIRED", "ACTIVE NEXT EXPIRED EXPIRED"} {
		w := newOktaFixture(t)
		w.org.KeepExpired(n)
		before := w.list()
		w.rotate()
		w.rotate()
		keys := w.list()
		var got []string
		for _, k := range keys {
			got = append(got, k.Status)
		}
		equal(t, "statuses", strings.Join(got, " "), want)
		if n > 0 {
			equal(t, "youngest EXPIRED", keys[2].KID, before[1].KID)
		}
		w.org.KeepExpired(0)
		equal(t, "keys after dropping all", len(w.list()), 2)
	}
}

func TestOktaLastRotated(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	equal(t, "lastRotated of a new server", w.signing()["lastRotated"].(string), "2026-03-01T12:00:00.000Z")
	w.Clock().Advance(30 * 24 * time.Hour)
	earliest := w.Clock().Now().Truncate(time.Second)
	keys := w.rotate()
	signing := w.signing()
	at, err := time.Parse(oktaTimeFormat, signing["lastRotated"].(string))
	if err != nil || at.Before(earliest) || at.After(w.Clock().Now()) {
		t.Errorf("lastRotated is %s, want about %s", at, earliest)
	}
	equal(t, "kid", signing["kid"].(string), keys[0].KID)
}

func TestOktaRotationMode(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	equal(t, "mode by default", w.signing()["rotationMode"].(string), "AUTO")
	equal(t, "nextRotation", w.signing()["nextRotation"].(string), "2026-05-30T12:00:00.000Z")
	w.Clock().Advance(24 * time.Hour)
	w.org.Rotate(w.server)
	equal(t, "nextRotation after Rotate", w.signing()["nextRotation"].(string), "2026-05-30T12:00:00.000Z")
	w.org.AutoRotate(w.server)
	equal(t, "nextRotation after AutoRotate", w.signing()["nextRotation"].(string)[:10], "2026-05-31")
	equal(t, "rotations", w.org.Rotations(w.server), 2)
	w.org.SetRotationMode(w.server, "MANUAL")
	equal(t, "mode", w.signing()["rotationMode"].(string), "MANUAL")
	equal(t, "nextRotation in MANUAL", w.signing()["nextRotation"], nil)
	w.Clock().Advance(24 * time.Hour)
	w.org.SetRotationMode(w.server, "AUTO")
	equal(t, "nextRotation in AUTO again", w.signing()["nextRotation"].(string)[:10], "2026-06-01")
}

// TestOktaConsoleRotationIsNotJournalled: it looks like one made by a request.
func TestOktaConsoleRotationIsNotJournalled(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	before := w.org.SigningKeys(w.server)
	w.org.Rotate(w.server)
	after := w.org.SigningKeys(w.server)
	equal(t, "journal", w.Journal().Len(), 0)
	equal(t, "ACTIVE", after[0].KID, before[1].KID)
	equal(t, "EXPIRED", after[2].KID, before[0].KID)
}

func TestOktaRotateNeedsUse(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for _, body := range []string{"{}", `{"use":"enc"}`, `{"use":null}`, `{"use":1}`, `{"use":""}`} {
		w.post(w.rotatePath(), body).refused(t, http.StatusBadRequest, "E0000001", "Api validation failed: rotateKeys",
			"Invalid value specified for key 'use' parameter")
	}
	for _, body := range []string{`{"use":`, "nonsense", " "} {
		w.post(w.rotatePath(), body).refused(t, http.StatusBadRequest, "E0000003", "The request body was not well-formed.")
	}
	equal(t, "rotations", w.org.Rotations(w.server), 0)
}

func TestOktaConcurrentRotationsAreAllCounted(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.org.KeepExpired(9)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() { w.org.Rotate(w.server) })
	}
	wait.Wait()
	equal(t, "rotations", w.org.Rotations(w.server), 3)
	seen := map[string]bool{}
	for _, k := range w.org.SigningKeys(w.server) {
		seen[k.KID] = true
	}
	equal(t, "different keys", len(seen), 5)
}
