package oktaspec

import (
	"net/http"
	"strings"
	"testing"
)

func TestAnswersAreChecked(t *testing.T) {
	t.Parallel()
	doc := Load(t)
	for name, c := range map[string]struct {
		method, path string
		status       int
		body         string
		want         []string
	}{
		"good list":               {http.MethodGet, keysPath, 200, "[" + goodKey + "]", nil},
		"good empty list":         {http.MethodGet, keysPath, 200, "[]", nil},
		"good key, escaped kid":   {http.MethodGet, keysPath + "/a%2Fb", 200, goodKey, nil},
		"good error":              {http.MethodGet, keysPath, 404, goodError, nil},
		"good deletion":           {http.MethodDelete, encPath + "/k", 204, "", nil},
		"object for an array":     {http.MethodGet, keysPath, 200, goodKey, []string{"listAuthorizationServerKeys response: /: value must be an array"}},
		"wrong type":              {http.MethodGet, keysPath, 200, `[{"kid":1}]`, []string{"listAuthorizationServerKeys response: /0/kid: value must be a string"}},
		"two wrong types":         {http.MethodGet, keysPath, 200, `[{"kid":1},{"n":true}]`, []string{"listAuthorizationServerKeys response: /0/kid: value must be a string", "listAuthorizationServerKeys response: /1/n: value must be a string"}},
		"null":                    {http.MethodGet, keysPath + "/k", 200, `{"use":null}`, []string{"getAuthorizationServerKey response: /use: Value is not nullable"}},
		"unknown member of a key": {http.MethodGet, keysPath + "/k", 200, `{"crv/x":"P-256"}`, []string{"getAuthorizationServerKey response: /crv~1x: the document does not name the member"}},
		"unknown member deep in": {http.MethodGet, serverPath, 200, `{"credentials":{"signing":{"mode":"AUTO"}}}`,
			[]string{"getAuthorizationServer response: /credentials/signing/mode: the document does not name the member"}},
		"unknown value": {http.MethodGet, serverPath, 200, `{"credentials":{"signing":{"rotationMode":"NEVER"}}}`,
			[]string{"getAuthorizationServer response: /credentials/signing/rotationMode: the value is none of the known values"}},
		"bad time": {http.MethodGet, serverPath, 200, `{"created":"yesterday"}`,
			[]string{"getAuthorizationServer response: /created: string doesn't match"}},
		"bad enum":                 {http.MethodGet, encPath + "/k", 200, `{"status":"NEXT"}`, []string{"getOAuth2ResourceServerJsonWebKey response: /status: value is not one of the allowed values"}},
		"unknown member, error":    {http.MethodGet, keysPath, 404, `{"errorcode":"E0000007"}`, []string{"listAuthorizationServerKeys response: /errorcode: the document does not name the member"}},
		"undocumented status":      {http.MethodGet, keysPath, 409, goodError, []string{"listAuthorizationServerKeys response: status 409: "}},
		"undocumented and no JSON": {http.MethodGet, keysPath, 502, `<html>`, []string{"listAuthorizationServerKeys response: status 502: ", "listAuthorizationServerKeys response: body: not JSON"}},
		"undocumented success":     {http.MethodGet, keysPath, 202, "", []string{"listAuthorizationServerKeys response: status 202: "}},
		"no body":                  {http.MethodGet, keysPath, 200, "", []string{"listAuthorizationServerKeys response: body 200: "}},
		"needless body":            {http.MethodDelete, encPath + "/k", 204, "{}", []string{"deleteOAuth2ResourceServerJsonWebKey response: body 204: "}},
		"required member":          {http.MethodGet, "/api/v1/apps/0oa1/connections/default/jwks", 200, `{"jwks":{}}`, []string{`getUserProvisioningConnectionJWKS response: /jwks/keys: property "keys" is missing`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			have := doc.CheckExchange(request(t, c.method, c.path), nil, c.status, jsonHeader, []byte(c.body))
			expect(t, "problems", lines(have), c.want...)
		})
	}
}

