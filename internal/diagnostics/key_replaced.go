package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Replacement is a key whose resource is replaced.
type Replacement struct {
	KID, Status string
	// KeepsKID is true if the new key has its kid, at the same parent.
	KeepsKID bool
	// OnlyActive is true if it is the only active one of its use.
	OnlyActive bool
	// MovedTo is the other parent at which the resource has its key then, empty if it stays at one.
	MovedTo string
}

// WarnKeyWillBeReplaced reports which key goes.
func WarnKeyWillBeReplaced(s Subject, r Replacement) diag.Diagnostic {
	advice := "To add the new key before the old one is removed, set lifecycle { create_before_destroy = true }, if it is not set yet."
	only := " It is the only active key of its use: without create_before_destroy none is active until the new one is there, and " + s.Vendor + " may refuse to take it away."
	switch {
	case r.MovedTo != "":
		advice = "To add the key there before it is removed here, set lifecycle { create_before_destroy = true }, if it is not set yet."
		only = " It is the only active key of its use here, and " + s.Vendor + " may refuse to take it away."
	case r.KeepsKID:
		advice = "To add the new key before the old one is removed, give it another kid and set lifecycle { create_before_destroy = true }. With that and " +
			"an unchanged kid, the apply refuses: " + oneKID + "."
	}
	if !r.OnlyActive {
		only = ""
	}
	return diag.NewWarningDiagnostic(s.summaryForKey(r.KID, "will be replaced"), fmt.Sprintf(
		"%s: %s, and key %s, which is %s now, is taken away here as on_destroy says.%s\n\n%s", s.Parent, r.added(), quoted(r.KID), printable(r.Status), only, advice))
}

// added is where the resource has its key then.
func (r Replacement) added() string {
	if r.MovedTo != "" {
		return "the resource adds its key at " + r.MovedTo + " instead"
	}
	return "the resource adds the key of the configuration"
}

// WarnReplacedKeyStaysRegistered reports a replacement that leaves the old key where it is.
func WarnReplacedKeyStaysRegistered(s Subject, r Replacement) diag.Diagnostic {
	advice := "Deactivate or delete it at Okta once nobody needs it; or apply another on_destroy first, with nothing else changed."
	if r.KeepsKID {
		advice = "Give the new key another kid, or the apply refuses: " + oneKID + ". Or apply another on_destroy first, with nothing else changed."
	}
	return diag.NewWarningDiagnostic(s.summaryForKey(r.KID, "will stay registered"), fmt.Sprintf(
		"%s: %s, and key %s stays registered here and is %s: on_destroy is \"abandon\" in the state.\n\n%s",
		s.Parent, r.added(), quoted(r.KID), printable(r.Status), advice))
}

// WarnKeyStaysInReplacement reports a replacement by the same key. writeOnly is true where that is
// only so as long as public_key_pem_wo stays what it is.
func WarnKeyStaysInReplacement(s Subject, kid string, writeOnly bool) diag.Diagnostic {
	which := ""
	if writeOnly {
		which = " So public_key_pem_wo is the same key in this plan. If it is another one in the apply, that one is added, and this one stays registered beside it, in no resource: " +
			"delete it at Okta then."
	}
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "stays where it is"), fmt.Sprintf(
		"%s: the resource is replaced by one with the same key %s, which stays registered as it is: no request is sent to change it.%s\n\n"+
			"Remove create_before_destroy, if it is set: with it the apply may refuse, because %s.", s.Parent, quoted(kid), which, oneKID))
}

// WarnKeysStayInReplacement names keys that stay while their resource is replaced by one with the
// same keys. writeOnly is true where the new one knows its key from public_key_pem_wo.
func WarnKeysStayInReplacement(s Subject, kids []string, writeOnly bool) diag.Diagnostic {
	which := ""
	if writeOnly {
		which = "\n\nIn the plan, public_key_pem_wo was this key. If it is another one by now, no resource has this one any more: delete it at Okta."
	}
	return diag.NewWarningDiagnostic(s.summaryForParent("stay where they are"), fmt.Sprintf(
		"%s: the resource is replaced by one with the same keys, so these stay registered, and nothing was sent to delete them: %s.%s",
		s.Parent, strings.Join(quotedAll(kids), ", "), which))
}
