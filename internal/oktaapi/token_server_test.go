package oktaapi_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// The keys of the tests are made once: RSA keys take their time.
var (
	rsaKey   = sync.OnceValue(func() *rsa.PrivateKey { return must(rsa.GenerateKey(rand.Reader, 2048)) })
	shortKey = sync.OnceValue(func() *rsa.PrivateKey { return must(rsa.GenerateKey(rand.Reader, 1024)) }) // #nosec G403 -- it is to be refused
	ecKey    = sync.OnceValue(func() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) })
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func pemOf(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func pkcs8(key any) string { return pemOf("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key))) }

const scope = "okta.authorizationServers.manage"

// byKey authorizes by private_key_jwt.
func byKey(s *oktaapi.Settings) {
	s.Credentials = oktaapi.Credentials{
		ClientID: "client", PrivateKey: pkcs8(ecKey()), PrivateKeyID: "kid1", Scopes: []string{scope, "okta.apps.read"},
	}
}

const granted = `{"token_type":"Bearer","expires_in":3600,"access_token":"issued","scope":"` + scope + `"}`

// withTokens answers the token endpoint by one handler, and the rest well.
func withTokens(t *testing.T, tokens http.HandlerFunc) http.HandlerFunc {
	t.Helper()
	return routes(t, map[string]http.HandlerFunc{
		tokenPath: tokens, "/credentials/keys": answer(200, listBefore), "/keyRotate": answer(200, listAfter),
	})
}

// proofClaims are those of a DPoP proof (RFC 9449 section 4.2).
type proofClaims struct {
	HTM   string `json:"htm"`
	HTU   string `json:"htu"`
	ATH   string `json:"ath"`
	JTI   string `json:"jti"`
	Nonce string `json:"nonce"`
}

// proofOf reads the proof of a request, checking its signature by its own key,
// of which it returns the thumbprint.
func proofOf(header http.Header) (proofClaims, string, error) {
	var claims proofClaims
	token, err := jwt.ParseSigned(header.Get("Dpop"), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return claims, "", err
	}
	key := token.Headers[0].JSONWebKey
	if key == nil || token.Headers[0].ExtraHeaders[jose.HeaderType] != "dpop+jwt" {
		return claims, "", fmt.Errorf("headers %+v", token.Headers)
	}
	print, err := key.Thumbprint(5) // crypto.SHA256
	if err != nil {
		return claims, "", err
	}
	return claims, string(print), token.Claims(key.Key, &claims)
}

// tokenServer grants DPoP tokens as Okta does.
type tokenServer struct {
	requests atomic.Int32
	// bound is the thumbprint of the key that the token is bound to.
	bound atomic.Value
}

func (s *tokenServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.requests.Add(1)
	if r.Header.Get("Dpop") == "" {
		answer(400, `{"error":"invalid_dpop_proof","error_description":"The DPoP proof JWT header is missing."}`)(w, r)
		return
	}
	claims, bound, err := proofOf(r.Header)
	if err != nil || claims.HTM != http.MethodPost || claims.HTU != "http://"+r.Host+tokenPath || claims.JTI == "" {
		answer(400, fmt.Sprintf(`{"error":"invalid_dpop_proof","error_description":"%+v %v"}`, claims, err))(w, r)
		return
	}
	if claims.Nonce != "nonce1" {
		w.Header().Set("Dpop-Nonce", "nonce1")
		answer(400, `{"error":"use_dpop_nonce","error_description":"Authorization server requires nonce in DPoP proof."}`)(w, r)
		return
	}
	s.bound.Store(bound)
	answer(200, `{"token_type":"DPoP","expires_in":3600,"access_token":"issued"}`)(w, r)
}

// assertion reads the assertion of a token request, checking its signature.
func assertion(t *testing.T, body string, key any, algorithm jose.SignatureAlgorithm) (jwt.Claims, jose.Header) {
	t.Helper()
	form, err := url.ParseQuery(body)
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"grant_type": {"client_credentials"}, "scope": {scope + " okta.apps.read"}, "client_assertion": form["client_assertion"],
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	}
	if form.Encode() != want.Encode() {
		t.Errorf("the form is %v", form)
	}
	token, err := jwt.ParseSigned(form.Get("client_assertion"), []jose.SignatureAlgorithm{algorithm})
	if err != nil {
		t.Fatal(err)
	}
	var claims jwt.Claims
	if err := token.Claims(key, &claims); err != nil {
		t.Fatal(err)
	}
	return claims, token.Headers[0]
}

// jwkOf is a key as a JWK with more members, or others in place of its own.
func jwkOf(key any, more map[string]any) string {
	members := map[string]any{}
	text := must(jose.JSONWebKey{Key: key}.MarshalJSON())
	if err := json.Unmarshal(text, &members); err != nil {
		panic(err)
	}
	for name, value := range more {
		if value == nil {
			delete(members, name)
		} else {
			members[name] = value
		}
	}
	return string(must(json.Marshal(members)))
}
