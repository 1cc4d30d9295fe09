package oktaspec

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// keyChange is a call whose answer Okta has an example of.
type keyChange struct {
	example string
	call    orgCall
	status  int
	except  []string
}

// TestSandboxChangesKeysInTheShapeOfExamples compares the answers to changes with
// Okta's examples of them: all that there are for these operations alone.
func TestSandboxChangesKeysInTheShapeOfExamples(t *testing.T) {
	t.Parallel()
	examples := LoadExamples(t)
	w := newOrgFixture(t, Load(t))
	w.compareChanges(examples, slices.Concat(w.exampleChanges(), w.exampleRefusals()), "/apps/{appId}/credentials/jwks")
}

// compareChanges compares answers with examples of them. All the examples of
// changes below a path must be among them.
func (w *orgFixture) compareChanges(examples *Examples, changes []keyChange, path string) {
	w.t.Helper()
	t := w.t
	compared := map[string]bool{}
	for _, c := range changes {
		body := w.is(c.call, c.status)
		for _, line := range CompareShape(examples.Body(t, c.example), body, c.except...) {
			t.Errorf("against the example %s: %s", c.example, line)
		}
		if c.status >= http.StatusBadRequest {
			sameRefusal(t, c.example, examples.Body(t, c.example), body)
		}
		op, _ := w.doc.find(c.call.method, w.request(c.call).URL)
		compared[fmt.Sprint(c.example, c.call.method, op.template, c.status)] = true
	}
	for _, x := range examples.All(t) {
		ours := strings.Contains(x.Path, path) && x.Method != http.MethodGet
		if ours && slices.Contains([]string{"200", "201", "204", "400"}, x.Status) && !compared[x.Name+x.Method+x.Path+x.Status] {
			t.Errorf("the example %s of %s %s %s is compared with nothing", x.Name, x.Method, x.Path, x.Status)
		}
	}
}

// appWith is an app with keys, all of one material.
func (w *orgFixture) appWith(app sandbox.OktaApp, keys ...sandbox.OktaAppKey) (id string) {
	for i := range keys {
		keys[i].PublicKey = w.rsaKey()
	}
	app.Keys = keys
	return w.org.AddApp(app)
}

// exampleChanges are the changes that are done.
func (w *orgFixture) exampleChanges() []keyChange {
	sig := w.jwk(map[string]any{"kid": "new", "use": "sig", "alg": "RS256"})
	enc := func(status string) string { return w.jwk(map[string]any{"kid": "new", "use": "enc", "status": status}) }
	encrypts := sandbox.OktaApp{IDTokenEncryptedResponseAlg: "RSA-OAEP-256"}
	two := w.appWith(sandbox.OktaApp{},
		sandbox.OktaAppKey{KID: "on", Use: "sig", Alg: "RS256"}, sandbox.OktaAppKey{KID: "off", Use: "sig", Alg: "RS256", Status: "INACTIVE"})
	return []keyChange{
		{"oAuthClientJsonWebKey", w.add(w.appWith(sandbox.OktaApp{}), sig), http.StatusCreated, nil},
		{"oAuthClientJsonActiveEncryptionKey", w.add(w.appWith(encrypts), enc("ACTIVE")), http.StatusCreated, nil},
		{"oAuthClientJsonInactiveEncryptionKey", w.add(w.appWith(encrypts), enc("INACTIVE")), http.StatusCreated, nil},
		{"oAuthClientJsonWebKey", w.keyCalls(two, 1)["activate"], http.StatusOK, nil},
		// That of an INACTIVE encryption key has delete, as the notes on deletion want.
		{"deactivateOAuth2ClientJsonWebKeyResponse", w.keyCalls(two, 0)["deactivate"], http.StatusOK, []string{"/_links/delete"}},
	}
}

// exampleRefusals are the changes that are refused.
func (w *orgFixture) exampleRefusals() []keyChange {
	const bad = http.StatusBadRequest
	sig := sandbox.OktaAppKey{KID: "a", Use: "sig", Alg: "RS256"}
	enc := sandbox.OktaAppKey{KID: "b", Use: "enc"}
	var full []sandbox.OktaAppKey
	for i := range 50 {
		full = append(full, sandbox.OktaAppKey{KID: fmt.Sprint(i)})
	}
	body := func(kid any, use string) string { return w.jwk(map[string]any{"kid": kid, "use": use}) }
	one := func(app sandbox.OktaApp, call string, keys ...sandbox.OktaAppKey) orgCall {
		return w.keyCalls(w.appWith(app, keys...), 0)[call]
	}
	plain := sandbox.OktaApp{}
	return []keyChange{
		{"ErrorClientJsonWebKeyNonUniqueKid", w.add(w.appWith(plain, sig), body(nil, "sig")), bad, nil},
		{"ErrorClientJsonWebKeyDuplicateKid", w.add(w.appWith(plain, sig), body("a", "sig")), bad, nil},
		{"ErrorClientJsonWebKeyKidLengthTooShort", w.add(w.appWith(plain), w.jwk(map[string]any{"n": "AQAB", "use": "sig"})), bad, nil},
		{"ErrorClientJsonWebKeyTooManyKids", w.add(w.appWith(plain, full...), body("a", "sig")), bad, nil},
		{"ErrorOnlyOneActiveEncryptionKeyAllowed", w.add(w.appWith(plain, enc), body("a", "enc")), bad, nil},
		{"ErrorDeleteActiveJsonWebKey", one(plain, "delete", sig), bad, nil},
		{"ErrorDeactivateTheOnlyKeyWithPrivateKeyJwtAuthMethod", one(plain, "deactivate", sig), bad, nil},
		{"ErrorDeactivateTheOnlyKeyWithRequestObjectSignAlgorithm", one(sandbox.OktaApp{RequestObjectSigningAlg: "RS256"}, "deactivate", sig, enc), bad, nil},
		{"ErrorDeactivateEncryptionKey", one(sandbox.OktaApp{IDTokenEncryptedResponseAlg: "RSA-OAEP-256"}, "deactivate", enc, sig), bad, nil},
	}
}

// sameRefusal compares the texts of two refusals.
func sameRefusal(t *testing.T, name string, example, body json.RawMessage) {
	t.Helper()
	var want, have struct {
		Code    string `json:"errorCode"`
		Summary string `json:"errorSummary"`
		Causes  []struct {
			Summary string `json:"errorSummary"`
		} `json:"errorCauses"`
	}
	for text, into := range map[*json.RawMessage]any{&example: &want, &body: &have} {
		if err := json.Unmarshal(*text, into); err != nil {
			t.Fatal(err)
		}
	}
	want.Code = strings.TrimSuffix(want.Code, ",") // a misprint in ErrorJsonWebKeyCannotAddActiveKey
	if want.Code != have.Code || want.Summary != have.Summary || len(want.Causes) != 1 || len(have.Causes) != 1 || want.Causes[0] != have.Causes[0] {
		t.Errorf("the example %s says %v, the answer %v", name, want, have)
	}
}
