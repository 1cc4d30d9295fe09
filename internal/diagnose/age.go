package diagnose

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// RotateAnyway is what can be done about an age that is not known, and the way past it.
func RotateAnyway(s Subject, doubt rotation.Doubt) string {
	mend := "Check the keys in the " + s.Vendor + " dashboard."
	switch doubt {
	case rotation.ClocksApart:
		mend = "Set the clock that is wrong, and run again."
	case rotation.NoClock:
		mend = "Check what is between here and " + s.Vendor + ", such as a proxy that takes headers away, and run again."
	}
	return mend + " If you know that the last rotation is not recent, set min_rotation_interval = \"0s\" for one apply, which rotates the keys whatever " +
		"their age."
}

// AgeUnknown words a rotation that is not sent because it is not known when the last
// one was.
func AgeUnknown(s Subject, doubt rotation.Doubt, clocks rotation.Clocks, creating bool) diag.Diagnostic {
	advice := RotateAnyway(s, doubt)
	if creating {
		advice += " Or set rotate_on_create = false to adopt the keys as they are, for example if an earlier apply has rotated them already."
	}
	return diag.NewErrorDiagnostic(Summary(rotateVerb, s), fmt.Sprintf(
		"%s: when the keys were last rotated is not known: %s. It may be that they have only just been, and another rotation would retire a key that "+
			"verifiers have only just fetched. Nothing was sent.\n\n%s", s.Parent, Doubt(s, doubt, clocks), advice))
}

// Doubt says why the age of keys is not known. Without clocks it gives no times.
func Doubt(s Subject, doubt rotation.Doubt, clocks rotation.Clocks) string {
	switch doubt {
	case rotation.NoRecord:
		return s.Dating + " is missing or cannot be read"
	case rotation.BadRecord:
		return "the time that " + s.Dating + " gives cannot be right: it has not come yet, or lies far in the past"
	case rotation.NoClock:
		return s.Vendor + "'s answer does not say what time it is there (it has no usable Date header), so the clock of this machine cannot be checked"
	default:
		text := s.Vendor + "'s clock and that of this machine are more than an hour apart"
		if clocks.Vendor.IsZero() {
			return text
		}
		return fmt.Sprintf("%s (%s there, %s here)", text, clocks.Vendor.UTC().Format(time.RFC3339), clocks.Local.UTC().Format(time.RFC3339))
	}
}
