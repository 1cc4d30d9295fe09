package provider

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

type oktaCase = settingsCase[oktaapi.Credentials]

func resolveOktaCase(c oktaCase) resolvedSettings[oktaapi.Settings] {
	return resolveOkta(c.blockValues(), c.variable)
}

func checkOkta(t *testing.T, c oktaCase) {
	t.Helper()
	got := resolveOktaCase(c)
	checkCase(t, c, got, got.settings.Credentials)
}

const (
	orgURL = "https://example.okta.com"
	scope  = "okta.authorizationServers.read"
)

var (
	byAPIToken    = oktaapi.Credentials{APIToken: "secret-t"}
	byAccessToken = oktaapi.Credentials{AccessToken: "secret-a"}
	byOktaKey     = oktaapi.Credentials{ClientID: "id", PrivateKey: "secret-k", Scopes: []string{scope}}
)

// texts merges maps; a later one wins.
func texts(all ...map[string]string) map[string]string {
	merged := map[string]string{}
	for _, one := range all {
		for name, text := range one {
			merged[name] = text
		}
	}
	return merged
}

var (
	orgBlock    = map[string]string{"org_url": orgURL}
	keyBlock    = map[string]string{"client_id": "id", "private_key": "secret-k", "scopes": scope}
	orgEnv      = map[string]string{"OKTA_ORG_URL": orgURL}
	apiTokenEnv = map[string]string{"OKTA_API_TOKEN": "secret-t"}
	accessEnv   = map[string]string{"OKTA_ACCESS_TOKEN": "secret-a"}
	keyEnv      = map[string]string{"OKTA_API_CLIENT_ID": "id", "OKTA_API_PRIVATE_KEY": "secret-k", "OKTA_API_SCOPES": scope}
)

func TestResolveOkta_completeSettings(t *testing.T) {
	t.Parallel()
	withID := byOktaKey
	withID.PrivateKeyID = "kid"
	for name, c := range map[string]oktaCase{
		"API token in the block":        {block: texts(orgBlock, map[string]string{"api_token": "secret-t"}), want: byAPIToken},
		"API token in the env":          {env: texts(orgEnv, apiTokenEnv), want: byAPIToken},
		"org here, token there":         {block: orgBlock, env: apiTokenEnv, want: byAPIToken},
		"token here, org there":         {block: map[string]string{"api_token": "secret-t"}, env: orgEnv, want: byAPIToken},
		"access token in the block":     {block: texts(orgBlock, map[string]string{"access_token": "secret-a"}), want: byAccessToken},
		"access token in the env":       {env: texts(orgEnv, accessEnv), want: byAccessToken},
		"key in the block":              {block: texts(orgBlock, keyBlock), want: byOktaKey},
		"key in the env":                {env: texts(orgEnv, keyEnv), want: byOktaKey},
		"client here, key there":        {block: texts(orgBlock, map[string]string{"client_id": "id"}), env: texts(keyEnv, map[string]string{"OKTA_API_CLIENT_ID": "other"}), want: byOktaKey},
		"scopes here, the rest there":   {block: texts(orgBlock, map[string]string{"scopes": scope}), env: keyEnv, want: byOktaKey},
		"key ID in the block":           {block: texts(orgBlock, keyBlock, map[string]string{"private_key_id": "kid"}), want: withID},
		"key ID in the block alone":     {block: texts(orgBlock, map[string]string{"private_key_id": "kid"}), env: keyEnv, want: withID},
		"key ID in the env":             {block: texts(orgBlock, keyBlock), env: map[string]string{"OKTA_API_PRIVATE_KEY_ID": "kid"}, want: withID},
		"the block wins over its own":   {block: texts(orgBlock, map[string]string{"api_token": "secret-t"}), env: map[string]string{"OKTA_API_TOKEN": "secret-o", "OKTA_ORG_URL": "https://other.okta.com"}, want: byAPIToken},
		"an empty string is absent":     {block: map[string]string{"org_url": "", "api_token": "", "scopes": "", "client_id": "id"}, env: texts(orgEnv, keyEnv), want: byOktaKey},
		"an empty variable is absent":   {env: texts(orgEnv, accessEnv, map[string]string{"OKTA_API_TOKEN": "", "OKTA_ORG_NAME": ""}), want: byAccessToken},
		"an incomplete method":          {env: texts(orgEnv, apiTokenEnv, map[string]string{"OKTA_API_CLIENT_ID": "id"}), want: byAPIToken, ignored: []string{"OKTA_API_CLIENT_ID"}},
		"separators are no scope":       {env: texts(orgEnv, apiTokenEnv, keyEnv, map[string]string{"OKTA_API_SCOPES": " , "}), want: byAPIToken, ignored: []string{"OKTA_API_CLIENT_ID", "OKTA_API_PRIVATE_KEY"}},
		"a client ignores tokens":       {block: texts(orgBlock, keyBlock), env: texts(apiTokenEnv, accessEnv), want: byOktaKey, ignored: []string{"OKTA_ACCESS_TOKEN", "OKTA_API_TOKEN"}},
		"an API token ignores the rest": {block: texts(orgBlock, map[string]string{"api_token": "secret-t"}), env: texts(accessEnv, keyEnv), want: byAPIToken, ignored: []string{"OKTA_ACCESS_TOKEN", "OKTA_API_CLIENT_ID", "OKTA_API_PRIVATE_KEY", "OKTA_API_SCOPES"}},
		"an access token ignores":       {block: texts(orgBlock, map[string]string{"access_token": "secret-a"}), env: apiTokenEnv, want: byAccessToken, ignored: []string{"OKTA_API_TOKEN"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.absent = none
			if c.want.Scopes == nil {
				c.want.Scopes = []string{}
			}
			checkOkta(t, c)
			if got := resolveOktaCase(c).settings.OrgURL; got != orgURL {
				t.Errorf("org URL %q", got)
			}
		})
	}
}

