package provider

import (
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// oktaRules name the arguments of the okta block, and the environment variables
// of the official provider, so that its users set nothing new. OKTA_ORG_URL is
// ours: it says in one variable what the official provider takes in two.
var oktaRules = vendorRules{
	vendor: "Okta", block: "okta", address: "org_url",
	tokenArguments: []string{"api_token", "access_token", "client_id", "private_key_id"},
	variables: map[string]string{
		"org_url":        "OKTA_ORG_URL",
		"org_name":       "OKTA_ORG_NAME",
		"base_url":       "OKTA_BASE_URL",
		"api_token":      "OKTA_API_TOKEN",
		"access_token":   "OKTA_ACCESS_TOKEN",
		"client_id":      "OKTA_API_CLIENT_ID",
		"private_key":    "OKTA_API_PRIVATE_KEY",
		"private_key_id": "OKTA_API_PRIVATE_KEY_ID",
		"scopes":         "OKTA_API_SCOPES",
	},
	methods: []method{
		{name: "API token", members: []string{"api_token"}},
		{name: "access token", members: []string{"access_token"}},
		{
			name:     "private_key_jwt",
			members:  []string{"client_id", "private_key", "scopes"},
			optional: []string{"private_key_id"},
		},
	},
	notes: map[string]string{
		"scopes": "Okta issues no token without scopes: give okta.authorizationServers.read to read keys of authorization servers and " +
			"okta.authorizationServers.manage to change them, okta.apps.read to read keys of apps and okta.apps.manage to change them.",
	},
}

// resolveOkta merges the block with the environment. It is pure.
func resolveOkta(block map[string]value, env func(string) string) resolvedSettings[oktaapi.Settings] {
	env = withScopes(env)
	r, credentials := resolveCredentials[oktaapi.Settings](oktaRules, block, env)
	org := resolveOrg(block, env)
	r.ignored = append(r.ignored, org.ignored...)
	slices.Sort(r.ignored)
	r.problems = append(r.problems, org.problems...)
	r.settings.OrgURL = org.url
	r.settings.Credentials = oktaCredentials(credentials)
	r.settings.DPoP = block["dpop"].text == valueTrue
	r.absent = oktaRules.incomplete(org.unknown, org.missing, credentials)
	return r
}

// withScopes lets a variable that holds separators alone count as unset, for
// Okta refuses an empty scope.
func withScopes(env func(string) string) func(string) string {
	return func(name string) string {
		if name == oktaRules.variables["scopes"] {
			return joinWords(env(name))
		}
		return env(name)
	}
}

// joinWords separates words by one space, whether commas or white space stood
// between them. A word counts once.
func joinWords(texts ...string) string {
	words := strings.FieldsFunc(strings.Join(texts, " "), func(r rune) bool { return r == ',' || spaceOrControl(r) })
	var once []string
	for _, word := range words {
		if !slices.Contains(once, word) {
			once = append(once, word)
		}
	}
	return strings.Join(once, " ")
}

func oktaCredentials(o credentialChoice) oktaapi.Credentials {
	return oktaapi.Credentials{
		APIToken:     o.values["api_token"].text,
		AccessToken:  o.values["access_token"].text,
		ClientID:     o.values["client_id"].text,
		PrivateKey:   o.values["private_key"].text,
		PrivateKeyID: o.values["private_key_id"].text,
		Scopes:       strings.Fields(o.values["scopes"].text),
	}
}
