package provider

import (
	"strings"
	"testing"
	"time"
)

// What no request can carry is refused at once, whatever its length, and not shown.
func TestResolve_refusesWhatNoRequestCarries(t *testing.T) {
	t.Parallel()
	const hidden = "a-hidden-part"
	long := strings.Repeat(hidden, 200_000)
	auth0 := func(more map[string]string) []problem {
		return resolveAuth0(valuesOf(texts(map[string]string{"domain": "example.eu.auth0.com"}, more)), func(string) string { return "" }).problems
	}
	okta := func(more map[string]string) []problem {
		return resolveOkta(valuesOf(texts(map[string]string{"org_url": "https://example.okta.com"}, more)), func(string) string { return "" }).problems
	}
	for name, c := range map[string]struct {
		resolve func(map[string]string) []problem
		block   map[string]string
		said    string
	}{
		"auth0 token, long":        {auth0, map[string]string{"api_token": long}, "auth0.api_token (or AUTH0_API_TOKEN) has 2600000 bytes, and no more than 16384"},
		"auth0 client, long":       {auth0, map[string]string{"client_id": long, "client_secret": "s"}, "auth0.client_id"},
		"auth0 secret, long":       {auth0, map[string]string{"client_id": "c", "client_secret": long}, "auth0.client_secret"},
		"auth0 key, long":          {auth0, map[string]string{"client_id": "c", "client_assertion_private_key": long}, "auth0.client_assertion_private_key"},
		"auth0 token, bidi":        {auth0, map[string]string{"api_token": hidden + "\u202e"}, "not ASCII"},
		"audience, long":           {auth0, map[string]string{"api_token": "t", "audience": long}, "auth0.audience (or AUTH0_AUDIENCE) is no identifier"},
		"audience, PEM":            {auth0, map[string]string{"api_token": "t", "audience": "-----BEGIN PRIVATE KEY-----\n" + hidden}, "is no identifier"},
		"audience, JWK":            {auth0, map[string]string{"api_token": "t", "audience": `{"kty":"` + hidden + `"}`}, "is no identifier"},
		"audience, control":        {auth0, map[string]string{"api_token": "t", "audience": hidden + "\x1b"}, "is no identifier"},
		"okta token, long":         {okta, map[string]string{"api_token": long}, "okta.api_token"},
		"okta token, not ASCII":    {okta, map[string]string{"api_token": hidden + "é"}, "not ASCII"},
		"okta access token, bidi":  {okta, map[string]string{"access_token": hidden + "\u202e"}, "not ASCII"},
		"okta client, long":        {okta, map[string]string{"client_id": long, "private_key": "k", "scopes": "s"}, "okta.client_id"},
		"okta private key, long":   {okta, map[string]string{"client_id": "c", "private_key": long, "scopes": "s"}, "okta.private_key"},
		"okta ID of the key, long": {okta, map[string]string{"client_id": "c", "private_key": "k", "private_key_id": long, "scopes": "s"}, "okta.private_key_id"},
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			problems := c.resolve(c.block)
			if len(problems) != 1 || !strings.Contains(problems[0].detail, c.said) || strings.Contains(problems[0].detail, hidden) {
				t.Errorf("got %+v", problems)
			}
			if took := time.Since(begun); took > time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
	for _, audience := range []string{"", "https://example.eu.auth0.com/api/v2/", "urn:example:api"} {
		if problems := auth0(map[string]string{"api_token": "t", "audience": audience}); len(problems) > 0 {
			t.Errorf("%q: %+v", audience, problems)
		}
	}
}

func valuesOf(block map[string]string) map[string]value {
	values := map[string]value{}
	for name, text := range block {
		values[name] = value{text: text}
	}
	return values
}
