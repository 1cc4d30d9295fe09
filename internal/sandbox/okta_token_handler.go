package sandbox

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// oktaTokenLifetime is expires_in of the tokens for the Management API.
const oktaTokenLifetime = time.Hour

// oktaTokenJSON is the answer of the token endpoint, RFC 6749 section 5.1.
type oktaTokenJSON struct {
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	AccessToken string `json:"access_token"`
	Scope       string `json:"scope"`
}

// token is everything at /oauth2/v1/token.
func (o *OktaOrg) token(r *http.Request, body []byte) reply {
	if r.Method != http.MethodPost {
		return refuseOkta(errOktaMethod).reply()
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return refuseOkta(errOktaContentType).reply()
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("grant_type") == "" {
		return refuseOkta(errOktaGrantMissing).reply()
	}
	if grant := form.Get("grant_type"); grant != "client_credentials" {
		return refuseOkta(errOktaGrantType, grant).reply()
	}
	client, refused := o.authenticate(r, form)
	if refused != nil {
		return refused.reply()
	}
	return o.issueToken(r, client, form)
}

// issueToken makes a token for a client that is known by now.
func (o *OktaOrg) issueToken(r *http.Request, client OktaClient, form url.Values) reply {
	token := oktaToken{readOnly: client.ReadOnly, expires: o.clock.Now().Add(oktaTokenLifetime)}
	kind := "Bearer"
	if client.DPoP || len(r.Header.Values("Dpop")) > 0 {
		proof, reason := o.checkProof(r, "", "")
		switch {
		case reason != "":
			return refuseOkta(errOktaTokenProof, reason).reply()
		case !o.knowsNonce(proof.nonce):
			rep := refuseOkta(errOktaNonce).reply()
			rep.header.Set("Dpop-Nonce", o.newNonce())
			return rep
		}
		token.thumbprint, kind = proof.thumbprint, "DPoP"
	}
	asked := strings.Fields(form.Get("scope"))
	if len(asked) == 0 {
		return refuseOkta(errOktaNoScope).reply()
	}
	for _, scope := range asked {
		if slices.Contains(client.Scopes, scope) && !slices.Contains(token.scopes, scope) {
			token.scopes = append(token.scopes, scope)
		}
	}
	if len(token.scopes) == 0 {
		return refuseOkta(errOktaScopeDenied, strings.Join(asked, " ")).reply()
	}
	rep := oktaReply(http.StatusOK, oktaTokenJSON{
		TokenType:   kind,
		ExpiresIn:   int(oktaTokenLifetime / time.Second),
		AccessToken: o.addAccessToken(token),
		Scope:       strings.Join(token.scopes, " "),
	})
	rep.header.Set("Cache-Control", "no-store") // RFC 6749 section 5.1
	return rep
}

// newNonce makes a nonce for proofs at the token endpoint.
func (o *OktaOrg) newNonce() string {
	nonce := o.random.name(32)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.nonces[nonce] = true
	return nonce
}

// knowsNonce says whether the org has given out a nonce.
func (o *OktaOrg) knowsNonce(nonce string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.nonces[nonce]
}
