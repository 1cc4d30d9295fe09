package auth0api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
)

func bySecret(s *auth0api.Settings) {
	s.Credentials = auth0api.Credentials{ClientID: "client", ClientSecret: "secret-1"}
}

// withTokens answers the token endpoint by issue, and lists keys to whoever
// brings the token.
func withTokens(issue http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == tokenPath:
			issue(w, r)
		case r.Header.Get("Authorization") == "Bearer issued":
			answer(200, listBefore)(w, r)
		default:
			answer(401, auth0Error(401, "Invalid token", ""))(w, r)
		}
	}
}

var issued = answer(200, `{"access_token":"issued","token_type":"Bearer","expires_in":86400,"scope":"read:connections_keys"}`)

func TestToken_theRequest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ audience, want string }{
		"the tenant's own audience": {"", "https://HOST/api/v2/"},
		"behind a custom domain":    {"https://example.auth0.com/api/v2/", "https://example.auth0.com/api/v2/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newTenant(t, withTokens(issued))
			client := served.client(t, bySecret, func(s *auth0api.Settings) { s.Audience = c.audience })
			if _, err := client.ConnectionKeys(t.Context(), "con_x"); err != nil {
				t.Fatal(err)
			}
			requests := served.to(tokenPath)
			if len(requests) != 1 {
				t.Fatalf("%d requests for a token", len(requests))
			}
			r := requests[0]
			form, err := url.ParseQuery(r.body)
			want := url.Values{
				"grant_type": {"client_credentials"}, "client_id": {"client"}, "client_secret": {"secret-1"},
				"audience": {strings.ReplaceAll(c.want, "HOST", served.host)},
			}
			if err != nil || r.method != http.MethodPost || form.Encode() != want.Encode() {
				t.Errorf("%s %s, want %s", r.method, form.Encode(), want.Encode())
			}
			if r.header.Get("User-Agent") != userAgent || r.header.Get("Auth0-Client") != "" {
				t.Errorf("headers %v", r.header)
			}
		})
	}
}

