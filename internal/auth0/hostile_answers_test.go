package auth0_test

import (
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// What Auth0, or something on the way, answers is shown escaped and cut, wherever it is:
// in an error of the API or of the token endpoint, in the members of a key.
func TestHostileAnswers_areShownEscapedAndCut(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id, r := s.Connection(), s.RPC()
	object := create(t, s, r, config(id))
	see := func(name string, match func(*http.Request) bool, answer sandbox.Answer) {
		t.Helper()
		s.Inject(sandbox.Fault{Match: match, Times: 99, Answer: answer})
		defer s.ClearFaults()
		s.Walk(r)
		next, diags := r.Read(object)
		acctest.ExpectNoControlCharacters(t, name, diags)
		if next.Exists() {
			acctest.ExpectNoControlCharactersIn(t, name, next.Value)
			acctest.ExpectNoControlCharacters(t, name, r.Plan(keysType, next, config(id, trigger("2"))).Diags)
		}
		acctest.ExpectNoControlCharacters(t, name, r.Plan(keysType, nil, config(id)).Diags)
		data, diags := r.ReadData(keysType, map[string]any{"connection_id": id})
		acctest.ExpectNoControlCharacters(t, name, diags)
		if diags.Errors() == 0 {
			acctest.ExpectNoControlCharactersIn(t, name, data)
		}
	}
	for _, field := range []string{"message", "error", "errorCode"} {
		for _, status := range []int{400, 401, 403, 404, 429, 502} {
			body := map[string]any{"statusCode": status, "error": "Bad", "message": "no", "errorCode": "x"}
			body[field] = acctest.Hostile
			see(field, sandbox.OnAny, sandbox.JSON(status, acctest.JSON(t, body)))
		}
	}
	for _, member := range []string{"kid", "cert", "pkcs", "fingerprint", "thumbprint", "subject_dn", "current_since", "algorithm", "key_use"} {
		keys := []any{map[string]any{"kid": "a", "current": true}, map[string]any{"kid": "b", "next": true}}
		for _, key := range keys {
			key.(map[string]any)[member] = acctest.Hostile
		}
		see(member, sandbox.OnKeys, sandbox.OKJSON(acctest.JSON(t, keys)))
	}
	s.Settings = map[string]any{"auth0": map[string]any{"domain": s.Auth0().URL(), "client_id": "client", "client_secret": "a-secret-of-the-client"}}
	see("error_description", sandbox.OnToken, sandbox.JSON(403, acctest.JSON(t, map[string]any{"error": acctest.Hostile, "error_description": acctest.Hostile})))
}

// An answer that repeats the credentials of the request does not get them shown.
func TestHostileAnswers_doNotRepeatCredentials(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id, r := s.Connection(), s.RPC()
	const secret = "a-secret-of-the-client"
	for name, settings := range map[string]map[string]any{
		"token":         {"domain": s.Auth0().URL(), "api_token": s.Token},
		"client secret": {"domain": s.Auth0().URL(), "client_id": "client", "client_secret": secret},
	} {
		s.Settings = map[string]any{"auth0": settings}
		s.Inject(sandbox.Fault{Match: sandbox.OnAny, Times: 9, Answer: sandbox.JSON(400, acctest.JSON(t, map[string]any{
			"statusCode": 400, "error": "Bad Request", "message": "You sent " + s.Token + " and " + secret, "error_description": "You sent " + s.Token + " and " + secret,
		}))})
		s.Walk(r)
		plan := r.Plan(keysType, nil, config(id))
		s.ClearFaults()
		if shown := map[string]string{"token": s.Token, "client secret": secret}[name]; plan.Diags.Has(shown) || !plan.Diags.Has("ERROR", "(redacted)") {
			t.Errorf("%s:\n%s", name, plan.Diags)
		}
	}
}
