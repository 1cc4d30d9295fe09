package oktaapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// oktaError is an error body of the Management API.
func oktaError(code, summary string, causes ...string) string {
	list := make([]string, len(causes))
	for i, cause := range causes {
		list[i] = fmt.Sprintf(`{"errorSummary":%q}`, cause)
	}
	return fmt.Sprintf(`{"errorCode":%q,"errorSummary":%q,"errorLink":%q,"errorId":"oae1","errorCauses":[%s]}`,
		code, summary, code, strings.Join(list, ","))
}

const (
	feature   = "You do not have permission to access the feature you are requesting"
	rateLimit = "API call exceeded rate limit due to too many requests."
	badUse    = "Invalid value specified for key 'use' parameter"
)

// refusals are answers that are errors for every call.
var refusals = map[string]struct {
	status  int
	body    string
	kind    apierr.Kind
	code    string
	message string
}{
	"validation": {400, oktaError("E0000001", "Api validation failed: rotateKeys", badUse), apierr.Invalid, "E0000001",
		"Api validation failed: rotateKeys: " + badUse},
	"two causes": {400, oktaError("E0000001", "Api validation failed: JsonWebKey", "One.", "", "Two."), apierr.Invalid, "E0000001",
		"Api validation failed: JsonWebKey: One.; Two."},
	"malformed JSON":              {400, oktaError("E0000003", "The request body was not well-formed."), apierr.Invalid, "E0000003", "The request body was not well-formed."},
	"content type":                {400, oktaError("E0000021", "Bad request."), apierr.Invalid, "E0000021", "Bad request."},
	"token":                       {401, oktaError("E0000011", "Invalid token provided"), apierr.Unauthorized, "E0000011", "Invalid token provided"},
	"authentication":              {401, oktaError("E0000004", "Authentication failed"), apierr.Unauthorized, "E0000004", "Authentication failed"},
	"feature":                     {401, oktaError("E0000015", feature), apierr.Forbidden, "E0000015", feature},
	"permission":                  {403, oktaError("E0000006", "You do not"), apierr.Forbidden, "E0000006", "You do not"},
	"no session":                  {403, oktaError("E0000005", "Invalid session"), apierr.Unauthorized, "E0000005", "Invalid session"},
	"not found":                   {404, notFound, apierr.NotFound, "E0000007", "Not found: Resource not found: aus1 (AuthorizationServer)"},
	"not found, no causes":        {404, `{"errorCode":"E0000007","errorSummary":"Not found"}`, apierr.NotFound, "E0000007", "Not found"},
	"not found, null causes":      {404, `{"errorCode":"E0000007","errorSummary":"Not found","errorCauses":null}`, apierr.NotFound, "E0000007", "Not found"},
	"wrong path":                  {404, oktaError("E0000008", "The requested path was not found"), apierr.Unavailable, "E0000008", "The requested path was not found"},
	"404 of a proxy":              {404, page, apierr.Unavailable, "", "the answer is not Okta's (Not Found)"},
	"404 without a body":          {404, "", apierr.Unavailable, "", "the answer is not Okta's (Not Found)"},
	"404 with an empty object":    {404, `{}`, apierr.Unavailable, "", "the answer is not Okta's (Not Found)"},
	"404 without a summary":       {404, `{"errorCode":"E0000007"}`, apierr.Unavailable, "", "the answer is not Okta's (Not Found)"},
	"404 with a list":             {404, `[` + notFound + `]`, apierr.Unavailable, "", "the answer is not Okta's (Not Found)"},
	"404 with another code":       {404, oktaError("not_found", "no such route"), apierr.Unavailable, "", "the answer is not Okta's (Not Found)"},
	"404 cut short":               {404, notFound[:40], apierr.Unavailable, "", "the answer is not Okta's (Not Found)"},
	"404 of an OAuth server":      {404, `{"error":"not_found","error_description":"x"}`, apierr.Unavailable, "", "the answer is not Okta's (Not Found)"},
	"405":                         {405, oktaError("E0000022", "The endpoint does not"), apierr.Invalid, "E0000022", "The endpoint does not"},
	"408":                         {408, oktaError("E0000009", "Timeout"), apierr.Unavailable, "E0000009", "Timeout"},
	"429":                         {429, oktaError("E0000047", rateLimit), apierr.RateLimited, "E0000047", rateLimit},
	"429 of a proxy":              {429, page, apierr.RateLimited, "", "the answer is not Okta's (Too Many Requests)"},
	"400 of a proxy":              {400, page, apierr.Unavailable, "", "the answer is not Okta's (Bad Request)"},
	"401 of a proxy":              {401, page, apierr.Unavailable, "", "the answer is not Okta's (Unauthorized)"},
	"403 of a proxy":              {403, page, apierr.Unavailable, "", "the answer is not Okta's (Forbidden)"},
	"403 without a body":          {403, "", apierr.Unavailable, "", "the answer is not Okta's (Forbidden)"},
	"499 of a proxy":              {499, page, apierr.Unavailable, "", "the answer is not Okta's"},
	"500":                         {500, oktaError("E0000009", "Internal Server Error"), apierr.Unavailable, "E0000009", "Internal Server Error"},
	"500 that says not found":     {500, notFound, apierr.Unavailable, "E0000007", "Not found: Resource not found: aus1 (AuthorizationServer)"},
	"502 of a proxy":              {502, page, apierr.Unavailable, "", "the answer is not Okta's (Bad Gateway)"},
	"503":                         {503, oktaError("E0000010", "Service is in read only mode"), apierr.Unavailable, "E0000010", "Service is in read only mode"},
	"504 without a body":          {504, "", apierr.Unavailable, "", "the answer is not Okta's (Gateway Timeout)"},
	"301":                         {301, "", apierr.Unavailable, "", "refused to follow a redirect (HTTP 301)"},
	"302":                         {302, page, apierr.Unavailable, "", "refused to follow a redirect (HTTP 302)"},
	"303":                         {303, "", apierr.Unavailable, "", "refused to follow a redirect (HTTP 303)"},
	"307":                         {307, "", apierr.Unavailable, "", "refused to follow a redirect (HTTP 307)"},
	"308 with an error of Okta's": {308, notFound, apierr.Unavailable, "", "refused to follow a redirect (HTTP 308)"},
}

