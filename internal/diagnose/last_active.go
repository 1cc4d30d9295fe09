package diagnose

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// TakingWay is the way in which a plan takes a key out of use.
type TakingWay int

// The ways.
const (
	// TakenByStatus is a single key that becomes INACTIVE.
	TakenByStatus TakingWay = iota
	// TakenByDestroy is a resource that is destroyed.
	TakenByDestroy
	// TakenByReplacement is a single key in whose place another one comes.
	TakenByReplacement
	// TakenBySet is a key that leaves a set, or becomes INACTIVE there.
	TakenBySet
)

// LastActive is a plan that leaves no key of a use active.
type LastActive struct {
	// KIDs are the keys that the resource takes out of use.
	KIDs []string
	Use  string
	Way  TakingWay
	// Loss is what is not possible then, Setting what of the parent wants the key, each a
	// clause. Setting is empty where nothing is known to want it.
	Loss, Setting string
	// Refused is true where the vendor documents that it refuses this.
	Refused bool
	// Abandoned is true for keys that a replacement would leave as they are.
	Abandoned bool
}

// Say words it. It is an error where a set would be refused for certain; a single key
// waits for another one of the same apply.
func (l LastActive) Say(s Subject) diag.Diagnostic {
	detail := fmt.Sprintf("%s: %s is taken out of use, and no other key for %q stays active. Then %s%s.%s%s\n\n%s",
		s.Parent, l.keys(), l.Use, l.Loss, l.because(), l.refusal(s), l.ifReplaced(), l.advice())
	if l.Refused && l.Way == TakenBySet {
		return diag.NewErrorDiagnostic("Unable to take away the last active key"+s.where(), detail+" Nothing was sent."+toDestroy+
			" "+s.Vendor+" refuses that as well, unless on_destroy is \"delete_if_unneeded\" in the state: then this key is left.")
	}
	return diag.NewWarningDiagnostic(s.TitledKey(l.KIDs[0], fmt.Sprintf("is the last active one for %q", l.Use)), detail)
}

func (l LastActive) keys() string {
	if len(l.KIDs) == 1 {
		return "key " + quoted(l.KIDs[0])
	}
	return "each of the keys " + strings.Join(quotedAll(l.KIDs), ", ")
}

func (l LastActive) because() string {
	if l.Setting == "" {
		return ""
	}
	return ": " + l.Setting
}

func (l LastActive) refusal(s Subject) string {
	if !l.Refused {
		return ""
	}
	return fmt.Sprintf(" %s documents that it refuses to deactivate the key as long as that is so; if it does, the apply ends in an error and the key stays as it is.", s.Vendor)
}

func (l LastActive) ifReplaced() string {
	if !l.Abandoned || l.Refused { // a plan that is refused replaces nothing
		return ""
	}
	return " If Terraform replaces the resource (-replace), nothing is taken out of use: on_destroy is \"abandon\" in the state."
}

func (l LastActive) advice() string {
	const other = " If another resource of this configuration adds or activates a key for this use in the same apply, there is nothing to do."
	switch l.Way {
	case TakenBySet:
		return "Have another key for this use in keys, ACTIVE, or keep this one. To be without one, change the setting first."
	case TakenByDestroy:
		return "To keep a key registered that is still needed, apply on_destroy = \"delete_if_unneeded\" (or \"abandon\") first, while the resource is still there." + other
	case TakenByReplacement:
		return "Have the new key ACTIVE, if it is to take over." + other
	default:
		return "Leave status \"ACTIVE\" here, or add or activate another key for this use." + other
	}
}

// LastActiveUnread words a plan of which is not known whether it leaves a key active.
func LastActiveUnread(s Subject, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("could not be checked"), fmt.Sprintf(
		"This plan takes a key out of use. Whether another key stays active is not known, because the keys could not be read.\n\n%s", Detail(s, err)))
}

