package auth0api_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// A wrong secret is tried once by all who need a token at that time: Auth0
// blocks whoever tries it again and again.
func TestToken_twentyCallersShareOneRefusal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tokens, calls atomic.Int32
		refuse := make(chan struct{})
		client := fake(func(r *http.Request) reply {
			if r.URL.Path != tokenPath {
				calls.Add(1)
				return reply{status: 200, body: listBefore}
			}
			tokens.Add(1)
			<-refuse
			return reply{status: 401, body: `{"error":"access_denied","error_description":"Unauthorized"}`}
		}).client(t, bySecret, retries(4))
		var group sync.WaitGroup
		for i := range 20 {
			group.Go(func() {
				var err error
				if id := fmt.Sprintf("con_%d", i); i%2 == 0 {
					_, err = client.ConnectionKeys(t.Context(), id)
				} else {
					_, err = client.RotateConnectionKeys(t.Context(), id)
				}
				if e := apierr.As(err); e == nil || e.Kind != apierr.Unauthorized || e.Status != 401 || !e.Token || e.Sent {
					t.Errorf("caller %d got %+v", i, e)
				}
			})
		}
		synctest.Wait()
		close(refuse)
		group.Wait()
		if tokens.Load() != 1 || calls.Load() != 0 {
			t.Errorf("%d requests for a token and %d others, want one", tokens.Load(), calls.Load())
		}
		// The refusal is not kept: the secret may have been mended meanwhile.
		if e := failure(t, second(client.ConnectionKeys(t.Context(), "con_x"))); e.Kind != apierr.Unauthorized || tokens.Load() != 2 {
			t.Errorf("got %+v after %d requests for a token, want another one", e, tokens.Load())
		}
	})
}

// RFC 6749 section 5.1 lets a server leave expires_in out.
func TestToken_withoutAnEndIsKept(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]string{"missing": "", "null": `,"expires_in":null`, "zero": `,"expires_in":0`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newTenant(t, withTokens(answer(200, `{"access_token":"issued","token_type":"Bearer"`+end+`}`)))
			client := served.client(t, bySecret)
			for range 3 {
				if _, err := client.FreshConnectionKeys(t.Context(), "con_x"); err != nil {
					t.Fatal(err)
				}
			}
			if tokens, lists := len(served.to(tokenPath)), len(served.to(listPath)); tokens != 1 || lists != 3 {
				t.Errorf("%d requests for a token, %d lists, want one and 3", tokens, lists)
			}
		})
	}
}

// The description of a refusal is optional (RFC 6749 section 5.2); an error
// without any words would help nobody.
func TestToken_aRefusalAlwaysHasWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		message string
	}{
		"error alone":          {answer(403, `{"error":"access_denied"}`), "access_denied"},
		"an empty description": {answer(401, `{"error":"access_denied","error_description":""}`), "access_denied"},
		"a description":        {answer(401, `{"error":"access_denied","error_description":"Unauthorized"}`), "Unauthorized"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := failure(t, second(newTenant(t, withTokens(c.handler)).client(t, bySecret).ConnectionKeys(t.Context(), "con_x")))
			if e.Message != c.message || e.Code != "access_denied" || e.Kind != apierr.Unauthorized || !e.Token {
				t.Errorf("got %+v, want message %q", e, c.message)
			}
		})
	}
}
