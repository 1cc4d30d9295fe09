package oktaspec

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// orgFixture is a sandbox's Okta org that is called with plain HTTP and judged by
// a document.
type orgFixture struct {
	*sandbox.Sandbox
	t      *testing.T
	doc    *Document
	org    *sandbox.OktaOrg
	server string
	app    string
	auth   string // the header Authorization
}

// newOrgFixture starts an org with one authorization server in AUTO mode, and one
// app that is an OAuth 2.0 client with a key and with a provisioning connection.
func newOrgFixture(t *testing.T, doc *Document) *orgFixture {
	t.Helper()
	box := sandbox.New()
	t.Cleanup(box.Close)
	w := &orgFixture{Sandbox: box, t: t, doc: doc, org: box.Okta()}
	if err := w.org.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	w.server = w.org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{Name: "Example"})
	w.app = w.org.AddApp(sandbox.OktaApp{
		Keys:       []sandbox.OktaAppKey{{KID: "first", Use: "sig", Alg: "RS256"}},
		Connection: &sandbox.OktaConnection{},
	})
	w.auth = "SSWS " + w.org.APIToken()
	return w
}

// orgCall is one request to the org.
type orgCall struct {
	method, path, body string
	header             http.Header // replaces headers; an empty value takes one away
}

// operations are the good calls to a server, one per operation of the document.
func (w *orgFixture) operations(server string) map[string]orgCall {
	path := "/api/v1/authorizationServers/" + server
	kid := "none"
	if keys := w.org.SigningKeys(server); len(keys) > 0 {
		kid = keys[0].KID
	}
	return map[string]orgCall{
		"getAuthorizationServer":        {method: http.MethodGet, path: path},
		"listAuthorizationServerKeys":   {method: http.MethodGet, path: path + "/credentials/keys"},
		"getAuthorizationServerKey":     {method: http.MethodGet, path: path + "/credentials/keys/" + kid},
		"rotateAuthorizationServerKeys": {method: http.MethodPost, path: path + "/credentials/lifecycle/keyRotate", body: `{"use":"sig"}`},
	}
}

// appOperations are the good calls to an app, one per operation of the document.
func (w *orgFixture) appOperations(app string) map[string]orgCall {
	path := "/api/v1/apps/" + app
	id := "none"
	if keys := w.org.AppKeys(app); len(keys) > 0 {
		id = keys[0].ID
	}
	return map[string]orgCall{
		"getApplication":                    {method: http.MethodGet, path: path},
		"listJwk":                           {method: http.MethodGet, path: path + "/credentials/jwks"},
		"getJwk":                            {method: http.MethodGet, path: path + "/credentials/jwks/" + id},
		"getUserProvisioningConnectionJWKS": {method: http.MethodGet, path: path + "/connections/default/jwks"},
	}
}

// with is the call with another header.
func (c orgCall) with(name, value string) orgCall {
	c.header = c.header.Clone()
	if c.header == nil {
		c.header = http.Header{}
	}
	c.header.Set(name, value)
	return c
}

// request makes a request as the SDK makes it.
func (w *orgFixture) request(c orgCall) *http.Request {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), c.method, w.org.URL()+c.path, strings.NewReader(c.body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", w.auth)
	r.Header.Set("Accept", "application/json")
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, values := range c.header {
		r.Header[name] = values
		if values[0] == "" {
			r.Header.Del(name)
		}
	}
	return r
}

// send sends a request and reads the answer.
func (w *orgFixture) send(r *http.Request) (int, http.Header, []byte) {
	w.t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode, resp.Header, body
}

// is sends a call, wants a status and returns the body. What the exchange does
// against the document must be wrong, and what is wrong must be it: the places
// of the problems that no departure allows.
func (w *orgFixture) is(c orgCall, status int, wrong ...string) json.RawMessage {
	w.t.Helper()
	r := w.request(c)
	code, header, body := w.send(r)
	if code != status {
		w.t.Errorf("%s %s: status %d, want %d; body %s", c.method, c.path, code, status, body)
	}
	var places []string
	for _, p := range w.doc.Remaining(w.doc.CheckExchange(r, []byte(c.body), code, header, body)) {
		places = append(places, string(p.Side)+" "+p.Pointer+": "+p.Message)
	}
	expect(w.t, c.method+" "+c.path, places, wrong...)
	return body
}

// signed is a JWT of the claims.
func (w *orgFixture) signed(key crypto.Signer, opts *jose.SignerOptions, claims any) string {
	w.t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, opts)
	if err != nil {
		w.t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		w.t.Fatal(err)
	}
	return text
}

// boundToken signs in as a client with DPoP.
func (w *orgFixture) boundToken() string {
	w.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	client := w.org.AddClient(sandbox.OktaClient{PublicKey: key.Public(), DPoP: true})
	address := w.org.URL() + "/oauth2/v1/token"
	ask := func(nonce string) (http.Header, []byte) {
		now := time.Now()
		form := url.Values{
			"grant_type":            {"client_credentials"},
			"scope":                 sandbox.OktaScopes()[:1],
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
			"client_assertion": {w.signed(key, nil, map[string]any{"iss": client.ClientID, "sub": client.ClientID, "aud": address,
				"iat": now.Unix(), "exp": now.Add(time.Minute).Unix()})},
		}
		proof := map[string]any{"htm": http.MethodPost, "htu": address, "iat": now.Unix(), "jti": rand.Text(), "nonce": nonce}
		r := w.request(orgCall{method: http.MethodPost, path: "/oauth2/v1/token", body: form.Encode()})
		r.Header.Del("Authorization")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("DPoP", w.signed(key, new(jose.SignerOptions).WithType("dpop+jwt").WithHeader("jwk", jose.JSONWebKey{Key: key.Public()}), proof))
		_, header, body := w.send(r)
		return header, body
	}
	header, _ := ask("")
	_, body := ask(header.Get("Dpop-Nonce"))
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &token); err != nil || token.AccessToken == "" {
		w.t.Fatalf("no token: %s", body)
	}
	return token.AccessToken
}