// StaysIfNeeded words a destroy that leaves a key that is needed. setting is what wants it.
func StaysIfNeeded(s Subject, kid, use, setting string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, "stays registered if it is still needed"), fmt.Sprintf(
		"%s: key %s is the last active one for %q, and %s. on_destroy is \"delete_if_unneeded\", so destroying the resource leaves the key as it is, unless another key for this use "+
			"is active by then, or the setting has changed.", s.Parent, quoted(kid), use, setting))
}

// LeftNeeded words a key that a destroy has left. setting is what wants it.
func LeftNeeded(s Subject, kid, use, setting string) diag.Diagnostic {
	return left(s, kid, fmt.Sprintf("it is the last active key for %q, and %s. Nothing was sent to deactivate or delete it", use, setting))
}

// LeftRefused words a key that a destroy has left because the vendor refused to
// deactivate it.
func LeftRefused(s Subject, kid string, err error) diag.Diagnostic {
	return left(s, kid, "it could not be deactivated"+s.byAnswer(err)+". "+strings.TrimSuffix(Cause(s, err), "."))
}

// LeftOwn words the provider's own key, which a destroy has left or leaves.
func LeftOwn(s Subject, kid string) diag.Diagnostic {
	return left(s, kid, "it is the one with which this provider signs in (okta.client_id and okta.private_key)")
}

func left(s Subject, kid, why string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, "stays registered"), fmt.Sprintf(
		"%s: destroying the resource leaves key %s as it is: %s.\n\nDelete it at %s, or import and destroy it, once nothing needs it. Deleting the parent takes it away as well.",
		s.Parent, quoted(kid), why, s.Vendor))
}

// KeyRefused is a refusal to take a key out of use.
type KeyRefused struct {
	KID string
	Way TakingWay
	// KeepsKID is true for a replacement whose new key has the kid of the old one, InSet for a
	// key of a set.
	KeepsKID, InSet bool
	// Waited are keys that the apply was to activate, and for which it has waited in vain.
	Waited []string
	Err    error
}

// NotDeactivated words a refusal to take a key out of use. What to do depends on how the
// key was taken, and what is most likely right comes first.
func NotDeactivated(s Subject, r KeyRefused) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary("deactivate", s), fmt.Sprintf(
		"%s: key %s stays as it is%s.\n\n%s\n\n%s", s.Parent, quoted(r.KID), s.byAnswer(r.Err), Cause(s, r.Err), r.advice()))
}

func (r KeyRefused) advice() string {
	const (
		later    = " If this very apply is to activate another key, apply again, without -parallelism=1, and without making that key depend on this one."
		settings = " Or turn off what needs the key (private_key_jwt, signed request objects, encryption of tokens)."
	)
	switch {
	case len(r.Waited) > 0:
		return fmt.Sprintf("Apply again: key %s, which this apply is to activate and which would have taken its place, was not active in time. With "+
			"-parallelism=1, or if that key depends on this one, activate it in an apply of its own first.%s", strings.Join(quotedAll(r.Waited), " or "), settings)
	case r.Way == TakenByReplacement && r.KeepsKID:
		return "Give the new key another kid, since " + oneKID + ", and set lifecycle { create_before_destroy = true }: then it is there before this one goes." + settings
	case r.Way == TakenByReplacement:
		return "Set lifecycle { create_before_destroy = true }: then the new key is there before this one goes." + settings
	case r.Way == TakenBySet:
		return "Have another key for this use in keys, ACTIVE, in the same apply, or keep this one." + settings
	case r.Way == TakenByDestroy && r.InSet:
		return "If another resource activates a key for this use, apply again once that key is active. Or have this resource in the configuration again, with " +
			"on_destroy = \"delete_if_unneeded\", apply, and then remove it: destroying it then leaves a key that is still needed." + settings
	case r.Way == TakenByDestroy:
		return "Activate another key first. Or have this resource in the configuration again, with on_destroy = \"delete_if_unneeded\", apply, and then remove it: then a key that is still " +
			"needed stays registered." + later + settings
	default:
		return "Activate another key first, or leave status ACTIVE." + later + settings
	}
}
