package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// ErrListIsOlder reports a list that shows the keys from before a rotation that is known already, or
// may show them.
func ErrListIsOlder(s Subject, known, listed rotation.Snapshot) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), fmt.Sprintf(
		"%s: %s. Nothing was sent.\n\nknown:  %s\nlisted: %s\n\nApply again in a few minutes.",
		s.Parent, describeOlderList(known, listed, "known already"), known, listed))
}

// WarnListIsOlder reports a list that shows the keys from before a rotation that is recorded, or may
// show them, so that a refresh keeps the state.
func WarnListIsOlder(s Subject, recorded, listed rotation.Snapshot) diag.Diagnostic {
	what := "are listed as they were before"
	if !shareKey(recorded, listed) {
		what = "are listed with other keys than recorded"
	}
	return diag.NewWarningDiagnostic(s.summaryForParent(what), fmt.Sprintf(
		"%s: %s. The state is kept as it was. An apply that reads such a list sends nothing.\n\nrecorded: %s\nlisted:   %s",
		s.Parent, describeOlderList(recorded, listed, "recorded"), recorded, listed))
}

// describeOlderList says what is wrong with a list that is older than the keys, or may be.
// knownHow is how these are known.
func describeOlderList(known, listed rotation.Snapshot, knownHow string) string {
	if shareKey(known, listed) {
		return "the list of keys lags behind: it shows the keys from before a rotation that is " + knownHow
	}
	return "the list of keys has none of the keys that are " + knownHow + ". The keys were rotated several times. Which of the two is newer is not certain, " +
		"because a list can lag behind"
}

// shareKey reports whether one key is in both.
func shareKey(a, b rotation.Snapshot) bool {
	return a.HasKID(b.Current) || a.HasKID(b.Next) || a.HasKID(b.Previous)
}
