package sandbox

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestOktaUnknownOperation(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for _, c := range [][2]string{
		{http.MethodGet, "/api/v1/users"},
		{http.MethodGet, "/api/v1/authorizationServers"},
		{http.MethodGet, "/api/v1/authorizationServers//credentials/keys"},
		{http.MethodPut, w.serverPath()},
		{http.MethodGet, w.serverPath() + "/"},
		{http.MethodGet, "/"},
	} {
		a := w.do(w.request(c[0], c[1], ""))
		a.refused(t, http.StatusNotImplemented, "E0000000", "the sandbox does not know "+c[0]+" "+c[1])
		equal(t, "last unknown", w.Unknown()[len(w.Unknown())-1], c[0]+" "+c[1])
	}
	w.list()
	equal(t, "number of unknown", len(w.Unknown()), 6)
}

func TestOktaMethodNotAllowed(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for _, c := range [][2]string{
		{http.MethodPost, w.serverPath()},
		{http.MethodPost, w.keysPath()},
		{http.MethodDelete, w.keysPath() + "/kid"},
		{http.MethodGet, w.rotatePath()},
		{http.MethodGet, oktaTokenPath},
	} {
		w.do(w.request(c[0], c[1], "")).refused(t, http.StatusMethodNotAllowed, "E0000022",
			"The endpoint does not support the provided HTTP method")
	}
	equal(t, "number of unknown", len(w.Unknown()), 0)
}

func TestOktaMediaTypes(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	const summary = "Bad request.  Accept and/or Content-Type headers likely do not match supported values."
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded"} {
		r := w.request(http.MethodPost, w.rotatePath(), `{"use":"sig"}`)
		r.Header.Set("Content-Type", kind)
		w.do(r).refused(t, http.StatusBadRequest, "E0000021", summary)
	}
	for _, path := range []string{w.serverPath(), w.keysPath(), w.keysPath() + "/kid"} {
		r := w.request(http.MethodGet, path, "")
		r.Header.Set("Accept", "application/xml")
		w.do(r).refused(t, http.StatusBadRequest, "E0000019", summary)
	}
	r := w.request(http.MethodPost, w.rotatePath(), `{"use":"sig"}`)
	r.Header.Set("Accept", "text/html")
	w.do(r).refused(t, http.StatusBadRequest, "E0000019", summary)
	equal(t, "rotations", w.org.Rotations(w.server), 0)
	for _, accept := range []string{"", "*/*", "text/html, application/json;q=0.9"} {
		r := w.request(http.MethodPost, w.rotatePath(), `{"use":"sig"}`)
		r.Header.Set("Accept", accept)
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
		w.do(r).expect(t, http.StatusOK)
	}
}

func TestOktaErrorShape(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	a := w.get(w.keysPath() + "/none")
	shape := regexp.MustCompile(`^\{"errorCode":"E0000007","errorSummary":"[^"]+","errorLink":"E0000007","errorId":"oae[0-9A-Za-z]{22}","errorCauses":\[\]\}$`)
	if !shape.MatchString(a.body) {
		t.Errorf("body %s", a.body)
	}
	equal(t, "content type", a.header.Get("Content-Type"), "application/json")
}

func TestOktaRateLimitHeaders(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for _, a := range []answer{w.get(w.keysPath()), w.get(w.keysPath() + "/none"), w.do(w.form()), w.get("/")} {
		equal(t, "limit", a.header.Get("X-Rate-Limit-Limit"), "600")
		equal(t, "remaining", a.header.Get("X-Rate-Limit-Remaining"), "599")
		w.resetIn(a.header, time.Minute)
	}
}

// resetIn checks that X-Rate-Limit-Reset lies about d ahead on the sandbox clock.
func (w *oktaFixture) resetIn(h http.Header, d time.Duration) {
	w.t.Helper()
	seconds, err := strconv.ParseInt(h.Get("X-Rate-Limit-Reset"), 10, 64)
	if err != nil {
		w.t.Fatal(err)
	}
	if ahead := time.Unix(seconds, 0).Sub(w.Clock().Now().Add(d)); ahead < -5*time.Second || ahead > time.Second {
		w.t.Errorf("reset is off by %s", ahead)
	}
}

