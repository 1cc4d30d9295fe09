package okta_test

import (
	"crypto"
	"crypto/elliptic"
	"net/http"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// scopes are those that the resource needs.
var scopes = []string{"okta.authorizationServers.read", "okta.authorizationServers.manage"}

const tokenPath = "/oauth2/v1/token"

// client is an API services application, and the arguments to sign in as it.
func client(s *acctest.Sandbox, c sandbox.OktaClient, privateKey string) map[string]any {
	return block(s, map[string]any{"client_id": s.Okta().AddClient(c).ClientID, "private_key": privateKey, "scopes": scopes})
}

// rotates creates a resource under the settings, and counts the token requests
// of its two walks.
func rotates(t *testing.T, s *acctest.Sandbox, r *acctest.RPC, tokenRequests int) {
	t.Helper()
	id := s.AuthorizationServer()
	mark := s.Journal().Len()
	s.Update(r, keysType, nil, config(id))
	s.ExpectRotations(acctest.OktaKeys, id, 1, mark, 1)
	if n := s.Journal().Count(http.MethodPost, tokenPath); n != tokenRequests {
		t.Errorf("%d token requests in a plan and an apply, want %d", n, tokenRequests)
	}
}

func TestOktaLogin_tokens(t *testing.T) {
	t.Parallel()
	for name, okta := range map[string]func(s *acctest.Sandbox) map[string]any{
		"api_token": func(s *acctest.Sandbox) map[string]any { return block(s, map[string]any{"api_token": s.OktaToken}) },
		"access_token": func(s *acctest.Sandbox) map[string]any {
			return block(s, map[string]any{"access_token": s.Okta().AccessToken()})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			s.Settings = okta(s)
			rotates(t, s, s.RPC(), 0)
		})
	}
}

func TestOktaLogin_privateKeys(t *testing.T) {
	t.Parallel()
	rsa := acctest.RSAKey(t)
	p256, p384, p521 := acctest.ECKey(t, elliptic.P256()), acctest.ECKey(t, elliptic.P384()), acctest.ECKey(t, elliptic.P521())
	for name, key := range map[string]struct {
		public crypto.PublicKey
		text   string
		// registered is the kid that Okta knows, given the one in the block.
		registered, given string
	}{
		"RSA PKCS#1":               {public: rsa.Public(), text: acctest.PKCS1(rsa)},
		"RSA PKCS#8":               {public: rsa.Public(), text: acctest.PKCS8(t, rsa)},
		"EC SEC 1 P-256":           {public: p256.Public(), text: acctest.SEC1(t, p256)},
		"EC SEC 1 P-384":           {public: p384.Public(), text: acctest.SEC1(t, p384)},
		"EC PKCS#8 P-256":          {public: p256.Public(), text: acctest.PKCS8(t, p256)},
		"EC PKCS#8 P-384":          {public: p384.Public(), text: acctest.PKCS8(t, p384)},
		"EC PKCS#8 P-521":          {public: p521.Public(), text: acctest.PKCS8(t, p521)},
		"RSA JWK":                  {public: rsa.Public(), text: acctest.PrivateJWK(t, rsa, "")},
		"EC JWK":                   {public: p256.Public(), text: acctest.PrivateJWK(t, p256, "")},
		`literal \n`:               {public: rsa.Public(), text: strings.ReplaceAll(acctest.PKCS8(t, rsa), "\n", `\n`)},
		`literal \n in SEC 1`:      {public: p521.Public(), text: strings.ReplaceAll(acctest.SEC1(t, p521), "\n", `\n`)},
		"kid of the JWK":           {public: rsa.Public(), text: acctest.PrivateJWK(t, rsa, "k1"), registered: "k1"},
		"kid of the EC JWK":        {public: p384.Public(), text: acctest.PrivateJWK(t, p384, "k1"), registered: "k1"},
		"private_key_id":           {public: rsa.Public(), text: acctest.PKCS8(t, rsa), registered: "k2", given: "k2"},
		"private_key_id and a JWK": {public: rsa.Public(), text: acctest.PrivateJWK(t, rsa, "k1"), registered: "k2", given: "k2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			okta := client(s, sandbox.OktaClient{PublicKey: key.public, KeyID: key.registered}, key.text)
			if arguments, ok := okta["okta"].(map[string]any); ok && key.given != "" {
				arguments["private_key_id"] = key.given
			}
			s.Settings = okta
			rotates(t, s, s.RPC(), 2)
		})
	}
}