func TestResolveOkta_missingSettings(t *testing.T) {
	t.Parallel()
	const (
		setOrg = "Set okta.org_url (or OKTA_ORG_URL), or okta.org_name (or OKTA_ORG_NAME)."
		all    = "Set okta.api_token (or OKTA_API_TOKEN); or okta.access_token (or OKTA_ACCESS_TOKEN); or okta.client_id + private_key + scopes " +
			"(or OKTA_API_CLIENT_ID + OKTA_API_PRIVATE_KEY + OKTA_API_SCOPES)."
		which = " Okta issues no token without scopes: give okta.authorizationServers.read to read keys of authorization servers and " +
			"okta.authorizationServers.manage to change them, okta.apps.read to read keys of apps and okta.apps.manage to change them."
	)
	for name, c := range map[string]oktaCase{
		"nothing":                {hint: setOrg + " " + all + which},
		"an org alone":           {block: orgBlock, hint: all},
		"a base alone":           {block: map[string]string{"base_url": "okta.com", "api_token": "secret-t"}, hint: setOrg},
		"a token alone":          {block: map[string]string{"api_token": "secret-t"}, hint: setOrg},
		"a token alone, in env":  {env: apiTokenEnv, hint: setOrg},
		"a client alone":         {block: texts(orgBlock, map[string]string{"client_id": "id"}), hint: "Set okta.private_key (or OKTA_API_PRIVATE_KEY) and okta.scopes (or OKTA_API_SCOPES)." + which},
		"no scopes":              {block: texts(orgBlock, keyBlock, map[string]string{"scopes": ""}), hint: "Set okta.scopes (or OKTA_API_SCOPES)." + which},
		"no scopes in the env":   {env: texts(orgEnv, keyEnv, map[string]string{"OKTA_API_SCOPES": ",\n"}), hint: all + which},
		"a key without a client": {block: texts(orgBlock, keyBlock, map[string]string{"client_id": ""}), hint: "Set okta.client_id (or OKTA_API_CLIENT_ID)."},
		"a key ID alone":         {block: texts(orgBlock, map[string]string{"private_key_id": "kid"}), hint: "Set okta.client_id (or OKTA_API_CLIENT_ID) and okta.private_key"},
		"half a method here":     {block: texts(orgBlock, map[string]string{"client_id": "id"}), env: apiTokenEnv, hint: "Set okta.private_key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.absent = apierr.NotConfigured
			checkOkta(t, c)
			if got := resolveOktaCase(c).absent; got != nil && got.Message != "the provider has no complete settings for Okta" {
				t.Errorf("the message is %q", got.Message)
			}
		})
	}
}

func TestResolveOkta_unknownSettings(t *testing.T) {
	t.Parallel()
	full := func(name string) map[string]string { return texts(orgBlock, keyBlock, map[string]string{name: "?"}) }
	for name, c := range map[string]oktaCase{
		"URL":                  {block: full("org_url")},
		"URL, one in env":      {block: full("org_url"), env: map[string]string{"OKTA_ORG_URL": orgURL}},
		"URL, a name in env":   {block: full("org_url"), env: map[string]string{"OKTA_ORG_NAME": "example"}, ignored: []string{"OKTA_ORG_NAME"}},
		"name":                 {block: texts(keyBlock, map[string]string{"org_name": "?"})},
		"name, a URL in env":   {block: texts(keyBlock, map[string]string{"org_name": "?"}), env: orgEnv, ignored: []string{"OKTA_ORG_URL"}},
		"name beside a URL":    {block: full("org_name")},
		"base":                 {block: texts(keyBlock, map[string]string{"org_name": "example", "base_url": "?"})},
		"base beside a URL":    {block: full("base_url")},
		"base, a URL in env":   {block: texts(keyBlock, map[string]string{"base_url": "?"}), env: orgEnv},
		"client":               {block: full("client_id")},
		"key":                  {block: full("private_key")},
		"key ID":               {block: full("private_key_id")},
		"scopes":               {block: full("scopes")},
		"API token":            {block: texts(orgBlock, map[string]string{"api_token": "?"})},
		"access token":         {block: texts(orgBlock, map[string]string{"access_token": "?"})},
		"the block as a whole": {block: map[string]string{"org_url": "?", "api_token": "?"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.absent, c.hint = apierr.ConfigUnknown, "terraform apply -target=..."
			checkOkta(t, c)
		})
	}
}

func TestResolveOkta_scopes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a":            "a",
		"a,b":          "a b",
		"a, b":         "a b",
		" a  b\n":      "a b",
		",a,,b,a,":     "a b",
		"a\tb":         "a b",
		"okta.a okta.": "okta.a okta.",
		" , ":          "",
		"":             "",
	} {
		if got := joinWords(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
