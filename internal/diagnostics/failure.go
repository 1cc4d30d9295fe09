package diagnostics

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// ErrCallFailed reports a failed call. The verb is in the infinitive.
func ErrCallFailed(verb string, s Subject, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(verb, s), failureDetail(s, err))
}

// WarnCallFailed reports a failed call that does not stop the run. kid names the key whose
// resource failed, and is empty for a parent. The consequence says what was done instead.
func WarnCallFailed(verb string, s Subject, kid string, err error, consequence string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.failureSummary(verb, kid), consequence+"\n\n"+failureDetail(s, err))
}

// accordingToVendor is what is believed, and not looked at: an error that the vendor answered.
func (s Subject) accordingToVendor(err error) string {
	if e := apierr.As(err); e == nil || e.Status == 0 {
		return ""
	}
	return ", according to " + s.Vendor + "'s answer"
}

// vendorMessage is what the vendor answered, for a text that already names the parent and
// what to do.
func vendorMessage(s Subject, err error) string {
	e := apierr.As(err)
	if facts := responseFacts(e); facts != "" {
		return printableMessage(s, e) + " " + facts
	}
	return printableMessage(s, e)
}

// failureDetail names the parent, what the vendor answered, and what to do.
func failureDetail(s Subject, err error) string {
	e := apierr.As(err)
	parts := []string{s.Parent + ": " + printableMessage(s, e)}
	if facts := responseFacts(e); facts != "" {
		parts = append(parts, facts)
	}
	if help := s.advice(e); help != "" {
		parts = append(parts, help)
	}
	return strings.Join(parts, "\n\n")
}

// printableMessage is what happened. Whatever of it is foreign is shown escaped and cut.
func printableMessage(s Subject, e *apierr.Error) string {
	return apierr.Printable(messageText(s, e), apierr.MaxText)
}

func messageText(s Subject, e *apierr.Error) string {
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

func responseFacts(e *apierr.Error) string {
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

// advice is what to do about a failure. Where a destroy needs the call, it goes on with
// how to do without.
func (s Subject) advice(e *apierr.Error) string {
	help, without := s.adviceAgainst(e), ""
	switch {
	case help == "" || !s.destroys:
	case e.Kind == apierr.Unauthorized || e.Kind == apierr.Forbidden:
		without = s.WithoutCredentials
	case e.Kind == apierr.Invalid && e.Status == http.StatusNotFound:
		without = s.WithoutKeys
	}
	return strings.TrimSpace(help + " " + without)
}

func (s Subject) adviceAgainst(e *apierr.Error) string {
	switch {
	case e.Hint != "":
		return e.Hint
	case s.CodeAdvice[e.Code] != "":
		return s.CodeAdvice[e.Code]
	case e.Token && e.Kind == apierr.Unauthorized:
		return s.Advice[TokenRefused]
	case e.Kind == apierr.Invalid && e.Status == http.StatusNotFound && s.Advice[NotFoundBelow] != "":
		return s.Advice[NotFoundBelow]
	default:
		return s.Advice[e.Kind]
	}
}

// Keys in Subject.Advice beside the kinds: a refusal by the token endpoint, and a 404
// that does not say that the parent is missing.
const (
	TokenRefused  = apierr.Kind(-1)
	NotFoundBelow = apierr.Kind(-2)
)