// A DPoP token takes three requests (a proof is asked for, then a nonce), and
// every request carries a proof of its own.
func TestOktaLogin_dpop(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{
		"RSA": acctest.PKCS8(t, acctest.RSAKey(t)), "JWK": acctest.PrivateJWK(t, acctest.RSAKey(t), "k1"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			c := sandbox.OktaClient{PublicKey: acctest.RSAKey(t).Public(), DPoP: true}
			if name == "JWK" {
				c.KeyID = "k1"
			}
			s.Settings = client(s, c, key)
			rotates(t, s, s.RPC(), 6)
		})
	}
}

// With the argument the first request for a token has a proof: each of two tokens takes
// two requests and not three, and one that is not bound takes one.
func TestOktaLogin_dpopFromTheFirstRequest(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		demanded bool
		requests int
	}{"demanded": {true, 4}, "not demanded": {false, 4}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			s.Settings = client(s, sandbox.OktaClient{PublicKey: acctest.RSAKey(t).Public(), DPoP: want.demanded}, acctest.PKCS8(t, acctest.RSAKey(t)))
			if okta, ok := s.Settings["okta"].(map[string]any); ok {
				okta["dpop"] = true
			}
			rotates(t, s, s.RPC(), want.requests)
		})
	}
}

// Proofs and assertions name the org as it is reached over TLS.
func TestOktaLogin_dpopOverTLS(t *testing.T) {
	t.Parallel()
	s, pool := acctest.NewTLSSandbox(t)
	network := &http.Transport{TLSClientConfig: acctest.TLS(pool), ForceAttemptHTTP2: true}
	t.Cleanup(network.CloseIdleConnections)
	key := acctest.ECKey(t, elliptic.P521())
	s.Settings = client(s, sandbox.OktaClient{PublicKey: key.Public(), DPoP: true}, acctest.SEC1(t, key))
	rotates(t, s, s.RPC(idpkeys.WithNetwork(network)), 6)
}

// All that is needed can stand in the environment, in the variables of the
// official provider.
func TestOktaLogin_environmentAlone(t *testing.T) {
	t.Parallel()
	private := strings.ReplaceAll(acctest.PKCS8(t, acctest.RSAKey(t)), "\n", `\n`)
	for name, env := range map[string]func(s *acctest.Sandbox) map[string]string{
		"api_token": func(s *acctest.Sandbox) map[string]string { return map[string]string{"OKTA_API_TOKEN": s.OktaToken} },
		"access_token": func(s *acctest.Sandbox) map[string]string {
			return map[string]string{"OKTA_ACCESS_TOKEN": s.Okta().AccessToken()}
		},
		"private key": func(s *acctest.Sandbox) map[string]string {
			c := s.Okta().AddClient(sandbox.OktaClient{PublicKey: acctest.RSAKey(t).Public(), KeyID: "k1"})
			return map[string]string{"OKTA_API_CLIENT_ID": c.ClientID, "OKTA_API_PRIVATE_KEY": private, "OKTA_API_PRIVATE_KEY_ID": "k1",
				"OKTA_API_SCOPES": strings.Join(scopes, ",")}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			variables := env(s)
			variables["OKTA_ORG_URL"] = s.Okta().URL()
			s.Settings = map[string]any{"okta": nil, "auth0": nil}
			rotates(t, s, s.RPC(idpkeys.WithEnvironment(func(name string) string { return variables[name] })),
				map[bool]int{true: 2, false: 0}[name == "private key"])
		})
	}
}

func TestOktaLogin_oneTokenForTwentyResourcesInParallel(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		dpop     bool
		requests int
	}{"Bearer": {false, 1}, "DPoP": {true, 3}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const n = 20
			s := acctest.NewSandbox(t)
			s.Settings = client(s, sandbox.OktaClient{PublicKey: acctest.RSAKey(t).Public(), DPoP: want.dpop}, acctest.PKCS8(t, acctest.RSAKey(t)))
			r := s.RPC()
			ids, problems := servers(s, n), make([]acctest.Diags, n)
			acctest.Parallel(n, func(i int) { problems[i] = r.Plan(keysType, nil, config(ids[i])).Diags })
			for _, diags := range problems {
				if diags.Errors() > 0 {
					t.Fatal(diags)
				}
			}
			if got := s.Journal().Count(http.MethodPost, tokenPath); got != want.requests {
				t.Errorf("%d token requests for %d resources, want %d", got, n, want.requests)
			}
		})
	}
}
