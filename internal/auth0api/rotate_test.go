package auth0api_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

var correlation = regexp.MustCompile(`^idpkeys-[0-9a-f]{24}$`)

// checkRotation checks that exactly one rotation was asked for, and in the form
// that Auth0 was recorded to accept. It returns its correlation ID.
func checkRotation(t *testing.T, served *tenant) string {
	t.Helper()
	requests := served.to(rotatePath)
	if len(requests) != 1 || len(served.arrived) != 1 {
		t.Fatalf("%d rotations, %d requests, want one", len(requests), len(served.arrived))
	}
	r := requests[0]
	if r.method != http.MethodPost || r.length != 0 || r.body != "" || r.header.Get("Content-Length") != "0" {
		t.Errorf("%s with %d bytes, Content-Length %q", r.method, r.length, r.header.Get("Content-Length"))
	}
	if r.header.Get("User-Agent") != userAgent || r.header.Get("Authorization") != "Bearer token" {
		t.Errorf("headers %v", r.header)
	}
	for _, forbidden := range []string{"Auth0-Client", "Idempotency-Key", "X-Idempotency-Key", "Content-Type"} {
		if got := r.header.Get(forbidden); got != "" {
			t.Errorf("%s is %q", forbidden, got)
		}
	}
	id := r.header.Get("X-Correlation-ID")
	if !correlation.MatchString(id) {
		t.Errorf("correlation ID %q", id)
	}
	return id
}

func TestRotate_returnsTheNewNextKey(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want auth0api.ConnectionKey
	}{
		"as recorded in 2025-05": {`{"kid":"kv95","cert":"c3"}`, auth0api.ConnectionKey{KID: "kv95", Cert: "c3"}},
		"as recorded in 2026-01": {
			`{"kid":"kv95","cert":"c3","pkcs":"p","fingerprint":"AA:BB","thumbprint":"AABB","algorithm":"RS256","key_use":"signing","subject_dn":"/CN=x","next":true}`,
			auth0api.ConnectionKey{
				KID: "kv95", Cert: "c3", PKCS: "p", Fingerprint: "AA:BB", Thumbprint: "AABB", Algorithm: "RS256", KeyUse: "signing",
				SubjectDN: "/CN=x", Next: true,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newTenant(t, answer(201, c.body))
			got, err := served.client(t, retries(4)).RotateConnectionKeys(t.Context(), "con_x")
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v, want %+v", got, err, c.want)
			}
			checkRotation(t, served)
		})
	}
}

// The rotation may have happened in every one of these cases. One request is
// sent, and the error says enough to be judged ambiguous.
func TestRotate_oneRequestWhateverBecomesOfIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		status  int
	}{
		"EOF":                      {hangUp(false), 0},
		"reset":                    {hangUp(true), 0},
		"408":                      {answer(408, auth0Error(408, "Request timeout", "")), 408},
		"500":                      {answer(500, auth0Error(500, "An internal server error occurred", "")), 500},
		"500 that says 404":        {answer(500, errorBody404), 500},
		"502":                      {answer(502, page), 502},
		"503":                      {answer(503, ""), 503},
		"504":                      {answer(504, page), 504},
		"302":                      {answer(302, ""), 302},
		"307":                      {answer(307, ""), 307},
		"308":                      {answer(308, ""), 308},
		"201 without a body":       {answer(201, ""), 201},
		"201 with an empty object": {answer(201, `{}`), 201},
		"201 with null":            {answer(201, `null`), 201},
		"201 with an empty ID":     {answer(201, `{"kid":"","cert":"c3"}`), 201},
		"201 with a list":          {answer(201, `[{"kid":"kv95"}]`), 201},
		"201 with a page":          {answer(201, page), 201},
		"201 with half a key":      {answer(201, `{"kid":"kv`), 201},
		"201 cut short":            {cut(201, `{"kid":"kv95","cert":"c3"}`), 201},
		"200 without a body":       {answer(200, ""), 200},
		"204":                      {answer(204, ""), 204},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newTenant(t, c.handler)
			key, err := served.client(t, retries(4)).RotateConnectionKeys(t.Context(), "con_x")
			e := failure(t, err)
			if e.Kind != apierr.Unavailable || e.Status != c.status || !e.Sent || e.Token || key != (auth0api.ConnectionKey{}) {
				t.Errorf("got %+v and %+v", key, e)
			}
			if verdict := rotation.Judge(rotation.Answer{Sent: e.Sent, Status: e.Status}); verdict != rotation.Ambiguous {
				t.Errorf("judged %s, want ambiguous", verdict)
			}
			if sent := checkRotation(t, served); e.CorrelationID != sent {
				t.Errorf("the error names correlation ID %q, sent was %q", e.CorrelationID, sent)
			}
		})
	}
}

