package diagnose

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// BadKey words a key argument that cannot be used. err holds nothing of a private
// key.
func BadKey(s Subject, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Invalid key", fmt.Sprintf("%s: %s.", s.Parent, err))
}

// TwoActive words two resources that plan to be active where one key can be.
func TwoActive(s Subject, use string, kids []string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Two active keys for one slot", fmt.Sprintf(
		"%s: only one key for %q can be active, and this configuration has the status ACTIVE for %s.\n\n"+
			"Set status = \"INACTIVE\" for all but one; a set with active_kid has no status: change its active_kid. (terraform destroy -refresh=false works "+
			"without that.)",
		s.Parent, use, strings.Join(quotedAll(kids), " and ")))
}

// Deactivates words what activating a key does to the one that is active.
func Deactivates(s Subject, kid, other string) diag.Diagnostic {
	named := "this key"
	if kid != "" {
		named = "key " + quoted(kid)
	}
	return diag.NewWarningDiagnostic(s.TitledKey(other, "will be deactivated"), fmt.Sprintf(
		"%s: only one key of this use can be active. Activating %s deactivates key %s, at once. Who holds the private halves must be able to "+
			"use the new one by then.", s.Parent, named, quoted(other)))
}

// oneKID is Okta's rule for the keys of one parent.
const oneKID = "two keys cannot have one kid"

// Abandoned words a destroy that sends nothing.
func Abandoned(typeName string, s Subject, kid string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, "stays as it is when its resource is destroyed"), fmt.Sprintf(
		"%s, %s: on_destroy is \"abandon\". Destroying the resource only removes it from the state; key %s stays registered.",
		typeName, s.Parent, quoted(kid)))
}

// OwnKeyChange is a change that would lock the provider out: its verb, in the
// infinitive, and what else can be done than signing in with another key.
type OwnKeyChange struct{ verb, orElse string }

// What would lock the provider out.
var (
	OwnDeactivate = OwnKeyChange{"deactivate", "or leave status ACTIVE"}
	OwnReplace    = OwnKeyChange{"replace", "or apply on_destroy = \"abandon\" first, with nothing else changed: then this one stays registered beside the new one"}
	OwnDelete     = OwnKeyChange{"delete", "or apply on_destroy = \"abandon\" first, while the resource is still there: then this one stays registered. " +
		"A resource that is only tainted is kept by terraform untaint"}
	OwnTakeAway = OwnKeyChange{"take away", "or keep it in keys, and ACTIVE; to destroy the resource and leave its keys registered, apply on_destroy = \"abandon\" first"}
)

// OwnKey words a change that would lock the provider out.
func OwnKey(change OwnKeyChange, s Subject, kid string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to "+change.verb+" the provider's own key", fmt.Sprintf(
		"%s: key %s is the one with which this provider signs in (okta.client_id and okta.private_key). Without it, nothing could be changed "+
			"any more.\n\nSign in with another key first, %s.", s.Parent, quoted(kid), change.orElse))
}

// NotImported words an import of a key that is not there. named is the ID of the key
// that has the given one as its kid, if there is one; list is the data source that
// lists the keys.
func NotImported(s Subject, named, list string) diag.Diagnostic {
	which := ""
	if named != "" {
		which = " That is the kid of the key with the ID " + quoted(named) + "."
	}
	return diag.NewErrorDiagnostic(Summary("import", s), fmt.Sprintf(
		"%s: there is no key of this ID.%s\n\nFind Okta's ID of the key with the data source %s.", s.Parent, which, list))
}

// Held words a key that a resource holds and a new one is planned for, while no plan
// deletes it.
func Held(s Subject, kid string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, "is managed already"), fmt.Sprintf(
		"%s: a resource in the state manages key %s, and this plan creates another resource for the same key.\n\nIf both are in the configuration, "+
			"remove one of them: the new one is refused, or takes the key over, and then destroying either of them would take the key away from the other. If the resource is replaced by "+
			"-replace or because it is tainted, there is nothing to do.", s.Parent, quoted(kid)))
}

