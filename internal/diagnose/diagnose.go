// Package diagnose words failures. It is the only place that does: summaries
// are "Unable to <verb> <noun>", details hold the vendor's message, status,
// code and request identifier, and end with a sentence that begins with what
// the reader can do.
package diagnose

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// Subject is what a call was about.
type Subject struct {
	// Vendor is the vendor's name, for example "Auth0".
	Vendor string
	// Noun names what is read or written, for example "Auth0 connection keys".
	Noun string
	// Parent names the one parent, for example `Connection "con_x"`, and ID is
	// its identifier, empty while it is unknown.
	Parent, ID string
	// Dating names what says when the keys were last rotated, for keys that are.
	Dating string
	// Help holds, for a kind of failure, the sentence on what to do.
	Help map[apierr.Kind]string
	// CodeHelp holds it for a vendor's error code, and goes before Help.
	CodeHelp map[string]string
	// WithoutCredentials says how to be rid of a resource without credentials that
	// are good for it. It follows Help where a destroy needs the call that failed
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

// Error words a failed call as an error. The verb is in the infinitive.
func Error(verb string, s Subject, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary(verb, s), Detail(s, err))
}

// Warning words a failed call that does not stop the run. kid names the key whose
// resource this is about, and is empty where it is about the parent. The consequence
// says what was done instead.
func Warning(verb string, s Subject, kid string, err error, consequence string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.unable(verb, kid), consequence+"\n\n"+Detail(s, err))
}

// SentBefore is a diagnostic that says that nothing was sent, of a call that had sent
// requests before, which answer ended: nothing was sent again after it.
func SentBefore(d diag.Diagnostic, answer string) diag.Diagnostic {
	detail := strings.ReplaceAll(d.Detail(), "othing was sent", "othing was sent again after "+answer)
	if d.Severity() == diag.SeverityWarning {
		return diag.NewWarningDiagnostic(d.Summary(), detail)
	}
	return diag.NewErrorDiagnostic(d.Summary(), detail)
}

// byAnswer is what is believed, and not looked at: an error that the vendor answered.
func (s Subject) byAnswer(err error) string {
	if e := apierr.As(err); e == nil || e.Status == 0 {
		return ""
	}
	return ", by what " + s.Vendor + " answered"
}

// Summary is the first line of an error: stable, without identifiers.
func Summary(verb string, s Subject) string {
	return "Unable to " + verb + " " + s.Noun
}

// Titled is the summary of a warning about this one parent. It names the parent,
// because Terraform folds warnings with equal summaries into one.
func (s Subject) Titled(what string) string { return s.Noun + " " + what + s.where() }

// unable is the summary of a warning about a failed call. It names the parent, and the
// key unless kid is empty.
func (s Subject) unable(verb, kid string) string {
	if kid == "" {
		return Summary(verb, s) + s.where()
	}
	return Summary(verb, s) + ": key " + quoted(kid) + s.where()
}

// where is the parent's ID at the end of a summary, empty while it is unknown.
func (s Subject) where() string {
	if !idForm.MatchString(s.ID) {
		return ""
	}
	return " (" + s.ID + ")"
}

// TitledKey is the summary of a diagnostic about one key of this parent.
func (s Subject) TitledKey(kid, what string) string {
	if kid == "" {
		return s.Titled("include one that " + what)
	}
	return "Key " + quoted(kid) + " " + what + s.where()
}

// Cause says what came back, beside words that say for which parent and what to
// do.
func Cause(s Subject, err error) string {
	e := apierr.As(err)
	if facts := factsOf(e); facts != "" {
		return message(s, e) + " " + facts
	}
	return message(s, e)
}

// Detail says which parent, what came back, and what to do.
func Detail(s Subject, err error) string {
	e := apierr.As(err)
	parts := []string{s.Parent + ": " + message(s, e)}
	if facts := factsOf(e); facts != "" {
		parts = append(parts, facts)
	}
	if help := s.help(e); help != "" {
		parts = append(parts, help)
	}
	return strings.Join(parts, "\n\n")
}

// message is what happened. Whatever of it is foreign is shown escaped and cut.
func message(s Subject, e *apierr.Error) string {
	return apierr.Printable(words(s, e), apierr.MaxText)
}

func words(s Subject, e *apierr.Error) string {
	switch {
	case e.Kind == apierr.NotConfigured || e.Kind == apierr.ConfigUnknown:
		return sentence(e.Error())
	case e.Ours && e.Token:
		return "no access token could be obtained from " + s.Vendor + ": " + sentence(e.Message)
	case e.Ours:
		return sentence(e.Message)
	case e.Token && e.Status != 0:
		return s.Vendor + " refused to issue an access token: " + sentence(e.Message)
	case e.Token:
		return "no access token could be obtained from " + s.Vendor + ": " + sentence(e.Error())
	case e.Status != 0 && e.Message != "":
		return s.Vendor + " answered: " + sentence(e.Message)
	default:
		return sentence(e.Error())
	}
}

// sentence ends text with a full stop.
func sentence(text string) string {
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

func factsOf(e *apierr.Error) string {
	var facts []string
	if e.Status != 0 {
		facts = append(facts, fmt.Sprintf("HTTP %d", e.Status))
	}
	if e.Code != "" {
		facts = append(facts, e.Code)
	}
	if e.RequestID != "" {
		facts = append(facts, "request ID "+e.RequestID)
	}
	if e.CorrelationID != "" {
		facts = append(facts, "correlation ID "+e.CorrelationID)
	}
	return strings.Join(facts, " · ")
}

// help is what to do about a failure. Where a destroy needs the call, it goes on with
// how to do without.
func (s Subject) help(e *apierr.Error) string {
	help, without := s.helpAgainst(e), ""
	switch {
	case help == "" || !s.destroys:
	case e.Kind == apierr.Unauthorized || e.Kind == apierr.Forbidden:
		without = s.WithoutCredentials
	case e.Kind == apierr.Invalid && e.Status == http.StatusNotFound:
		without = s.WithoutKeys
	}
	return strings.TrimSpace(help + " " + without)
}

func (s Subject) helpAgainst(e *apierr.Error) string {
	switch {
	case e.Hint != "":
		return e.Hint
	case s.CodeHelp[e.Code] != "":
		return s.CodeHelp[e.Code]
	case e.Token && e.Kind == apierr.Unauthorized:
		return s.Help[TokenRefused]
	case e.Kind == apierr.Invalid && e.Status == http.StatusNotFound && s.Help[NotFoundBelow] != "":
		return s.Help[NotFoundBelow]
	default:
		return s.Help[e.Kind]
	}
}

// Keys in Subject.Help beside the kinds: a refusal by the token endpoint, and a 404
// that does not say that the parent is missing.
const (
	TokenRefused  = apierr.Kind(-1)
	NotFoundBelow = apierr.Kind(-2)
)
