package provider

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// The bounds of arguments, in bytes. IDs have some 30 characters, tokens at most a few
// thousand, and no server takes a longer header than some ten thousand.
const (
	maxName = 1 << 10
	maxWord = 16 << 10
	maxKey  = 64 << 10
)

// limitOf is how long a credential may be.
func limitOf(name string) int {
	switch {
	case name == "client_id", name == "private_key_id":
		return maxName
	case strings.HasSuffix(name, "private_key"):
		return maxKey
	default:
		return maxWord
	}
}

// malformed finds credentials that no request can carry, for example with the line
// end of the file that they were read from. It never shows them.
func (r vendorRules) malformed(o credentialChoice) (problems []problem) {
	for name := range r.variables {
		if complaint := r.complaint(name, o.values[name].text); complaint != "" {
			problems = append(problems, problem{summary: "Malformed credentials", detail: complaint})
		}
	}
	slices.SortFunc(problems, func(a, b problem) int { return strings.Compare(a.detail, b.detail) })
	return problems
}

// complaint says what is wrong with a credential, if anything is.
func (r vendorRules) complaint(name, text string) string {
	if len(text) > limitOf(name) {
		return fmt.Sprintf("%s has %d bytes, and no more than %d are taken. Check what it is set to.", r.both(name), len(text), limitOf(name))
	}
	isToken := strings.HasSuffix(name, "_token")
	scheme := schemeOf(text)
	switch {
	case !slices.Contains(r.tokenArguments, name):
		return ""
	case scheme != "" && isToken:
		return fmt.Sprintf("%s begins with %q, the scheme of a header. Give the token alone.", r.both(name), scheme)
	case strings.ContainsFunc(text, spaceOrControl):
		return r.both(name) + " holds white space or control characters, for example the line end of a file. Remove them, for example with trimspace()."
	case name != "client_secret" && strings.ContainsFunc(text, notASCII):
		return r.both(name) + " holds characters that are not ASCII, some of which cannot be seen. Copy it again from " + r.vendor + "."
	default:
		return ""
	}
}

// audienceForm has the characters of a URI (RFC 3986 section 2).
var audienceForm = regexp.MustCompile(`^[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]*$`)

// malformedAudience says what is wrong with the audience, if anything is. It may be a
// secret in the wrong argument, so nothing of it is shown.
func malformedAudience(text string) (problems []problem) {
	if len(text) <= maxName && audienceForm.MatchString(text) {
		return nil
	}
	return []problem{{summary: "Invalid Auth0 audience", detail: auth0Rules.both("audience") +
		" is no identifier of an API: it is longer than 1,024 bytes, or holds characters that no URI has. Write the one of the Management API, such as " +
		"\"https://example.eu.auth0.com/api/v2/\", or leave it out."}}
}

// schemeOf is the scheme that was copied from a header together with a token.
func schemeOf(text string) string {
	if fields := strings.Fields(text); len(fields) > 1 {
		for _, scheme := range []string{"SSWS", "Bearer"} {
			if strings.EqualFold(fields[0], scheme) {
				return scheme
			}
		}
	}
	return ""
}

func spaceOrControl(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func notASCII(r rune) bool { return r > '~' }
