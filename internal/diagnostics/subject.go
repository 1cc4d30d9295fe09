package diagnostics

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// Subject is what a call was about.
type Subject struct {
	// Vendor is the vendor's name, for example "Auth0".
	Vendor string
	// Console is the vendor's name for its web console, for example "the Auth0 dashboard".
	Console string
	// Noun names what is read or written, for example "Auth0 connection keys".
	Noun string
	// Parent names the one parent, for example `Connection "con_x"`, and ID is
	// its identifier, empty while it is unknown.
	Parent, ID string
	// Dating names what says when the keys were last rotated, for keys that are.
	Dating string
	// Advice holds, for a kind of failure, the sentence on what to do.
	Advice map[apierr.Kind]string
	// CodeAdvice holds it for a vendor's error code, and goes before Advice.
	CodeAdvice map[string]string
	// WithoutCredentials says how to be rid of a resource without credentials that
	// are good for it. It follows Advice where a destroy needs the call that failed
	// (see ForDestroy).
	WithoutCredentials string
	// WithoutKeys says the same of a resource whose parent is there and answers 404
	// about its keys.
	WithoutKeys string
	destroys    bool
}

// ForDestroy is the subject of a call that terraform destroy makes as well: the
// refresh of a resource, and its deletion. Data sources, creates and updates
// destroy nothing, so their errors say nothing of it.
func (s Subject) ForDestroy() Subject {
	s.destroys = true
	return s
}

// errorSummary is the first line of an error: without identifiers, so that it stays the
// same.
func errorSummary(verb string, s Subject) string {
	return "Unable to " + verb + " " + s.Noun
}

// summaryForParent is the summary of a warning about this one parent. It names the parent,
// because Terraform folds warnings with equal summaries into one.
func (s Subject) summaryForParent(what string) string { return s.Noun + " " + what + s.idSuffix() }

// summaryForKey is the summary of a diagnostic about one key of this parent.
func (s Subject) summaryForKey(kid, what string) string {
	if kid == "" {
		return s.summaryForParent("include one that " + what)
	}
	return "Key " + quoted(kid) + " " + what + s.idSuffix()
}

// failureSummary is the summary of a warning about a failed call. It names the parent, and the
// key unless kid is empty.
func (s Subject) failureSummary(verb, kid string) string {
	if kid == "" {
		return errorSummary(verb, s) + s.idSuffix()
	}
	return errorSummary(verb, s) + ": key " + quoted(kid) + s.idSuffix()
}

// idSuffix is the parent's ID at the end of a summary, empty while it is unknown.
func (s Subject) idSuffix() string {
	if !parentIDForm.MatchString(s.ID) {
		return ""
	}
	return " (" + s.ID + ")"
}

// parentIDForm is what IDs of parents look like. What does not may be a secret that was put
// in the place of an ID, and is not shown.
var parentIDForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

// nameOfParent names one parent.
func nameOfParent(noun, id string) string {
	switch {
	case id == "":
		return "The " + noun + " (its ID is only known after apply)"
	case !parentIDForm.MatchString(id):
		return "The " + noun + " (the given value is not an ID, and is not shown)"
	default:
		return fmt.Sprintf("%s %q", strings.ToUpper(noun[:1])+noun[1:], id)
	}
}

// withAdviceOnAccessOnly leaves out the help that says to try again: the sentences around
// say how. What to do about credentials and scopes they do not say.
func (s Subject) withAdviceOnAccessOnly() Subject {
	help := map[apierr.Kind]string{}
	for _, kind := range []apierr.Kind{apierr.Unauthorized, apierr.Forbidden} {
		help[kind] = s.Advice[kind]
	}
	s.Advice = help
	return s
}

func (s Subject) withoutAdvice() Subject {
	s.Advice, s.CodeAdvice = nil, nil
	return s
}
