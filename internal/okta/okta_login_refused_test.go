package okta_test

import (
	"crypto/elliptic"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// refusedLogin is a login that fails: what the plan says, and how many token
// requests it takes at the most.
func refusedLogin(t *testing.T, s *acctest.Sandbox, settings map[string]any, words ...string) {
	t.Helper()
	id := s.AuthorizationServer()
	r := acctest.NewRPC(t, acctest.Provider())
	if diags := r.Configure(settings); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	plan := r.Plan(keysType, nil, config(id))
	if !plan.Diags.Has(append(words, "ERROR", "Unable to read Okta authorization server keys")...) {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	if api := s.Journal().API(); len(api) != 0 {
		t.Errorf("requests without a token:\n%s", api)
	}
}

func TestOktaLogin_refusalsAreInTheWordsOfTheTokenEndpoint(t *testing.T) {
	t.Parallel()
	key := acctest.RSAKey(t)
	private, public := acctest.PKCS8(t, key), key.Public()
	const help = "Check client_id, private_key and private_key_id"
	for name, refused := range map[string]struct {
		client  sandbox.OktaClient
		private string
		answer  sandbox.Answer
		scopes  []string
		words   []string
	}{
		"another private key": {client: sandbox.OktaClient{PublicKey: acctest.ECKey(t, elliptic.P256()).Public()}, words: []string{
			"refused to issue an access token", "The client_assertion signature is invalid", "HTTP 401", "invalid_client", "request ID", help}},
		"another kid": {client: sandbox.OktaClient{PublicKey: public, KeyID: "k1"}, private: acctest.PrivateJWK(t, key, "k2"), words: []string{
			"The client_assertion JWT kid is invalid", "invalid_client", help}},
		"a scope that is not granted": {client: sandbox.OktaClient{PublicKey: public}, scopes: []string{"okta.users.read"}, words: []string{
			"The requested scope is not granted to the client: okta.users.read", "HTTP 400", "invalid_scope", "each of okta.scopes is granted"}},
		"assertion expired": {client: sandbox.OktaClient{PublicKey: public}, answer: sandbox.JSON(401, `{"error":"invalid_client","error_description":"The client_assertion token is expired."}`),
			words: []string{"The client_assertion token is expired", "HTTP 401", "invalid_client", help}},
		"assertion too far ahead": {client: sandbox.OktaClient{PublicKey: public}, answer: sandbox.JSON(401, `{"error":"invalid_client","error_description":"The client_assertion token has an expiration too far into the future."}`),
			words: []string{"too far into the future", "invalid_client"}},
		"error of the API": {client: sandbox.OktaClient{PublicKey: public}, answer: sandbox.JSON(400, `{"errorCode":"E0000021","errorSummary":"Bad request.","errorCauses":[]}`),
			words: []string{"refused to issue an access token", "Bad request.", "E0000021"}},
		"page of a proxy": {client: sandbox.OktaClient{PublicKey: public}, answer: sandbox.StatusHTML(403), words: []string{"the answer is not Okta's (Forbidden)", "HTTP 403"}},
		"not a token":     {client: sandbox.OktaClient{PublicKey: public}, answer: sandbox.OKJSON(`{"token_type":"Bearer"}`), words: []string{"the answer holds no access token"}},
		"MAC token":       {client: sandbox.OktaClient{PublicKey: public}, answer: sandbox.OKJSON(`{"token_type":"MAC","access_token":"x"}`), words: []string{`a token of type "MAC"`}},
		"DPoP unasked":    {client: sandbox.OktaClient{PublicKey: public}, answer: sandbox.OKJSON(`{"token_type":"DPoP","access_token":"x"}`), words: []string{"a DPoP token although no proof was sent"}},
		"captive portal":  {client: sandbox.OktaClient{PublicKey: public}, answer: sandbox.HTML200(), words: []string{"the answer could not be read"}},
		"dropped":         {client: sandbox.OktaClient{PublicKey: public}, answer: sandbox.Drop(), words: []string{"no access token could be obtained from Okta", "the connection failed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			if refused.private == "" {
				refused.private = private
			}
			settings := client(s, refused.client, refused.private)
			if arguments, ok := settings["okta"].(map[string]any); ok && refused.scopes != nil {
				arguments["scopes"] = refused.scopes
			}
			if refused.answer != nil {
				s.Inject(sandbox.Fault{Match: sandbox.OnToken, Times: -1, Answer: refused.answer})
			}
			refusedLogin(t, s, settings, refused.words...)
		})
	}
}

// Okta refuses assertions of a clock that is wrong. The error says how wrong it
// is, by the Date of the answer.
func TestOktaLogin_clockSkewIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		okta  time.Duration
		words string
	}{
		"ahead":  {-2 * time.Hour, "ahead of Okta's"},
		"behind": {3 * time.Hour, "behind Okta's"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			settings := client(s, sandbox.OktaClient{PublicKey: acctest.RSAKey(t).Public()}, acctest.PKCS8(t, acctest.RSAKey(t)))
			s.Clock().Advance(c.okta)
			s.Inject(sandbox.Fault{Match: sandbox.OnToken, Times: -1, Answer: sandbox.JSON(401, `{"error":"invalid_client","error_description":"The client_assertion token is expired."}`)})
			refusedLogin(t, s, settings, "The client_assertion token is expired; the clock here is ", c.words, "invalid_client")
		})
	}
}

