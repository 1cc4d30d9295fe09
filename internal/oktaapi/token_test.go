package oktaapi_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

func TestAuthorization_ofEachMethod(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*oktaapi.Settings)
		want   string
		tokens int
	}{
		"API token":    {func(s *oktaapi.Settings) { s.Credentials = oktaapi.Credentials{APIToken: "t1"} }, "SSWS t1", 0},
		"access token": {func(s *oktaapi.Settings) { s.Credentials = oktaapi.Credentials{AccessToken: "t2"} }, "Bearer t2", 0},
		"private key":  {byKey, "Bearer issued", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, withTokens(t, answer(200, granted)))
			client := served.client(t, c.change)
			for _, call := range []string{"list", "rotate"} {
				if err := calls[call](t.Context(), client, "aus1"); err != nil {
					t.Fatal(err)
				}
				for _, r := range served.to(pathOf[call]) {
					if got := r.header.Values("Authorization"); len(got) != 1 || got[0] != c.want {
						t.Errorf("%s: Authorization is %q, want %q", call, got, c.want)
					}
					if r.header.Get("Dpop") != "" || r.header.Get("X-Okta-User-Agent-Extended") != "" {
						t.Errorf("%s: headers %v", call, r.header)
					}
				}
			}
			if n := len(served.to(tokenPath)); n != c.tokens {
				t.Errorf("%d requests for a token, want %d", n, c.tokens)
			}
		})
	}
}

func TestToken_isAskedForInOktasForm(t *testing.T) {
	t.Parallel()
	served := newOrg(t, withTokens(t, answer(200, granted)))
	if err := calls["list"](t.Context(), served.client(t, byKey), "aus1"); err != nil {
		t.Fatal(err)
	}
	r := served.to(tokenPath)[0]
	claims, header := assertion(t, r.body, ecKey().Public(), jose.ES256)
	if claims.Issuer != "client" || claims.Subject != "client" || !claims.Audience.Contains(served.url+tokenPath) || claims.ID == "" || header.KeyID != "kid1" {
		t.Errorf("got %+v, %+v", claims, header)
	}
	if life := claims.Expiry.Time().Sub(claims.IssuedAt.Time()); life > time.Hour {
		t.Errorf("the assertion lives for %v", life)
	}
	if r.method != http.MethodPost || r.length != int64(len(r.body)) || r.header.Get("User-Agent") != userAgent || r.header.Get("Authorization") != "" {
		t.Errorf("got %+v", r)
	}
}

func TestToken_oneRequestForTwentyCalls(t *testing.T) {
	t.Parallel()
	for name, tokens := range map[string]struct {
		handler  http.Handler
		requests int
	}{"Bearer": {answer(200, granted), 1}, "DPoP": {new(tokenServer), 3}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, withTokens(t, tokens.handler.ServeHTTP))
			client := served.client(t, byKey)
			var group sync.WaitGroup
			for i := range 20 {
				group.Go(func() {
					if err := calls[[]string{"list", "rotate"}[i%2]](t.Context(), client, fmt.Sprint("aus", i)); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			if n := len(served.to(tokenPath)); n != tokens.requests {
				t.Errorf("%d requests for a token, want %d", n, tokens.requests)
			}
		})
	}
}

