package provider

import "testing"

func TestResolveOkta_problems(t *testing.T) {
	t.Parallel()
	const ambiguous, conflicting, malformed = "Ambiguous credentials", "Conflicting credentials", "Malformed credentials"
	for name, c := range map[string]oktaCase{
		"two tokens in the env": {
			env: texts(orgEnv, apiTokenEnv, accessEnv), problem: ambiguous,
			names: []string{"API token: api_token (OKTA_API_TOKEN); access token: access_token (OKTA_ACCESS_TOKEN)."},
		},
		"a token and a key in the env": {
			env: texts(apiTokenEnv, keyEnv), problem: ambiguous,
			names: []string{"API token", "private_key_jwt: client_id (OKTA_API_CLIENT_ID) + private_key (OKTA_API_PRIVATE_KEY) + scopes (OKTA_API_SCOPES)."},
		},
		"all in the env": {env: texts(apiTokenEnv, accessEnv, keyEnv), problem: ambiguous, names: []string{"API token", "access token", "private_key_jwt"}},
		"two tokens in the block": {
			block: map[string]string{"api_token": "secret-t", "access_token": "secret-a"}, problem: conflicting,
			names: []string{"access_token, api_token", "API token: api_token (OKTA_API_TOKEN); access token: access_token (OKTA_ACCESS_TOKEN)."},
		},
		"a token and a key in the block": {
			block: texts(keyBlock, map[string]string{"api_token": "secret-t"}), problem: conflicting,
			names: []string{"api_token, client_id, private_key, scopes", "API token: ", "private_key_jwt: "},
		},
		"a token and scopes in the block": {
			block: texts(orgBlock, map[string]string{"access_token": "secret-a", "scopes": scope}), problem: conflicting, names: []string{"access_token, scopes"},
		},
		"an unknown token beside a client": {
			block: map[string]string{"api_token": "?", "client_id": "id"}, problem: conflicting, names: []string{"api_token, client_id"},
		},
		"SSWS": {
			block: texts(orgBlock, map[string]string{"api_token": "SSWS secret-t"}), problem: malformed,
			names: []string{`okta.api_token (or OKTA_API_TOKEN) begins with "SSWS"`, "Give the token alone."},
		},
		"ssws in the env": {env: texts(orgEnv, map[string]string{"OKTA_API_TOKEN": "ssws secret-t\n"}), problem: malformed, names: []string{`"SSWS"`, "token alone"}},
		"Bearer": {
			block: texts(orgBlock, map[string]string{"access_token": "Bearer secret-a"}), problem: malformed,
			names: []string{`okta.access_token (or OKTA_ACCESS_TOKEN) begins with "Bearer"`, "Give the token alone."},
		},
		"a line end after an API token": {
			env: texts(orgEnv, map[string]string{"OKTA_API_TOKEN": "secret-t\n"}), problem: malformed, names: []string{"OKTA_API_TOKEN", "white space", "trimspace()"},
		},
		"a space in an access token":       {env: texts(orgEnv, map[string]string{"OKTA_ACCESS_TOKEN": "secret- a"}), problem: malformed, names: []string{"okta.access_token (or OKTA_ACCESS_TOKEN) holds"}},
		"a control character in a client":  {block: texts(orgBlock, keyBlock, map[string]string{"client_id": "id\x00"}), problem: malformed, names: []string{"okta.client_id (or OKTA_API_CLIENT_ID) holds"}},
		"a line end after the key's ID":    {block: texts(orgBlock, keyBlock, map[string]string{"private_key_id": "kid\r\n"}), problem: malformed, names: []string{"okta.private_key_id (or OKTA_API_PRIVATE_KEY_ID) holds"}},
		"a wrong URL beside a right token": {block: map[string]string{"org_url": "https://", "api_token": "secret-t"}, problem: "Invalid Okta org URL", names: []string{"okta.org_url is not"}},
		"a wrong URL beside an unknown":    {block: map[string]string{"org_url": "https://", "api_token": "?"}, problem: "Invalid Okta org URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkOkta(t, c)
		})
	}
}

// Only a key may hold lines.
func TestResolveOkta_aKeyMayHoldLines(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"-----BEGIN\nA\n-----END\n", `-----BEGIN\nA\n-----END\n`, `{"kty": "RSA"}`} {
		c := oktaCase{block: texts(orgBlock, keyBlock, map[string]string{"private_key": key}), absent: none}
		c.want = byOktaKey
		c.want.PrivateKey = key
		checkOkta(t, c)
	}
}

