package sandbox

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"
)

func TestUnknownOperation(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for _, c := range [][2]string{
		{http.MethodGet, "/api/v2/users"},
		{http.MethodPut, w.keysPath()},
		{http.MethodGet, "/oauth/token"},
		{http.MethodGet, "/"},
	} {
		w.call(c[0], c[1]).is(t, http.StatusNotImplemented,
			`{"statusCode":501,"error":"Not Implemented","message":"the sandbox does not know `+c[0]+` `+c[1]+`","errorCode":"sandbox_unknown_operation"}`)
		equal(t, "last unknown", w.Unknown()[len(w.Unknown())-1], c[0]+" "+c[1])
	}
	w.list()
	equal(t, "number of unknown", len(w.Unknown()), 4)
}

func TestRateLimitHeaders(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for _, path := range []string{w.keysPath(), "/api/v2/connections/con_none/keys"} {
		h := w.call(http.MethodGet, path).header
		equal(t, "limit", h.Get("X-RateLimit-Limit"), "50")
		equal(t, "remaining", h.Get("X-RateLimit-Remaining"), "49")
		w.resetIn(h, time.Second)
	}
	equal(t, "on a token answer", w.do(w.form()).header.Get("X-RateLimit-Limit"), "")
}

// resetIn checks that X-RateLimit-Reset lies about d ahead on the sandbox clock.
func (w *auth0Fixture) resetIn(h http.Header, d time.Duration) {
	w.t.Helper()
	seconds, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil {
		w.t.Fatal(err)
	}
	if ahead := time.Unix(seconds, 0).Sub(w.Clock().Now().Add(d)); ahead < -5*time.Second || ahead > time.Second {
		w.t.Errorf("reset is off by %s", ahead)
	}
}

func TestDateIsSandboxTime(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Clock().Advance(365 * 24 * time.Hour)
	for _, a := range []answer{w.call(http.MethodGet, w.keysPath()), w.do(w.form())} {
		date, err := http.ParseTime(a.header.Get("Date"))
		if err != nil {
			t.Fatal(err)
		}
		if off := w.Clock().Now().Sub(date); off < 0 || off > 5*time.Second {
			t.Errorf("Date is off by %s", off)
		}
		equal(t, "number of Date headers", len(a.header.Values("Date")), 1)
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	first, second := w.call(http.MethodGet, w.keysPath()), w.do(w.form())
	id := first.header.Get("x-auth0-requestid")
	if !regexp.MustCompile(`^[0-9a-f]{20}$`).MatchString(id) || id == second.header.Get("x-auth0-requestid") {
		t.Errorf("request ids %q and %q", id, second.header.Get("x-auth0-requestid"))
	}
	equal(t, "id in the journal", w.Journal().Entries()[0].RequestID, id)
}

func TestDashboardRotationIsNotJournalled(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	before := w.tenant.Keys(w.conn)
	w.tenant.Rotate(w.conn)
	after := w.tenant.Keys(w.conn)
	equal(t, "journal", w.Journal().Len(), 0)
	equal(t, "rotations", w.tenant.Rotations(w.conn), 1)
	equal(t, "current", after[0].KID, before[1].KID)
	var order []string
	for _, k := range after {
		order = append(order, k.Role)
	}
	equal(t, "order", slices.Equal(order, []string{"current", "previous", "next"}), true)
}

func TestMistakesOfTestsPanic(t *testing.T) {
	t.Parallel()
	tenant := New().Auth0()
	tenant.AddConnection(Auth0Connection{ID: "con_saml", Strategy: "samlp"})
	mustPanic(t, map[string]func(){
		"taken id":        func() { tenant.AddConnection(Auth0Connection{ID: "con_saml"}) },
		"rotate nothing":  func() { tenant.Rotate("con_none") },
		"rotate no keys":  func() { tenant.Rotate("con_saml") },
		"replace nothing": func() { tenant.ReplaceKeys("con_none") },
		"method":          func() { tenant.SetAuthMethod("con_none", "private_key_jwt") },
		"token":           func() { tenant.ExpireToken("none") },
	})
}
