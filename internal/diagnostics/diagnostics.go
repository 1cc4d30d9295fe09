// Package diagnostics words failures. It is the only place that does: summaries
// are "Unable to <verb> <noun>", details hold the vendor's message, status,
// code and request identifier, and end with a sentence that begins with what
// the reader can do.
package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// NothingSentAgain is a diagnostic that says that nothing was sent, of a call that had sent
// requests before, which answer ended: nothing was sent again after it.
func NothingSentAgain(d diag.Diagnostic, answer string) diag.Diagnostic {
	detail := strings.ReplaceAll(d.Detail(), "othing was sent", "othing was sent again after "+answer)
	if d.Severity() == diag.SeverityWarning {
		return diag.NewWarningDiagnostic(d.Summary(), detail)
	}
	return diag.NewErrorDiagnostic(d.Summary(), detail)
}

// ErrWithAdviceToDestroy is an error of an apply that the plan knows already.
func ErrWithAdviceToDestroy(d diag.Diagnostic) diag.Diagnostic {
	return diag.NewErrorDiagnostic(d.Summary(), d.Detail()+adviceToDestroy)
}

// adviceToDestroy is the way past an error in a plan.
const adviceToDestroy = "\n\nTo destroy instead, run terraform destroy -refresh=false."

// maxKID bounds what is shown of a kid, in characters; those of the vendors are far
// shorter.
const maxKID = 200

// quoted is a kid in quotes, with everything escaped that acts on a terminal.
func quoted(kid string) string {
	if runes := []rune(kid); len(runes) > maxKID {
		return quoted(string(runes[:maxKID])) + fmt.Sprintf(" ... (%d characters more)", len(runes)-maxKID)
	}
	return strings.ReplaceAll(fmt.Sprintf("%q", kid), "::", ": :") // with which a command to a CI would begin
}

func quotedAll(kids []string) []string {
	all := make([]string, len(kids))
	for i, kid := range kids {
		all[i] = quoted(kid)
	}
	return all
}

// printable is what Okta says of a key, such as its status, escaped and cut.
func printable(text string) string { return apierr.Printable(text, 2*maxKID) }

// sentence ends text with a full stop.
func sentence(text string) string {
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}
