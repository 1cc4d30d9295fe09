package acctest

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// A diagnostic states facts: what was sent, what the keys are, what is going to become
// of them. The claims are listed here, each with what has to be so. The harness
// compares them with the sandbox after every call, and a diagnostic that no claim
// matches fails the test, so that no diagnostic goes unchecked.

// check compares a claim with what the sandbox did; the error says what differs.
type check func(c *call, m match) error

// diagnosticClaim is what one diagnostic says.
type diagnosticClaim struct {
	// by are the functions that word it, as package.Function.
	by []string
	// severity is "ERROR" or "WARNING"; empty is both.
	severity string
	// summary and detail are patterns; see compile.
	summary, detail string
	// holds are facts at the end of the call that says it.
	holds []check
	// promise is what is so once the plan that says it is applied.
	promise check
	// refuses is true for a promise that an apply keeps as well that ends in an error, ends for
	// one that the deletion keeps of what is replaced.
	refuses, ends bool
	// met is a test in which it is said, kept one in which the apply of such a plan is held
	// against the promise; both as "package TestName".
	met, kept string

	summaryForm, detailForm *regexp.Regexp
}

// name is what messages call it.
func (s *diagnosticClaim) name() string { return fmt.Sprintf("%v %q", s.by, s.summary) }

// match is what stood in the places of the names; nil for another diagnostic.
func (s *diagnosticClaim) match(d *tfprotov6.Diagnostic) match {
	if s.severity != "" && d.Severity.String() != s.severity {
		return nil
	}
	summary := matchOf(s.summaryForm, d.Summary)
	if summary == nil {
		return nil
	}
	detail := matchOf(s.detailForm, d.Detail)
	if detail == nil {
		return nil
	}
	for name, text := range summary {
		detail[name] = cmp.Or(detail[name], text)
	}
	return detail
}

// diagnosticClaims are all of them. The first one that matches a diagnostic counts.
var diagnosticClaims = compiled(rotationClaims, publishedClaims, rotationPlans, unknownTriggerPlans, keyPlans, keyClaims, retireClaims, setClaims, failures)

func compiled(lists ...[]*diagnosticClaim) (all []*diagnosticClaim) {
	for _, s := range slices.Concat(lists...) {
		s.summaryForm, s.detailForm = compile(s.summary), compile(s.detail)
		all = append(all, s)
	}
	return all
}

// reported is a claim that a diagnostic of a call made.
type reported struct {
	claim *diagnosticClaim
	match match
	text  string
	// keys are those of the sandbox when it was reported.
	keys keysByParent
}

// findClaim finds the claim of a diagnostic.
func findClaim(d *tfprotov6.Diagnostic) (reported, bool) {
	for _, s := range diagnosticClaims {
		if m := s.match(d); m != nil {
			return reported{claim: s, match: m, text: Diags{d}.String()}, true
		}
	}
	return reported{}, false
}

// ignoredSummaries are the summaries of diagnostics that say nothing about the keys: arguments that
// cannot be used, and the framework's own.
var ignoredSummaries = regexp.MustCompile(`^(Invalid |Missing |Incorrect |Value Conversion|Unable to (write|keep|parse)|Private key in|Period shorter|Unconfigured |` +
	`Plan |Provider |Unexpected |Error |Unsupported |Attribute )`)

// compareAll compares the diagnostics of a call with the sandbox. It returns the claims
// that were made, and what is wrong with them.
func compareAll(c *call) (all []reported, problems []string) {
	for _, d := range c.diags {
		text := Diags{d}.String()
		one, ok := findClaim(d)
		if ok {
			one.keys = c.after
			all = append(all, one)
		}
		for _, err := range one.compare(c, d, ok) {
			problems = append(problems, fmt.Sprintf("%v\nis not so: %s\n%s", err, text, c))
		}
	}
	return all, problems
}

// compare is what is not so of one diagnostic.
func (s reported) compare(c *call, d *tfprotov6.Diagnostic, known bool) (problems []error) {
	if !known {
		if ignoredSummaries.MatchString(d.Summary) {
			return nil
		}
		return []error{fmt.Errorf("no claim in internal/acctest/claim*.go matches this diagnostic")}
	}
	for _, holds := range append(slices.Clone(s.claim.holds), commonChecks...) {
		if err := holds(c, s.match.with("text", d.Summary+"\n"+d.Detail)); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}

// with is the match with one name more.
func (m match) with(name, text string) match {
	more := match{name: text}
	for other, was := range m {
		more[other] = cmp.Or(more[other], was)
	}
	return more
}
