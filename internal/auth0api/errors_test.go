package auth0api_test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// auth0Error is an error body of the Management API.
func auth0Error(status int, message, code string) string {
	return fmt.Sprintf(`{"statusCode":%d,"error":%q,"message":%q,"errorCode":%q}`, status, http.StatusText(status), message, code)
}

const page = "<html><body>Something went wrong</body></html>"

// refusals are answers that are errors for every call. The status is the
// wire's: that in the body is not to be trusted.
var refusals = map[string]struct {
	status  int
	body    string
	kind    apierr.Kind
	code    string
	message string
}{
	"400":                        {400, auth0Error(400, "Key rotation is not supported on this connection", ""), apierr.Invalid, "", "Key rotation is not supported on this connection"},
	"400 with a code":            {400, auth0Error(400, "Invalid request URI.", "invalid_uri"), apierr.Invalid, "invalid_uri", "Invalid request URI."},
	"401":                        {401, auth0Error(401, "Invalid token", "invalid_token"), apierr.Unauthorized, "invalid_token", "Invalid token"},
	"403":                        {403, auth0Error(403, "Insufficient scope", "insufficient_scope"), apierr.Forbidden, "insufficient_scope", "Insufficient scope"},
	"401 of a proxy":             {401, page, apierr.Unavailable, "", "the answer is not Auth0's (Unauthorized)"},
	"401 without a body":         {401, "", apierr.Unavailable, "", "the answer is not Auth0's (Unauthorized)"},
	"401 with an empty object":   {401, `{}`, apierr.Unavailable, "", "the answer is not Auth0's (Unauthorized)"},
	"403 of a proxy":             {403, page, apierr.Unavailable, "", "the answer is not Auth0's (Forbidden)"},
	"403 without a body":         {403, "", apierr.Unavailable, "", "the answer is not Auth0's (Forbidden)"},
	"403 with an empty object":   {403, `{}`, apierr.Unavailable, "", "the answer is not Auth0's (Forbidden)"},
	"403 without a message":      {403, `{"statusCode":403,"error":"Forbidden"}`, apierr.Forbidden, "", "Forbidden"},
	"404 of Auth0":               {404, errorBody404, apierr.NotFound, "inexistent_connection", "The connection does not exist"},
	"404 without a code":         {404, `{"statusCode":404,"error":"Not Found","message":"Connection not found."}`, apierr.NotFound, "", "Connection not found."},
	"404 below a connection":     {404, auth0Error(404, "Not Found", ""), apierr.Invalid, "", "Not Found"},
	"404 of something else":      {404, auth0Error(404, "The key does not exist", "inexistent_key"), apierr.Invalid, "inexistent_key", "The key does not exist"},
	"404 about keys":             {404, auth0Error(404, "No keys of the connection not found", ""), apierr.Invalid, "", "No keys of the connection not found"},
	"400 of a malformed token":   {400, auth0Error(400, "Bad HTTP authentication header format", "Bearer"), apierr.Unauthorized, "Bearer", "Bad HTTP authentication header format"},
	"403 of the subscription":    {403, auth0Error(403, "upgrade your subscription", "insufficient_entitlement"), apierr.Forbidden, "insufficient_entitlement", "upgrade your subscription"},
	"404 of a web server":        {404, page, apierr.Unavailable, "", "the answer is not Auth0's (Not Found)"},
	"404 without a body":         {404, "", apierr.Unavailable, "", "the answer is not Auth0's (Not Found)"},
	"404 of another API":         {404, `{"error":"not_found","message":"no such route"}`, apierr.Unavailable, "not_found", "no such route"},
	"404 that says 400":          {404, auth0Error(400, "odd", ""), apierr.Unavailable, "", "odd"},
	"404 with an empty object":   {404, `{}`, apierr.Unavailable, "", "the answer is not Auth0's (Not Found)"},
	"404 with a status alone":    {404, `{"statusCode":404}`, apierr.Unavailable, "", "the answer is not Auth0's (Not Found)"},
	"404 with a list":            {404, `[{"statusCode":404,"error":"Not Found"}]`, apierr.Unavailable, "", "the answer is not Auth0's (Not Found)"},
	"404 cut short":              {404, errorBody404[:40], apierr.Unavailable, "", "the answer is not Auth0's (Not Found)"},
	"408":                        {408, auth0Error(408, "Request timeout", ""), apierr.Unavailable, "", "Request timeout"},
	"409":                        {409, auth0Error(409, "Conflict", ""), apierr.Invalid, "", "Conflict"},
	"400 of a proxy":             {400, page, apierr.Unavailable, "", "the answer is not Auth0's (Bad Request)"},
	"429":                        {429, auth0Error(429, "Global limit has been reached", "too_many_requests"), apierr.RateLimited, "too_many_requests", "Global limit has been reached"},
	"429 of a proxy":             {429, page, apierr.RateLimited, "", "the answer is not Auth0's (Too Many Requests)"},
	"500":                        {500, auth0Error(500, "An internal server error occurred", ""), apierr.Unavailable, "", "An internal server error occurred"},
	"500 that says 404":          {500, errorBody404, apierr.Unavailable, "inexistent_connection", "The connection does not exist"},
	"502 of a proxy":             {502, page, apierr.Unavailable, "", "the answer is not Auth0's (Bad Gateway)"},
	"503 that says 404":          {503, errorBody404, apierr.Unavailable, "inexistent_connection", "The connection does not exist"},
	"504 without a body":         {504, "", apierr.Unavailable, "", "the answer is not Auth0's (Gateway Timeout)"},
	"301":                        {301, "", apierr.Unavailable, "", "refused to follow a redirect (HTTP 301)"},
	"302":                        {302, page, apierr.Unavailable, "", "refused to follow a redirect (HTTP 302)"},
	"307":                        {307, "", apierr.Unavailable, "", "refused to follow a redirect (HTTP 307)"},
	"308 with an error of Auth0": {308, errorBody404, apierr.Unavailable, "", "refused to follow a redirect (HTTP 308)"},
}

