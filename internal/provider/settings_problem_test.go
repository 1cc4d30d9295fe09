package provider

import (
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
)

func TestResolveAuth0_problems(t *testing.T) {
	t.Parallel()
	const (
		ambiguous, conflicting = "Ambiguous credentials", "Conflicting credentials"
		wrongDomain, wrongAlg  = "Invalid Auth0 domain", "Invalid signing algorithm"
	)
	for name, c := range map[string]auth0Case{
		"two methods in the env": {
			env:     map[string]string{"AUTH0_DOMAIN": domain, "AUTH0_API_TOKEN": "t", "AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_SECRET": "s"},
			problem: ambiguous, names: []string{"static token", "client secret", "AUTH0_API_TOKEN", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET"},
		},
		"two ways to prove one client in the env": {
			env:     map[string]string{"AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_SECRET": "s", "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY": "k"},
			problem: ambiguous, names: []string{"client secret", "private_key_jwt", "AUTH0_CLIENT_SECRET", "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY"},
		},
		"a client in the block, secret and key in the env": {
			block:   map[string]string{"domain": domain, "client_id": "id"},
			env:     map[string]string{"AUTH0_CLIENT_SECRET": "s", "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY": "k"},
			problem: ambiguous, names: []string{"client secret", "private_key_jwt"},
		},
		"token and client in the block": {
			block:   map[string]string{"domain": domain, "api_token": "t", "client_id": "id", "client_secret": "s"},
			problem: conflicting, names: []string{"api_token, client_id, client_secret", "static token", "client secret"},
		},
		"token and half a client in the block": {
			block: map[string]string{"api_token": "t", "client_id": "id"}, problem: conflicting, names: []string{"api_token, client_id"},
		},
		"secret and key in the block": {
			block:   map[string]string{"client_id": "id", "client_secret": "s", "client_assertion_private_key": "k"},
			problem: conflicting, names: []string{"client_secret", "client_assertion_private_key"},
		},
		"an algorithm beside a secret": {
			block:   map[string]string{"client_id": "id", "client_secret": "s", "client_assertion_signing_alg": "RS256"},
			problem: conflicting, names: []string{"client_assertion_signing_alg", "client_secret"},
		},
		"an unknown token beside a client": {
			block: map[string]string{"domain": domain, "api_token": "?", "client_id": "id"}, problem: conflicting, names: []string{"api_token"},
		},
		"a wrong domain in the block": {
			block: map[string]string{"domain": "https://example.eu.auth0.com/api", "api_token": "t"}, problem: wrongDomain,
			names: []string{"auth0.domain", `"example.eu.auth0.com"`},
		},
		"a wrong algorithm in the block": {
			block:   map[string]string{"client_id": "id", "client_assertion_private_key": "k", "client_assertion_signing_alg": "HS256"},
			problem: wrongAlg, names: []string{"RS256", "ES512", "client_assertion_signing_alg"},
		},
		"a wrong algorithm alone in the block": {
			block: map[string]string{"client_assertion_signing_alg": "HS256"}, problem: wrongAlg, names: []string{"ES512"},
		},
		"a wrong algorithm in the block, a client in it": {
			block: map[string]string{"domain": domain, "client_id": "id", "client_assertion_signing_alg": "none"}, problem: wrongAlg, names: []string{"client_assertion_signing_alg", "ES512"},
		},
		"a wrong algorithm in the block, a right one in the env": {
			block:   map[string]string{"client_assertion_signing_alg": "es256"},
			env:     map[string]string{"AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY": "k", "AUTH0_CLIENT_ASSERTION_SIGNING_ALG": "ES256"},
			problem: wrongAlg, names: []string{"client_assertion_signing_alg", "ES512"},
		},
		"a wrong algorithm in the env": {
			block:   map[string]string{"client_id": "id", "client_assertion_private_key": "k"},
			env:     map[string]string{"AUTH0_CLIENT_ASSERTION_SIGNING_ALG": "rs256"},
			problem: wrongAlg, names: []string{"client_assertion_signing_alg", "ES512"},
		},
		"a wrong domain in the env": {
			env: map[string]string{"AUTH0_DOMAIN": "a b", "AUTH0_API_TOKEN": "t"}, problem: wrongDomain, names: []string{"auth0.domain", "white space"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkAuth0(t, c)
		})
	}
}

// What an error says of credentials, it says by name.
func TestResolveAuth0_problemsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	c := auth0Case{
		block: map[string]string{"domain": domain, "api_token": "secret-1", "client_id": "id", "client_secret": "secret-2"},
		env:   map[string]string{"AUTH0_CLIENT_ASSERTION_PRIVATE_KEY": "secret-3"},
	}
	alone := auth0Case{env: map[string]string{"AUTH0_API_TOKEN": "secret-1", "AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_SECRET": "secret-2"}}
	for _, resolution := range []resolvedSettings[auth0api.Settings]{resolveAuth0Case(c), resolveAuth0Case(alone)} {
		if len(resolution.problems) != 1 {
			t.Fatalf("problems %+v", resolution.problems)
		}
		checkNoSecret(t, resolution.problems[0].detail)
	}
}

func TestResolveAuth0_audience(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settings auth0Case
		want     string
	}{
		"unset":        {auth0Case{}, ""},
		"in the block": {auth0Case{block: map[string]string{"audience": "a"}, env: map[string]string{"AUTH0_AUDIENCE": "b"}}, "a"},
		"in the env":   {auth0Case{env: map[string]string{"AUTH0_AUDIENCE": "b"}}, "b"},
		"empty":        {auth0Case{block: map[string]string{"audience": ""}, env: map[string]string{"AUTH0_AUDIENCE": "b"}}, "b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := resolveAuth0Case(c.settings).settings.Audience; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func checkNoSecret(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, "secret-") {
		t.Errorf("the text holds a secret: %s", text)
	}
}
