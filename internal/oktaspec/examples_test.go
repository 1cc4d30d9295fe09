package oktaspec

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// contradictions are where Okta's examples and Okta's document disagree, and
// the document is to be followed (a request has no id), or the sandbox does not
// have the operation yet. The value is the place.
var contradictions = map[string]string{
	"OAuth2ResourceServerJsonWebKey":                 "/alg",
	"ReplaceAuthServerEnableTokenEncryptionBody":     "/jwks/keys/*/id",
	"ReplaceAuthServerEnableTokenEncryptionResponse": "/jwks/keys/*/id",
	"oAuthClientJsonActiveEncryptionKeyRequest":      "/id",
	"oAuthClientJsonInactiveEncryptionKeyRequest":    "/id",
	"oAuthClientJsonWebKeyRequest":                   "/id",
}

// problemsOf sends an example past the document as the half of an exchange, and
// returns the problems of that half.
func (x Example) problemsOf(t *testing.T, doc *Document) []Problem {
	t.Helper()
	path := strings.NewReplacer("{appId}", "0oa1", "{authServerId}", "aus1", "{keyId}", "k").Replace(x.Path)
	side, body, status, answer := Response, []byte(nil), 0, []byte(nil)
	if x.Status == "request" {
		side, body = Request, x.Body
	} else {
		answer = x.Body
		code, err := strconv.Atoi(x.Status)
		if err != nil {
			t.Fatal(err)
		}
		status = code
	}
	var problems []Problem
	for _, p := range doc.CheckExchange(request(t, x.Method, path), body, status, jsonHeader, answer) {
		if p.Side == side {
			problems = append(problems, p)
		}
	}
	return problems
}

func TestOktaExamplesPass(t *testing.T) {
	t.Parallel()
	doc, examples := Load(t), LoadExamples(t)
	found := map[string]bool{}
	for _, x := range examples.All(t) {
		for _, p := range doc.Remaining(x.problemsOf(t, doc)) {
			allowed := Departure{p.Operation, p.Side, "", ""}
			ok := false
			for _, place := range strings.Split(contradictions[x.Name], " ") {
				allowed.Pointer = place
				ok = ok || allowed.allows(p)
			}
			if _, known := contradictions[x.Name]; !known || !ok {
				t.Errorf("%s, %s %s %s: %s", x.Name, x.Method, x.Path, x.Status, p)
			}
			found[x.Name] = true
		}
	}
	for name := range contradictions {
		if !found[name] {
			t.Errorf("the example %s does not contradict the document", name)
		}
	}
}

func TestExamplesOfAPlace(t *testing.T) {
	t.Parallel()
	var names []string
	for _, x := range LoadExamples(t).Of(t, http.MethodGet, "/api/v1/authorizationServers/{authServerId}/credentials/keys/{keyId}", "200") {
		names = append(names, x.Name)
	}
	expect(t, "examples", names, "ActiveAuthorizationServerKey", "ExpiredAuthorizationServerKey", "NextAuthorizationServerKey")
}
