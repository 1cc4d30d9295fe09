package diagnostics

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
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
