package oktaapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// tokenRefusals are answers of the token endpoint that give no usable token.
var tokenRefusals = map[string]struct {
	handler http.HandlerFunc
	kind    apierr.Kind
	status  int
	code    string
	message string
}{
	"invalid_client": {answer(401, `{"error":"invalid_client","error_description":"The client_assertion signature is invalid."}`),
		apierr.Unauthorized, 401, "invalid_client", "The client_assertion signature is invalid."},
	"without words": {answer(400, `{"error":"invalid_scope"}`), apierr.Unauthorized, 400, "invalid_scope", "invalid_scope"},
	"Okta's form":   {answer(403, oktaError("E0000006", "You do not")), apierr.Unauthorized, 403, "E0000006", "You do not"},
	"no such org":   {answer(404, notFound), apierr.Unauthorized, 404, "E0000007", "Not found: Resource not found: aus1 (AuthorizationServer)"},
	"a page":        {answer(404, page), apierr.Unavailable, 404, "", "the answer is not Okta's (Not Found)"},
	"429":           {answer(429, oktaError("E0000047", rateLimit)), apierr.RateLimited, 429, "E0000047", rateLimit},
	"500":           {answer(500, oktaError("E0000009", "Internal Server Error")), apierr.Unavailable, 500, "E0000009", "Internal Server Error"},
	"redirect":      {answer(307, ""), apierr.Unavailable, 307, "", "refused to follow a redirect (HTTP 307)"},
	"200 page":      {answer(200, page), apierr.Unavailable, 200, "", "the answer could not be read"},
	"200 empty":     {answer(200, ""), apierr.Unavailable, 200, "", "the answer could not be read"},
	"200 null":      {answer(200, "null"), apierr.Unavailable, 200, "", "the answer holds no access token"},
	"200 no token":  {answer(200, `{"token_type":"Bearer","expires_in":3600}`), apierr.Unavailable, 200, "", "the answer holds no access token"},
	"two words":     {answer(200, `{"token_type":"Bearer","access_token":"a b"}`), apierr.Unavailable, 200, "", "the answer holds an access token that is malformed"},
	"control":       {answer(200, `{"token_type":"Bearer","access_token":"a\u0001"}`), apierr.Unavailable, 200, "", "the answer holds an access token that is malformed"},
	"cut short":     {cut(200, granted), apierr.Unavailable, 200, "", "the answer could not be read"},
	"MAC":           {answer(200, `{"token_type":"MAC","access_token":"a"}`), apierr.Unavailable, 200, "", `the answer holds a token of type "MAC", not Bearer or DPoP`},
	"dpop":          {answer(200, `{"token_type":"dpop","access_token":"a"}`), apierr.Unavailable, 200, "", `the answer holds a token of type "dpop", not Bearer or DPoP`},
	"no proof":      {answer(200, `{"token_type":"DPoP","access_token":"a"}`), apierr.Unavailable, 200, "", "the answer holds a DPoP token although no proof was sent"},
	"no nonce": {func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Dpop") == "" {
			answer(400, `{"error":"invalid_dpop_proof"}`)(w, r)
			return
		}
		answer(200, `{"token_type":"DPoP","expires_in":3600,"access_token":"a"}`)(w, r)
	}, apierr.Unavailable, 200, "", "the answer holds a DPoP token without having asked for a nonce, which this provider cannot use"},
	"EOF":   {hangUp(false), apierr.Unavailable, 0, "", "the connection failed: EOF"},
	"reset": {hangUp(true), apierr.Unavailable, 0, "", "the connection failed: connection reset by peer"},
}

