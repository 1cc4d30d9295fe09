package provider

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
)

// auth0Rules name the arguments of the auth0 block, and the environment
// variables of the official provider, so that its users set nothing new.
var auth0Rules = vendorRules{
	block: "auth0",
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

// auth0Resolution is what became of the auth0 block: settings, or the error
// that the first type that needs Auth0 reports.
type auth0Resolution struct {
	settings auth0api.Settings
	absent   *apierr.Error
	ignored  []string
	problems []problem
}

// resolveAuth0 merges the block with the environment. It is pure.
func resolveAuth0(block map[string]value, env func(string) string) auth0Resolution {
	var r auth0Resolution
	credentials, bad := auth0Rules.resolve(block, env)
	if bad != nil {
		r.problems = append(r.problems, *bad)
	}
	r.ignored = credentials.ignored
	domain := auth0Rules.lookup("domain", block, env)
	audience := auth0Rules.lookup("audience", block, env)
	if domain.text != "" {
		host, plain, err := parseDomain(domain.text)
		if err != nil {
			r.problems = append(r.problems, problem{summary: "Invalid Auth0 domain", detail: "auth0.domain: " + err.Error() + "."})
		}
		r.settings.Domain, r.settings.PlainHTTP = host, plain
	}
	alg := block["client_assertion_signing_alg"].text
	if alg == "" {
		alg = credentials.values["client_assertion_signing_alg"].text
	}
	if alg != "" && !slices.Contains(auth0api.SigningAlgs(), alg) {
		r.problems = append(r.problems, problem{summary: "Invalid signing algorithm", detail: fmt.Sprintf(
			"auth0.client_assertion_signing_alg is %q. Set it to one of %s.", alg, strings.Join(auth0api.SigningAlgs(), ", "))})
	}
	r.problems = append(r.problems, malformed(credentials)...)
	r.settings.Audience = audience.text
	r.settings.Credentials = credentialsOf(credentials)
	r.absent = auth0Absent(domain, audience, credentials)
	return r
}

// malformed finds credentials that no header can carry, for example with the line
// end of the file that they were read from. It never shows them.
func malformed(o outcome) (problems []problem) {
	for _, name := range []string{"api_token", "client_id", "client_secret"} {
		if strings.ContainsFunc(o.values[name].text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
			problems = append(problems, problem{summary: "Malformed credentials", detail: fmt.Sprintf(
				"auth0.%s (or %s) holds white space or control characters, for example the line end of a file. "+
					"Remove them, for example with trimspace().", name, auth0Rules.variables[name])})
		}
	}
	return problems
}

func auth0Absent(domain, audience value, credentials outcome) *apierr.Error {
	switch {
	case domain.unknown || audience.unknown || credentials.unknown():
		return &apierr.Error{
			Kind: apierr.ConfigUnknown, Message: "the auth0 block of the provider holds values that are only known after apply",
			Hint: "Apply first what these values come from (terraform apply -target=...), or give the provider values that are known at plan.",
		}
	case domain.text == "" && credentials.method == nil:
		return notConfigured("Set auth0.domain (or AUTH0_DOMAIN). " + credentials.missing)
	case domain.text == "":
		return notConfigured("Set auth0.domain (or AUTH0_DOMAIN).")
	case credentials.method == nil:
		return notConfigured(credentials.missing)
	default:
		return nil
	}
}

func notConfigured(hint string) *apierr.Error {
	return &apierr.Error{Kind: apierr.NotConfigured, Message: "the provider has no complete settings for Auth0", Hint: hint}
}

func credentialsOf(o outcome) auth0api.Credentials {
	c := auth0api.Credentials{
		Token:        o.values["api_token"].text,
		ClientID:     o.values["client_id"].text,
		ClientSecret: o.values["client_secret"].text,
		PrivateKey:   unescapeNewlines(o.values["client_assertion_private_key"].text),
		SigningAlg:   o.values["client_assertion_signing_alg"].text,
	}
	if c.PrivateKey != "" && c.SigningAlg == "" {
		c.SigningAlg = defaultSigningAlg
	}
	return c
}

// unescapeNewlines turns a PEM text in one line with literal \n, the form in
// which CI systems keep it, into lines.
func unescapeNewlines(text string) string {
	if strings.Contains(text, "\n") {
		return text
	}
	return strings.ReplaceAll(text, `\n`, "\n")
}

// parseDomain reads a tenant's domain. A scheme https:// and a trailing slash
// are dropped. http:// is accepted for loopback hosts alone, where a sandbox
// may run. Anything else is refused with the right form.
func parseDomain(text string) (host string, plain bool, err error) {
	shown := fmt.Sprintf("%q", text)
	if strings.Contains(text, "@") {
		shown = "the value (not shown, for it may hold a password)"
	}
	right := fmt.Errorf("%s is not a tenant's domain. Write the host alone, such as \"example.eu.auth0.com\"", shown)
	withScheme := text
	if !strings.Contains(text, "://") {
		withScheme = "https://" + text
	}
	u, parseErr := url.Parse(withScheme)
	if parseErr != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", false, right
	}
	if strings.ContainsAny(u.Host, " ,;") || u.Hostname() == "" || strings.HasSuffix(u.Host, ":") {
		return "", false, right
	}
	switch u.Scheme {
	case "https":
		return u.Host, false, nil
	case "http":
		if !isLoopback(u.Hostname()) {
			return "", false, fmt.Errorf("%q would send credentials unencrypted. Write the host alone, such as \"example.eu.auth0.com\"; "+
				"http:// is for loopback hosts only", text)
		}
		return u.Host, true, nil
	default:
		return "", false, right
	}
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && addr.IsLoopback()
}