func TestOktaLogin_hungTokenEndpoint(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	settings := client(s, sandbox.OktaClient{PublicKey: acctest.RSAKey(t).Public()}, acctest.PKCS8(t, acctest.RSAKey(t)))
	settings["request_timeout"] = "200ms"
	s.Inject(sandbox.Fault{Match: sandbox.OnToken, Times: -1, Answer: sandbox.Hang()})
	begin := time.Now()
	refusedLogin(t, s, settings, "no access token could be obtained from Okta", "no answer within the time allowed", "Check okta.org_url")
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
}

// A token endpoint that asks for one nonce after another is not obeyed for ever.
func TestOktaLogin_noncesForEverAreBounded(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	s.Inject(sandbox.Fault{Match: sandbox.OnToken, Times: -1, Answer: sandbox.JSON(400, `{"error":"use_dpop_nonce","error_description":"Authorization server requires nonce in DPoP proof."}`)})
	refusedLogin(t, s, client(s, sandbox.OktaClient{PublicKey: acctest.RSAKey(t).Public(), DPoP: true}, acctest.PKCS8(t, acctest.RSAKey(t))), "use_dpop_nonce")
	if n := s.Journal().Count(http.MethodPost, tokenPath); n > 5 {
		t.Errorf("%d token requests", n)
	}
}

// A client that must prove the possession of its key, and a token that was bound
// to another.
func TestOktaLogin_aProofThatTheAPIRefuses(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	s.Settings = client(s, sandbox.OktaClient{PublicKey: acctest.RSAKey(t).Public(), DPoP: true}, acctest.PKCS8(t, acctest.RSAKey(t)))
	r := s.RPC()
	s.Before(func(req *http.Request) bool { req.Header.Del("Dpop"); return false }, func() {})
	if _, diags := r.ReadData(keysType, config(id)); !diags.Has("ERROR", "HTTP 400", "invalid_dpop_proof") {
		t.Errorf("the error says:\n%s", diags)
	}
}

// A token that is bound to a key is of no use as okta.access_token.
func TestOktaLogin_boundAccessTokenIsRefused(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	s.Settings = client(s, sandbox.OktaClient{PublicKey: acctest.RSAKey(t).Public(), DPoP: true}, acctest.PKCS8(t, acctest.RSAKey(t)))
	bound := make(chan string, 10)
	s.Before(func(req *http.Request) bool {
		if _, token, found := strings.Cut(req.Header.Get("Authorization"), "DPoP "); found {
			bound <- token
		}
		return false
	}, func() {})
	r := s.RPC()
	if _, diags := r.ReadData(keysType, config(id)); len(diags) > 0 {
		t.Fatal(diags)
	}
	s.Settings = block(s, map[string]any{"access_token": <-bound})
	s.Walk(r)
	if _, diags := r.ReadData(keysType, config(id)); !diags.Has("ERROR", "The resource request requires a DPoP proof", "HTTP 400", "invalid_request") {
		t.Errorf("the error says:\n%s", diags)
	}
}
