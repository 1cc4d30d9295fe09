package provider

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// auth0Rules name the arguments of the auth0 block, and the environment
// variables of the official provider, so that its users set nothing new.
var auth0Rules = vendorRules{
	vendor: "Auth0", block: "auth0", address: "domain",
	tokenArguments: []string{"api_token", "client_id", "client_secret"},
	variables: map[string]string{
		"domain":                       "AUTH0_DOMAIN",
		"audience":                     "AUTH0_AUDIENCE",
		"api_token":                    "AUTH0_API_TOKEN",
		"client_id":                    "AUTH0_CLIENT_ID",
		"client_secret":                "AUTH0_CLIENT_SECRET",
		"client_assertion_private_key": "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY",
		"client_assertion_signing_alg": "AUTH0_CLIENT_ASSERTION_SIGNING_ALG",
	},
	methods: []method{
		{name: "static token", members: []string{"api_token"}},
		{name: "client secret", members: []string{"client_id", "client_secret"}},
		{
			name:     "private_key_jwt",
			members:  []string{"client_id", "client_assertion_private_key"},
			optional: []string{"client_assertion_signing_alg"},
		},
	},
}

// defaultSigningAlg is what Auth0 takes when an application says nothing else.
const defaultSigningAlg = "RS256"

// resolveAuth0 merges the block with the environment. It is pure.
func resolveAuth0(block map[string]value, env func(string) string) resolvedSettings[auth0api.Settings] {
	r, credentials := resolveCredentials[auth0api.Settings](auth0Rules, block, env)
	domain := auth0Rules.lookup("domain", block, env)
	audience := auth0Rules.lookup("audience", block, env)
	missing := ""
	if domain.text != "" {
		host, plain, err := parseDomain(domain.text)
		if err != nil {
			r.problems = append(r.problems, problem{summary: "Invalid Auth0 domain", detail: "auth0.domain " + err.Error() + "."})
		}
		r.settings.Domain, r.settings.PlainHTTP = host, plain
	} else {
		missing = "Set " + auth0Rules.both("domain") + "."
	}
	alg := block["client_assertion_signing_alg"].text
	if alg == "" {
		alg = credentials.values["client_assertion_signing_alg"].text
	}
	if alg != "" && !slices.Contains(auth0api.SigningAlgs(), alg) {
		r.problems = append(r.problems, problem{summary: "Invalid signing algorithm", detail: fmt.Sprintf(
			"auth0.client_assertion_signing_alg is no algorithm that Auth0 takes. Set it to one of %s.", strings.Join(auth0api.SigningAlgs(), ", "))})
	}
	r.problems = append(r.problems, malformedAudience(audience.text)...)
	r.settings.Audience = audience.text
	r.settings.Credentials = auth0Credentials(credentials)
	r.absent = auth0Rules.incomplete(domain.unknown || audience.unknown, missing, credentials)
	return r
}

func auth0Credentials(o credentialChoice) auth0api.Credentials {
	c := auth0api.Credentials{
		Token:        o.values["api_token"].text,
		ClientID:     o.values["client_id"].text,
		ClientSecret: o.values["client_secret"].text,
		PrivateKey:   o.values["client_assertion_private_key"].text,
		SigningAlg:   o.values["client_assertion_signing_alg"].text,
	}
	if c.PrivateKey != "" && c.SigningAlg == "" {
		c.SigningAlg = defaultSigningAlg
	}
	return c
}

const domainExample = `Write the host alone, such as "example.eu.auth0.com"`

// domainForm is a name of at least two labels below a top-level domain (RFC 1123 section
// 2.1). What has another form may be a secret in the wrong argument, which is neither
// looked up nor shown.
var domainForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,24}|xn--[a-z0-9-]{2,59})$`)

// parseDomain reads a tenant's domain: an address without its scheme. Anything else is
// refused with the right form. The error follows the name of the argument, and repeats
// nothing but a host.
func parseDomain(text string) (host string, plain bool, err error) {
	u, fault := hostAddress(text)
	if u == nil || !transport.IsLoopback(u.Hostname()) && !domainForm.MatchString(strings.ToLower(u.Hostname())) {
		return "", false, unreadable(text, "is not a tenant's domain", domainExample)
	}
	host = hostOf(u)
	switch {
	case fault == unencrypted:
		return "", false, fmt.Errorf("would send credentials unencrypted. Write %q; http:// is for loopback hosts only", host)
	case fault != faultless:
		return "", false, fmt.Errorf("is not a tenant's domain: it holds more than the host. Write %q", host)
	default:
		return host, u.Scheme == "http", nil
	}
}
