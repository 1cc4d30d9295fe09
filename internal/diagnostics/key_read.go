package diagnostics

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// ErrImportedKeyNotFound reports an import of a key that is not registered. named is the
// ID of the key whose kid was given as the ID, if there is one; list is the data source
// that lists the keys.
func ErrImportedKeyNotFound(s Subject, named, list string) diag.Diagnostic {
	which := ""
	if named != "" {
		which = " That is the kid of the key with the ID " + quoted(named) + "."
	}
	return diag.NewErrorDiagnostic(errorSummary("import", s), fmt.Sprintf(
		"%s: there is no key of this ID.%s\n\nFind Okta's ID of the key with the data source %s.", s.Parent, which, list))
}

// WarnKeyReplacedOutsideTerraform reports that another key than the recorded one is
// registered, or the same key for another use or alg. changes say what differs.
func WarnKeyReplacedOutsideTerraform(s Subject, kid string, changes []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, "is not as recorded"), fmt.Sprintf(
		"%s: key %s is not as it was recorded: %s. Somebody has deleted it and added another one with this kid.\n\n"+
			"Apply to add the configured key again, or configure the registered one.",
		s.Parent, quoted(kid), printable(strings.Join(changes, "; "))))
}

// WarnUnreadableKey reports a registered key of a kind that the provider does not know.
// kid and id are what the vendor lists of it; either may be empty.
func WarnUnreadableKey(s Subject, kid, id string, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, withID("cannot be read", id)), fmt.Sprintf(
		"What %s lists is not a key that this provider knows: %s. Its jwk_json and public_key_pem are null, and jwks_json leaves it out.", s.Vendor, err))
}

// WarnKeyWithoutJWK reports a registered key with a kid or alg that functions and
// resources refuse.
func WarnKeyWithoutJWK(s Subject, kid, id string, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForKey(kid, withID("has no usable JWK", id)), fmt.Sprintf(
		"Functions and resources refuse what %s keeps beside the key: %s. Its jwk_json is null, and jwks_json leaves it out. "+
			"Its public_key_pem has the key.", s.Vendor, err))
}

// withID adds the vendor's ID of a key, if there is one, to what is said of the key.
func withID(what, id string) string {
	if id == "" {
		return what
	}
	return what + " and has the ID " + quoted(id)
}

// WarnListedWithContradiction reports that a data source shows a list of keys that cannot be right.
// problem says why, advice what to do.
func WarnListedWithContradiction(s Subject, problem, advice string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are listed with a contradiction"), fmt.Sprintf(
		"%s: %s's list of the keys cannot be right: %s.\n\nDo not give these keys to an identity provider before it is clear why. %s",
		s.Parent, s.Vendor, apierr.Printable(problem, apierr.MaxText), advice))
}

// HiddenChange is a change of a key that a list does not show, and that may be younger than the
// list.
type HiddenChange struct {
	KID string
	// Missing is true where the list lacks the key. Otherwise it shows the key with another
	// status, as it was before.
	Missing bool
	// VisibleFrom is when a list shows the change for certain, by the vendor's clock; the zero
	// time where that is not known.
	VisibleFrom time.Time
}

// WarnListBehind reports a key that the state keeps as it is recorded, although the list of keys
// does not show it so: the list may be older than the change.
func WarnListBehind(s Subject, c HiddenChange) diag.Diagnostic {
	shows, event, counts := "shows it as it was before its last change", "its last change was", "changed"
	if c.Missing {
		shows, event, counts = "does not show it", "it was registered", "deleted"
	}
	age := fmt.Sprintf("%s less than %.0f minutes before the list was made", event, rotation.ListLag.Minutes())
	later := "from " + c.VisibleFrom.UTC().Format(time.RFC3339) + " on"
	if c.VisibleFrom.IsZero() {
		age = "how long before the list " + event + " is not known"
		later = "once that is known"
	}
	return diag.NewWarningDiagnostic(s.summaryForKey(c.KID, "is kept as recorded"), fmt.Sprintf(
		"%s: key %s is in the state, and %s's list of the keys %s. Such a list can lag behind changes, and %s. So the key does not count as %s, and the state keeps it as it is.\n\n"+
			"If somebody else has %s it, a refresh shows that %s.", s.Parent, quoted(c.KID), s.Vendor, shows, age, counts, counts, later))
}