// KeyExists words a key that is registered already, and that no earlier run of
// this resource can have left behind. differs says what is other about it.
func KeyExists(s Subject, kid, importID, differs string) diag.Diagnostic {
	return inTheWay(s, kid, differs, ofThisVeryResource+"Otherwise import it with the ID "+quoted(importID)+", or choose another kid.")
}

// KeyInUse words one that is the same key in all, but active, so that somebody may
// use it.
func KeyInUse(s Subject, kid, importID, differs string) diag.Diagnostic {
	return inTheWay(s, kid, differs, ofThisVeryResource+"Otherwise import it with the ID "+quoted(importID)+", or choose another kid. A resource that is in the state already "+
		"and is being replaced cannot import it. Then, if an earlier apply has added the key and it is not in use yet, deactivate it at Okta and apply again: "+
		"an inactive key is taken over.")
}

// KeyTwice words one that another resource of the same apply has just registered.
func KeyTwice(s Subject, kid string) diag.Diagnostic {
	return inTheWay(s, kid, "the same key, by another resource of this configuration", "Remove one of the two resources.")
}

func inTheWay(s Subject, kid, differs, advice string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary("add", s), fmt.Sprintf(
		"%s: key %s is registered already with %s. Nothing was sent.\n\n%s", s.Parent, quoted(kid), shown(differs), advice))
}

// ofThisVeryResource is for a replacement that comes before what it replaces.
const ofThisVeryResource = "If the registered key is this resource's own, which create_before_destroy keeps until the new one is there, " +
	"remove create_before_destroy: " + oneKID + ".\n\n"

// NotActivated words a key that was added and could not be activated.
func NotActivated(s Subject, kid string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary("activate", s), fmt.Sprintf(
		"%s: key %s is registered and INACTIVE%s, because activating it failed. It is not in the state yet: the next apply takes it over and only "+
			"activates it.\n\n%s", s.Parent, quoted(kid), s.byAnswer(err), Detail(s, err)))
}

// ActivationUnknown words a key that was added, and whose activation was lost.
func ActivationUnknown(s Subject, kid string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary("activate", s), fmt.Sprintf(
		"%s: outcome unknown; not sent again. Key %s is registered. The request to activate it was sent once, no usable answer came, and the list of "+
			"keys, as far as it could be read, does not show that it took effect.\n\n%s\n\nApply again, within an hour: the key, which is not in the state yet, is taken over, and "+
			"only activated if it is not active.", s.Parent, quoted(kid), Detail(s.helpingWithAccess(), err)))
}

// TakenOver words a key that an earlier run left behind.
func TakenOver(s Subject, kid, status string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, "was taken over"), fmt.Sprintf(
		"%s: key %s was registered already, with the same key and the status %s, so it was not added again. An earlier apply that was interrupted may have added it.\n\n"+
			"If another resource manages it as well, remove one of the two: with on_destroy = \"abandon\", applied first, the key stays.",
		s.Parent, quoted(kid), shown(status)))
}

// TakenOverRefused words a key whose addition was refused, and that is registered
// nevertheless.
func TakenOverRefused(s Subject, kid, status string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, "was taken over"), fmt.Sprintf(
		"%s: %s refused to add key %s, but it is registered, with the same key and the status %s: by this request, by an earlier apply, or by somebody else. "+
			"It was not sent again.\n\nIf another resource manages it as well, remove one of the two: with on_destroy = \"abandon\", applied first, the key stays.",
		s.Parent, s.Vendor, quoted(kid), shown(status)))
}

// LostChange words a change whose answer was lost, and that took effect.
func LostChange(s Subject, kid, done string, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, done+", though no usable answer came"), fmt.Sprintf(
		"%s: the request about key %s was sent once and no usable answer came, but the list of keys shows that the key %s. It was not sent again.\n\n"+
			"what came instead: %s", s.Parent, quoted(kid), done, Cause(s, err)))
}