func TestFailures_areClassifiedByTheWire(t *testing.T) {
	t.Parallel()
	for name, c := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newTenant(t, answer(c.status, c.body))
			_, listErr := served.client(t).ConnectionKeys(t.Context(), "con_x")
			_, rotateErr := served.client(t, retries(4)).RotateConnectionKeys(t.Context(), "con_x")
			for call, err := range map[string]error{"list": listErr, "rotate": rotateErr} {
				e := failure(t, err)
				if e.Kind != c.kind || e.Status != c.status || e.Code != c.code || e.Message != c.message {
					t.Errorf("%s: got %+v, want kind %d, code %q, message %q", call, e, c.kind, c.code, c.message)
				}
				if !e.Sent || e.Token || e.Dropped || e.RequestID != "r1" {
					t.Errorf("%s: sent %v, token %v, dropped %v, request ID %q", call, e.Sent, e.Token, e.Dropped, e.RequestID)
				}
			}
			if lists, rotations := len(served.to(listPath)), len(served.to(rotatePath)); lists != 1 || rotations != 1 {
				t.Errorf("%d lists and %d rotations were asked for, want one each", lists, rotations)
			}
		})
	}
}

// Only what has the form of Auth0's errors proves that nothing was rotated.
func TestFailures_onlyAuth0sOwnFormProvesARefusal(t *testing.T) {
	t.Parallel()
	proven := map[string]rotation.Verdict{"429": rotation.NotExecuted}
	for _, name := range []string{"400", "400 with a code", "401", "403", "404 of Auth0", "404 without a code", "409",
		"404 below a connection", "404 of something else", "404 about keys", "400 of a malformed token", "403 of the subscription"} {
		proven[name] = rotation.Refused
	}
	for name, c := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newTenant(t, answer(c.status, c.body)).client(t).RotateConnectionKeys(t.Context(), "con_x")
			if got := rotation.Judge(rotation.AnswerOf(err)); got != proven[name] {
				t.Errorf("%d %s is %q, want %q", c.status, c.body, got, proven[name])
			}
		})
	}
}

// An error that did not come whole is none.
func TestFailures_anErrorCutShortProvesNothing(t *testing.T) {
	t.Parallel()
	served := newTenant(t, func(w http.ResponseWriter, _ *http.Request) {
		body := auth0Error(403, "Insufficient scope", "insufficient_scope")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+1))
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(body))
	})
	_, err := served.client(t).RotateConnectionKeys(t.Context(), "con_x")
	if got := rotation.Judge(rotation.AnswerOf(err)); got != rotation.Ambiguous {
		t.Errorf("%v is %q", err, got)
	}
}

func TestFailures_withoutAnAnswer(t *testing.T) {
	t.Parallel()
	closedHost := func(s *auth0api.Settings) { s.Domain = "127.0.0.1:1" }
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		change  func(*auth0api.Settings)
		sent    bool
	}{
		"EOF":          {hangUp(false), retries(0), true},
		"reset":        {hangUp(true), retries(0), true},
		"nobody there": {answer(200, listBefore), closedHost, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newTenant(t, c.handler)
			_, listErr := served.client(t, c.change).ConnectionKeys(t.Context(), "con_x")
			_, rotateErr := served.client(t, retries(4), c.change).RotateConnectionKeys(t.Context(), "con_x")
			for call, err := range map[string]error{"list": listErr, "rotate": rotateErr} {
				e := failure(t, err)
				if e.Kind != apierr.Unavailable || e.Status != 0 || e.Sent != c.sent || !e.Dropped || !strings.HasPrefix(e.Message, "the connection failed: ") {
					t.Errorf("%s: got %+v", call, e)
				}
			}
			if n := len(served.to(rotatePath)); c.sent && n != 1 {
				t.Errorf("%d rotations were asked for", n)
			}
		})
	}
}

// Texts of an error go to the terminal.
func TestFailures_holdNoCredentials(t *testing.T) {
	t.Parallel()
	served := newTenant(t, answer(401, auth0Error(401, "Invalid token", "")))
	_, err := served.client(t, func(s *auth0api.Settings) { s.Credentials.Token = "secret-token" }).ConnectionKeys(t.Context(), "con_x")
	for e := error(failure(t, err)); e != nil; e = errors.Unwrap(e) {
		if strings.Contains(e.Error(), "secret") {
			t.Errorf("%q holds the token", e)
		}
	}
}