func TestRequestsAreChecked(t *testing.T) {
	t.Parallel()
	doc := Load(t)
	const key = `"kty":"RSA","e":"AQAB","n":"n","kid":"k"`
	for name, c := range map[string]struct {
		method, path, body string
		want               []string
	}{
		"good rotation":     {http.MethodPost, rotatePath, `{"use":"sig"}`, nil},
		"good key":          {http.MethodPost, encPath, `{` + key + `,"use":"enc","status":"INACTIVE"}`, nil},
		"good signing key":  {http.MethodPost, appPath, `{` + key + `,"use":"sig","alg":"RS256"}`, nil},
		"good EC key":       {http.MethodPost, appPath, `{"kty":"EC","use":"sig","x":"x","y":"y","kid":"k"}`, nil},
		"no body":           {http.MethodPost, rotatePath, "", []string{"rotateAuthorizationServerKeys request: body: the operation needs a body"}},
		"needless body":     {http.MethodGet, keysPath, "{}", []string{"listAuthorizationServerKeys request: body: the operation takes no body"}},
		"not JSON":          {http.MethodPost, rotatePath, "use=sig", []string{"rotateAuthorizationServerKeys request: body: not JSON"}},
		"unknown value":     {http.MethodPost, rotatePath, `{"use":"enc"}`, []string{"rotateAuthorizationServerKeys request: /use: the value is none of the known values"}},
		"unknown member":    {http.MethodPost, rotatePath, `{"use":"sig","kid":"k"}`, []string{"rotateAuthorizationServerKeys request: /kid: the document does not name the member"}},
		"what Okta decides": {http.MethodPost, encPath, `{"id":"apk1"}`, []string{"addOAuth2ResourceServerJsonWebKey request: /id: the document does not name the member"}},
		"EC without schema": {http.MethodPost, appPath, `{"kty":"EC","use":"sig","x":"x","y":"y","crv":"P-256"}`, []string{"addJwk request: /crv: the document does not name the member"}},
		"member of another alternative": {http.MethodPost, appPath, `{` + key + `,"use":"sig","x":"x"}`,
			[]string{"addJwk request: /x: the document does not name the member"}},
		"wrong in an alternative": {http.MethodPost, appPath, `{"kty":"RSA","e":"AQAB","n":7,"use":"sig"}`,
			[]string{"addJwk request: /n: value must be a string"}},
		"wrong in what an alternative is made of": {http.MethodPost, appPath, `{` + key + `,"use":"sig","status":"NEXT"}`,
			[]string{"addJwk request: /status: value is not one of the allowed values"}},
		"two alternatives":     {http.MethodPost, appPath, `{` + key + `}`, []string{`addJwk request: /: value matches more than one schema from "oneOf"`}},
		"unknown query":        {http.MethodGet, keysPath + "?limit=5", "", []string{"listAuthorizationServerKeys request: query limit: "}},
		"empty path parameter": {http.MethodGet, keysPath + "/", "", []string{"getAuthorizationServerKey request: path keyId: the parameter is empty"}},
		"unknown path":         {http.MethodGet, "/api/v1/users", "", []string{"unknown operation request: operation: the document has no GET /api/v1/users"}},
		"unknown method":       {http.MethodPatch, serverPath, "", []string{"unknown operation request: operation: the document has no PATCH "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			have := doc.CheckExchange(request(t, c.method, c.path), []byte(c.body), 0, nil, nil)
			expect(t, "problems", lines(have), c.want...)
		})
	}
}

func TestContentTypes(t *testing.T) {
	t.Parallel()
	doc := Load(t)
	req := request(t, http.MethodPost, rotatePath)
	for _, kind := range []string{"application/json", "application/json; charset=utf-8"} {
		header := http.Header{"Content-Type": {kind}}
		req.Header = header
		expect(t, kind, lines(doc.CheckExchange(req, []byte(`{"use":"sig"}`), 200, header, []byte("[]"))))
	}
	for _, kind := range []string{"", "text/html", "application/x-www-form-urlencoded"} {
		header := http.Header{"Content-Type": {kind}}
		req.Header = header
		expect(t, kind, lines(doc.CheckExchange(req, []byte(`{"use":"sig"}`), 200, header, []byte("[]"))),
			"rotateAuthorizationServerKeys request: content-type: ", "rotateAuthorizationServerKeys response: content-type: ")
	}
}

func TestChallengesAreToldApart(t *testing.T) {
	t.Parallel()
	doc := Load(t)
	challenge := http.Header{"Www-Authenticate": {`Bearer error="insufficient_scope"`}}
	expect(t, "documented status", lines(doc.CheckExchange(request(t, http.MethodGet, keysPath), nil, 403, challenge, nil)),
		"listAuthorizationServerKeys response: challenge 403: ")
	expect(t, "no challenge", lines(doc.CheckExchange(request(t, http.MethodGet, keysPath), nil, 403, jsonHeader, nil)),
		"listAuthorizationServerKeys response: body 403: ")
}

func TestUnknownOperationsRefuseInTheShapeOfErrors(t *testing.T) {
	t.Parallel()
	doc := Load(t)
	req := request(t, http.MethodPatch, serverPath)
	expect(t, "good", lines(doc.CheckExchange(req, nil, 405, jsonHeader, []byte(goodError))), "unknown operation request: operation: ")
	bad := strings.Replace(goodError, "errorCode", "code", 1)
	expect(t, "bad", lines(doc.CheckExchange(req, nil, 405, jsonHeader, []byte(bad))),
		"unknown operation request: operation: ", "unknown operation response: /code: the document does not name the member")
}
