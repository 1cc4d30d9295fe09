// Package diagnostics makes every error and warning of the provider. No other package
// makes one. The name of a function begins with the severity, Err or Warn.
//
// The summary of an error is "Unable to <verb> <noun>" where it can be. A detail says what
// happened and to which object, then what the vendor answered, then what to do.
package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// NothingSentAgain changes a diagnostic that says that nothing was sent. The call had sent
// requests before and got this answer, so the text says that nothing was sent again.
func NothingSentAgain(d diag.Diagnostic, answer string) diag.Diagnostic {
	detail := strings.ReplaceAll(d.Detail(), "othing was sent", "othing was sent again after "+answer)
	if d.Severity() == diag.SeverityWarning {
		return diag.NewWarningDiagnostic(d.Summary(), detail)
	}
	return diag.NewErrorDiagnostic(d.Summary(), detail)
}

// ErrWithAdviceToDestroy is the error, reported by a plan already, with how to destroy in
// spite of it.
func ErrWithAdviceToDestroy(d diag.Diagnostic) diag.Diagnostic {
	return diag.NewErrorDiagnostic(d.Summary(), d.Detail()+adviceToDestroy)
}

// adviceToDestroy is how to destroy in spite of an error in the plan.
const adviceToDestroy = "\n\nTo destroy instead, run terraform destroy -refresh=false."

// maxKID bounds how many characters of a kid are shown. Those of the vendors are far
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
