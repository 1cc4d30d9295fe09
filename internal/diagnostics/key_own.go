package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// OwnKeyChange is a change of the key with which the provider signs in: its verb, in the
// infinitive, and the alternative to signing in with another key.
type OwnKeyChange struct{ verb, alternative string }

// The changes of the provider's own key.
var (
	DeactivateOwnKey = OwnKeyChange{"deactivate", "or leave status ACTIVE"}
	ReplaceOwnKey    = OwnKeyChange{"replace", "or apply on_destroy = \"abandon\" first, and change nothing else: then this one stays registered beside the new one"}
	DeleteOwnKey     = OwnKeyChange{"delete", "or apply on_destroy = \"abandon\" first, while the resource is still there: then this one stays registered. " +
		"A resource that is only tainted is kept by terraform untaint"}
	RemoveOwnKey = OwnKeyChange{"remove", "or keep it in keys, and ACTIVE; to destroy the resource and leave its keys registered, apply on_destroy = \"abandon\" first"}
)

// ErrChangesOwnKey reports a change after which the provider could not sign in any more.
func ErrChangesOwnKey(change OwnKeyChange, s Subject, kid string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to "+change.verb+" the provider's own key", fmt.Sprintf(
		"%s: key %s is the provider's own: it signs in with this key (okta.client_id and okta.private_key). Without it, the provider could change nothing "+
			"any more.\n\nSign in with another key first, %s.", s.Parent, quoted(kid), change.alternative))
}

// WarnOwnKeyLeft reports that a destroy leaves the key with which the provider signs in.
func WarnOwnKeyLeft(s Subject, kid string) diag.Diagnostic {
	return warnKeyLeft(s, kid, "this provider signs in with it (okta.client_id and okta.private_key)")
}
