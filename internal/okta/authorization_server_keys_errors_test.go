package okta_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// readErrorCase is one state of the org and the provider block in which nothing can be
// read.
type readErrorCase struct {
	provider func(s *acctest.Sandbox) map[string]any
	answer   sandbox.Answer
	texts    []string
}

func withToken(token func(s *acctest.Sandbox) string) func(*acctest.Sandbox) map[string]any {
	return func(s *acctest.Sandbox) map[string]any { return block(s, map[string]any{"api_token": token(s)}) }
}

func completeSettings(s *acctest.Sandbox) map[string]any { return s.Config() }

// expect tries each of the three types that read.
func (w readErrorCase) expect(t *testing.T) {
	t.Helper()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	if w.answer != nil {
		s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Times: -1, Answer: w.answer})
	}
	r := acctest.NewRPC(t, acctest.Provider())
	if diags := r.Configure(w.provider(s)); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	words := append([]string{"ERROR", "Unable to read Okta authorization server keys", fmt.Sprintf("Authorization server %q", id)}, w.texts...)
	if plan := r.Plan(keysType, nil, config(id)); !plan.Diags.Has(words...) {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	if _, diags := r.ReadData(keysType, config(id)); !diags.Has(words...) {
		t.Errorf("the data source says:\n%s", diags)
	}
	if _, diags := r.ReadData(keyType, config(id, map[string]any{"kid": "k"})); !diags.Has(words...) {
		t.Errorf("the data source of one key says:\n%s", diags)
	}
	if n := s.Okta().Rotations(id) + s.RotationRequests(0); n != 0 {
		t.Errorf("%d rotations or requests to rotate", n)
	}
}

func TestAuthorizationServerKeys_readErrorsNameTheCause(t *testing.T) {
	t.Parallel()
	const network = "Check okta.org_url (or okta.org_name and okta.base_url), the network and any proxy"
	for name, w := range map[string]readErrorCase{
		"wrong token": {provider: withToken(func(*acctest.Sandbox) string { return "wrong" }), texts: []string{
			"Okta answered: Invalid token provided", "HTTP 401", "E0000011", "request ID", "Check that the token belongs to this org"}},
		"expired token": {provider: func(s *acctest.Sandbox) map[string]any { s.Okta().ExpireToken(s.OktaToken); return s.Config() },
			texts: []string{"HTTP 401", "E0000011"}},
		"API token given as access token": {provider: func(s *acctest.Sandbox) map[string]any { return block(s, map[string]any{"access_token": s.OktaToken}) },
			texts: []string{"HTTP 401", "E0000011"}},
		"without API Access Management": {provider: func(s *acctest.Sandbox) map[string]any { s.Okta().SetAccessManagement(false); return s.Config() },
			texts: []string{"Okta answered: You do not have permission to access the feature you are requesting", "HTTP 401", "E0000015", "request ID",
				"Check that the org has API Access Management"}},
		"missing scope": {provider: func(s *acctest.Sandbox) map[string]any {
			return block(s, map[string]any{"access_token": s.Okta().AccessToken("okta.apps.read")})
		}, texts: []string{"The access token provided does not contain the required scopes", "HTTP 403", "insufficient_scope", "request ID",
			"Grant the application okta.authorizationServers.read"}},
		"403":               {provider: completeSettings, answer: sandbox.JSON(403, `{"errorCode":"E0000006","errorSummary":"You do not have permission to perform the requested action","errorCauses":[]}`), texts: []string{"HTTP 403", "E0000006", "Grant the application"}},
		"404 of a proxy":    {provider: completeSettings, answer: sandbox.StatusHTML(404), texts: []string{"the answer is not Okta's (Not Found)", "HTTP 404", network}},
		"404 of a path":     {provider: completeSettings, answer: sandbox.JSON(404, `{"errorCode":"E0000008","errorSummary":"The requested path was not found"}`), texts: []string{"The requested path was not found", "HTTP 404", "E0000008", network}},
		"malformed JSON":    {provider: completeSettings, answer: sandbox.OKJSON(`[{"kid":`), texts: []string{"the answer could not be read", "HTTP 200", network}},
		"an object":         {provider: completeSettings, answer: sandbox.OKJSON(`{"keys":[]}`), texts: []string{"the answer could not be read", network}},
		"null":              {provider: completeSettings, answer: sandbox.OKJSON("null"), texts: []string{"the answer holds no list of keys", network}},
		"captive portal":    {provider: completeSettings, answer: sandbox.HTML200(), texts: []string{"the answer could not be read", network}},
		"login of a portal": {provider: completeSettings, answer: sandbox.Redirect(302, "https://login.example.com/"), texts: []string{"HTTP 302", network}},
		"500":               {provider: completeSettings, answer: sandbox.Status(500), texts: []string{"Okta answered: Internal Server Error", "HTTP 500", "E0000009"}},
		"read-only mode":    {provider: completeSettings, answer: sandbox.Status(503), texts: []string{"Okta answered: Service is in read only mode", "HTTP 503", "E0000010"}},
		"validation with causes": {provider: completeSettings, answer: sandbox.JSON(400, `{"errorCode":"E0000001","errorSummary":"Api validation failed: keys","errorCauses":[{"errorSummary":"the cause"}]}`),
			texts: []string{"Api validation failed: keys: the cause", "HTTP 400", "E0000001"}},
		"org down": {provider: func(s *acctest.Sandbox) map[string]any { c := s.Config(); s.Okta().Stop(); return c },
			texts: []string{"connection refused", network}},
		"no credentials": {provider: func(s *acctest.Sandbox) map[string]any { return block(s, nil) }, texts: []string{
			"no complete settings for Okta", "okta.api_token (or OKTA_API_TOKEN)", "OKTA_API_PRIVATE_KEY"}},
		"nothing at all": {provider: func(*acctest.Sandbox) map[string]any { return map[string]any{} }, texts: []string{"Set okta.org_url (or OKTA_ORG_URL)"}},
		"half a method": {provider: func(s *acctest.Sandbox) map[string]any { return block(s, map[string]any{"client_id": "x"}) },
			texts: []string{"okta.private_key (or OKTA_API_PRIVATE_KEY)", "okta.scopes (or OKTA_API_SCOPES)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.expect(t)
		})
	}
}