// ChangeUnknown words a change whose answer was lost, and that is not to be seen.
func ChangeUnknown(verb string, s Subject, kid string, err error) diag.Diagnostic {
	again := "Apply again: if it took effect after all, it is recognised and not repeated."
	if verb == "add" {
		again = "Apply again, within an hour: if the key was added after all, it is taken over and not added twice. Later, if it is ACTIVE, the next " +
			"apply names the ID with which to import it."
	}
	return diag.NewErrorDiagnostic(Summary(verb, s), fmt.Sprintf(
		"%s: outcome unknown; not sent again. The request about key %s was sent once, no usable answer came, and the list of keys, as far as it could be "+
			"read, does not show that it took effect.\n\n%s\n\n%s", s.Parent, quoted(kid), Detail(s.helpingWithAccess(), err), again))
}

// OtherKey words a key ID that now names another key than is recorded, or the same
// one for something else. changes say what is other.
func OtherKey(s Subject, kid string, changes []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, "is not as recorded"), fmt.Sprintf(
		"%s: key %s is not as it was recorded: %s. Somebody has deleted it and added another one of this kid.\n\n"+
			"Apply to have the key that is configured, or change the configuration to what is there now.",
		s.Parent, quoted(kid), shown(strings.Join(changes, "; "))))
}

// DeleteTaken words a delete of a key that this very apply has taken over.
func DeleteTaken(s Subject, kid string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, "was left in place"), fmt.Sprintf(
		"%s: another resource of this configuration manages key %s by now, so destroying this one sends nothing.", s.Parent, quoted(kid)))
}

// NotDeleted words a refusal to delete a key.
func NotDeleted(s Subject, kid string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary("delete", s), fmt.Sprintf(
		"%s: key %s stays registered%s.\n\n%s\n\nApply again: a key that somebody has activated meanwhile is deactivated first.",
		s.Parent, quoted(kid), s.byAnswer(err), Cause(s, err)))
}

// KeptKey words a version that is recorded while the key stays. known is true if it
// is known that the write-only argument is another one.
func KeptKey(s Subject, kid string, known bool) diag.Diagnostic {
	which := "Whether public_key_pem_wo is the same key is not known yet."
	if known {
		which = "But public_key_pem_wo is another key, and is not looked at."
	}
	return diag.NewWarningDiagnostic(s.TitledKey(kid, "stays as it is"), fmt.Sprintf(
		"%s: the state has no public_key_pem_wo_version yet, as after an import, so this one is recorded and key %s stays. %s\n\n"+
			"Set another public_key_pem_wo_version afterwards to take that key instead.", s.Parent, quoted(kid), which))
}

// UnreadableKey words a registered key that is of no kind that is known. kid and id are
// what the vendor lists of it, empty where that is nothing.
func UnreadableKey(s Subject, kid, id string, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, withID("cannot be read", id)), fmt.Sprintf(
		"What %s lists is no key that this provider knows: %s. Its jwk_json and public_key_pem are null, and no jwks_json holds it.", s.Vendor, err))
}

// KeyWithoutJWK words a registered key that can be read, and beside which the vendor keeps
// a kid or alg that functions and resources refuse.
func KeyWithoutJWK(s Subject, kid, id string, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.TitledKey(kid, withID("has no JWK here", id)), fmt.Sprintf(
		"Functions and resources refuse what %s keeps beside the key: %s. Its jwk_json is null, and no jwks_json holds it. "+
			"Its public_key_pem is the key itself.", s.Vendor, err))
}

// withID adds the vendor's ID of a key, if there is one, to what is said of the key.
func withID(what, id string) string {
	if id == "" {
		return what
	}
	return what + " and has the ID " + quoted(id)
}

// shown is what Okta says of a key, such as its status, escaped and cut.
func shown(text string) string { return apierr.Printable(text, 2*maxKID) }

func quotedAll(kids []string) []string {
	all := make([]string, len(kids))
	for i, kid := range kids {
		all[i] = quoted(kid)
	}
	return all
}
