package oktaspec

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// jsonHeader is what a body is sent with.
var jsonHeader = http.Header{"Content-Type": {"application/json"}}

// request is a request with a JSON content type.
func request(t *testing.T, method, path string) *http.Request {
	t.Helper()
	u, err := url.Parse("http://org.example.com" + path)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Request{Method: method, URL: u, Header: jsonHeader.Clone()}
}

// lines are problems as text, without the operation and side that the test
// names itself.
func lines(problems []Problem) []string {
	var all []string
	for _, p := range problems {
		all = append(all, p.String())
	}
	return all
}

// expect compares lines, each of which must begin with what is wanted.
func expect(t *testing.T, what string, have []string, want ...string) {
	t.Helper()
	ok := len(have) == len(want)
	for i := 0; ok && i < len(want); i++ {
		ok = strings.HasPrefix(have[i], want[i])
	}
	if !ok {
		t.Errorf("%s:\nhave %q\nwant %q", what, have, want)
	}
}

const (
	serverPath = "/api/v1/authorizationServers/aus1"
	keysPath   = serverPath + "/credentials/keys"
	rotatePath = serverPath + "/credentials/lifecycle/keyRotate"
	encPath    = serverPath + "/resourceservercredentials/keys"
	appPath    = "/api/v1/apps/0oa1/credentials/jwks"

	goodKey   = `{"status":"ACTIVE","alg":"RS256","e":"AQAB","n":"n","kid":"k","kty":"RSA","use":"sig","_links":{"self":{"href":"https://x","hints":{"allow":["GET"]}}}}`
	goodError = `{"errorCode":"E0000007","errorSummary":"s","errorLink":"E0000007","errorId":"i","errorCauses":[{"errorSummary":"c"}]}`
)
