package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// dataSources are a configuration of each data source that finds what it asks for.
func dataSources(s *acctest.Sandbox) map[string]map[string]any {
	app := s.Okta().AddApp(sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "a"}}, Connection: &sandbox.OktaConnection{}})
	server := s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{ResourceServerKeys: []sandbox.OktaResourceServerKey{{KID: "a"}}})
	signing, _, _ := s.SigningKIDs(server)
	return map[string]map[string]any{
		"idpkeys_auth0_connection_keys":          {"connection_id": s.Connection()},
		"idpkeys_okta_app_jwk":                   {"app_id": app, "kid": "a"},
		"idpkeys_okta_app_jwks":                  {"app_id": app},
		"idpkeys_okta_app_connection_jwks":       {"app_id": app},
		"idpkeys_okta_resource_server_jwk":       {"authorization_server_id": server, "kid": "a"},
		"idpkeys_okta_resource_server_jwks":      {"authorization_server_id": server},
		"idpkeys_okta_authorization_server_key":  {"authorization_server_id": server, "kid": signing},
		"idpkeys_okta_authorization_server_keys": {"authorization_server_id": server},
	}
}

// failures are what every read can be answered with.
func failures() map[string]sandbox.Answer {
	answers := map[string]sandbox.Answer{"page": sandbox.HTML200(), "text": sandbox.OKJSON(`"text"`), "dropped": sandbox.Drop(), "404 page": sandbox.StatusHTML(404)}
	for _, status := range []int{400, 401, 403, 404, 409, 429, 500, 503} {
		answers[strconv.Itoa(status)] = sandbox.Status(status)
	}
	for code, status := range map[string]int{"E0000005": 403, "E0000006": 403, "E0000007": 404, "E0000011": 401, "E0000015": 401} {
		answers[code] = sandbox.JSON(status, fmt.Sprintf(`{"errorCode":%q,"errorSummary":"It failed","errorId":"oae1","errorCauses":[]}`, code))
	}
	for code, status := range map[string]int{
		"Bearer": 400, "invalid_uri": 400, "insufficient_entitlement": 403, "insufficient_scope": 403, "inexistent_connection": 404,
	} {
		answers[code] = sandbox.JSON(status, fmt.Sprintf(`{"statusCode":%d,"error":"It failed","message":"It failed","errorCode":%q}`, status, code))
	}
	return answers
}

// Data sources destroy nothing: no error of theirs advises how to destroy, or to take
// something out of the state.
func TestDataSources_noErrorSpeaksOfDestroying(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	configs := dataSources(s)
	if got, want := slices.Sorted(maps.Keys(configs)), s.RPC().DataSources(); !slices.Equal(got, want) {
		t.Fatalf("walks %q of %q", got, want)
	}
	for typeName, config := range configs {
		r := s.RPC()
		if _, diags := r.ReadData(typeName, config); diags.Errors() > 0 {
			t.Fatalf("%s without a failure:\n%s", typeName, diags)
		}
		for name, answer := range failures() {
			s.Inject(sandbox.Fault{Match: sandbox.OnAny, Times: -1, Answer: answer})
			s.Walk(r)
			_, diags := r.ReadData(typeName, config)
			s.ClearFaults()
			if diags.Errors() != 1 {
				t.Errorf("%s, %s: not one error:\n%s", typeName, name, diags)
			}
			for _, word := range []string{"destroy", "state rm", "removed block", "on_destroy"} {
				if strings.Contains(diags.String(), word) {
					t.Errorf("%s, %s: nothing is destroyed:\n%s", typeName, name, diags)
				}
			}
		}
	}
}
