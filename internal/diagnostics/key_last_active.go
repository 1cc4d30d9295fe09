package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// DeactivationCause is why a plan deactivates or deletes a key.
type DeactivationCause int

// The causes.
const (
	// DeactivatedByStatus is a single key that becomes INACTIVE.
	DeactivatedByStatus DeactivationCause = iota
	// DeactivatedByDestroy is a resource that is destroyed.
	DeactivatedByDestroy
	// DeactivatedByReplacement is a single key in whose place another one comes.
	DeactivatedByReplacement
	// DeactivatedBySet is a key that leaves a set, or becomes INACTIVE there.
	DeactivatedBySet
)

// LastActiveKeys is a plan that leaves no key of a use active.
type LastActiveKeys struct {
	// KIDs are the keys that the resource takes out of use.
	KIDs []string
	Use  string
	Way  DeactivationCause
	// Loss is what is not possible then, Setting what of the parent wants the key, each a
	// clause. Setting is empty where nothing is known to want it.
	Loss, Setting string
	// Refused is true where the vendor documents that it refuses this.
	Refused bool
	// Abandoned is true for keys that a replacement would leave as they are.
	Abandoned bool
}

// IsRefusedInSet reports whether the vendor refuses the plan for certain: a single key waits
// for another one of the same apply, a set does not.
func (l LastActiveKeys) IsRefusedInSet() bool { return l.Refused && l.Way == DeactivatedBySet }

// ErrLastActiveKeys reports a plan that the vendor refuses, because it leaves no key of a
// use active.
func ErrLastActiveKeys(s Subject, l LastActiveKeys) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to remove the last active key"+s.idSuffix(), l.detail(s)+" Nothing was sent."+adviceToDestroy+
		" "+s.Vendor+" refuses that as well, unless on_destroy is \"delete_if_unneeded\" in the state: then this key is left.")
}

// WarnLastActiveKeys reports a plan that leaves no key of a use active.
func WarnLastActiveKeys(s Subject, l LastActiveKeys) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(l.KIDs[0], fmt.Sprintf("is the last active one for %q", l.Use)), l.detail(s))
}

func (l LastActiveKeys) detail(s Subject) string {
	return fmt.Sprintf("%s: %s is taken out of use, and no other key for %q stays active. Then %s%s.%s%s\n\n%s",
		s.Parent, l.keys(), l.Use, l.Loss, l.because(), l.refusal(s), l.ifReplaced(), l.advice())
}

func (l LastActiveKeys) keys() string {
	if len(l.KIDs) == 1 {
		return "key " + quoted(l.KIDs[0])
	}
	return "each of the keys " + strings.Join(quotedAll(l.KIDs), ", ")
}

func (l LastActiveKeys) because() string {
	if l.Setting == "" {
		return ""
	}
	return ": " + l.Setting
}

// refusal says why and until when the apply refuses a rotation. It is empty if the apply
// does not.
func (l LastActiveKeys) refusal(s Subject) string {
	if !l.Refused {
		return ""
	}
	return fmt.Sprintf(" %s documents that it refuses to deactivate the key as long as that is so; if it does, the apply ends in an error and the key stays as it is.", s.Vendor)
}

func (l LastActiveKeys) ifReplaced() string {
	if !l.Abandoned || l.Refused { // a plan that is refused replaces nothing
		return ""
	}
	return " If Terraform replaces the resource (-replace), nothing is taken out of use: on_destroy is \"abandon\" in the state."
}

func (l LastActiveKeys) advice() string {
	const other = " If another resource of this configuration adds or activates a key for this use in the same apply, there is nothing to do."
	switch l.Way {
	case DeactivatedBySet:
		return "Keep this key, or add another ACTIVE key for this use to keys. To have none, change the setting first."
	case DeactivatedByDestroy:
		return "To keep a key registered that is still needed, apply on_destroy = \"delete_if_unneeded\" (or \"abandon\") first, while the resource is still there." + other
	case DeactivatedByReplacement:
		return "Set status = \"ACTIVE\" for the new key, if it is to take over." + other
	default:
		return "Leave status \"ACTIVE\" here, or add or activate another key for this use." + other
	}
}

// WarnLastActiveUnchecked reports a plan that deactivates a key, where the other keys
// could not be read.
func WarnLastActiveUnchecked(s Subject, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("may lose their last active key"), fmt.Sprintf(
		"This plan takes a key out of use. The keys could not be read, so it is not known whether another key stays active.\n\n%s", failureDetail(s, err)))
}