func TestFailures_areClassifiedByTheWire(t *testing.T) {
	t.Parallel()
	for name, c := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, answer(c.status, c.body))
			for call, send := range calls {
				e := failure(t, send(t.Context(), served.client(t), "aus1"))
				if e.Kind != c.kind || e.Status != c.status || e.Code != c.code || e.Message != c.message {
					t.Errorf("%s: got %+v, want kind %d, code %q, message %q", call, e, c.kind, c.code, c.message)
				}
				if !e.Sent || e.Token || e.Dropped || e.RequestID != "r1" {
					t.Errorf("%s: sent %v, token %v, dropped %v, request ID %q", call, e.Sent, e.Token, e.Dropped, e.RequestID)
				}
			}
			if len(served.all()) != len(calls) {
				t.Errorf("%d requests for %d calls", len(served.all()), len(calls))
			}
		})
	}
}

// Only what has the form of Okta's errors proves that nothing was rotated. A
// challenge, which other servers send as well, does not.
func TestFailures_onlyOktasOwnFormProvesARefusal(t *testing.T) {
	t.Parallel()
	proven := map[string]rotation.Verdict{"429": rotation.NotExecuted}
	for _, name := range []string{"validation", "two causes", "malformed JSON", "content type", "token", "authentication", "feature", "permission", "no session",
		"not found", "not found, no causes", "not found, null causes", "wrong path", "405"} {
		proven[name] = rotation.Refused
	}
	judge := func(t *testing.T, handler http.HandlerFunc, want rotation.Verdict) {
		t.Helper()
		_, err := newOrg(t, handler).client(t).RotateAuthorizationServerKeys(t.Context(), "aus1")
		if got := rotation.Judge(rotation.AnswerOf(err)); got != want {
			t.Errorf("%v is %q, want %q", err, got, want)
		}
	}
	for name, c := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			judge(t, answer(c.status, c.body), proven[name])
		})
	}
	for _, status := range []int{400, 401, 403} {
		judge(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("WWW-Authenticate", `Bearer error="insufficient_scope"`)
			answer(status, "")(w, r)
		}, rotation.Ambiguous)
	}
}

func TestFailures_theIDOfTheBodyWhereTheHeaderIsMissing(t *testing.T) {
	t.Parallel()
	served := newOrg(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(oktaError("E0000006", "You do not")))
	})
	e := failure(t, second(served.client(t).AuthorizationServer(t.Context(), "aus1")))
	if e.RequestID != "oae1" || e.Kind != apierr.Forbidden {
		t.Errorf("got %+v", e)
	}
}

// Refusals of an OAuth token have no body.
func TestFailures_ofAnAccessTokenAreInTheChallenge(t *testing.T) {
	t.Parallel()
	const start = `authorization_uri="http://x/oauth2/v1/authorize", realm="http://x", scope="okta.authorizationServers.manage"`
	for name, c := range map[string]struct {
		status          int
		challenge, body string
		kind            apierr.Kind
		code, message   string
	}{
		"scope": {403, `Bearer ` + start + `, error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="/x"`, "",
			apierr.Forbidden, "insufficient_scope", "The access token provided does not contain the required scopes."},
		"proof":                      {400, `DPoP ` + start + `, error="invalid_dpop_proof", error_description="'htu' claim is invalid."`, "", apierr.Unauthorized, "invalid_dpop_proof", "'htu' claim is invalid."},
		"no description":             {401, `Bearer error="invalid_token"`, "", apierr.Unauthorized, "invalid_token", "invalid_token"},
		"with a body":                {401, `Bearer error="invalid_token"`, oktaError("E0000011", "Invalid token provided"), apierr.Unauthorized, "E0000011", "Invalid token provided"},
		"without an error":           {401, `Bearer realm="x"`, "", apierr.Unavailable, "", "the answer is not Okta's (Unauthorized)"},
		"of a proxy":                 {401, `Basic realm="error=\"x\""`, "", apierr.Unavailable, "", "the answer is not Okta's (Unauthorized)"},
		"404 is not believed a word": {404, `Bearer error="invalid_token"`, "", apierr.Unavailable, "invalid_token", "invalid_token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("WWW-Authenticate", c.challenge)
				answer(c.status, c.body)(w, r)
			})
			e := failure(t, second(served.client(t).RotateAuthorizationServerKeys(t.Context(), "aus1")))
			if e.Kind != c.kind || e.Code != c.code || e.Message != c.message {
				t.Errorf("got %+v, want kind %d, code %q, message %q", e, c.kind, c.code, c.message)
			}
		})
	}
}

// Texts of an error go to the terminal.
func TestFailures_holdNoCredentials(t *testing.T) {
	t.Parallel()
	for _, handler := range []http.HandlerFunc{answer(401, oktaError("E0000011", "Invalid token provided")), hangUp(false), answer(302, "")} {
		served := newOrg(t, handler)
		_, err := served.client(t, func(s *oktaapi.Settings) { s.Credentials.APIToken = "secret-token" }).AuthorizationServer(t.Context(), "aus1")
		for e := error(failure(t, err)); e != nil; e = errors.Unwrap(e) {
			if strings.Contains(e.Error(), "secret") {
				t.Errorf("%q holds the token", e)
			}
		}
	}
}
