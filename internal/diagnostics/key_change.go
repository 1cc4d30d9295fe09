package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// ErrKeyNotActivated reports a key that was added and not activated.
func ErrKeyNotActivated(s Subject, kid string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary("activate", s), fmt.Sprintf(
		"%s: key %s is registered and INACTIVE%s, because activating it failed. It is not in the state yet: the next apply takes it over and only "+
			"activates it.\n\n%s", s.Parent, quoted(kid), s.accordingToVendor(err), failureDetail(s, err)))
}

// ErrActivationOutcomeUnknown reports a key that was added, and whose activation has an
// ambiguous outcome.
func ErrActivationOutcomeUnknown(s Subject, kid string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary("activate", s), fmt.Sprintf(
		"%s: outcome unknown; not sent again. Key %s is registered. The request to activate it was sent once, no usable answer came, and the list of "+
			"keys, as far as it could be read, does not show that it took effect.\n\n%s\n\nApply again within an hour: the apply takes over the key, which is "+
			"not in the state yet, and activates it if it is not active.", s.Parent, quoted(kid), failureDetail(s.withAdviceOnAccessOnly(), err)))
}

// ErrWithNoteOnList is an error about a change that the vendor has refused, with a note on the list
// of keys, by which the change was sent: it may be behind. refusedToAdd is true where an addition was
// refused, false where the vendor does not know the key.
func ErrWithNoteOnList(d diag.Diagnostic, kid string, refusedToAdd bool) diag.Diagnostic {
	note := fmt.Sprintf("If the list of keys shows key %s nevertheless, the list lags behind: apply again", quoted(kid))
	if refusedToAdd {
		note = fmt.Sprintf("If key %s is registered already, the list of keys does not show it yet: apply again", quoted(kid))
	}
	return diag.NewErrorDiagnostic(d.Summary(), fmt.Sprintf("%s\n\n%s after %.0f minutes.", d.Detail(), note, rotation.ListLag.Minutes()))
}

// WarnKeyChangedAnswerLost reports a change that took effect although its answer was lost.
func WarnKeyChangedAnswerLost(s Subject, kid, done string, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, done+", though no usable answer came"), fmt.Sprintf(
		"%s: the request about key %s was sent once and no usable answer came, but the list of keys shows that the key %s. It was not sent again.\n\n"+
			"what came instead: %s", s.Parent, quoted(kid), done, vendorMessage(s, err)))
}

// ErrKeyChangeOutcomeUnknown reports a change whose answer was lost, and that the list of
// keys does not show.
func ErrKeyChangeOutcomeUnknown(verb string, s Subject, kid string, err error) diag.Diagnostic {
	again := "Apply again: a change that took effect is recognised and not repeated."
	if verb == "add" {
		again = "Apply again within an hour: if the key was added, it is taken over and not added twice. Later, if it is ACTIVE, the next " +
			"apply names the ID with which to import it."
	}
	return diag.NewErrorDiagnostic(errorSummary(verb, s), fmt.Sprintf(
		"%s: outcome unknown; not sent again. The request about key %s was sent once, no usable answer came, and the list of keys, as far as it could be "+
			"read, does not show that it took effect.\n\n%s\n\n%s", s.Parent, quoted(kid), failureDetail(s.withAdviceOnAccessOnly(), err), again))
}

// ErrKeyNotDeactivated reports that the vendor refused to deactivate a key. The most
// likely remedy comes first.
func ErrKeyNotDeactivated(s Subject, r DeactivationRefusal) diag.Diagnostic {
	return diag.NewErrorDiagnostic(errorSummary("deactivate", s), fmt.Sprintf(
		"%s: key %s stays as it is%s.\n\n%s\n\n%s", s.Parent, quoted(r.KID), s.accordingToVendor(r.Err), vendorMessage(s, r.Err), r.advice()))
}

// DeactivationRefusal is a refusal to deactivate a key.
type DeactivationRefusal struct {
	KID string
	Way DeactivationCause
	// KeepsKID is true for a replacement whose new key has the kid of the old one, InSet for a
	// key of a set.
	KeepsKID, InSet bool
	// Waited are keys that the apply was to activate, and for which it has waited in vain.
	Waited []string
	Err    error
}

func (r DeactivationRefusal) advice() string {
	const (
		later    = " If this very apply is to activate another key, apply again, without -parallelism=1, and without making that key depend on this one."
		settings = " Or turn off what needs the key (private_key_jwt, signed request objects, encryption of tokens)."
	)
	switch {
	case len(r.Waited) > 0:
		return fmt.Sprintf("Apply again: key %s, which this apply is to activate and which would have taken its place, was not active in time. With "+
			"-parallelism=1, or if that key depends on this one, activate it in an apply of its own first.%s", strings.Join(quotedAll(r.Waited), " or "), settings)
	case r.Way == DeactivatedByReplacement && r.KeepsKID:
		return "Give the new key another kid, since " + oneKID + ", and set lifecycle { create_before_destroy = true }: then it is added before this one is removed." + settings
	case r.Way == DeactivatedByReplacement:
		return "Set lifecycle { create_before_destroy = true }: then the new key is added before this one is removed." + settings
	case r.Way == DeactivatedBySet:
		return "Keep this key, or add another ACTIVE key for this use to keys in the same apply." + settings
	case r.Way == DeactivatedByDestroy && r.InSet:
		return "If another resource activates a key for this use, apply again once that key is active. Or have this resource in the configuration again, with " +
			"on_destroy = \"delete_if_unneeded\", apply, and then remove it: destroying it then leaves a key that is still needed." + settings
	case r.Way == DeactivatedByDestroy:
		return "Activate another key first. Or have this resource in the configuration again, with on_destroy = \"delete_if_unneeded\", apply, and then remove it: then a key that is still " +
			"needed stays registered." + later + settings
	default:
		return "Activate another key first, or leave status ACTIVE." + later + settings
	}
}
