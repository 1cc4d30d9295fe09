package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// ErrListIsOlder reports a list that shows the keys from before a rotation that is known already.
func ErrListIsOlder(s Subject, known, listed rotation.Snapshot) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: the list of keys lags behind: it shows the keys from before a rotation that is known already. Nothing was sent.\n\nknown:  %s\nlisted: %s\n\n"+
			"Apply again in a few minutes.", s.Parent, known, listed))
}

// WarnListIsOlder reports a list that shows the keys from before a rotation that is recorded, so
// that a refresh keeps the state.
func WarnListIsOlder(s Subject, recorded, listed rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are listed as they were before"), fmt.Sprintf(
		"%s: the list of keys lags behind: it shows the keys from before a rotation that is recorded. The state is kept as it was. An apply that "+
			"meets such a list sends nothing.\n\nrecorded: %s\nlisted:   %s", s.Parent, recorded, listed))
}