func TestToken_refusals(t *testing.T) {
	t.Parallel()
	for name, c := range tokenRefusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, withTokens(t, c.handler))
			e := failure(t, calls["rotate"](t.Context(), served.client(t, byKey, retries(4)), "aus1"))
			if e.Kind != c.kind || e.Status != c.status || e.Code != c.code || e.Message != c.message || !e.Token || e.Sent {
				t.Errorf("got %+v, want kind %d, status %d, code %q, message %q", e, c.kind, c.status, c.code, c.message)
			}
			if want := map[bool]int{true: 2, false: 1}[name == "no nonce"]; len(served.all()) != want || len(served.to(tokenPath)) != want {
				t.Errorf("%d requests, want %d", len(served.all()), want)
			}
		})
	}
}

func TestToken_aRefusalIsShared(t *testing.T) {
	t.Parallel()
	refuse, waiting := make(chan struct{}), new(atomic.Int32)
	served := newOrg(t, withTokens(t, func(w http.ResponseWriter, r *http.Request) {
		<-refuse
		answer(401, `{"error":"invalid_client","error_description":"No."}`)(w, r)
	}))
	client := served.client(t, byKey)
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			if waiting.Add(1) == 20 {
				time.AfterFunc(200*time.Millisecond, func() { close(refuse) })
			}
			if e := apierr.As(calls["rotate"](t.Context(), client, fmt.Sprint("aus", i))); e == nil || e.Kind != apierr.Unauthorized || !e.Token {
				t.Errorf("got %+v", e)
			}
		})
	}
	group.Wait()
	if n := len(served.all()); n != 1 {
		t.Errorf("%d requests, want one", n)
	}
}

func TestToken_aRefusalOfTheAPIIsReported(t *testing.T) {
	t.Parallel()
	served := newOrg(t, routes(t, map[string]http.HandlerFunc{tokenPath: answer(200, granted), "/keys": answer(401, oktaError("E0000011", "Invalid token provided"))}))
	e := failure(t, calls["list"](t.Context(), served.client(t, byKey, retries(4)), "aus1"))
	if e.Kind != apierr.Unauthorized || e.Token || !e.Sent || len(served.all()) != 2 {
		t.Errorf("got %+v after %d requests, want 2", e, len(served.all()))
	}
}

func TestToken_a429ClosesTheGate(t *testing.T) {
	t.Parallel()
	served := newOrg(t, withTokens(t, limited("600", 42*time.Second)))
	client := served.client(t, byKey)
	if e := failure(t, calls["list"](t.Context(), client, "aus1")); e.Kind != apierr.RateLimited || !e.Token || e.Sent {
		t.Errorf("got %+v", e)
	}
	if wait := client.Policy().Gate.Until(0); wait < 40*time.Second || wait > 43*time.Second {
		t.Errorf("closed for %v, want 42s", wait)
	}
}

// Okta's words of a clock that is off are those of an assertion that is wrong.
func TestToken_aRefusalNamesTheClock(t *testing.T) {
	t.Parallel()
	const refused = "The client_assertion token has an expiration too far into the future"
	for name, c := range map[string]struct {
		server time.Duration
		want   string
	}{
		"in time": {0, ""}, "nearly": {time.Second, ""}, "a little behind": {30 * time.Second, "behind"}, "behind": {10 * time.Minute, "behind"}, "ahead": {-2 * time.Hour, "ahead of"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, withTokens(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Date", time.Now().Add(c.server).UTC().Format(http.TimeFormat))
				answer(401, `{"error":"invalid_client","error_description":"`+refused+`."}`)(w, r)
			}))
			e := failure(t, calls["list"](t.Context(), served.client(t, byKey), "aus1"))
			if c.want == "" {
				if e.Message != refused+"." {
					t.Errorf("got %q", e.Message)
				}
				return
			}
			text, _ := strings.CutPrefix(e.Message, refused+"; the clock here is ")
			far, found := strings.CutSuffix(text, " "+c.want+" Okta's")
			if d, err := time.ParseDuration(far); !found || err != nil || (d-c.server.Abs()).Abs() > 5*time.Second {
				t.Errorf("got %q, want about %s %s", e.Message, c.server.Abs(), c.want)
			}
		})
	}
}
