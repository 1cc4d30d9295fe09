package oktaspec

import (
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// What Okta's examples of keys that servers encrypt to have, and Okta's guide on
// key management, with answers of an org, and the document have not: alg, the link
// self, and only one of the links of an INACTIVE key.
var (
	exampleOfActive   = []string{"/alg", "/_links"}
	exampleOfInactive = []string{"/alg", "/_links/activate"}
	exampleOfList     = []string{"/*/_links", "/*/_links/self", "/*/_links/activate", "/*/_links/delete"}
)

// TestSandboxAnswersAboutResourceKeysInTheShapeOfExamples compares the answers
// about keys that servers encrypt to with Okta's examples of them.
func TestSandboxAnswersAboutResourceKeysInTheShapeOfExamples(t *testing.T) {
	t.Parallel()
	examples := LoadExamples(t)
	w := newOrgFixture(t, Load(t))
	on, off := sandbox.OktaResourceServerKey{KID: "on", Status: "ACTIVE"}, sandbox.OktaResourceServerKey{KID: "off"}
	two := w.serverWith("RSA-OAEP-256", on, off)
	is := func(name string, c orgCall, except ...string) {
		t.Helper()
		for _, line := range CompareShape(examples.Body(t, name), w.is(c, http.StatusOK), except...) {
			t.Errorf("against the example %s: %s", name, line)
		}
	}
	is("ListOAuth2ResourceServerJsonWebKeys", orgCall{method: http.MethodGet, path: resourceKeysPath(two)}, exampleOfList...)
	is("OAuth2ResourceServerJsonWebKey", w.resourceCalls(two, 0)["get"], exampleOfActive...)
	is("OAuth2ResourceServerJsonWebKey", w.resourceCalls(two, 1)["get"], exampleOfInactive...)
	// There is no example of reading such a server, but of the answer that made it one.
	is("ReplaceAuthServerEnableTokenEncryptionResponse", w.operations(two)["getAuthorizationServer"], serverMembersRecorded...)

	one := func(call, alg string, key sandbox.OktaResourceServerKey) orgCall {
		return w.resourceCalls(w.serverWith(alg, key), 0)[call]
	}
	add := func(change map[string]any, keys ...sandbox.OktaResourceServerKey) orgCall {
		return w.addResourceKey(w.serverWith("", keys...), change)
	}
	const bad = http.StatusBadRequest
	w.compareChanges(examples, []keyChange{
		{"OAuth2ResourceServerJsonWebKey", add(nil), http.StatusCreated, exampleOfInactive},
		{"OAuth2ResourceServerJsonWebKey", one("activate", "", off), http.StatusOK, exampleOfActive},
		{"OAuth2ResourceServerJsonWebKey", one("deactivate", "", on), http.StatusOK, exampleOfInactive},
		{"ErrorJsonWebKeyNonUniqueKid", add(map[string]any{"kid": "on"}, on), bad, nil},
		{"ErrorJsonWebKeyKidLengthTooShort", add(map[string]any{"n": "AQAB"}), bad, nil},
		{"ErrorJsonWebKeyTooManyKids", add(nil, make([]sandbox.OktaResourceServerKey, 5)...), bad, nil},
		{"ErrorJsonWebKeyCannotAddActiveKey", add(map[string]any{"status": "ACTIVE"}), bad, nil},
		{"ErrorDeleteActiveJsonWebKey", one("delete", "", on), bad, nil},
		{"ErrorDeactivateActiveKey", one("deactivate", "RSA-OAEP-256", on), bad, nil},
	}, "/resourceservercredentials/keys")
}
