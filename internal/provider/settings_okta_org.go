package provider

import (
	"fmt"
	"strings"
)

// defaultBaseURL is the domain that the official provider falls back to.
const defaultBaseURL = "okta.com"

// org says where the org is: a URL, or why there is none.
type org struct {
	url      string
	unknown  bool
	missing  string
	ignored  []string
	problems []problem
}

// orgParts are the arguments that count, after the environment was looked at.
type orgParts struct {
	url, name, base value
	// pinned is true when the block holds the URL. Then nothing reads the other
	// two, and they only have to agree with it.
	pinned bool
}

// resolveOrg finds the address: org_url, or org_name and base_url. An address
// in the block makes those in the environment moot. Otherwise two addresses
// have to be of one org, for a rotation must not reach another one.
func resolveOrg(block map[string]value, env func(string) string) (o org) {
	parts := orgPartsOf(block, env)
	o.ignored = ignoredOrg(block, env)
	o.unknown = parts.url.unknown || parts.name.unknown || parts.base.unknown
	if parts.url.text == "" && parts.name.text == "" {
		o.missing = "Set " + oktaRules.both("org_url") + ", or " + oktaRules.both("org_name") + "."
	}
	refuse := func(argument, summary string, err error) {
		if err != nil {
			o.problems = append(o.problems, problem{summary: summary, detail: oktaRules.source(argument, block) + " " + err.Error() + "."})
		}
	}
	orgURL, err := parseOrgURL(parts.url.text)
	refuse("org_url", "Invalid Okta org URL", err)
	name, err := parseOrgName(parts.name.text)
	refuse("org_name", "Invalid Okta org name", err)
	base, err := parseBaseURL(parts.base.text, name)
	refuse("base_url", "Invalid Okta base URL", err)
	if len(o.problems) > 0 || o.unknown {
		return o
	}
	if !parts.matchURL(orgURL, name, base) {
		o.problems = append(o.problems, twoOrgs(block, parts, orgURL, name, base))
		return o
	}
	if o.url = orgURL; orgURL == "" && name != "" {
		o.url = byName(name, base)
	}
	return o
}

func orgPartsOf(block map[string]value, env func(string) string) orgParts {
	if block["org_url"].set() {
		return orgParts{url: block["org_url"], name: block["org_name"], base: block["base_url"], pinned: true}
	}
	p := orgParts{name: oktaRules.lookup("org_name", block, env), base: oktaRules.lookup("base_url", block, env)}
	if !block["org_name"].set() {
		p.url = oktaRules.lookup("org_url", nil, env)
	}
	if !p.name.set() && !block["base_url"].set() {
		p.base = value{} // OKTA_BASE_URL without a name says nothing
	}
	return p
}

func ignoredOrg(block map[string]value, env func(string) string) (ignored []string) {
	var moot []string
	switch {
	case block["org_url"].set():
		moot = []string{"org_name", "base_url"}
	case block["org_name"].set():
		moot = []string{"org_url"}
	}
	for _, argument := range moot {
		if variable := oktaRules.variables[argument]; env(variable) != "" {
			ignored = append(ignored, variable)
		}
	}
	return ignored
}

// matchURL reports whether the URL and the name are of one org. A name without a
// base beside the URL in the block has the base of the URL: terraform validate
// does not know OKTA_BASE_URL. In the environment it has the default, because
// there the official provider reads it so.
func (p orgParts) matchURL(orgURL, name, base string) bool {
	host := strings.TrimPrefix(orgURL, "https://")
	switch {
	case orgURL == "":
		return true
	case name == "":
		return base == "" || strings.HasSuffix(host, "."+base)
	case base == "" && p.pinned:
		return strings.HasPrefix(host, name+".")
	default:
		return orgURL == byName(name, base)
	}
}

func byName(name, base string) string {
	if base == "" {
		base = defaultBaseURL
	}
	return "https://" + name + "." + base
}

func twoOrgs(block map[string]value, p orgParts, orgURL, name, base string) problem {
	var others []string
	if name != "" {
		others = append(others, fmt.Sprintf("%s is %q", oktaRules.source("org_name", block), name))
	}
	switch {
	case base != "":
		others = append(others, fmt.Sprintf("%s is %q", oktaRules.source("base_url", block), base))
	case !p.pinned:
		others = append(others, fmt.Sprintf("base_url is %q by default", defaultBaseURL))
	}
	return problem{summary: "Conflicting Okta orgs", detail: fmt.Sprintf("%s is %q, but %s: that is another org. Keep one of the two addresses.",
		oktaRules.source("org_url", block), orgURL, strings.Join(others, " and "))}
}
