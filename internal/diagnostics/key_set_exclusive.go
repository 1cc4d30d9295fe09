package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// WarnKeysWillBeDeletedIfOther names keys that exclusive deletes if the keys of their kids turn
// out to be other ones.
func WarnKeysWillBeDeletedIfOther(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("will be deleted if others are to take their place"), fmt.Sprintf(
		"%s: %s: a key of this kid is registered, and the one in keys is only known after apply. If it is the same, it is taken over. If not, the apply deletes the registered one first, since exclusive is true.",
		s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// WarnUnrecordedKeysStay names keys that exclusive would delete, if it were recorded which keys they are.
func WarnUnrecordedKeysStay(s Subject, kids []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("stay for now"), fmt.Sprintf(
		"%s: exclusive is true, and these keys are not in keys: %s. The apply leaves them alone: no refresh has recorded yet which keys they are, so they could be other ones by then.\n\n"+
			"Plan again, without -refresh=false: the plan names and deletes them.", s.Parent, strings.Join(quotedAll(kids), ", ")))
}

// WarnOtherKeyLeft names a key that an exclusive set leaves alone, because the plan has named another
// one of its kid.
func WarnOtherKeyLeft(s Subject, kid string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "was left in place"), fmt.Sprintf(
		"%s: key %s is another key than the one of this kid that was registered when the keys were read for the plan. exclusive deletes only what a plan has named, so nothing was sent for it.\n\n"+
			"Plan again: the plan names it.", s.Parent, quoted(kid)))
}