func TestRotate_interrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	served := newTenant(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		hang(w, r)
	})
	_, err := served.client(t).RotateConnectionKeys(ctx, "con_x")
	e := failure(t, err)
	if e.Kind != apierr.Canceled || !e.Sent || e.Status != 0 {
		t.Errorf("got %+v", e)
	}
	checkRotation(t, served)
}

func TestRotate_nothingIsSentWhereNobodyListens(t *testing.T) {
	t.Parallel()
	client := newTenant(t, hang).client(t, func(s *auth0api.Settings) { s.Domain = "127.0.0.1:1" })
	e := failure(t, second(client.RotateConnectionKeys(t.Context(), "con_x")))
	if e.Kind != apierr.Unavailable || e.Sent || !e.Dropped {
		t.Errorf("got %+v", e)
	}
	if verdict := rotation.Judge(rotation.Answer{Sent: e.Sent, Status: e.Status}); verdict != rotation.NotSent {
		t.Errorf("judged %s, want not sent", verdict)
	}
}

// A connection that has been idle may be closed by the server just when the
// request is on its way: a needless doubt.
func TestRotate_usesAConnectionOfItsOwn(t *testing.T) {
	t.Parallel()
	served := newTenant(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			answer(201, `{"kid":"kv95","cert":"c3"}`)(w, r)
			return
		}
		answer(200, listBefore)(w, r)
	})
	client := served.client(t)
	for range 2 {
		if _, err := client.FreshConnectionKeys(t.Context(), "con_x"); err != nil {
			t.Fatal(err)
		}
		if _, err := client.RotateConnectionKeys(t.Context(), "con_x"); err != nil {
			t.Fatal(err)
		}
	}
	lists, rotations := served.to(listPath), served.to(rotatePath)
	if lists[0].from != lists[1].from {
		t.Errorf("lists came from %s and %s: connections are not reused", lists[0].from, lists[1].from)
	}
	if a, b := rotations[0].from, rotations[1].from; a == b || a == lists[0].from || b == lists[0].from {
		t.Errorf("rotations came from %s and %s, lists from %s", a, b, lists[0].from)
	}
}

func TestRotate_eachHasACorrelationIDOfItsOwn(t *testing.T) {
	t.Parallel()
	served := newTenant(t, answer(201, `{"kid":"kv95","cert":"c3"}`))
	client := served.client(t)
	distinct := map[string]bool{}
	for range 5 {
		if _, err := client.RotateConnectionKeys(t.Context(), "con_x"); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range served.to(rotatePath) {
		distinct[r.header.Get("X-Correlation-ID")] = true
	}
	if len(distinct) != 5 {
		t.Errorf("%d correlation IDs for 5 rotations", len(distinct))
	}
}

// The gate is shared: a rotation that met the limit holds the reads back.
func TestRotate_a429ClosesTheGate(t *testing.T) {
	t.Parallel()
	served := newTenant(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", "Sun, 01 Mar 2026 09:00:00 GMT")
		w.Header().Set("X-RateLimit-Reset", "1772355642")
		answer(429, auth0Error(429, "Global limit has been reached", "too_many_requests"))(w, r)
	})
	client := served.client(t)
	e := failure(t, second(client.RotateConnectionKeys(t.Context(), "con_x")))
	if e.Kind != apierr.RateLimited || !strings.Contains(e.Message, "Global limit") {
		t.Errorf("got %+v", e)
	}
	if wait := client.Policy().Gate.Until(0); wait < 30*time.Second || wait > 42*time.Second {
		t.Errorf("closed for %v, want 42s", wait)
	}
}
