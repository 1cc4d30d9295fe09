package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// OwnKeyChange is a change that would lock the provider out: its verb, in the
// infinitive, and what else can be done than signing in with another key.
type OwnKeyChange struct{ verb, orElse string }

// What would lock the provider out.
var (
	DeactivateOwnKey = OwnKeyChange{"deactivate", "or leave status ACTIVE"}
	ReplaceOwnKey    = OwnKeyChange{"replace", "or apply on_destroy = \"abandon\" first, with nothing else changed: then this one stays registered beside the new one"}
	DeleteOwnKey     = OwnKeyChange{"delete", "or apply on_destroy = \"abandon\" first, while the resource is still there: then this one stays registered. " +
		"A resource that is only tainted is kept by terraform untaint"}
	RemoveOwnKey = OwnKeyChange{"take away", "or keep it in keys, and ACTIVE; to destroy the resource and leave its keys registered, apply on_destroy = \"abandon\" first"}
)

// ErrChangesOwnKey reports a change that would lock the provider out.
func ErrChangesOwnKey(change OwnKeyChange, s Subject, kid string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to "+change.verb+" the provider's own key", fmt.Sprintf(
		"%s: key %s is the one with which this provider signs in (okta.client_id and okta.private_key). Without it, nothing could be changed "+
			"any more.\n\nSign in with another key first, %s.", s.Parent, quoted(kid), change.orElse))
}

// WarnOwnKeyLeft reports the provider's own key, which a destroy has left or leaves.
func WarnOwnKeyLeft(s Subject, kid string) diag.Diagnostic {
	return warnKeyLeft(s, kid, "it is the one with which this provider signs in (okta.client_id and okta.private_key)")
}