func TestAuthorizationServerKeys_unknownServerIsAnErrorInAPlan(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	words := []string{"ERROR", "Not found: Resource not found: aus1 (AuthorizationServer)", "HTTP 404", "E0000007", "Check authorization_server_id"}
	if plan := r.Plan(keysType, nil, config("aus1")); !plan.Diags.Has(words...) {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	if _, diags := r.ReadData(keysType, config("aus1")); !diags.Has(words...) {
		t.Errorf("the data source says:\n%s", diags)
	}
}

// A token that can read and not rotate is easy to get. Nothing is repeated: after a
// refusal in Okta's form one look sees that the keys are as it says; a challenge, which
// has no body, proves nothing, so that the keys decide, until no list can lag.
func TestAuthorizationServerKeys_whoMayReadAndNotRotate(t *testing.T) {
	t.Parallel()
	for name, refused := range map[string]struct {
		okta  func(s *acctest.Sandbox) map[string]any
		words []string
		looks []string
	}{
		"read-only admin": {func(s *acctest.Sandbox) map[string]any {
			return map[string]any{"api_token": s.Okta().ReadOnlyAPIToken()}
		},
			[]string{"E0000006", "You do not have permission to perform the requested action", "The keys were not rotated."},
			[]string{"GET keys 200", "GET server 200"}},
		"scope to read": {func(s *acctest.Sandbox) map[string]any {
			return map[string]any{"access_token": s.Okta().AccessToken("okta.authorizationServers.read")}
		}, []string{"insufficient_scope", "does not contain the required scopes", "outcome unknown; not sent again"},
			append([]string{"GET keys 200", "GET server 200"}, slices.Repeat([]string{"GET keys 200"}, len(rotation.PollPauses())+len(rotation.LaterPollPauses())-1)...)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := s.AuthorizationServer()
			s.Settings = block(s, refused.okta(s))
			r := s.RPC()
			plan := r.Plan(keysType, nil, config(id))
			s.Walk(r)
			mark := s.Journal().Len()
			object, diags := r.Apply(plan, nil)
			words := append(refused.words, "ERROR", "Unable to rotate Okta authorization server keys", "HTTP 403",
				"request ID", "okta.authorizationServers.manage")
			if object.Exists() || !diags.Has(words...) {
				t.Errorf("the error says:\n%s", diags)
			}
			s.ExpectCalls(mark, append([]string{"GET keys 200", "GET server 200", "GET keys 200", "POST keyRotate 403"}, refused.looks...)...)
			s.ExpectRotations(acctest.OktaKeys, id, 0, mark, 1)
		})
	}
}

// A server that goes away between plan and apply is an error that rotates
// nothing.
func TestAuthorizationServerKeys_serverRemovedBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	id, plan := s.PlanSecondRotation(r, acctest.OktaKeys)
	s.Okta().RemoveAuthorizationServer(id)
	s.Clock().Advance(time.Second)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "HTTP 404", "E0000007") || s.RotationRequests(mark) != 0 {
		t.Errorf("the error says:\n%s", diags)
	}
}