func TestOktaRateLimit(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	const summary = "API call exceeded rate limit due to too many requests."
	for _, c := range []struct {
		answer Answer
		limit  string
		reset  time.Duration
	}{
		{RateLimit(time.Minute), "600", time.Minute},
		{RateLimit(-time.Minute), "600", -time.Minute},
		{ConcurrencyLimit(10 * time.Second), "0", 10 * time.Second},
	} {
		w.Inject(Fault{Match: OnRotate, Answer: c.answer})
		a := w.post(w.rotatePath(), `{"use":"sig"}`)
		a.refused(t, http.StatusTooManyRequests, "E0000047", summary)
		equal(t, "limit", a.header.Get("X-Rate-Limit-Limit"), c.limit)
		equal(t, "remaining", a.header.Get("X-Rate-Limit-Remaining"), "0")
		equal(t, "Retry-After", a.header.Get("Retry-After"), "")
		w.resetIn(a.header, c.reset)
	}
	w.Inject(Fault{Answer: RateLimitWithoutReset()})
	a := w.get(w.keysPath())
	a.refused(t, http.StatusTooManyRequests, "E0000047", summary)
	for name := range a.header {
		equal(t, name+" tells of the limit", strings.HasPrefix(name, "X-Rate-Limit"), false)
	}
	w.Inject(Fault{Match: OnToken, Answer: RateLimit(time.Minute)})
	w.do(w.form()).refused(t, http.StatusTooManyRequests, "E0000047", summary)
	equal(t, "rotations", w.org.Rotations(w.server), 0)
}

func TestOktaInjectedErrors(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for status, want := range map[int][2]string{
		500: {"E0000009", "Internal Server Error"},
		502: {"E0000009", "Internal Server Error"},
		503: {"E0000010", "Service is in read only mode"},
		418: {"E0000000", "injected by the sandbox"},
	} {
		w.Inject(Fault{Answer: Status(status)})
		w.get(w.keysPath()).refused(t, status, want[0], want[1])
	}
	w.Inject(Fault{Answer: Status(500)})
	w.do(w.form()).is(t, 500, `{"error":"server_error","error_description":"injected by the sandbox"}`)
}

func TestOktaRequestID(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	first, second := w.get(w.keysPath()), w.do(w.form())
	id := first.header.Get("X-Okta-Request-Id")
	if id == "" || id == second.header.Get("X-Okta-Request-Id") {
		t.Errorf("request ids %q and %q", id, second.header.Get("X-Okta-Request-Id"))
	}
	equal(t, "id in the journal", w.Journal().Entries()[0].RequestID, id)
}

func TestOktaDateIsSandboxTime(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.Clock().Advance(365 * 24 * time.Hour)
	for _, a := range []answer{w.get(w.keysPath()), w.do(w.form())} {
		date, err := http.ParseTime(a.header.Get("Date"))
		if err != nil {
			t.Fatal(err)
		}
		if off := w.Clock().Now().Sub(date); off < 0 || off > 5*time.Second {
			t.Errorf("Date is off by %s", off)
		}
	}
}

// TestServicesShareOneJournal: both listen beside each other, and end together.
func TestServicesShareOneJournal(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	tenant := w.Auth0()
	if err := tenant.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	r := w.request(http.MethodGet, "/api/v2/connections/con_none", "")
	r.URL.Host = strings.TrimPrefix(tenant.URL(), "http://")
	r.Header.Set("Authorization", "Bearer "+tenant.Token())
	w.do(r).expect(t, http.StatusNotFound)
	w.get(w.keysPath()).expect(t, http.StatusOK)
	w.do(w.form())
	equal(t, "journal", w.Journal().String(), strings.Join([]string{
		"GET /api/v2/connections/con_none 404", "GET " + w.keysPath() + " 200", "POST /oauth2/v1/token 400",
	}, "\n"))
	equal(t, "API", len(w.Journal().API()), 2)
	w.Close()
	if _, err := roundTrip(http.DefaultClient, w.request(http.MethodGet, w.keysPath(), "")); err == nil {
		t.Error("the org answers after Close")
	}
}

func TestOktaOverTLS(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.org.Stop()
	pool, err := w.org.ListenTLS("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a, err := roundTrip(clientOf(pool), w.request(http.MethodGet, w.keysPath(), ""))
	if err != nil {
		t.Fatal(err)
	}
	keys := decode[[]oktaSigningKeyJSON](t, a.expect(t, http.StatusOK))
	equal(t, "self", keys[0].Links["self"].Href, w.org.URL()+w.keysPath()+"/"+keys[0].KID)
}
