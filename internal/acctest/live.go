package acctest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// live is a real tenant. It is reached with net/http and not with the provider's
// adapter, so that connections are made independently of what is tested. The
// credentials need create:connections and delete:connections as well.
type live struct {
	scheme, host, token string
}

func newLive(t testing.TB) *live {
	t.Helper()
	domain := os.Getenv("AUTH0_DOMAIN")
	if domain == "" {
		t.Fatal("AUTH0_DOMAIN is not set: the live target needs a tenant")
	}
	l := &live{scheme: "https", host: hostOf(domain), token: os.Getenv("AUTH0_API_TOKEN")}
	if strings.HasPrefix(domain, "http://") {
		l.scheme = "http"
	}
	if l.token != "" {
		return l
	}
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	l.call(t, http.MethodPost, "/oauth/token", url.Values{
		"grant_type": {"client_credentials"}, "audience": {audience(l.host)},
		"client_id": {os.Getenv("AUTH0_CLIENT_ID")}, "client_secret": {os.Getenv("AUTH0_CLIENT_SECRET")},
	}, &answer)
	l.token = answer.AccessToken
	return l
}

// connection makes an OpenID Connect connection that uses private_key_jwt and
// removes it after the test.
func (l *live) connection(t testing.TB) string {
	t.Helper()
	var answer struct {
		ID string `json:"id"`
	}
	l.call(t, http.MethodPost, "/api/v2/connections", map[string]any{
		"name": fmt.Sprintf("idpkeys-acc-%d", time.Now().UnixNano()), "strategy": "oidc",
		"options": map[string]any{
			"client_id": "idpkeys-acc", "issuer": "https://example.com", "type": "back_channel",
			"authorization_endpoint": "https://example.com/authorize", "token_endpoint": "https://example.com/token",
			"jwks_uri": "https://example.com/jwks", "token_endpoint_auth_method": "private_key_jwt",
			"token_endpoint_auth_signing_alg": "RS256",
		},
	}, &answer)
	t.Cleanup(func() { l.call(t, http.MethodDelete, "/api/v2/connections/"+answer.ID, nil, nil) })
	return answer.ID
}

// call sends a form or JSON and reads JSON.
func (l *live) call(t testing.TB, method, path string, body, answer any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	payload, contentType := encode(t, body)
	req, err := http.NewRequestWithContext(ctx, method, l.scheme+"://"+l.host+path, payload)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	if l.token != "" {
		req.Header.Set("Authorization", "Bearer "+l.token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		t.Fatalf("%s %s: %s\n%s\n%v", method, path, resp.Status, text, err)
	}
	if answer != nil {
		if err := json.Unmarshal(text, answer); err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
	}
}

// audience is AUTH0_AUDIENCE, which a custom domain needs, or the domain's own.
func audience(host string) string {
	if named := os.Getenv("AUTH0_AUDIENCE"); named != "" {
		return named
	}
	return "https://" + host + "/api/v2/"
}

func encode(t testing.TB, body any) (io.Reader, string) {
	t.Helper()
	switch body := body.(type) {
	case nil:
		return http.NoBody, "application/json"
	case url.Values:
		return strings.NewReader(body.Encode()), "application/x-www-form-urlencoded"
	default:
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.NewReader(text), "application/json"
	}
}

func hostOf(domain string) string {
	if _, rest, found := strings.Cut(domain, "://"); found {
		domain = rest
	}
	return strings.TrimSuffix(domain, "/")
}