func TestToken_oneRequestForTwentyCalls(t *testing.T) {
	t.Parallel()
	served := newTenant(t, withTokens(issued))
	client := served.client(t, bySecret)
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			if _, err := client.ConnectionKeys(t.Context(), fmt.Sprintf("con_%d", i)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := len(served.to(tokenPath)); n != 1 {
		t.Errorf("%d requests for a token", n)
	}
	if n := len(served.arrived); n != 21 {
		t.Errorf("%d requests in all, want 21", n)
	}
}

func TestToken_aStaticTokenNeedsNoRequest(t *testing.T) {
	t.Parallel()
	served := newTenant(t, withTokens(issued))
	client := served.client(t, func(s *auth0api.Settings) { s.Credentials.Token = "issued" })
	if _, err := client.ConnectionKeys(t.Context(), "con_x"); err != nil || len(served.to(tokenPath)) != 0 {
		t.Errorf("%d requests for a token, %v", len(served.to(tokenPath)), err)
	}
}

// A client that has been made has sent nothing.
func TestToken_isFetchedWhenItIsNeeded(t *testing.T) {
	t.Parallel()
	served := newTenant(t, withTokens(issued))
	served.client(t, bySecret)
	if len(served.arrived) != 0 {
		t.Errorf("requests before the first call: %+v", served.arrived)
	}
}

// Whatever becomes of the token, the call that needed it was not sent.
func TestToken_failures(t *testing.T) {
	t.Parallel()
	const denied = `{"error":"access_denied","error_description":"Unauthorized"}`
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		kind    apierr.Kind
		status  int
		code    string
		message string
	}{
		"a wrong secret":         {answer(401, denied), apierr.Unauthorized, 401, "access_denied", "Unauthorized"},
		"not authorized":         {answer(403, denied), apierr.Unauthorized, 403, "access_denied", "Unauthorized"},
		"an unknown client":      {answer(400, `{"error":"invalid_client","error_description":"x"}`), apierr.Unauthorized, 400, "invalid_client", "x"},
		"an unknown tenant":      {answer(404, errorBody404), apierr.Unauthorized, 404, "inexistent_connection", "The connection does not exist"},
		"not Auth0":              {answer(404, page), apierr.Unavailable, 404, "", "the answer is not Auth0's (Not Found)"},
		"429":                    {answer(429, `{"error":"too_many_requests","error_description":"x"}`), apierr.RateLimited, 429, "too_many_requests", "x"},
		"500":                    {answer(500, page), apierr.Unavailable, 500, "", "the answer is not Auth0's (Internal Server Error)"},
		"302":                    {answer(302, ""), apierr.Unavailable, 302, "", "refused to follow a redirect (HTTP 302)"},
		"200 with a page":        {answer(200, page), apierr.Unavailable, 200, "", "the answer could not be read"},
		"200 without a token":    {answer(200, `{"token_type":"Bearer"}`), apierr.Unavailable, 200, "", "the answer holds no access token"},
		"200 with another type":  {answer(200, `{"token_type":"DPoP","access_token":"a"}`), apierr.Unavailable, 200, "", "the answer holds a token whose type is not Bearer"},
		"200 without a type":     {answer(200, `{"access_token":"a"}`), apierr.Unavailable, 200, "", "the answer holds a token whose type is not Bearer"},
		"200 with a bell":        {answer(200, `{"token_type":"bearer","access_token":"a\u0007"}`), apierr.Unavailable, 200, "", "the answer holds an access token that is malformed"},
		"200 with nothing":       {answer(200, `{}`), apierr.Unavailable, 200, "", "the answer holds no access token"},
		"the connection is lost": {hangUp(true), apierr.Unavailable, 0, "", "the connection failed: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for call, run := range map[string]func(*auth0api.Client) error{
				"list":   func(client *auth0api.Client) error { return second(client.ConnectionKeys(t.Context(), "con_x")) },
				"rotate": func(client *auth0api.Client) error { return second(client.RotateConnectionKeys(t.Context(), "con_x")) },
			} {
				served := newTenant(t, withTokens(c.handler))
				e := failure(t, run(served.client(t, bySecret)))
				if e.Kind != c.kind || e.Status != c.status || e.Code != c.code || !e.Token || e.Sent {
					t.Errorf("%s: got %+v", call, e)
				}
				// What the network says depends on the system.
				if e.Message != c.message && (e.Status != 0 || !strings.HasPrefix(e.Message, c.message)) {
					t.Errorf("%s: it says %q, want %q", call, e.Message, c.message)
				}
				if tokens := len(served.to(tokenPath)); tokens != 1 || len(served.arrived) != 1 {
					t.Errorf("%s: %d requests for a token, %d in all, want one", call, tokens, len(served.arrived))
				}
				if strings.Contains(fmt.Sprintf("%s %v", e, e.Err), "secret-1") {
					t.Errorf("%s: the error holds the secret: %+v", call, e)
				}
			}
		})
	}
}

// A wrong secret must not be tried again and again: Auth0 blocks whoever does.
func TestToken_aRefusalIsNotRepeated(t *testing.T) {
	t.Parallel()
	served := newTenant(t, withTokens(answer(401, `{"error":"access_denied","error_description":"Unauthorized"}`)))
	e := failure(t, second(served.client(t, bySecret, retries(4)).ConnectionKeys(t.Context(), "con_x")))
	if n := len(served.arrived); n != 1 || e.Kind != apierr.Unauthorized || !e.Token {
		t.Errorf("%d requests, %+v", n, e)
	}
}

func TestToken_aFailureIsNotKept(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	answers := []http.HandlerFunc{answer(503, page), answer(503, page), issued}
	served := newTenant(t, withTokens(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		answers[0](w, r)
		answers = answers[1:]
	}))
	client := served.client(t, bySecret, retries(1))
	if e := failure(t, second(client.ConnectionKeys(t.Context(), "con_x"))); e.Status != 503 || !e.Token {
		t.Errorf("got %+v", e)
	}
	if _, err := client.ConnectionKeys(t.Context(), "con_x"); err != nil {
		t.Error(err)
	}
	if n := len(served.to(tokenPath)); n != 3 {
		t.Errorf("%d requests for a token, want 3", n)
	}
}

func TestToken_interrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	served := newTenant(t, withTokens(func(w http.ResponseWriter, r *http.Request) {
		cancel()
		hang(w, r)
	}))
	e := failure(t, second(served.client(t, bySecret, retries(4), timeout(time.Second)).RotateConnectionKeys(ctx, "con_x")))
	if e.Kind != apierr.Canceled || !e.Token || e.Sent || len(served.arrived) != 1 {
		t.Errorf("got %+v after %d requests", e, len(served.arrived))
	}
}