// RFC 9449: the token is bound to a key, which signs a proof for each request.
func TestToken_dpop(t *testing.T) {
	t.Parallel()
	tokens := new(tokenServer)
	served := newOrg(t, withTokens(t, tokens.ServeHTTP))
	client := served.client(t, byKey)
	for range 2 {
		if _, err := client.FreshAuthorizationServerKeys(t.Context(), "aus1"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.RotateAuthorizationServerKeys(t.Context(), "aus1"); err != nil {
		t.Fatal(err)
	}
	if n := len(served.to(tokenPath)); n != 3 {
		t.Errorf("%d requests for a token, want 3", n)
	}
	for _, r := range served.to(tokenPath) {
		if claims, _ := assertion(t, r.body, ecKey().Public(), jose.ES256); claims.Subject != "client" || r.length != int64(len(r.body)) {
			t.Errorf("got %+v for %+v", claims, r)
		}
	}
	sum := sha256.Sum256([]byte("issued"))
	ids := map[string]bool{}
	for path, method := range map[string]string{listPath: http.MethodGet, rotatePath: http.MethodPost} {
		for _, r := range served.to(path) {
			claims, bound, err := proofOf(r.header)
			if err != nil || bound != tokens.bound.Load() {
				t.Errorf("%s: %v, or signed with another key", path, err)
			}
			if claims.HTM != method || claims.HTU != served.url+path || claims.ATH != base64.RawURLEncoding.EncodeToString(sum[:]) {
				t.Errorf("%s: got %+v", path, claims)
			}
			if got := r.header.Values("Authorization"); len(got) != 1 || got[0] != "DPoP issued" || r.header.Get("X-Okta-User-Agent-Extended") != "" {
				t.Errorf("%s: headers %v", path, r.header)
			}
			ids[claims.JTI] = true
		}
	}
	if len(ids) != 3 {
		t.Errorf("%d proofs for 3 requests", len(ids))
	}
}

// With the setting the first request for a token has a proof: what the server refuses is
// the one without its nonce alone (RFC 9449 section 8). A server that does not bind tokens
// grants at once.
func TestToken_dpopFromTheFirstRequest(t *testing.T) {
	t.Parallel()
	for name, tokens := range map[string]struct {
		handler  http.Handler
		requests int
	}{"Bearer": {answer(200, granted), 1}, "DPoP": {new(tokenServer), 2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, withTokens(t, tokens.handler.ServeHTTP))
			client := served.client(t, byKey, func(s *oktaapi.Settings) { s.DPoP = true })
			if _, err := client.RotateAuthorizationServerKeys(t.Context(), "aus1"); err != nil {
				t.Fatal(err)
			}
			requests := served.to(tokenPath)
			if len(requests) != tokens.requests {
				t.Errorf("%d requests for a token, want %d", len(requests), tokens.requests)
			}
			for i, r := range requests {
				if _, _, err := proofOf(r.header); err != nil {
					t.Errorf("request %d for a token: %v", i+1, err)
				}
				if claims, _ := assertion(t, r.body, ecKey().Public(), jose.ES256); claims.Subject != "client" {
					t.Errorf("request %d for a token: %+v", i+1, claims)
				}
			}
		})
	}
}

// A request that met the limit comes again with another proof: they are for one
// use.
func TestToken_dpopMakesAProofForEachTry(t *testing.T) {
	t.Parallel()
	var tries atomic.Int32
	served := newOrg(t, routes(t, map[string]http.HandlerFunc{tokenPath: new(tokenServer).ServeHTTP, "/credentials/keys": func(w http.ResponseWriter, r *http.Request) {
		if tries.Add(1) == 1 {
			answer(429, oktaError("E0000047", rateLimit))(w, r)
			return
		}
		answer(200, listBefore)(w, r)
	}}))
	if err := calls["list"](t.Context(), served.client(t, byKey, retries(2)), "aus1"); err != nil {
		t.Fatal(err)
	}
	lists := served.to(listPath)
	first, _, err1 := proofOf(lists[0].header)
	again, _, err2 := proofOf(lists[1].header)
	if err := errors.Join(err1, err2); err != nil || first.JTI == again.JTI {
		t.Errorf("got %+v and %+v, %v", first, again, err)
	}
}

// The SDK asks as long as it is asked for another nonce.
func TestToken_endlessNoncesAreBounded(t *testing.T) {
	t.Parallel()
	var count atomic.Int32
	served := newOrg(t, withTokens(t, func(w http.ResponseWriter, r *http.Request) {
		n := count.Add(1)
		w.Header().Set("Dpop-Nonce", fmt.Sprint("nonce", n))
		answer(400, map[bool]string{
			true: `{"error":"invalid_dpop_proof"}`, false: `{"error":"use_dpop_nonce","error_description":"Authorization server requires nonce in DPoP proof."}`,
		}[n == 1])(w, r)
	}))
	e := failure(t, calls["rotate"](t.Context(), served.client(t, byKey, retries(4)), "aus1"))
	if e.Kind != apierr.Unauthorized || !e.Token || e.Sent || e.Status != 400 || e.Code != "use_dpop_nonce" || e.Message != "Authorization server requires nonce in DPoP proof." {
		t.Errorf("got %+v", e)
	}
	if n := count.Load(); n != 5 || len(served.all()) != 5 {
		t.Errorf("%d requests for a token, want 5", n)
	}
}