func TestResolveOkta_org(t *testing.T) {
	t.Parallel()
	const other = "https://other.okta.com"
	for name, c := range map[string]struct {
		block, env map[string]string
		want       string
		ignored    []string
	}{
		"a URL here":                     {block: orgBlock, want: orgURL},
		"a URL there":                    {env: orgEnv, want: orgURL},
		"a URL here wins":                {block: orgBlock, env: map[string]string{"OKTA_ORG_URL": other}, want: orgURL},
		"a URL here, a name there":       {block: orgBlock, env: map[string]string{"OKTA_ORG_NAME": "other", "OKTA_BASE_URL": "x.com"}, want: orgURL, ignored: []string{"OKTA_BASE_URL", "OKTA_ORG_NAME"}},
		"a wrong name there is moot":     {block: orgBlock, env: map[string]string{"OKTA_ORG_NAME": "https://x"}, want: orgURL, ignored: []string{"OKTA_ORG_NAME"}},
		"a name here":                    {block: map[string]string{"org_name": "example"}, want: orgURL},
		"a name there":                   {env: map[string]string{"OKTA_ORG_NAME": "Example"}, want: orgURL},
		"a name here, a URL there":       {block: map[string]string{"org_name": "example"}, env: map[string]string{"OKTA_ORG_URL": other}, want: orgURL, ignored: []string{"OKTA_ORG_URL"}},
		"a name here wins":               {block: map[string]string{"org_name": "example"}, env: map[string]string{"OKTA_ORG_NAME": "other"}, want: orgURL},
		"name and base here":             {block: map[string]string{"org_name": "example", "base_url": "oktapreview.com"}, want: "https://example.oktapreview.com"},
		"name and base there":            {env: map[string]string{"OKTA_ORG_NAME": "example", "OKTA_BASE_URL": "okta-emea.com"}, want: "https://example.okta-emea.com"},
		"a name here, a base there":      {block: map[string]string{"org_name": "example"}, env: map[string]string{"OKTA_BASE_URL": "oktapreview.com"}, want: "https://example.oktapreview.com"},
		"a base here, a name there":      {block: map[string]string{"base_url": "oktapreview.com"}, env: map[string]string{"OKTA_ORG_NAME": "example", "OKTA_BASE_URL": "x.com"}, want: "https://example.oktapreview.com"},
		"a base here wins":               {block: map[string]string{"org_name": "example", "base_url": "okta.com"}, env: map[string]string{"OKTA_BASE_URL": "x.com"}, want: orgURL},
		"the same org twice here":        {block: map[string]string{"org_url": "example.okta.com", "org_name": "EXAMPLE", "base_url": "okta.com"}, want: orgURL},
		"URL and name here":              {block: map[string]string{"org_url": "https://example.oktapreview.com", "org_name": "example"}, want: "https://example.oktapreview.com"},
		"URL and base here":              {block: map[string]string{"org_url": orgURL, "base_url": "okta.com"}, want: orgURL},
		"the same org twice there":       {env: map[string]string{"OKTA_ORG_URL": orgURL + "/", "OKTA_ORG_NAME": "example"}, want: orgURL},
		"the same org twice, by base":    {env: map[string]string{"OKTA_ORG_URL": "https://example.oktapreview.com", "OKTA_ORG_NAME": "example", "OKTA_BASE_URL": "oktapreview.com"}, want: "https://example.oktapreview.com"},
		"a URL there, a base without":    {env: map[string]string{"OKTA_ORG_URL": orgURL, "OKTA_BASE_URL": "oktapreview.com"}, want: orgURL},
		"a URL there, its base here":     {block: map[string]string{"base_url": "okta.com"}, env: orgEnv, want: orgURL},
		"a port":                         {block: map[string]string{"org_name": "example", "base_url": "okta.com:8443"}, want: orgURL + ":8443"},
		"a custom domain":                {block: map[string]string{"org_url": "https://login.example.com"}, want: "https://login.example.com"},
		"an empty URL here, a name here": {block: map[string]string{"org_url": "", "org_name": "example"}, want: orgURL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := oktaCase{block: texts(c.block, map[string]string{"api_token": "secret-t"}), env: c.env, absent: none, ignored: c.ignored}
			o.want = byAPIToken
			o.want.Scopes = []string{}
			checkOkta(t, o)
			if got := resolveOktaCase(o).settings.OrgURL; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestResolveOkta_twoOrgs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]oktaCase{
		"in the env": {
			env:   map[string]string{"OKTA_ORG_URL": orgURL, "OKTA_ORG_NAME": "other"},
			names: []string{`OKTA_ORG_URL is "https://example.okta.com"`, `OKTA_ORG_NAME is "other"`, `base_url is "okta.com" by default`},
		},
		"in the env, by base": {
			env:   map[string]string{"OKTA_ORG_URL": orgURL, "OKTA_ORG_NAME": "example", "OKTA_BASE_URL": "oktapreview.com"},
			names: []string{"OKTA_ORG_URL is", `OKTA_ORG_NAME is "example" and OKTA_BASE_URL is "oktapreview.com"`},
		},
		"in the env, by the default base": {
			env:   map[string]string{"OKTA_ORG_URL": "https://example.oktapreview.com", "OKTA_ORG_NAME": "example"},
			names: []string{"OKTA_ORG_URL", "OKTA_ORG_NAME", "by default"},
		},
		"in the env, a sandbox": {
			env: map[string]string{"OKTA_ORG_URL": "http://127.0.0.1:3000", "OKTA_ORG_NAME": "example"}, names: []string{"127.0.0.1:3000", `"example"`},
		},
		"a base here, the rest there": {
			block: map[string]string{"base_url": "oktapreview.com"}, env: orgEnv, names: []string{"OKTA_ORG_URL is", `okta.base_url is "oktapreview.com"`},
		},
		"in the block": {
			block: map[string]string{"org_url": orgURL, "org_name": "other"},
			names: []string{`okta.org_url is "https://example.okta.com"`, `okta.org_name is "other"`},
		},
		"in the block, one a part": {
			block: map[string]string{"org_url": orgURL, "org_name": "exam"}, names: []string{`okta.org_name is "exam"`},
		},
		"in the block, by base": {
			block: map[string]string{"org_url": orgURL, "org_name": "example", "base_url": "oktapreview.com"},
			names: []string{"okta.org_url is", "okta.org_name is", `okta.base_url is "oktapreview.com"`},
		},
		"in the block, by base alone": {
			block: map[string]string{"org_url": orgURL, "base_url": "oktapreview.com"}, names: []string{"okta.org_url is", `okta.base_url is "oktapreview.com"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.problem = "Conflicting Okta orgs"
			checkOkta(t, c)
		})
	}
}
